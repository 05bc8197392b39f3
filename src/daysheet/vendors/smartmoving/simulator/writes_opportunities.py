"""Writes about opportunities, and what is logged on them: operations 46, 47, 54, 55 and 60."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.answers import json_response, refusal, validation_refusal
from daysheet.vendors.smartmoving.simulator.entities import Opportunity
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes_answers import empty_answer, text_answer, write_route
from daysheet.vendors.smartmoving.simulator.writes_forms import Form, posted_form, without_none
from daysheet.vendors.smartmoving.simulator.writes_opening import Opening, posted_opening
from daysheet.vendors.smartmoving.simulator.writes_references import (
    CALL_OUTCOMES,
    CALL_TYPES,
    FILE_CATEGORIES,
    OPPORTUNITY_TYPES,
    check_known,
    size_of_move,
    wanted_opportunity,
)
from daysheet.vendors.smartmoving.simulator.writes_stops import put_addresses

OPPORTUNITY = "opportunities/{opportunity_id}"
BY_MOVE_SIZE, BY_HAND = 0, 2


def opportunity_write_routes(vendor: Vendor) -> list[Route]:
    """Return the routes that write opportunities; the path of the creating one is singular."""
    return [
        write_route(vendor, "POST", "opportunity", create_opportunity),
        write_route(vendor, "PATCH", OPPORTUNITY, change_opportunity),
        write_route(vendor, "POST", f"{OPPORTUNITY}/communication/calls", log_call),
        write_route(vendor, "POST", f"{OPPORTUNITY}/communication/notes", log_note),
        write_route(vendor, "POST", f"{OPPORTUNITY}/attachments", attach_file),
    ]


async def create_opportunity(vendor: Vendor, request: Request) -> Response:
    """Open an opportunity of status 3 for a known customer, with its first job."""
    business = vendor.business
    form = await posted_form(request)
    custom_fields = _custom_fields(form)
    opening: Opening = posted_opening(business, form)
    attributes = opening.attributes
    if custom_fields:
        attributes["custom_fields"] = [custom_fields.get(index) for index in range(3)]
    opportunity = acts.create_opportunity(
        business,
        opening.customer,
        branch_id=opening.branch_id or business.primary_branch.id,
        service_type=opening.service_type,
        move_date=opening.move_date,
        **attributes,
    )
    opening.put_ends(opportunity)
    put_addresses(business, opportunity, opportunity.jobs[0])
    return json_response({"opportunityId": opportunity.id})


async def change_opportunity(vendor: Vendor, request: Request) -> Response:
    """Change the given fields of an opportunity; a form without any changes nothing."""
    opportunity = wanted_opportunity(vendor, request)
    form = await posted_form(request)
    ids = {
        name: form.guid(name) for name in ("moveSizeId", "salesPersonId", "branchId", "referralSourceId", "affiliateId")
    }
    changes = without_none(
        {
            "branch_id": ids["branchId"],
            "sales_person_id": ids["salesPersonId"],
            "referral_source_id": ids["referralSourceId"],
            "affiliate_id": ids["affiliateId"],
            "opportunity_type": form.choice("opportunityType", OPPORTUNITY_TYPES),
            "is_binding": form.flag("isBinding"),
            "deposit_cents": form.cents("depositAmount"),
            **_changed_size(vendor, opportunity, ids["moveSizeId"], form),
        }
    )
    custom_fields = _custom_fields(form)
    form.check()
    check_known(vendor.business, ids)
    if custom_fields:
        changes["custom_fields"] = [custom_fields.get(i, old) for i, old in enumerate(opportunity.custom_fields)]
    if changes:
        acts.change_opportunity(vendor.business, opportunity, **changes)
    return empty_answer()


async def log_call(vendor: Vendor, request: Request) -> Response:
    """Log a telephone call, which can not be read back."""
    opportunity = wanted_opportunity(vendor, request)
    form = await posted_form(request)
    call_type = form.choice("callType", CALL_TYPES, required=True)
    form.instant("callDateTime", required=True)
    form.choice("outcome", CALL_OUTCOMES)
    form.text("description", longest=1000)
    form.text("fromNumber", longest=15)
    form.text("toNumber", longest=15)
    _check_author(vendor, form)
    direction = "Inbound" if call_type else "Outbound"
    return json_response({"callId": acts.log_communication(vendor.business, opportunity, f"{direction} call logged")})


async def log_note(vendor: Vendor, request: Request) -> Response:
    """Log a note, which can not be read back."""
    opportunity = wanted_opportunity(vendor, request)
    form = await posted_form(request)
    form.text("notes", required=True, shortest=1, longest=4000)
    _check_author(vendor, form)
    return json_response({"noteId": acts.log_communication(vendor.business, opportunity, "Note added")})


async def attach_file(vendor: Vendor, request: Request) -> Response:
    """Attach a file; only its name is kept. The answer is 201 and plain text."""
    opportunity = wanted_opportunity(vendor, request)
    form = await posted_form(request)
    contents = form.text("base64Contents", required=True, longest=100_000_000)
    name = form.text("fileName", required=True, shortest=5, longest=300)
    form.choice("category", FILE_CATEGORIES, required=True)
    form.text("notes", longest=1000)
    form.check()
    try:
        base64.b64decode(contents or "", validate=True)
    except binascii.Error as error:
        raise validation_refusal({"base64Contents": ["The field base64Contents is not valid base64."]}) from error
    acts.add_file(vendor.business, opportunity, str(name))
    return text_answer("File uploaded successfully.", 201)


def _changed_size(vendor: Vendor, opportunity: Opportunity, move_size_id: str | None, form: Form) -> dict[str, Any]:
    """Return what a new move size, volume or weight changes; a size given by hand is kept as such."""
    volume, weight = form.number("volume"), form.number("weight")
    if volume is not None or weight is not None:
        return {"move_size_id": move_size_id, "volume": volume, "weight": weight, "volume_weight_mode": BY_HAND}
    if move_size_id is None or opportunity.volume_weight_mode != BY_MOVE_SIZE:
        return {"move_size_id": move_size_id}
    volume, weight = size_of_move(vendor.business, move_size_id)
    return {"move_size_id": move_size_id, "volume": volume, "weight": weight}


def _custom_fields(form: Form) -> dict[int, str]:
    """Return the account's own fields that a form gives, by position."""
    given = {index: form.text(f"customField0{index + 1}") for index in range(3)}
    return {index: text for index, text in given.items() if text is not None}


def _check_author(vendor: Vendor, form: Form) -> None:
    """Refuse a form that is wrong, or that names as its author somebody who is no user."""
    author = form.guid("createdBy")
    form.check()
    if author is not None and author not in vendor.business.users:
        raise refusal(400, "User not found")
