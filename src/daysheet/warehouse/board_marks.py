"""Tells whether what the boards of a tenant show may have changed, or what else a live feed tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query

# Of the audit log and of each connection's runs that are over, so many of the newest are looked at.
ENTRIES_SEEN: Final = 50
RUNS_SEEN: Final = 10

Kind = Literal["stream", "location", "connection", "rhythm", "run", "entry"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """
    Something that a live feed tells of: a stream at a location, a location, a connection, how often it is read, a run.

    `mark` is another one after it was written, `freshness_mark` after what freshness rests on was; of a run it says
    whether it is going or over, of an entry in the audit log what was done. Location 0 is the whole connection.
    """

    kind: Kind
    connection_id: int
    thing: str
    location_id: int
    mark: str
    freshness_mark: str


async def board_mark(database: Database, tenant_id: int) -> str:
    """
    Return a mark that is another one after each stored batch, each change of locations and each entry in the audit log.

    What else a board rests on, such as the names of columns that a derivation fills later, it does not tell.
    """
    async with database.tenant(tenant_id, read_only=True) as connection:
        cursor = await connection.execute(query("boards", "mark"), {"tenant_id": tenant_id})
        row = await cursor.fetchone()
    assert row is not None
    return str(row["mark"])


async def standing(database: Database, tenant_id: int, now: datetime) -> tuple[str, str]:
    """Return the mark of the boards, and one that is another after each change of what its keys open."""
    values = {"tenant_id": tenant_id, "now": now}
    async with database.tenant(tenant_id, read_only=True) as connection:
        boards = await (await connection.execute(query("boards", "mark"), values)).fetchone()
        keys = await (await connection.execute(query("access", "keys_mark"), values)).fetchone()
    return str(boards and boards["mark"]), str(keys and keys["mark"])


async def sights(database: Database, tenant_id: int) -> list[Sight]:
    """Return everything that a live feed tells of: and of runs and entries the newest."""
    values = {"tenant_id": tenant_id, "runs_max": RUNS_SEEN, "entries_max": ENTRIES_SEEN}
    async with database.tenant(tenant_id, read_only=True) as connection:
        cursor = await connection.execute(query("live", "seen"), values)
        return [Sight(**row) for row in await cursor.fetchall()]
