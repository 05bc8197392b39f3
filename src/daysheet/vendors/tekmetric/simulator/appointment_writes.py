"""What callers may do with appointments, with the refusals that were seen live."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.vendors.tekmetric.simulator.appointments import HEX_COLORS
from daysheet.vendors.tekmetric.simulator.identity import APPOINTMENT_OPTIONS, RIDE_OPTIONS
from daysheet.vendors.tekmetric.simulator.refusals import refusal, success
from daysheet.vendors.tekmetric.simulator.rows import Record
from daysheet.vendors.tekmetric.simulator.state import Vendor
from daysheet.vendors.tekmetric.simulator.write_forms import (
    allowed_shop,
    instant_or_refusal,
    posted_object,
    require,
    wanted_row,
)

Handler = Callable[[Request], Awaitable[Response]]
COLOR_NAMES = {
    "pink": "#E8488B", "light green": "#7BD148", "blue": "#3F7FBF", "lavender": "#A4BDFC", "purple": "#7B3FA0",
    **HEX_COLORS,
}  # fmt: skip
STATUSES = ("NONE", "ARRIVED", "NO_SHOW", "CANCELED")
TIMES = ("startTime", "endTime", "dropoffTime", "pickupTime")
INVALID = "Appointment invalid"


def appointment_routes(vendor: Vendor, api: str) -> list[Route]:
    """Return the routes that make, change and delete appointments."""
    return [
        Route(f"{api}/appointments", _create(vendor), methods=["POST"]),
        Route(f"{api}/appointments/{{id:int}}", _change(vendor), methods=["PATCH"]),
        Route(f"{api}/appointments/{{id:int}}", _delete(vendor), methods=["DELETE"]),
    ]


def _create(vendor: Vendor) -> Handler:
    async def create(request: Request) -> Response:
        form = await posted_object(request)
        require(form, "shopId", "startTime", "endTime", "title")
        record = _blank(vendor, allowed_shop(vendor, form["shopId"]))
        _fill(vendor, record, {"color": "navy", **form})
        vendor.business.put_appointment(record)
        return success("Appointment created successfully.", record["id"])

    return create


def _change(vendor: Vendor) -> Handler:
    async def change(request: Request) -> Response:
        record = wanted_row(vendor, vendor.business.appointments, request.path_params["id"]).record()
        _fill(vendor, record, await posted_object(request))
        record["updatedDate"] = vendor.clock.text()
        vendor.business.put_appointment(record)
        return success("Appointment updated successfully.", record)

    return change


def _delete(vendor: Vendor) -> Handler:
    async def delete(request: Request) -> Response:
        record = wanted_row(vendor, vendor.business.appointments, request.path_params["id"]).record()
        record["deletedDate"] = record["updatedDate"] = vendor.clock.text()
        vendor.business.put_appointment(record)
        return success("Appointment deleted successfully.", record["id"])

    return delete


def _fill(vendor: Vendor, record: Record, form: Record) -> None:
    """Put the fields of a form into an appointment; option and confirmation are ignored without a word."""
    for name in ("title", "description", "leadSource", "customerId", "vehicleId"):
        if name in form:
            record[name] = form[name]
    for name in TIMES:
        if name in form:
            record[name] = None if form[name] is None else instant_or_refusal(name, form[name])
    if "color" in form:
        record["color"] = _known(COLOR_NAMES, "color", form["color"])
    if "status" in form:
        if form["status"] not in STATUSES:
            raise refusal(200, INVALID, {"status": "unknown value"})
        record["appointmentStatus"] = form["status"]
        record["arrived"] = form["status"] == "ARRIVED"
    if "rideOption" in form:
        record["rideOption"] = _known(RIDE_OPTIONS, "rideOption", form["rideOption"])
        if form["rideOption"] != "NONE" and not (record["dropoffTime"] and record["pickupTime"]):
            raise refusal(400, INVALID, {"rideOption": "needs dropoffTime and pickupTime"})
    _check_people(vendor, record)


def _known(values: dict[str, object] | dict[str, str] | dict[str, Record], name: str, word: object) -> object:
    if not isinstance(word, str) or word not in values:
        raise refusal(200, INVALID, {name: "unknown value"})
    return values[word]


def _check_people(vendor: Vendor, record: Record) -> None:
    """Customer and vehicle have to belong to the shop and to each other."""
    customer_id, vehicle_id = record["customerId"], record["vehicleId"]
    if customer_id is not None:
        customer = vendor.business.customers.get(customer_id)
        if customer is None or customer.shop_id != record["shopId"]:
            raise refusal(200, INVALID, {"customerId": "not found in this shop"})
    if vehicle_id is not None:
        vehicle = vendor.business.vehicles.get(vehicle_id)
        if vehicle is None or vehicle.customer_id != customer_id:
            raise refusal(200, INVALID, {"vehicleId": "does not belong to the customer"})


def _blank(vendor: Vendor, shop_id: int) -> Record:
    now = vendor.clock.text()
    return {
        "id": vendor.business.ids.take("appointment"),
        "shopId": shop_id,
        "customerId": None,
        "vehicleId": None,
        "title": None,
        "startTime": None,
        "endTime": None,
        "description": None,
        "color": None,
        "arrived": False,
        "appointmentStatus": "NONE",
        "confirmationStatus": "NONE",
        "createdDate": now,
        "updatedDate": now,
        "deletedDate": None,
        "leadSource": None,
        "rideOption": RIDE_OPTIONS["NONE"],
        "dropoffTime": None,
        "pickupTime": None,
        "appointmentOption": APPOINTMENT_OPTIONS[0],
    }
