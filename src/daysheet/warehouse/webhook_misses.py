"""Records that changed without an event: found by reading their list alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query
from daysheet.warehouse.webhooks import CLOCKS_APART, TOLD_BEFORE


@dataclass(frozen=True, kw_only=True)
class Miss:
    """One record: when it changed at the vendor, where that is told, and when a reading found that."""

    connection: str
    stream: str
    source_id: str
    location: str | None
    changed_at: datetime | None
    found_at: datetime


async def misses(
    database: Database,
    tenant_id: int,
    connection_id: int,
    *,
    schema: str,
    streams: Sequence[str],
    since: datetime,
    until: datetime,
    limit: int,
) -> list[Miss]:
    """Return what readings found changed after *since* and before *until*, and no event told of to this day."""
    parameters = {
        "tenant_id": tenant_id,
        "connection_id": connection_id,
        "schema": schema,
        "streams": list(streams),
        "since": since,
        "until": until,
        "limit": limit,
        "apart_seconds": CLOCKS_APART.total_seconds(),
        "before_seconds": TOLD_BEFORE.total_seconds(),
    }
    async with database.tenant(tenant_id) as connection:
        cursor = await connection.execute(query("webhook_misses", "misses"), parameters)
        return [Miss(**row) for row in await cursor.fetchall()]
