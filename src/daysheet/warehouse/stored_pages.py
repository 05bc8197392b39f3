"""The raw pages of a connection, in the order in which they came."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query

PAGES_AT_ONCE: Final = 20


@dataclass(frozen=True, kw_only=True)
class StoredPage:
    """A page as it was kept: compressed, with the time of its fetching."""

    page_id: int
    stream: str
    location_id: int
    list_name: str
    fetched_at: datetime
    body: bytes


async def stored_pages(database: Database, tenant_id: int, connection_id: int) -> AsyncIterator[StoredPage]:
    """Yield the pages of a connection, oldest first, some at a time."""
    after = 0
    while True:
        async with database.tenant(tenant_id) as connection:
            cursor = await connection.execute(
                query("loading", "pages_between"),
                {"tenant_id": tenant_id, "connection_id": connection_id, "after": after, "limit": PAGES_AT_ONCE},
            )
            rows = await cursor.fetchall()
        for row in rows:
            yield StoredPage(**row)
        if not rows:
            return
        after = rows[-1]["page_id"]


async def count_stored_pages(database: Database, tenant_id: int, connection_id: int) -> int:
    """Return how many pages of a connection are kept."""
    async with database.tenant(tenant_id) as connection:
        cursor = await connection.execute(
            query("loading", "count_pages"), {"tenant_id": tenant_id, "connection_id": connection_id}
        )
        row = await cursor.fetchone()
    return int(row["pages"]) if row else 0


async def purge_stored_pages(database: Database, tenant_id: int, connection_id: int, before: datetime) -> int:
    """Let go of pages fetched before an instant; return how many."""
    parameters = {"tenant_id": tenant_id, "connection_id": connection_id, "before": before}
    async with database.tenant(tenant_id) as connection:
        purged = (await connection.execute(query("loading", "purge_pages"), parameters)).rowcount
        if purged:
            await connection.execute(query("loading", "purge_bodies"), parameters)
    return purged
