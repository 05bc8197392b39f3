"""
The other host, which takes website leads: no API key but a provider key, open to browsers (sheet 6.1).

Here it is the prefix ``/api/`` of the same app. Whatever is not its one path is answered 404 without a body.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from daysheet.simulation.faults import Fault
from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.answers import RefusedError, json_response, refusal
from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.days import DAY_SECONDS
from daysheet.vendors.smartmoving.simulator.entities import Lead
from daysheet.vendors.smartmoving.simulator.queries import Query
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes_provider_leads import (
    PHONE_TYPES,
    SERVICE_TYPES,
    ProviderForm,
    day_as_sent,
    size_called,
    source_called,
)

PATH = "/api/leads/from-provider/v2"
UNKNOWN_PROVIDER = "Provider not found."
DUPLICATE = "This lead has already been submitted. Please contact SmartMoving support"
# The wording of these two is not known.
NAME_RULE = "Either firstName and lastName or fullName is required."
UNKNOWN_BRANCH = "Branch not found."
DUPLICATE_WINDOW_SECONDS = DAY_SECONDS
LEAD_FIELDS = (
    "firstName lastName fullName phoneNumber extension phoneType userOptIn email moveDate moveSize bedrooms serviceType"
    " referralSource branchId leadCost originStreet originCity originState originZip originAddressFull"
    " destinationStreet destinationCity destinationState destinationZip destinationAddressFull notes utmSource"
    " utmMedium utmCampaign utmContent utmKeyword utmAdGroup utmCustomTracking"
)
KNOWN_FIELDS = frozenset(LEAD_FIELDS.lower().split())
OPEN_TO_BROWSERS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST, OPTIONS",
    "access-control-allow-headers": "*",
}

# The ways in which a submission goes wrong, to be given to ``simulator.faults.add``.
ACCEPTED_WITHOUT_ANSWER = Fault(path=PATH, exact_path=True, method="POST", is_dropped=True, is_carried_out=True)
FAILED_BEFORE_ACCEPTING = Fault(path=PATH, exact_path=True, method="POST", status=500)


def slow_answer(seconds: float) -> Fault:
    """Return the fault by which one submission is answered so many real seconds late."""
    return Fault(path=PATH, exact_path=True, method="POST", latency_seconds=seconds)


def lead_routes(vendor: Vendor) -> list[BaseRoute]:
    """Return the one path of the other host; all others there are the app's to refuse."""
    return [
        Route(PATH, _open_to_browsers(vendor, _submit), methods=["POST"]),
        Route(PATH, _open_to_browsers(vendor, _preflight), methods=["OPTIONS"]),
    ]


def _open_to_browsers(
    vendor: Vendor, answer: Callable[[Vendor, Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint whose answers, refusals included, any website may read."""

    async def endpoint(request: Request) -> Response:
        try:
            response = await answer(vendor, request)
        except RefusedError as error:
            response = error.response
        response.headers.update(OPEN_TO_BROWSERS)
        return response

    return endpoint


async def _preflight(vendor: Vendor, request: Request) -> Response:
    return Response(status_code=204)


async def _submit(vendor: Vendor, request: Request) -> Response:
    """
    Take in a lead.

    The shape of the answer is not confirmed; that name, telephone and date within a day make a duplicate is a guess.
    """
    query = Query(request.url.query)
    provider_key = query.text("providerKey") or ""
    if not hmac.compare_digest(provider_key.lower().encode(), vendor.provider_key.encode()):
        raise refusal(400, UNKNOWN_PROVIDER)
    form = ProviderForm(await _flat_object(request))
    _check_name(form)
    branch_id = (query.text("branchId") or form.text("branchId") or vendor.business.primary_branch.id).lower()
    if branch_id not in vendor.business.branches:
        raise refusal(400, UNKNOWN_BRANCH)
    lead = form.lead(day_as_sent(form.text("moveDate") or "") or 0, _notes(form))
    if _is_duplicate(vendor.business, lead):
        raise refusal(400, DUPLICATE)
    created = acts.create_lead(
        vendor.business,
        lead,
        branch_id=branch_id,
        referral_source_id=source_called(vendor.business, form.text("referralSource")),
        move_size_id=size_called(vendor.business, form.text("moveSize")),
    )
    return json_response({"leadId": created.id})


async def _flat_object(request: Request) -> dict[str, Any]:
    """Return the posted object; the media type does not matter here, for browsers send all kinds of it."""
    try:
        posted = msgspec.json.decode(await request.body())
    except msgspec.DecodeError as error:
        raise refusal(400, NAME_RULE) from error
    if not isinstance(posted, dict):
        raise refusal(400, NAME_RULE)
    return posted


def _check_name(form: ProviderForm) -> None:
    """Refuse a form without exactly one of both forms of a name."""
    parts = [form.text("firstName") is not None, form.text("lastName") is not None]
    has_full_name = form.text("fullName") is not None
    if has_full_name == all(parts) or (has_full_name and any(parts)):
        raise refusal(400, NAME_RULE)


def _notes(form: ProviderForm) -> str:
    """Return the notes of a form, with everything at their end that no field of a lead can hold."""
    lost = [name for name in form.values if name not in KNOWN_FIELDS]
    for name, known in (("phoneType", PHONE_TYPES), ("serviceType", SERVICE_TYPES)):
        text = form.text(name)
        if text is not None and text.replace(" ", "").lower() not in known:
            lost.append(name.lower())
    day = form.text("moveDate")
    if day is not None and day_as_sent(day) is None:
        lost.append("movedate")
    lines = [f"{form.names[name]}: {_shown(form.values[name])}" for name in lost if form.values[name] is not None]
    return "\n".join([line for line in (form.text("notes"),) if line is not None] + lines)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _is_duplicate(business: Business, lead: Lead) -> bool:
    """Return whether a lead of the same name, telephone and move date came within the last 24 hours."""
    since = business.now() - DUPLICATE_WINDOW_SECONDS
    return any(
        each.created_at > since and _likeness(each.lead) == _likeness(lead) for each in business.opportunities.values()
    )


def _likeness(lead: Lead) -> tuple[str, str, int]:
    digits = "".join(mark for mark in lead.phone_number or "" if mark.isdigit())
    return " ".join((lead.customer_name or "").split()).casefold(), digits, lead.service_date
