"""Lets go of what is in the logs for so long that nobody looks at it any more, a few rows at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query

# In one transaction: it is over before anybody waits for it.
ROWS_AT_ONCE: Final = 500


async def forget_runs(database: Database, tenant_id: int, before: datetime) -> int:
    """Let go of runs that began before an instant, as far as nothing rests on them; return how many went just now."""
    return await _forget(database, tenant_id, "forget_runs", before)


async def forget_setbacks(database: Database, tenant_id: int, before: datetime) -> int:
    """Let go of what was in quarantine and settled before an instant; return how many went just now."""
    return await _forget(database, tenant_id, "forget_setbacks", before)


async def row_counts(
    database: Database, tenant_id: int, before: Mapping[str, datetime | None], most: int
) -> dict[str, tuple[int, int]]:
    """
    Return how many rows there are of each class, and how many came before the instant from which they are kept.

    Of a class with more than *most* rows only so many are looked at. One that is kept for ever has None, and none of
    it is past its time.
    """
    async with database.tenant(tenant_id, read_only=True) as connection:
        parameters = {"tenant_id": tenant_id, "most": most, **before}
        rows = await (await connection.execute(query("upkeep", "row_counts"), parameters)).fetchall()
    return {row["class"]: (row["rows"], row["past"]) for row in rows}


async def _forget(database: Database, tenant_id: int, statement: str, before: datetime) -> int:
    parameters = {"tenant_id": tenant_id, "before": before, "limit": ROWS_AT_ONCE}
    async with database.tenant(tenant_id) as connection:
        return (await connection.execute(query("upkeep", statement), parameters)).rowcount
