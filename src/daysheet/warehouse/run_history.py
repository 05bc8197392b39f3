"""Runs as people see them: what was read when, how it went, and a wish that one of them end."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """One run with its counters over all streams."""

    run_id: uuid.UUID
    connection: str
    kind: str
    schedule: str | None
    status: str
    is_cut: bool
    started_at: datetime
    finished_at: datetime | None
    cancel_asked_at: datetime | None
    received: int
    new: int
    changed: int
    quarantined: int
    requests: int
    error: str | None


@dataclass(frozen=True, kw_only=True)
class Success:
    """How many runs of a connection there were, and how they ended; slices that went well are parts of a run."""

    connection: str
    runs: int
    completed: int
    partial: int
    failed: int
    with_quarantine: int


@dataclass(frozen=True, kw_only=True)
class RunDay:
    """How many runs of a connection began on a day in UTC and ended, and how many of them failed, if only in part."""

    connection: str
    began_on: date
    runs: int
    failed: int


@dataclass(frozen=True, kw_only=True)
class Held:
    """When a stream was last read whole at a location; None where that is not, or before the log begins."""

    connection: str
    stream: str
    location: str | None
    read_at: datetime | None
    failures: int
    error: str | None


class RunHistory:
    """The runs of one tenant."""

    def __init__(self, database: Database, tenant_id: int) -> None:
        self._database = database
        self._tenant_id = tenant_id

    async def note(self, run_id: uuid.UUID, *, schedule: str, is_cut: bool) -> None:
        """Note which schedule a run was made for, and whether it ended early on purpose."""
        await self._rows("note_run", run_id=run_id, schedule=schedule, is_cut=is_cut)

    async def read_since(self, connection_id: int, since: datetime, kinds: Sequence[str]) -> frozenset[tuple[str, int]]:
        """
        Return what was read to its end since an instant, proven whole or not: the streams and their locations.

        Only runs of these *kinds* count: one that asked for single records or for days of a person's choice read
        nothing to its end.
        """
        rows = await self._rows("read_since", connection_id=connection_id, since=since, kinds=list(kinds))
        return frozenset((row["stream"], row["location_id"]) for row in rows)

    async def newest(
        self,
        connection: str | None,
        limit: int,
        *,
        states: Sequence[str] | None = None,
        before: tuple[datetime, uuid.UUID] | None = None,
    ) -> list[RunRow]:
        """Return the newest runs, of all connections or one, of some states or any, after one that was returned."""
        before_at, after_id = before or (None, None)
        rows = await self._rows(
            "newest_runs",
            connection=connection,
            limit=limit,
            states=None if states is None else list(states),
            before_at=before_at,
            after_id=after_id,
        )
        return [RunRow(**row) for row in rows]

    async def starting_with(self, text: str) -> list[RunRow]:
        """Return the runs whose id begins so."""
        start = text.lower()
        digits = start.replace("-", "")
        if not set(digits) <= set("0123456789abcdef") or len(digits) > 32:
            return []
        ids = {"first_id": uuid.UUID(digits.ljust(32, "0")), "last_id": uuid.UUID(digits.ljust(32, "f"))}
        return [RunRow(**row) for row in await self._rows("runs_starting_with", start=start, **ids)]

    async def streams_of(self, run_id: uuid.UUID) -> Sequence[dict[str, Any]]:
        """Return what a run did in each stream at each location."""
        return await self._rows("streams_of_run", run_id=run_id)

    async def cancel(self, run_id: uuid.UUID, now: datetime) -> bool:
        """Ask a run to end at its next step; False where it is not running."""
        return bool(await self._rows("cancel_run", run_id=run_id, now=now))

    async def is_of_schedule(self, run_id: uuid.UUID) -> bool:
        """Whether a worker is making a run for a schedule now."""
        return bool(await self._rows("is_of_schedule", run_id=run_id))

    async def success(self, since: datetime) -> list[Success]:
        """Return how the runs of each connection ended since an instant."""
        return [Success(**row) for row in await self._rows("success", since=since)]

    async def days(self, since: datetime) -> list[RunDay]:
        """Return the days since an instant on which there were runs, of all connections."""
        return [RunDay(**row) for row in await self._rows("days", since=since)]

    async def held(self, since: datetime) -> list[Held]:
        """Return when each stream was last read whole since an instant, by connection, stream and location."""
        return [Held(**row) for row in await self._rows("held", since=since)]

    async def _rows(self, named: str, /, **parameters: Any) -> list[dict[str, Any]]:
        async with self._database.tenant(self._tenant_id) as connection:
            cursor = await connection.execute(query("run_history", named), {"tenant_id": self._tenant_id, **parameters})
            return await cursor.fetchall() if cursor.description else []
