"""How many records a vendor announced and we held, each time both were counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from daysheet.warehouse.batches import Target
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query

# Every look at how connections fare reads all that are kept; what is counted no more is no news after so long.
KEPT_FOR: Final = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class CountCheck:
    """
    One comparison. `set_aside` are records that wait in quarantine and so are not held in the tables.

    With `since_at` only what has a date since then was counted. `page_size` is how many records the first of several
    pages held; where as many are held in all, only the first page may ever have been read.
    """

    announced: int
    held: int
    set_aside: int
    checked_at: datetime
    since_at: datetime | None = None
    page_size: int | None = None

    @property
    def difference(self) -> int:
        """How many records are announced that are neither held nor set aside; below zero where we hold too many."""
        return self.announced - self.held - self.set_aside


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The last comparison of a stream at a location."""

    connection: str
    stream: str
    location: str | None
    announced: int
    held: int
    set_aside: int
    difference: int
    since_at: datetime | None
    checked_at: datetime


class CountChecks:
    """The comparisons of one stream at one location, by one run."""

    def __init__(self, database: Database, target: Target) -> None:
        self._database = database
        self._target = target

    async def set_aside(self, *, in_this_run: bool = False) -> int:
        """Return how many records wait in quarantine and are not held, of all or of those that this run has met."""
        rows = await self._rows("set_aside", in_this_run=in_this_run)
        return int(rows[0]["waiting"])

    async def keep(self, check: CountCheck) -> None:
        """Keep a comparison; a later one of the same run takes its place, and old ones are let go of."""
        await self._rows("keep_count", **vars(check))
        await self._rows("forget_counts", before=check.checked_at - KEPT_FOR)

    async def _rows(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        async with self._database.tenant(self._target.tenant_id) as connection:
            cursor = await connection.execute(query("count_checks", name), {**self._target.place, **parameters})
            return await cursor.fetchall() if cursor.description else []


async def last_counts(database: Database, tenant_id: int) -> Sequence[Counted]:
    """Return the last comparison of each stream at each location, by connection: of all records, or of the dated."""
    async with database.tenant(tenant_id) as connection:
        cursor = await connection.execute(query("count_checks", "last_counts"), {"tenant_id": tenant_id})
        return [Counted(**row) for row in await cursor.fetchall()]
