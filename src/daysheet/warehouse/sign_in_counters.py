"""Counts tries to sign in, in the database, so that all processes count together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class Counter:
    """What is counted, by its digest, and how many tries it has in one counting."""

    digest: bytes = field(repr=False)
    tries_max: int


class _Full(Exception):
    def __init__(self, ends_at: datetime) -> None:
        self.ends_at = ends_at


async def count_try(
    database: Database, counters: Sequence[Counter], now: datetime, ends_at: datetime
) -> datetime | None:
    """
    Count a try with each of the counters, or with none of them where one is full: return when that one begins anew.

    Whoever counts names them in the same order of kinds, so that two never wait for each other. Countings that have
    ended are forgotten.
    """
    try:
        async with database.nobody() as connection:
            for counter in counters:
                values = {"counter_digest": counter.digest, "now": now, "ends_at": ends_at}
                rows = await (await connection.execute(query("people", "count_try"), values)).fetchall()
                if rows[0]["tries"] > counter.tries_max:
                    raise _Full(rows[0]["ends_at"])
            # Last of all, since nothing is waited for after it: whoever only guesses may not fill the table.
            await connection.execute(query("people", "forget_counters"), {"now": now})
    except _Full as full:
        return full.ends_at
    return None


async def take_back_try(database: Database, counters: Sequence[Counter], now: datetime) -> None:
    """Count a try that went well no longer."""
    async with database.nobody() as connection:
        for counter in counters:
            values: dict[str, Any] = {"counter_digest": counter.digest, "now": now}
            await connection.execute(query("people", "take_back_try"), values)
