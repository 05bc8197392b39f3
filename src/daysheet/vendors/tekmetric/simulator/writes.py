"""What callers may change at the vendor: people, vehicles, appointments, jobs, and a few fields of orders."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.vendors.tekmetric.simulator import write_forms
from daysheet.vendors.tekmetric.simulator.appointment_writes import appointment_routes
from daysheet.vendors.tekmetric.simulator.changes import change_order
from daysheet.vendors.tekmetric.simulator.job_writes import job_routes
from daysheet.vendors.tekmetric.simulator.money import DELETED, INVOICED
from daysheet.vendors.tekmetric.simulator.refusals import forbidden, refusal, success
from daysheet.vendors.tekmetric.simulator.rows import Record, Row, Table
from daysheet.vendors.tekmetric.simulator.state import Vendor

R = TypeVar("R", bound=Row)
Handler = Callable[[Request], Awaitable[Response]]
# Written under these names, kept under those: the key tag changes its spelling on the way.
ORDER_FIELDS = {
    "keyTag": "keytag",
    "milesIn": "milesIn",
    "milesOut": "milesOut",
    "technicianId": "technicianId",
    "serviceWriterId": "serviceWriterId",
    "customerTimeOut": "customerTimeOut",
}
SHARE_FIELDS = {"ESTIMATE": "estimateShareDate", "INSPECTION": "inspectionShareDate", "INVOICE": "invoiceShareDate"}


def write_routes(vendor: Vendor, api: str) -> list[Route]:
    """Return the routes that change something."""
    return [
        Route(f"{api}/shops/{{id:int}}/scope", _remove_scope(vendor), methods=["DELETE"]),
        Route(f"{api}/customers", _create_customer(vendor), methods=["POST"]),
        Route(f"{api}/customers/{{id:int}}", _change_customer(vendor), methods=["PATCH"]),
        Route(f"{api}/vehicles", _create_vehicle(vendor), methods=["POST"]),
        Route(f"{api}/vehicles/{{id:int}}", _change_vehicle(vendor), methods=["PATCH"]),
        Route(f"{api}/repair-orders/{{id:int}}", _change_order(vendor), methods=["PATCH"]),
        Route(f"{api}/repair-orders/{{id:int}}/share-link", _share_order(vendor), methods=["PATCH"]),
        *job_routes(vendor, api),
        *appointment_routes(vendor, api),
    ]


def _remove_scope(vendor: Vendor) -> Handler:
    async def remove(request: Request) -> Response:
        shop_id = request.path_params["id"]
        if shop_id not in vendor.access.scope:
            raise forbidden(vendor, shop_id)
        vendor.access.remove_shop(shop_id)
        return success("Shop removed from scope.", shop_id)

    return remove


def _create_customer(vendor: Vendor) -> Handler:
    async def create(request: Request) -> Response:
        form = await write_forms.posted_object(request)
        write_forms.require(form, "shopId", "firstName")
        shop_id = write_forms.allowed_shop(vendor, form["shopId"])
        record = write_forms.blank_customer(vendor.business, shop_id)
        write_forms.fill_customer(vendor.business, record, form)
        vendor.business.put_customer(record)
        vendor.business.shops[shop_id].customers.append((record["id"], []))
        return success("Customer created successfully.", write_forms.just_made(vendor.clock, record))

    return create


def _change_customer(vendor: Vendor) -> Handler:
    async def change(request: Request) -> Response:
        record = _wanted(vendor, vendor.business.customers, request).record()
        write_forms.fill_customer(vendor.business, record, await write_forms.posted_object(request))
        record["updatedDate"] = vendor.clock.text()
        vendor.business.put_customer(record)
        return success("Customer created successfully.", record)

    return change


def _create_vehicle(vendor: Vendor) -> Handler:
    async def create(request: Request) -> Response:
        form = await write_forms.posted_object(request)
        write_forms.require(form, "customerId", "year", "make", "model")
        owner = vendor.business.customers.get(form["customerId"]) if isinstance(form["customerId"], int) else None
        if owner is None or owner.shop_id not in vendor.access.scope:
            raise refusal(200, "Vehicle invalid", {"customerId": "not found"})
        record = write_forms.blank_vehicle(vendor.business, owner.id)
        write_forms.fill_vehicle(record, form)
        vendor.business.put_vehicle(record, owner.shop_id)
        return success("Vehicle created successfully.", write_forms.just_made(vendor.clock, record))

    return create


def _change_vehicle(vendor: Vendor) -> Handler:
    async def change(request: Request) -> Response:
        row = _wanted(vendor, vendor.business.vehicles, request)
        record = row.record()
        write_forms.fill_vehicle(record, await write_forms.posted_object(request))
        record["updatedDate"] = vendor.clock.text()
        vendor.business.put_vehicle(record, row.shop_id)
        return success("Vehicle updated successfully.", record)

    return change


def _change_order(vendor: Vendor) -> Handler:
    async def change(request: Request) -> Response:
        order = _active_order(vendor, request)
        form = await write_forms.posted_object(request)
        for written, kept in ORDER_FIELDS.items():
            if written in form:
                order[kept] = form[written]
        change_order(vendor.business, order)
        return success("Repair Order updated successfully.", {})

    return change


def _share_order(vendor: Vendor) -> Handler:
    async def share(request: Request) -> Response:
        order = _wanted(vendor, vendor.business.repair_orders, request).record()
        form = await write_forms.posted_object(request)
        field = SHARE_FIELDS.get(str(form.get("shareItem")))
        if field is None:
            raise refusal(200, "Share link invalid", {"shareItem": "unknown value"})
        order[field] = write_forms.instant_or_refusal("shareDate", form.get("shareDate", vendor.clock.text()))
        link = f"https://links.example/{field[:2]}/{order['id']}"
        order[field.replace("ShareDate", "Url")] = link
        change_order(vendor.business, order)
        return success("Share link created successfully.", {"url": link})

    return share


def _active_order(vendor: Vendor, request: Request) -> Record:
    row = _wanted(vendor, vendor.business.repair_orders, request)
    if row.status_id in (*INVOICED, DELETED):
        raise refusal(400, "Repair Order must be active to be updated")
    return row.record()


def _wanted(vendor: Vendor, table: Table[R], request: Request) -> R:
    return write_forms.wanted_row(vendor, table, request.path_params["id"])
