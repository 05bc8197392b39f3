"""Writes about follow-ups: operations 56 to 59."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.answers import json_response, refusal
from daysheet.vendors.smartmoving.simulator.business import record_called
from daysheet.vendors.smartmoving.simulator.entities import Opportunity, Record
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes_answers import empty_answer, write_route
from daysheet.vendors.smartmoving.simulator.writes_forms import posted_form
from daysheet.vendors.smartmoving.simulator.writes_references import FOLLOW_UP_TYPES, wanted_opportunity

FOLLOW_UPS = "opportunities/{opportunity_id}/followups"
FOLLOW_UP = FOLLOW_UPS + "/{follow_up_id}"


def follow_up_write_routes(vendor: Vendor) -> list[Route]:
    """Return the routes that write follow-ups."""
    return [
        write_route(vendor, "POST", FOLLOW_UPS, create_follow_up),
        write_route(vendor, "PUT", FOLLOW_UP, replace_follow_up),
        write_route(vendor, "DELETE", FOLLOW_UP, delete_follow_up),
        write_route(vendor, "POST", f"{FOLLOW_UP}/mark-complete", complete_follow_up),
    ]


async def create_follow_up(vendor: Vendor, request: Request) -> Response:
    """Add a follow-up; the answer is 201 with the whole of it."""
    opportunity = wanted_opportunity(vendor, request)
    fields = await _checked_fields(vendor, request)
    return json_response(acts.add_follow_up(vendor.business, opportunity, **fields), 201)


async def replace_follow_up(vendor: Vendor, request: Request) -> Response:
    """Replace a follow-up; what the form leaves out is unset. Completing it this way is a change, not a completion."""
    _, follow_up = _wanted(vendor, request)
    acts.change_follow_up(vendor.business, follow_up, **await _checked_fields(vendor, request))
    return json_response(follow_up)


async def delete_follow_up(vendor: Vendor, request: Request) -> Response:
    """Remove a follow-up."""
    opportunity, follow_up = _wanted(vendor, request)
    acts.delete_follow_up(vendor.business, opportunity, follow_up)
    return empty_answer()


async def complete_follow_up(vendor: Vendor, request: Request) -> Response:
    """Tick a follow-up off; doing so again changes nothing."""
    _, follow_up = _wanted(vendor, request)
    if not follow_up["completed"]:
        acts.complete_follow_up(vendor.business, follow_up)
    return json_response(follow_up)


async def _checked_fields(vendor: Vendor, request: Request) -> dict[str, Any]:
    form = await posted_form(request)
    fields = {
        "type": form.choice("type", FOLLOW_UP_TYPES, required=True),
        "title": form.text("title", required=True, shortest=1, longest=100),
        "assignedToId": form.guid("assignedToId", required=True),
        "dueDateTime": form.instant("dueDateTime", required=True),
        "notes": form.text("notes"),
        "completed": form.flag("completed") or False,
        "completedAtUtc": form.instant("completedAtUtc"),
    }
    form.check()
    if fields["assignedToId"] not in vendor.business.users:
        raise refusal(400, "User not found")
    if not fields["completed"]:
        fields["completedAtUtc"] = None
    elif fields["completedAtUtc"] is None:
        fields["completedAtUtc"] = vendor.clock.text()
    return fields


def _wanted(vendor: Vendor, request: Request) -> tuple[Opportunity, Record]:
    opportunity = wanted_opportunity(vendor, request)
    follow_up = record_called(opportunity.follow_ups, request.path_params["follow_up_id"].lower())
    if follow_up is None:
        raise vendor.not_found("Follow-up")
    return opportunity, follow_up
