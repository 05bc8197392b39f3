"""The log of runs: one row for each stream and location, with counters that add up."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from psycopg.types.json import Jsonb

from daysheet.core.clock import Clock
from daysheet.core.errors import DatabaseBusy
from daysheet.warehouse.batches import Counts, Target
from daysheet.warehouse.database import Database
from daysheet.warehouse.loading import LEASE_SECONDS
from daysheet.warehouse.queries import query

# Between two streams a run has no lease of any.
SILENT_FOR: Final = timedelta(seconds=LEASE_SECONDS)


class Ended(Protocol):
    """What the log wants to know of a finished reading."""

    reached_at: datetime | None
    passes: int
    read_fast: int
    read_exactly: int


class RunLog:
    """Writes the log of one run."""

    def __init__(self, database: Database, tenant_id: int, run_id: uuid.UUID, connection_id: int, clock: Clock) -> None:
        self._database = database
        self._run = {"tenant_id": tenant_id, "run_id": run_id, "connection_id": connection_id}
        self._tenant_id = tenant_id
        self._clock = clock

    async def _do(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        async with self._database.tenant(self._tenant_id) as connection:
            cursor = await connection.execute(query("runs", name), {**self._run, "now": self._clock(), **parameters})
            return await cursor.fetchall() if cursor.description else []

    async def begin(self, kind: str) -> None:
        """Note that the run has begun, and that killed ones before it have not finished."""
        await self._do("begin_run", kind=kind)
        await self._do("abandon_runs", silent_since=self._clock() - SILENT_FOR)

    async def finish(self, status: str) -> None:
        """Note how the run ended, once; a database that is gone is told by the error that is under way."""
        try:
            async with self._database.tenant(self._tenant_id) as connection:
                for name in ("revive_run", "add_to_totals", "finish_run"):
                    await connection.execute(query("runs", name), {**self._run, "now": self._clock(), "status": status})
        except DatabaseBusy:
            if status != "failed":
                raise

    async def open(self, target: Target) -> None:
        """Begin the row of a stream at a location, which shows that the run lives."""
        await self._do("revive_run")
        zero = dict.fromkeys(_names(), 0)
        await self._do("add_to_log", **target.place, **zero, window_from=None)

    async def close(
        self, target: Target, status: str, error: str | None, ended: Ended, calls: Mapping[str, int]
    ) -> Counts:
        """Close the row and return its counters; they are zero where the database is gone."""
        details = {"passes": ended.passes, "read_fast": ended.read_fast, "read_exactly": ended.read_exactly}
        try:
            await self._do(
                "close_log",
                **target.place,
                status=status,
                error=error,
                reached_at=ended.reached_at,
                details=Jsonb(details),
                **{name: calls.get(name, 0) for name in ("requests", "retries", "rate_limited")},
            )
            found = await self._do("counters_here", **target.place)
        except DatabaseBusy:
            if status != "failed":
                raise
            return Counts()
        return Counts(**found[0])

    async def counters(self) -> dict[str, dict[str, int]]:
        """Return the run's counters by stream."""
        return {row.pop("stream"): row for row in await self._do("counters_of_run")}


def _names() -> list[str]:
    return [each.name for each in fields(Counts)]
