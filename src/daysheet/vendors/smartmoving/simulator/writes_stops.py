"""The stops of a job: operation 52, and the stops that the addresses of a conversion become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.answers import json_response
from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.entities import Address, Job, Opportunity, Record
from daysheet.vendors.smartmoving.simulator.opportunity_acts import one_line
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes_answers import write_route
from daysheet.vendors.smartmoving.simulator.writes_forms import Form, posted_forms
from daysheet.vendors.smartmoving.simulator.writes_references import PROPERTY_TYPES, STOP_TYPES, wanted_job

HOUSE = 2
# What the answer to a writing tells besides what the job shows later.
ONLY_ANSWERED = ("stopType", "street", "city", "state", "zip", "county")


def stop_write_routes(vendor: Vendor) -> list[Route]:
    """Return the route that writes stops."""
    return [write_route(vendor, "PUT", "opportunities/{opportunity_id}/jobs/{job_id}/stops", replace_stops)]


async def replace_stops(vendor: Vendor, request: Request) -> Response:
    """Replace all stops of a job by the posted array; an empty one removes them all."""
    opportunity, job = wanted_job(vendor, request, 404)
    forms = await posted_forms(request)
    posted = [_posted_stop(form) for form in forms]
    for form in forms:
        form.check()
    written = _whole_stops(vendor.business, opportunity, posted, kept_ids={stop["id"] for stop in job.stops})
    shown = [{name: value for name, value in stop.items() if name not in ONLY_ANSWERED} for stop in written]
    acts.replace_stops(vendor.business, job, shown)
    return json_response(written)


def put_addresses(business: Business, opportunity: Opportunity, job: Job) -> None:
    """Make stops of what the lead says about both ends of the move, where it says something."""
    lines = [one_line(opportunity.lead.origin), one_line(opportunity.lead.destination)]
    posted = [
        {"addressFullAddress": line, "order": order, "propertyType": HOUSE}
        for order, line in enumerate(line for line in lines if line is not None)
    ]
    if posted:
        stops = _whole_stops(business, opportunity, posted, kept_ids=set())
        acts.replace_stops(
            business, job, [{name: stop[name] for name in stop if name not in ONLY_ANSWERED} for stop in stops]
        )


def posted_address(form: Form, name: str) -> Address | None:
    """Return a GeocodedAddress of a form, all of whose parts are optional."""
    inner = form.inner(name)
    if inner is None:
        return None
    for unkept in ("unit", "country"):
        inner.text(unkept)
    for unkept in ("lat", "lng"):
        inner.number(unkept)
    return Address(
        full=inner.text("fullAddress"),
        street=inner.text("street"),
        city=inner.text("city"),
        state=inner.text("state"),
        zip=inner.text("zip"),
    )


def _posted_stop(form: Form) -> Record:
    return {
        "id": form.guid("id"),
        "isOrigin": form.flag("isOrigin"),
        "isDestination": form.flag("isDestination"),
        "order": form.whole("order", required=True, smallest=0),
        "addressFullAddress": form.text("addressFullAddress", required=True),
        "addressLat": form.number("addressLat"),
        "addressLng": form.number("addressLng"),
        "propertyType": form.choice("propertyType", PROPERTY_TYPES, required=True),
        "stairs": form.whole("stairs", smallest=0),
        "hasElevator": form.flag("hasElevator"),
        "stopType": form.choice("stopType", STOP_TYPES, required=True),
        **{name: form.text(name) for name in ("addressUnit", "propertyName", "notes")},
        **{name: form.text(name) for name in ("street", "city", "state", "zip", "county")},
    }


def _whole_stops(
    business: Business, opportunity: Opportunity, posted: Sequence[Record], *, kept_ids: set[str]
) -> list[Record]:
    """Return stops in their order, with the vendor's defaults: the first is the origin, the last the destination."""
    branch = business.branch_of(opportunity)
    ordered = sorted(posted, key=lambda stop: int(stop["order"]))
    blank: dict[str, Any] = {
        "isOrigin": None,
        "isDestination": None,
        "addressLat": branch.lat,
        "addressLng": branch.lng,
        "addressUnit": None,
        "propertyName": None,
        "stairs": 0,
        "parkingDescription": None,
        "hasElevator": False,
        "notes": None,
        **dict.fromkeys(ONLY_ANSWERED),
    }
    stops = []
    for position, each in enumerate(ordered):
        stop = {**blank, **{name: value for name, value in each.items() if value is not None}}
        stop["id"] = stop["id"] if stop.get("id") in kept_ids else business.new_id()
        if stop["isOrigin"] is None:
            stop["isOrigin"] = position == 0
        if stop["isDestination"] is None:
            stop["isDestination"] = position == len(ordered) - 1 and position > 0
        stops.append(stop)
    return stops
