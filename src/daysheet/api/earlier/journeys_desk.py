"""The earlier CRM's routes for the connection, leads and webhooks."""

from __future__ import annotations

import hashlib
from typing import Annotated, Final

from fastapi import Body, Query
from pydantic import StrictBool, StrictFloat, StrictInt, StrictStr
from starlette.responses import Response

from daysheet.api.answers import answer
from daysheet.api.asking import Asking, routes
from daysheet.api.earlier import shapes
from daysheet.api.earlier.common import followed_by
from daysheet.api.earlier.journeys_crm import crm_connections, freshness_of
from daysheet.api.earlier_paths import CRM_DESK
from daysheet.api.repeats import HEADER, once
from daysheet.api.resources.connection_shapes import Account
from daysheet.core.leads import read_lead
from daysheet.operations.connections import connection_desk
from daysheet.operations.hooks import webhook_desk
from daysheet.operations.outbox import lead_answers

router = routes("earlier routes")
LEADS_MAX: Final = 500

LeadFields = Annotated[
    dict[str, StrictStr | StrictBool | StrictInt | StrictFloat | None],
    Body(description="What the form had, such as fullName, phoneNumber, emailAddress, moveDate.", max_length=100),
]


@router.post(
    f"{CRM_DESK}/test-connection",
    response_model=shapes.Tried,
    summary="Try the stored credential",
    deprecated=True,
    dependencies=[followed_by("/v1/connections")],
)
async def test_connection(ask: Asking) -> Response:
    """Sign in and list what the credential opens."""
    row = (await crm_connections(ask))[0]
    found = await connection_desk.try_stored(ask.office, ask.tenant, row)
    places = [{"id": key, "name": name} for key, name in found.locations.items()]
    return answer(ask.request, {"success": True, "locations": places})


@router.get(
    f"{CRM_DESK}/connection-status",
    response_model=shapes.ConnectionStatus,
    summary="Whether the connection is used",
    deprecated=True,
    dependencies=[followed_by("/v1/connections")],
)
async def show_connection_status(ask: Asking) -> Response:
    """Tell how the connection stands, without a call to the vendor."""
    rows = await crm_connections(ask)
    found = await freshness_of(ask, rows)
    body = {"status": rows[0].status, "reason": rows[0].status_reason, "lastSync": found["as_of"]}
    return answer(ask.request, {"connected": rows[0].status == "active", **body})


@router.post(
    f"{CRM_DESK}/leads/submit",
    response_model=shapes.SubmittedLead,
    status_code=202,
    summary="Submit a lead, once",
    deprecated=True,
    dependencies=[followed_by("/v1/leads")],
)
async def submit_lead(ask: Asking, fields: LeadFields) -> Response:
    """Submit a lead. Without an `Idempotency-Key` the same content on the same day is the same lead."""
    ask.need_everywhere()
    lead = read_lead({name: value for name, value in fields.items() if value is not None})

    async def work() -> Response:
        content = hashlib.sha256(await ask.request.body()).hexdigest()
        key = ask.request.headers.get(HEADER, f"{ask.office.clock().date()} {content}")
        done = await lead_answers.submit(
            ask.office,
            ask.tenant,
            None,
            lead,
            f"{ask.caller.actor} {key}",
            even_if_alike=False,
            actor=ask.caller.actor,
        )
        body = {
            "success": done.state != "refused",
            "id": str(done.submission_id),
            "status": done.state,
            "leadId": done.lead_id,
            "message": done.last_error,
        }
        return answer(ask.request, body, 202, headers={"location": f"/v1/leads/{done.submission_id}"})

    return await once(ask, work)


@router.get(
    f"{CRM_DESK}/leads",
    response_model=shapes.EarlierLeads,
    summary="The newest leads",
    deprecated=True,
    dependencies=[followed_by("/v1/leads")],
)
async def list_leads(
    ask: Asking, limit: Annotated[int, Query(ge=1, le=LEADS_MAX, description="How many at most.")] = 50
) -> Response:
    """List the leads that were submitted, newest first."""
    ask.need_everywhere()
    found = await lead_answers.page(
        ask.office,
        ask.tenant,
        connection=None,
        states=(),
        before_id=None,
        limit=limit,
        sees_persons=ask.sees_persons,
    )
    data = [
        {
            "id": each["id"],
            "status": each["state"],
            "leadId": each["vendor_id"],
            "createdAt": each["created_at"],
            "sentAt": each["sent_at"],
            "error": each["reason"],
            "data": each["lead"],
        }
        for each in found[:limit]
    ]
    return answer(ask.request, {"success": True, "data": data, "count": len(data)}, is_list=True)


@router.post(
    f"{CRM_DESK}/webhooks/configure",
    response_model=shapes.ConfiguredWebhook,
    status_code=201,
    summary="Make the address for the vendor's webhooks",
    deprecated=True,
    dependencies=[followed_by("/v1/connections")],
)
async def configure_webhooks(ask: Asking) -> Response:
    """Make the address that the vendor may send events to; it is shown this once, and takes the place of the last."""
    row = (await crm_connections(ask))[0]
    hooks = ask.office.vendor(row.vendor).webhooks
    known = await webhook_desk.of_connection(ask.office, ask.tenant, row, sees_persons=False)
    is_there = known["health"] is not None
    made = await webhook_desk.open_for(ask.office, ask.tenant, row, rotate=is_there, actor=ask.caller.actor)
    url = str(ask.request.base_url).rstrip("/") + made.path
    body = {"success": True, "url": url, "setup": None if hooks is None else hooks.setup}
    return answer(ask.request, body, 201, headers={"cache-control": "no-store"})


@router.get(
    f"{CRM_DESK}/webhooks",
    response_model=shapes.EarlierWebhooks,
    summary="How the vendor's webhooks go",
    deprecated=True,
    dependencies=[followed_by("/v1/connections")],
)
async def list_webhooks(ask: Asking) -> Response:
    """Tell of each connection how its webhooks go; an address is not shown again."""
    data = []
    for row in await crm_connections(ask):
        found = await webhook_desk.of_connection(ask.office, ask.tenant, row, sees_persons=False)
        is_active = found["health"] is not None and row.status == "active"
        data.append({"connection": row.name, "isActive": is_active, "health": found["health"]})
    return answer(ask.request, {"success": True, "data": data}, is_list=True)


@router.get(
    f"{CRM_DESK}/account",
    response_model=Account,
    summary="The account behind the connection",
    deprecated=True,
    dependencies=[followed_by("/v1/connections")],
)
async def show_account(ask: Asking) -> Response:
    """Tell what is known of the account, without a call to the vendor."""
    row = (await crm_connections(ask))[0]
    return answer(ask.request, await connection_desk.account(ask.office, ask.tenant, row))


@router.get(
    f"{CRM_DESK}/status",
    response_model=shapes.IntegrationStatus,
    summary="How the integration stands",
    deprecated=True,
    dependencies=[followed_by("/v1/status")],
)
async def show_status(ask: Asking) -> Response:
    """Tell how the integration stands, in a sentence."""
    rows = await crm_connections(ask)
    found = await freshness_of(ask, rows)
    body = {"status": found["state"], "lastSync": found["as_of"], "text": found["text"]}
    return answer(ask.request, {"connected": rows[0].status == "active", **body})
