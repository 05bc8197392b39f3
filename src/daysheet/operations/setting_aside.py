"""Looks into the quarantine."""

from __future__ import annotations

from typing import Any

from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.quarantine import Quarantine


async def set_aside(
    office: Office, tenant: Tenant, connection: str | None, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """Return what waits, oldest first, and how much that is in all; raises `UnknownThing` for a wrong name."""
    if connection is not None:
        await office.connections(tenant).one(connection)
    book = Quarantine(office.database, tenant.tenant_id)
    return await book.waiting(connection, limit), await book.count(connection)


async def one_set_aside(office: Office, tenant: Tenant, number: int) -> dict[str, Any]:
    """Return one entry with its payload; raises `UnknownThing`."""
    return await Quarantine(office.database, tenant.tenant_id).show(number)
