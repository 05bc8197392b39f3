"""The quarantine as a person sees it: what waits, why, and with which payload."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import zstandard

from daysheet.core.errors import UnknownThing
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One payload that waits for another reading."""

    stream: str
    location_id: int
    record_key: str
    source_id: str | None
    payload: bytes
    seen_at: datetime


class Quarantine:
    """The quarantine of one tenant."""

    def __init__(self, database: Database, tenant_id: int) -> None:
        self._database = database
        self._tenant_id = tenant_id

    async def _rows(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        async with self._database.tenant(self._tenant_id) as connection:
            cursor = await connection.execute(query("quarantine", name), {"tenant_id": self._tenant_id, **parameters})
            return await cursor.fetchall() if cursor.description else []

    async def count(self, connection: str | None = None) -> int:
        """Return how much waits."""
        return int((await self._rows("count_open", connection=connection))[0]["waiting"])

    async def waiting(self, connection: str | None, limit: int, after: int = 0) -> list[dict[str, Any]]:
        """Return what waits, oldest first, from after a number on."""
        return await self._rows("list_open", connection=connection, limit=limit, after=after)

    async def accept(self, quarantine_id: int, now: datetime) -> bool:
        """Note that a person lets a setback be as it is; False where there is none of that number."""
        return bool(await self._rows("accept", quarantine_id=quarantine_id, now=now))

    async def show(self, quarantine_id: int) -> dict[str, Any]:
        """Return one setback with its payload; raises `UnknownThing`."""
        found = await self._rows("show_one", quarantine_id=quarantine_id)
        if not found:
            raise UnknownThing(f"Nothing in quarantine has the number {quarantine_id}. See: daysheet quarantine list")
        row = found[0]
        row["payload"] = unpack(row["payload"])
        return row

    async def payloads(self, connection_id: int, round_at: datetime | None = None) -> list[Waiting]:
        """Return the payloads that wait, each once; not what a replay has tried that began at *round_at* or later."""
        found = await self._rows("payloads_open", connection_id=connection_id, round_at=round_at)
        return [Waiting(seen_at=row.pop("last_seen_at"), payload=unpack(row.pop("payload")), **row) for row in found]

    async def resolve(self, connection_id: int, each: Waiting, now: datetime) -> None:
        """Close a setback whose record was readable in the end."""
        await self._rows(
            "resolve_by_key",
            connection_id=connection_id,
            stream=each.stream,
            location_id=each.location_id,
            record_key=each.record_key,
            now=now,
            resolution="replayed",
        )


def pack(payload: bytes) -> bytes:
    """Compress a payload as it is kept."""
    return zstandard.ZstdCompressor(level=3).compress(payload)


def unpack(payload: bytes) -> bytes:
    """Return the payload that `pack` compressed."""
    return zstandard.ZstdDecompressor().decompress(payload)
