"""The audit logs: who changed what on purpose, at a tenant or for all of them. Entries are added, never altered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query


async def write_entry(
    connection: Connection, tenant_id: int, now: datetime, actor: str, action: str, thing: str
) -> None:
    """Note a change in the transaction that makes it."""
    values = {"tenant_id": tenant_id, "now": now, "actor": actor, "action": action, "thing": thing}
    await connection.execute(query("auditing", "write_entry"), values)


async def write_host_entry(connection: Connection, now: datetime, actor: str, action: str, thing: str) -> None:
    """Note a change for all tenants in the transaction that makes it."""
    values = {"now": now, "actor": actor, "action": action, "thing": thing}
    await connection.execute(query("auditing", "write_host_entry"), values)


@dataclass(frozen=True, kw_only=True)
class Like:
    """
    Which entries somebody looks for: about a thing, with a text in them, from an instant on, before another.

    `actor` and `action` are as the log names them.
    """

    about: str | None = None
    actor: str | None = None
    action: str | None = None
    text: str | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


async def entries(
    database: Database, tenant_id: int, like: Like, before_id: int | None, limit: int
) -> list[dict[str, Any]]:
    """Return a tenant's last entries that fit, newest first, from before a given one on."""
    values = {"tenant_id": tenant_id, "before_id": before_id, "limit": limit, **vars(like)}
    async with database.tenant(tenant_id) as connection:
        return await (await connection.execute(query("auditing", "entries"), values)).fetchall()


async def doers(database: Database, tenant_id: int) -> list[tuple[str, str]]:
    """Return who has changed something at a tenant, with each thing that they did."""
    async with database.tenant(tenant_id, read_only=True) as connection:
        rows = await (await connection.execute(query("auditing", "doers"), {"tenant_id": tenant_id})).fetchall()
    return [(row["actor"], row["action"]) for row in rows]


async def host_entries(database: Database, before_id: int | None, limit: int) -> list[dict[str, Any]]:
    """Return the host's last entries, newest first."""
    async with database.nobody() as connection:
        values = {"before_id": before_id, "limit": limit}
        return await (await connection.execute(query("auditing", "host_entries"), values)).fetchall()
