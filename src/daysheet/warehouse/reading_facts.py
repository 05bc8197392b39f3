"""What the log and the cursors of a connection say about its readings: how far each is, and what they cost."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class StreamFacts:
    """
    How one stream stands at one location.

    `announced` and `passed` are of a whole list that is in hand: how many records the vendor says there are, and how
    many came, over all slices. `received` came in the last reading, which began at `started_at` as `last_run_id`;
    `run` is who has it in hand, if `is_read_now`. `changed_at` is when a reading last brought something new.
    """

    stream: str
    location: str | None
    reached_at: datetime | None
    census_at: datetime | None
    failures: int
    error: str | None
    run: str | None
    is_read_now: bool
    announced: int | None
    passed: int | None
    last_run_id: uuid.UUID | None
    received: int | None
    started_at: datetime | None
    changed_at: datetime | None

    @property
    def was_read(self) -> bool:
        """Whether it was ever read to its end."""
        return self.reached_at is not None or self.census_at is not None


class ReadingFacts:
    """The readings of one connection."""

    def __init__(self, database: Database, tenant_id: int, connection_id: int) -> None:
        self._database = database
        self._place = {"tenant_id": tenant_id, "connection_id": connection_id}
        self._tenant_id = tenant_id

    async def streams(self, since: datetime, now: datetime) -> list[StreamFacts]:
        """Return how each stream stands, by what was read since an instant."""
        return [StreamFacts(**row) for row in await self._rows("stream_facts", since=since, now=now)]

    async def calls_by_stream(self, since: datetime) -> dict[str, int]:
        """Return how many calls each stream took since an instant, the most first."""
        return {row["stream"]: row["calls"] for row in await self._rows("calls_by_stream", since=since)}

    async def most_calls(self, since: datetime) -> dict[str, int]:
        """Return how many calls the longest reading of each stream took since an instant."""
        return {row["stream"]: row["calls"] for row in await self._rows("most_calls", since=since)}

    async def _rows(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        async with self._database.tenant(self._tenant_id) as connection:
            cursor = await connection.execute(query("reading", name), {**self._place, **parameters})
            return await cursor.fetchall()


async def set_aside_by(database: Database, tenant_id: int, run_id: uuid.UUID) -> Sequence[dict[str, Any]]:
    """Return what a run set aside that still waits: stream, reason, how many, and when first and last."""
    async with database.tenant(tenant_id) as connection:
        cursor = await connection.execute(query("reading", "set_aside_by"), {"tenant_id": tenant_id, "run_id": run_id})
        return await cursor.fetchall()
