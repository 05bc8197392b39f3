"""Writes about customers: operations 40 and 41."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.answers import json_response
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes_answers import empty_answer, write_route
from daysheet.vendors.smartmoving.simulator.writes_forms import Form, posted_form
from daysheet.vendors.smartmoving.simulator.writes_references import PHONE_TYPES


def customer_write_routes(vendor: Vendor) -> list[Route]:
    """Return the routes that write customers."""
    return [
        write_route(vendor, "POST", "customers", create_customer),
        write_route(vendor, "PUT", "customers/{customer_id}", replace_customer),
    ]


async def create_customer(vendor: Vendor, request: Request) -> Response:
    """Add a customer; the answer is the bare new id."""
    customer = acts.create_customer(vendor.business, **customer_attributes(await posted_form(request)))
    return json_response(customer.id)


async def replace_customer(vendor: Vendor, request: Request) -> Response:
    """Replace what is known of a customer; what the form leaves out is unset."""
    customer = vendor.customer(request.path_params["customer_id"])
    acts.change_customer(vendor.business, customer, **customer_attributes(await posted_form(request)))
    return empty_answer()


def customer_attributes(form: Form) -> dict[str, Any]:
    """Return a checked CustomerForm as attributes of a customer."""
    phones = [
        {"phoneNumber": row.text("phoneNumber"), "phoneType": row.choice("phoneType", PHONE_TYPES)}
        for row in form.rows("secondaryPhoneNumbers")
    ]
    attributes = {
        "name": form.text("name", required=True),
        "phone_number": form.text("phoneNumber"),
        "phone_type": form.choice("phoneType", PHONE_TYPES),
        "email_address": form.text("emailAddress", longest=100),
        "address": form.text("address", longest=500),
        "secondary_phone_numbers": phones,
    }
    form.check()
    return attributes
