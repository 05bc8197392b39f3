"""Looks into the quarantine."""

from __future__ import annotations

from typing import Any

from daysheet.core.errors import UnknownThing
from daysheet.operations.identity.auditing import note
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.quarantine import Quarantine


async def set_aside(
    office: Office, tenant: Tenant, connection: str | None, limit: int, after: int = 0
) -> tuple[list[dict[str, Any]], int]:
    """
    Return what waits, oldest first, from after a number on, and how much waits in all.

    Raises `UnknownThing` for a wrong name.
    """
    if connection is not None:
        await office.connections(tenant).one(connection)
    book = Quarantine(office.database, tenant.tenant_id)
    return await book.waiting(connection, limit, after), await book.count(connection)


async def one_set_aside(office: Office, tenant: Tenant, number: int) -> dict[str, Any]:
    """Return one entry with its payload; raises `UnknownThing`."""
    return await Quarantine(office.database, tenant.tenant_id).show(number)


async def accept(office: Office, tenant: Tenant, number: int, *, actor: str) -> dict[str, Any]:
    """
    Note that a person has seen an entry and lets it be as it is; return it. Raises `UnknownThing`.

    Nothing is lost by that: it waits on, is read again with the rest, and counts as not kept exactly.
    """
    if not await Quarantine(office.database, tenant.tenant_id).accept(number, office.clock()):
        raise UnknownThing("There is no such entry in quarantine.")
    await note(office, tenant.tenant_id, actor, "quarantine.accepted", str(number))
    return await one_set_aside(office, tenant, number)
