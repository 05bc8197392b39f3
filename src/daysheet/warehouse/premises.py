"""What the database server says of itself."""

from __future__ import annotations

from datetime import datetime

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query


async def database_time(database: Database) -> datetime:
    """Return what time it is for the database, just now and not at the start of a transaction."""
    async with database.nobody() as connection:
        row = await (await connection.execute(query("premises", "clock"))).fetchone()
    assert row is not None
    found: datetime = row["now"]
    return found
