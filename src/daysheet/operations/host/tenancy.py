"""The businesses of an install, for whoever hosts them: making, suspending and resuming."""

from __future__ import annotations

from typing import Any

from daysheet.core.access import HOST_SCOPE, Caller, actor_of, check_gift
from daysheet.operations.identity.access import checked_name
from daysheet.operations.office import Office
from daysheet.warehouse import tenancy as warehouse
from daysheet.warehouse.connections import Tenant


async def create_tenant(office: Office, name: str, by: Caller | str) -> Tenant:
    """Make a business with nothing in it; raises `NameTaken`, `SettingWrong`, `ForbiddenByScope`."""
    check_gift(by, {HOST_SCOPE}, None)
    return await warehouse.add(office.database, checked_name(name), office.clock(), actor_of(by))


async def suspend_tenant(office: Office, tenant: Tenant, by: Caller | str) -> bool:
    """
    Refuse a business's keys and sessions from now on; False where that was so already.

    Nothing is lost: what was read stays, and resuming goes on from there. Raises `ForbiddenByScope`.
    """
    check_gift(by, {HOST_SCOPE}, None)
    now, actor = office.clock(), actor_of(by)
    return await warehouse.set_status(office.database, tenant, "suspended", now, actor, "tenant.suspended")


async def resume_tenant(office: Office, tenant: Tenant, by: Caller | str) -> bool:
    """Serve a business again; False where it was not suspended. Raises `ForbiddenByScope`."""
    check_gift(by, {HOST_SCOPE}, None)
    now, actor = office.clock(), actor_of(by)
    return await warehouse.set_status(office.database, tenant, "active", now, actor, "tenant.resumed")


async def tenants(office: Office) -> list[dict[str, Any]]:
    """Return the businesses with their status and how many connections, people and keys each has."""
    return await warehouse.listed(office.database, office.clock())
