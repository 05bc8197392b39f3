"""The list of businesses, as whoever hosts them sees and changes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from daysheet.core.errors import NameTaken
from daysheet.warehouse.auditing import write_entry, write_host_entry
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.database import Connection, Database, act_for
from daysheet.warehouse.queries import query


async def add(database: Database, name: str, now: datetime, actor: str) -> Tenant:
    """Make a business; raises `NameTaken`."""
    async with database.nobody("daysheet_scheduler") as connection:
        rows = await _rows(connection, "add_tenant", name=name)
        if not rows:
            raise NameTaken(f"There is a tenant {name!r} already. See: daysheet tenants list")
        tenant = Tenant(**rows[0])
        await _note(connection, tenant, now, actor, "tenant.made")
    return tenant


async def set_status(database: Database, tenant: Tenant, status: str, now: datetime, actor: str, action: str) -> bool:
    """Let a business be served, or not; False where that was so already."""
    async with database.nobody("daysheet_scheduler") as connection:
        done = await _rows(connection, "set_status", tenant_id=tenant.tenant_id, status=status)
        if done:
            await _note(connection, tenant, now, actor, action)
    return bool(done)


async def listed(database: Database, now: datetime) -> list[dict[str, Any]]:
    """Return all businesses, each with how many connections, people and keys it has; counted behind its own wall."""
    async with database.nobody("daysheet_scheduler") as connection:
        tenants = await _rows(connection, "tenants")
    for tenant in tenants:
        async with database.tenant(tenant["tenant_id"]) as connection:
            counts = await _rows(connection, "counts", tenant_id=tenant["tenant_id"], now=now)
        tenant.update(counts[0])
    return tenants


async def _note(connection: Connection, tenant: Tenant, now: datetime, actor: str, action: str) -> None:
    """Note a change for the host, and where the business itself can read it."""
    await act_for(connection, tenant.tenant_id)
    await write_host_entry(connection, now, actor, action, f"tenant {tenant.tenant_id}")
    await write_entry(connection, tenant.tenant_id, now, actor, action, f"tenant {tenant.tenant_id}")


async def _rows(connection: Connection, name: str, /, **values: Any) -> list[dict[str, Any]]:
    return await (await connection.execute(query("tenancy", name), values)).fetchall()
