"""The cursor of each stream: who holds its lease, how far it was read, and where a cut pass goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from daysheet.core.clock import Clock
from daysheet.core.errors import LeaseLost, StreamBusy
from daysheet.warehouse.batches import Target
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.loading import LEASE_SECONDS
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """
    How far one stream at one location has been read.

    `reached_at` only moves over a window that was read whole; `census_at` is when the whole list
    was last proven to be read. `position` is where a pass was cut.
    """

    fence: int
    reached_at: datetime | None
    census_at: datetime | None
    position: Mapping[str, Any] | None


async def hold_lease(connection: Connection, target: Target, fence: int, now: datetime) -> None:
    """Prove in this transaction that a stream is still ours, and keep it; raises `LeaseLost`."""
    parameters = {**target.place, "fence": fence, "now": now, "lease_seconds": LEASE_SECONDS}
    if await (await connection.execute(query("cursors", "renew_lease"), parameters)).fetchone() is None:
        raise LeaseLost(f"Another worker has taken over {target.stream}; it goes on there.")


class Cursors:
    """Claims, moves and releases cursors."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self, target: Target) -> Cursor:
        """Take the lease; raises `StreamBusy` while another run holds it."""
        parameters = {
            **target.place,
            "owner": str(target.run_id),
            "now": self._clock(),
            "lease_seconds": LEASE_SECONDS,
        }
        async with self._database.tenant(target.tenant_id) as connection:
            row: Any = await (await connection.execute(query("cursors", "claim_cursor"), parameters)).fetchone()
        if row is None:
            raise StreamBusy(
                f"Another run is reading {target.stream} of this connection. "
                f"Wait for it, or try again in {LEASE_SECONDS:.0f} seconds if it was killed."
            )
        return Cursor(**row)

    async def renew(self, target: Target, fence: int) -> None:
        """Keep the lease while nothing is written; raises `LeaseLost`."""
        async with self._database.tenant(target.tenant_id) as connection:
            await hold_lease(connection, target, fence, self._clock())

    async def move(
        self,
        target: Target,
        fence: int,
        *,
        reached_at: datetime | None,
        census_at: datetime | None,
        position: Mapping[str, Any] | None,
        ends_census: bool = False,
    ) -> None:
        """Move the cursor over a window that was read whole; what an unfinished census had shown is forgotten."""
        parameters = {
            **target.place,
            "fence": fence,
            "reached_at": reached_at,
            "census_at": census_at,
            "position": Jsonb(position),
            "now": self._clock(),
        }
        async with self._database.tenant(target.tenant_id) as connection:
            row = await (await connection.execute(query("cursors", "move_cursor"), parameters)).fetchone()
            if row is None:
                raise LeaseLost(f"Another worker has taken over {target.stream}; its cursor was not moved.")
            if ends_census:
                await connection.execute(query("cursors", "forget_census_ids"), target.place)

    async def census_ids(self, target: Target, pass_number: int) -> list[str]:
        """Return the ids that a pass of an unfinished census has shown so far."""
        parameters = {**target.place, "pass_number": pass_number}
        async with self._database.tenant(target.tenant_id) as connection:
            rows: Any = await (await connection.execute(query("cursors", "census_ids"), parameters)).fetchall()
        return [each for row in rows for each in row["ids"]]

    async def release(self, target: Target, fence: int, error: str | None) -> None:
        """Let others have the stream; *error* says why this reading failed."""
        parameters = {**target.place, "fence": fence, "error": error, "now": self._clock()}
        async with self._database.tenant(target.tenant_id) as connection:
            await connection.execute(query("cursors", "release_lease"), parameters)

    async def last_census(self, target: Target, stream: str) -> datetime | None:
        """Return when another stream at the same location was last read whole."""
        async with self._database.tenant(target.tenant_id) as connection:
            found: Any = await (
                await connection.execute(query("cursors", "last_census"), {**target.place, "stream": stream})
            ).fetchone()
        return found["census_at"] if found else None
