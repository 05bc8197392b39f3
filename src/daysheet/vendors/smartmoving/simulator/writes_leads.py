"""Writes about leads: operations 42 to 45."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.answers import json_response, refusal
from daysheet.vendors.smartmoving.simulator.entities import LEAD_IN_PROGRESS, NEW_LEAD, Address, Opportunity
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes_answers import write_route
from daysheet.vendors.smartmoving.simulator.writes_forms import Form, posted_form, without_none
from daysheet.vendors.smartmoving.simulator.writes_opening import posted_opening
from daysheet.vendors.smartmoving.simulator.writes_provider_leads import create_posted_lead
from daysheet.vendors.smartmoving.simulator.writes_references import (
    JOB_TYPES,
    PHONE_TYPES,
    check_known,
    check_move_date,
    size_of_move,
)
from daysheet.vendors.smartmoving.simulator.writes_stops import posted_address, put_addresses


def lead_write_routes(vendor: Vendor) -> list[Route]:
    """Return the routes that write leads; the path of the conversion is singular."""
    return [
        write_route(vendor, "POST", "leads", create_lead),
        write_route(vendor, "PUT", "leads/{lead_id}", replace_lead),
        write_route(vendor, "PATCH", "leads/{lead_id}", change_lead),
        write_route(vendor, "PUT", "lead/{lead_id}/convert", convert_lead),
    ]


async def create_lead(vendor: Vendor, request: Request) -> Response:
    """Take in a lead; the id that is answered can be read at once."""
    lead = await create_posted_lead(vendor, request)
    return json_response({"leadId": lead.id})


async def replace_lead(vendor: Vendor, request: Request) -> Response:
    """Replace what a lead says; what the form leaves out is unset."""
    opportunity = vendor.lead(request.path_params["lead_id"])
    form = await posted_form(request)
    form.text("customerName", required=True)
    for name in ("branchId", "referralSourceId"):
        form.guid(name, required=True)
    lead_fields, own_fields = _checked(vendor, form)
    blank = {"service_date": 0, "origin": Address(), "destination": Address()}
    for name, value in blank.items():
        lead_fields[name] = value if lead_fields[name] is None else lead_fields[name]
    return _changed(vendor, opportunity, lead_fields, own_fields)


async def change_lead(vendor: Vendor, request: Request) -> Response:
    """Change the given fields of a lead."""
    opportunity = vendor.lead(request.path_params["lead_id"])
    lead_fields, own_fields = _checked(vendor, await posted_form(request))
    return _changed(vendor, opportunity, without_none(lead_fields), without_none(own_fields))


async def convert_lead(vendor: Vendor, request: Request) -> Response:
    """Make an opportunity of an open lead, under the same id; it leaves the list of leads."""
    business = vendor.business
    lead = vendor.lead(request.path_params["lead_id"])
    opening = posted_opening(business, await posted_form(request))
    if lead.status not in (NEW_LEAD, LEAD_IN_PROGRESS):
        raise refusal(400, "Lead cannot be converted.")
    opening.put_ends(lead)
    attributes = without_none({**opening.attributes, "branch_id": opening.branch_id})
    acts.convert_lead(
        business,
        lead,
        service_type=opening.service_type,
        move_date=opening.move_date,
        customer=opening.customer,
        **attributes,
    )
    put_addresses(business, lead, lead.jobs[0])
    return json_response({"opportunityId": lead.id})


def _checked(vendor: Vendor, form: Form) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a LeadForm as attributes of the lead and of the opportunity it may become, none where nothing is given."""
    ids = {name: form.guid(name) for name in ("branchId", "referralSourceId", "salesPersonId", "moveSizeId")}
    service_type, move_date = form.choice("serviceTypeId", JOB_TYPES), form.day("moveDate")
    lead_fields = {
        "customer_name": form.text("customerName"),
        "email_address": form.text("emailAddress"),
        "phone_number": form.text("phoneNumber"),
        "phone_type": form.choice("phoneType", PHONE_TYPES),
        "service_type": service_type,
        "service_date": move_date,
        "origin": posted_address(form, "originAddress"),
        "destination": posted_address(form, "destinationAddress"),
    }
    form.flag("fromExternalApi")
    form.check()
    check_known(vendor.business, {**ids, "serviceTypeId": service_type})
    check_move_date(vendor.business, move_date, ids["branchId"])
    volume, weight = (None, None) if ids["moveSizeId"] is None else size_of_move(vendor.business, ids["moveSizeId"])
    own_fields = {
        "branch_id": ids["branchId"],
        "referral_source_id": ids["referralSourceId"],
        "sales_person_id": ids["salesPersonId"],
        "move_size_id": ids["moveSizeId"],
        "volume": volume,
        "weight": weight,
    }
    return lead_fields, own_fields


def _changed(
    vendor: Vendor, opportunity: Opportunity, lead_fields: dict[str, Any], own_fields: dict[str, Any]
) -> Response:
    for name, value in own_fields.items():
        setattr(opportunity, name, 0.0 if value is None and name in ("volume", "weight") else value)
    if lead_fields or own_fields:
        acts.change_lead(vendor.business, opportunity, **lead_fields)
    return json_response({"leadId": opportunity.id})
