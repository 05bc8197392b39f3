"""`/v1/tenants`: the businesses of an install, for whoever hosts them."""

from __future__ import annotations

import re
from typing import Any, Final

from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Ask, Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.resources import access_shapes as shapes
from daysheet.api.versions import check_version
from daysheet.operations.host import tenancy
from daysheet.warehouse.connections import Tenant

_ID: Final = re.compile(r"[0-9]{1,18}")
ONE: Final = "/v1/tenants/{tenant_id}"

router = routes("tenants")


@router.get("/v1/tenants", response_model=shapes.HostedBusinesses, summary="The businesses of this install")
async def list_tenants(ask: Asking) -> Response:
    """List the businesses with their status, and how many connections, people and keys each has."""
    rows = [_told(row) for row in await tenancy.tenants(ask.office)]
    return listing(ask.request, rows, columns=list(shapes.HostedBusiness.model_fields))


@router.post("/v1/tenants", response_model=shapes.HostedBusiness, status_code=201, summary="Make a business")
async def create_tenant(ask: Asking, new: shapes.NewBusiness) -> Response:
    """Make a business with nothing in it; its name is its own, so that a repeated request makes no second one."""
    made = await tenancy.create_tenant(ask.office, new.name, ask.caller)
    body = await _one(ask, str(made.tenant_id))
    return answer(ask.request, body, 201, headers={"location": f"/v1/tenants/{made.tenant_id}"})


@router.get(ONE, response_model=shapes.HostedBusiness, summary="A business")
async def show_tenant(ask: Asking, tenant_id: str) -> Response:
    """Show a business; what it has is at /v1/tenants/{tenant_id}/… and the address that the business itself uses."""
    return answer(ask.request, await _one(ask, tenant_id))


@router.patch(ONE, response_model=shapes.HostedBusiness, summary="Suspend a business, or serve it again")
async def change_tenant(ask: Asking, tenant_id: str, change: shapes.ChangeBusiness) -> Response:
    """Refuse a business's keys and sessions from now on, or take them again; nothing of it is lost meanwhile."""
    present = await _one(ask, tenant_id)
    check_version(ask, present)
    tenant = Tenant(tenant_id=present["id"], name=present["name"])
    set_status = tenancy.suspend_tenant if change.status == "suspended" else tenancy.resume_tenant
    await set_status(ask.office, tenant, ask.caller)
    return answer(ask.request, await _one(ask, tenant_id))


async def _one(ask: Ask, tenant_id: str) -> dict[str, Any]:
    if _ID.fullmatch(tenant_id):
        for row in await tenancy.tenants(ask.office):
            if row["tenant_id"] == int(tenant_id):
                return _told(row)
    raise Refused("nothing_here", "There is no such business.")


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["tenant_id"], **{name: row[name] for name in shapes.HostedBusiness.model_fields if name != "id"}}
