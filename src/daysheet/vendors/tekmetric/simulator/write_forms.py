"""Reads the bodies of writes and turns them into records, with the vendor's defaults and refusals."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from starlette.requests import Request

from daysheet.simulation.clock import Clock, instant_seconds, instant_text
from daysheet.vendors.tekmetric.simulator.business import Business
from daysheet.vendors.tekmetric.simulator.identity import CUSTOMER_TYPES
from daysheet.vendors.tekmetric.simulator.people import ADDRESS_PARTS
from daysheet.vendors.tekmetric.simulator.refusals import forbidden, not_found, refusal
from daysheet.vendors.tekmetric.simulator.rows import Record, Row, Table
from daysheet.vendors.tekmetric.simulator.state import Vendor

R = TypeVar("R", bound=Row)
CUSTOMER_FIELDS = ("firstName", "lastName", "notes", "okForMarketing", "eligibleForAccountsReceivable", "creditLimit")
VEHICLE_FIELDS = ("make", "model", "subModel", "engine", "color", "licensePlate", "state", "vin", "notes", "unitNumber")


async def posted(request: Request) -> Any:
    """Return the JSON body of a write."""
    try:
        return msgspec.json.decode(await request.body())
    except msgspec.DecodeError as error:
        raise refusal(400, "Malformed JSON request") from error


async def posted_object(request: Request) -> Record:
    """Return the body of a write that has to be an object."""
    form = await posted(request)
    if not isinstance(form, dict):
        raise refusal(400, "Malformed JSON request")
    return form


def require(form: Record, *names: str) -> None:
    """Refuse a form that lacks one of the fields."""
    missing = {name: "must not be null" for name in names if form.get(name) in (None, "")}
    if missing:
        raise refusal(400, "Validation failed", missing)


def allowed_shop(vendor: Vendor, shop_id: object) -> int:
    """Return the shop a form names, if the token covers it."""
    if not isinstance(shop_id, int) or isinstance(shop_id, bool):
        raise refusal(400, "Validation failed", {"shopId": "must be a number"})
    if shop_id not in vendor.access.scope:
        raise forbidden(vendor, shop_id)
    return shop_id


def wanted_row(vendor: Vendor, table: Table[R], row_id: int) -> R:
    """Return the record a path names, if it exists and the token covers its shop."""
    row = table.get(row_id)
    if row is None:
        raise not_found(vendor)
    if row.shop_id not in vendor.access.scope:
        raise forbidden(vendor, row.shop_id)
    return row


def instant_or_refusal(name: str, value: object) -> str:
    """Return an instant of a form as the vendor keeps it."""
    try:
        return instant_text(instant_seconds(str(value)))
    except ValueError as error:
        raise refusal(400, "Validation failed", {name: "must be an instant with a zone"}) from error


def just_made(clock: Clock, record: Record) -> Record:
    """Return a record as the answer to its creation shows it: with milliseconds, which later reads do not have."""
    millis = f".{int(clock.now() * 1000) % 1000:03d}Z"
    shown = dict(record)
    for name in ("createdDate", "updatedDate"):
        shown[name] = record[name].replace("Z", millis)
    return shown


def blank_customer(business: Business, shop_id: int) -> Record:
    """Return a new customer with nothing but its id and the vendor's defaults."""
    now = business.clock.text()
    return {
        "id": business.ids.take("customer"),
        "firstName": None,
        "lastName": None,
        "email": None,
        "phone": [],
        "customerType": CUSTOMER_TYPES[1],
        "contactFirstName": None,
        "contactLastName": None,
        "address": None,
        "notes": None,
        "shopId": shop_id,
        "okForMarketing": None,
        "eligibleForAccountsReceivable": False,
        "creditLimit": None,
        "birthday": None,
        "createdDate": now,
        "updatedDate": now,
        "deletedDate": None,
    }


def fill_customer(business: Business, record: Record, form: Record) -> None:
    """Put the fields of a form into a customer: an array of e-mail addresses goes in, the first comes out as text."""
    for name in CUSTOMER_FIELDS:
        if name in form:
            record[name] = form[name]
    if "email" in form:
        addresses = form["email"]
        if addresses is not None and not isinstance(addresses, list):
            raise refusal(400, "Validation failed", {"email": "must be an array"})
        record["email"] = addresses[0] if addresses else None
    if "customerTypeId" in form:
        if form["customerTypeId"] not in CUSTOMER_TYPES:
            raise refusal(200, "Customer invalid", {"customerTypeId": "unknown value"})
        record["customerType"] = CUSTOMER_TYPES[form["customerTypeId"]]
    if "phones" in form:
        record["phone"] = [_phone(business, phone) for phone in form["phones"] or []]
    if "address" in form:
        record["address"] = _address(business, form["address"])


def blank_vehicle(business: Business, customer_id: int) -> Record:
    """Return a new vehicle with nothing but its id and its owner."""
    now = business.clock.text()
    return {
        "id": business.ids.take("vehicle"),
        "customerId": customer_id,
        "year": None,
        **dict.fromkeys(VEHICLE_FIELDS[:8]),
        "driveType": None,
        "transmission": None,
        "bodyType": None,
        "notes": None,
        "unitNumber": None,
        "productionDate": None,
        "createdDate": now,
        "updatedDate": now,
        "deletedDate": None,
    }


def fill_vehicle(record: Record, form: Record) -> None:
    """Put the fields of a form into a vehicle; the year may come as text."""
    for name in VEHICLE_FIELDS:
        if name in form:
            record[name] = form[name]
    if "year" in form:
        year = str(form["year"])
        if not year.isascii() or not year.isdigit():
            raise refusal(200, "Vehicle invalid", {"year": "must be a number"})
        record["year"] = int(year)


def _phone(business: Business, phone: Record) -> Record:
    return {
        "id": phone.get("id") or business.ids.take("phone"),
        "number": phone.get("number", ""),
        "type": phone.get("type", "Mobile"),
        "primary": bool(phone.get("primary", False)),
    }


def _address(business: Business, form: Record | None) -> Record | None:
    if form is None:
        return None
    address = {name: form.get(name, "") for name in ADDRESS_PARTS[:5]}
    street = " ".join(part for part in (address["address1"], address["address2"]) if part)
    place = f"{address['state']} {address['zip']}".strip()
    full = ", ".join(part for part in (street, address["city"], place) if part)
    return {"id": business.ids.take("address"), **address, "streetAddress": street, "fullAddress": full}
