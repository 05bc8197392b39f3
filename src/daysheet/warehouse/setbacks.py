"""The quarantine as a run sees it: what to ask for again, and what has settled itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from psycopg.rows import tuple_row

from daysheet.core.clock import Clock
from daysheet.warehouse.batches import Target, Version
from daysheet.warehouse.cursors import hold_lease
from daysheet.warehouse.database import Database
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.queries import query, vendor_query

ASKED_AGAIN_MAX: Final = 50
ATTEMPTS_MAX: Final = 6


class Setbacks:
    """Questions and answers about one stream's records in quarantine."""

    def __init__(self, database: Database, target: Target, clock: Clock) -> None:
        self._database = database
        self._target = target
        self._clock = clock

    async def _rows(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        async with self._database.tenant(self._target.tenant_id) as connection:
            cursor = await connection.execute(query("quarantine", name), {**self._target.place, **parameters})
            return await cursor.fetchall() if cursor.description else []

    async def to_ask_again(self) -> list[str]:
        """Return ids of records that wait, the least tried first, and count the attempt."""
        found = await self._rows("open_ones", limit=ASKED_AGAIN_MAX, attempts_max=ATTEMPTS_MAX)
        ids = [row["source_id"] for row in found]
        if ids:
            await self._rows("count_attempts", source_ids=ids)
        return ids

    async def are_all_known(self, hashes: Sequence[bytes]) -> bool:
        """Whether each of these payloads without an id was set aside in an earlier run already."""
        if not hashes:
            return True
        found = await self._rows("known_nameless", hashes=list(hashes))
        return {row["payload_hash"] for row in found} >= set(hashes)

    async def resolve_nameless(self, *, is_census: bool, read_whole_at: datetime | None = None) -> None:
        """
        Close what had no id, after its window was read again without it.

        *read_whole_at* is when all was last read that a pointing stream points to: what pointed before is settled.
        """
        await self._rows("resolve_nameless", now=self._clock(), is_census=is_census, read_whole_at=read_whole_at)


class Versions:
    """Looks up which versions of records, and which texts of pages, the warehouse holds."""

    def __init__(self, database: Database, target: Target) -> None:
        self._database = database
        self._target = target

    async def stored_bodies(self, body_hashes: Sequence[bytes]) -> set[bytes]:
        """Return which of these texts of pages are stored."""
        async with self._database.tenant(self._target.tenant_id) as connection:
            cursor = await connection.execute(
                query("loading", "stored_bodies"), {**self._target.place, "hashes": list(body_hashes)}
            )
            return {row["body_hash"] for row in await cursor.fetchall()}

    async def lookup(self, source_ids: Sequence[str]) -> dict[str, Version]:
        """Return the version in place of each of these records that is known."""
        async with self._database.tenant(self._target.tenant_id) as connection:
            cursor = await connection.cursor(row_factory=tuple_row).execute(
                query("loading", "known_versions"), {**self._target.place, "source_ids": list(source_ids)}
            )
            return {
                source_id: Version(payload_hash=payload_hash, updated_at=updated_at, fetched_at=fetched_at)
                for source_id, payload_hash, updated_at, fetched_at in await cursor.fetchall()
            }

    async def places_of(self, source_ids: Sequence[str]) -> dict[str, set[int]]:
        """Return the locations of the connection that hold each of these records, by its id."""
        async with self._database.tenant(self._target.tenant_id) as connection:
            cursor = await connection.execute(
                query("loading", "places_of"), {**self._target.place, "source_ids": list(source_ids)}
            )
            found: dict[str, set[int]] = {}
            for row in await cursor.fetchall():
                found.setdefault(row["source_id"], set()).add(row["location_id"])
            return found

    async def holders(self, source_ids: Sequence[str]) -> set[int]:
        """Return the other locations of the connection that hold all of these records."""
        async with self._database.tenant(self._target.tenant_id) as connection:
            cursor = await connection.execute(
                query("loading", "holders"), {**self._target.place, "source_ids": list(source_ids)}
            )
            return {row["location_id"] for row in await cursor.fetchall()}

    async def see_again(self, source_ids: Sequence[str], fence: int, now: datetime, deriving: Deriving | None) -> None:
        """
        Note that records were asked for and are as they were; what is derived from them follows.

        Raises `LeaseLost` where another worker has the stream by now, and notes nothing.
        """
        if not source_ids:
            return
        async with self._database.tenant(self._target.tenant_id) as connection:
            await hold_lease(connection, self._target, fence, now)
            await connection.execute(
                query("loading", "see_again"), {**self._target.place, "source_ids": list(source_ids), "now": now}
            )
            if deriving is not None:
                await deriving.after(connection, self._target.stream, source_ids, now)


class Questions:
    """A vendor's own questions about what the warehouse holds of one connection."""

    def __init__(self, database: Database, package: str, target: Target) -> None:
        self._database = database
        self._package = package
        self._target = target

    async def rows(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """Return the rows of one question."""
        async with self._database.tenant(self._target.tenant_id) as connection:
            statement = vendor_query(self._package, "questions", name)
            return await (await connection.execute(statement, {**self._target.place, **parameters})).fetchall()
