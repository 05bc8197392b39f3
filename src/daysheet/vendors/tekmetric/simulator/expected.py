"""
Says which rows the warehouse must hold for what the vendor has: a second reading, made on its own.

It is written from the vendor's fact sheet in plain code and shares nothing with the declarations, so
that a mistake in one of them shows up as a difference. Columns that tell how the warehouse came to a
row (when it was first seen, why it is deleted, whether it is complete) have no truth to compare with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

Truth = Mapping[str, Any]
Row = dict[str, Any]
Rows = dict[str, list[Row]]


def expected_rows(stream: str, truth: Iterable[Truth], zones: Mapping[int, str], *, shop_id: int | None = None) -> Rows:
    """
    Return the rows of each table that the objects of one stream must become, in the order of the objects.

    *zones* names the time zone of each shop; a shop that is not in it has no days of its own yet.
    Employees and vehicles do not say where they belong: *shop_id* is the shop whose list this is.
    """
    read, tables = _STREAMS[stream]
    rows: Rows = {table: [] for table in tables}
    for thing in truth:
        read(rows, thing, zones, shop_id)
    return rows


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _moment(value: str | None) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _day(value: str | None, zone: str | None) -> date | None:
    moment = _moment(value)
    return None if moment is None or zone is None else moment.astimezone(ZoneInfo(zone)).date()


def _inside(thing: Truth, outer: str, inner: str) -> Any:
    found = thing.get(outer)
    return None if found is None else found.get(inner)


def _decision(authorized: bool | None) -> str:
    if authorized is None:
        return "pending"
    return "approved" if authorized else "declined"


def _shop(rows: Rows, thing: Truth, zones: Mapping[int, str], shop_id: int | None) -> None:
    address = thing["address"]
    rows["shops"].append(
        {
            "tm_id": int(thing["id"]),
            "name": thing["name"],
            "nickname": thing["nickname"],
            "phone": thing["phone"],
            "email": thing["email"],
            "website": thing.get("website"),
            "address_line1": address["address1"],
            "address_line2": address.get("address2"),
            "city": address["city"],
            "state": address["state"],
            "zip": address["zip"],
            "ro_custom_label_enabled": thing["roCustomLabelEnabled"],
        }
    )


def _employee(rows: Rows, thing: Truth, zones: Mapping[int, str], shop_id: int | None) -> None:
    role = thing["employeeRole"]
    rows["employees"].append(
        {
            "tm_shop_id": thing.get("shopId", shop_id),
            "tm_id": int(thing["id"]),
            "first_name": thing.get("firstName"),
            "last_name": thing.get("lastName"),
            "email": thing.get("email"),
            "role_id": int(role["id"]),
            "role_code": role["code"],
            "role_name": role["name"],
            "can_perform_work": thing["canPerformWork"],
            "certification_number": thing.get("certificationNumber"),
            "tm_created_at": _moment(thing["createdDate"]),
            "tm_updated_at": _moment(thing["updatedDate"]),
        }
    )


def _customer(rows: Rows, thing: Truth, zones: Mapping[int, str], shop_id: int | None) -> None:
    shop, customer = int(thing["shopId"]), int(thing["id"])
    email = thing.get("email")
    postal_code = _inside(thing, "address", "zip")
    rows["customers"].append(
        {
            "tm_shop_id": shop,
            "tm_id": customer,
            "first_name": thing.get("firstName"),
            "last_name": thing.get("lastName"),
            "email": [] if email is None else [email] if isinstance(email, str) else list(email),
            "address_line1": _inside(thing, "address", "address1"),
            "address_line2": _inside(thing, "address", "address2"),
            "city": _inside(thing, "address", "city"),
            "state": _inside(thing, "address", "state"),
            "zip": postal_code,
            "zip_prefix": None if postal_code is None else postal_code[:3],
            "customer_type_id": int(thing["customerType"]["id"]),
            "customer_type_code": thing["customerType"]["code"],
            "customer_type_name": thing["customerType"]["name"],
            "contact_first_name": thing.get("contactFirstName"),
            "contact_last_name": thing.get("contactLastName"),
            "ok_for_marketing": thing.get("okForMarketing"),
            "eligible_for_ar": thing.get("eligibleForAccountsReceivable"),
            "credit_limit_cents": _whole(thing.get("creditLimit")),
            "birthday": thing.get("birthday"),
            "notes": thing.get("notes"),
            "tm_created_at": _moment(thing["createdDate"]),
            "tm_updated_at": _moment(thing["updatedDate"]),
            "deleted_at": _moment(thing.get("deletedDate")),
        }
    )
    for place, phone in enumerate(thing.get("phone") or [], start=1):
        rows["customer_phones"].append(
            {
                "tm_shop_id": shop,
                "tm_customer_id": customer,
                "position": place,
                "tm_id": _whole(phone.get("id")),
                "number": phone["number"],
                "phone_type": phone["type"],
                "is_primary": phone["primary"],
            }
        )


def _vehicle(rows: Rows, thing: Truth, zones: Mapping[int, str], shop_id: int | None) -> None:
    rows["vehicles"].append(
        {
            "tm_shop_id": thing.get("shopId", shop_id),
            "tm_id": int(thing["id"]),
            "tm_customer_id": int(thing["customerId"]),
            "year": _whole(thing.get("year")),
            "make": thing.get("make"),
            "model": thing.get("model"),
            "sub_model": thing.get("subModel"),
            "engine": thing.get("engine"),
            "color": thing.get("color"),
            "license_plate": thing.get("licensePlate"),
            "license_state": thing.get("state"),
            "vin": thing.get("vin"),
            "drive_type": thing.get("driveType"),
            "transmission": thing.get("transmission"),
            "body_style": thing.get("bodyType"),
            "notes": thing.get("notes"),
            "unit_number": thing.get("unitNumber"),
            "production_date": thing.get("productionDate"),
            "tm_created_at": _moment(thing["createdDate"]),
            "tm_updated_at": _moment(thing["updatedDate"]),
            "deleted_at": _moment(thing.get("deletedDate")),
        }
    )


def _repair_order(rows: Rows, thing: Truth, zones: Mapping[int, str], shop_id: int | None) -> None:
    here = {"tm_shop_id": int(thing["shopId"])}
    zone = zones.get(here["tm_shop_id"])
    rows["repair_orders"].append(here | _order_header(thing) | _order_times(thing, zone) | _order_money(thing))
    here["tm_repair_order_id"] = int(thing["id"])
    for job in thing["jobs"]:
        _job(rows, here, job, zone)
    for sublet in thing.get("sublets") or []:
        _sublet(rows, here, sublet, zone)
    rows["repair_order_fees"] += [here | _amount(fee) for fee in thing.get("fees") or []]
    rows["repair_order_discounts"] += [here | _amount(discount) for discount in thing.get("discounts") or []]
    for concern in thing.get("customerConcerns") or []:
        rows["repair_order_concerns"].append(
            here
            | {
                "tm_id": int(concern["id"]),
                "concern": concern["concern"],
                "tech_comment": concern.get("techComment"),
            }
        )


def _order_header(thing: Truth) -> Row:
    status = thing["repairOrderStatus"]
    return {
        "tm_id": int(thing["id"]),
        "ro_number": int(thing["repairOrderNumber"]),
        "tm_customer_id": _whole(thing.get("customerId")),
        "tm_vehicle_id": _whole(thing.get("vehicleId")),
        "tm_service_advisor_id": _whole(thing.get("serviceWriterId")),
        "tm_technician_id": _whole(thing.get("technicianId")),
        "tm_appointment_id": _whole(thing.get("appointmentId")),
        "status_id": int(status["id"]),
        "status": status["code"],
        "is_posted": int(status["id"]) in (5, 6),
        "is_deleted": int(status["id"]) == 7 or thing.get("deletedDate") is not None,
        "label_id": _whole(_inside(thing, "repairOrderLabel", "id")),
        "label_code": _inside(thing, "repairOrderLabel", "code"),
        "label": _inside(thing, "repairOrderLabel", "name"),
        "custom_label": _inside(thing, "repairOrderCustomLabel", "name"),
        "color": thing.get("color"),
        "keytag": thing.get("keytag"),
        "lead_source": thing.get("leadSource"),
        "miles_in": _number(thing.get("milesIn")),
        "miles_out": _number(thing.get("milesOut")),
    }


def _order_times(thing: Truth, zone: str | None) -> Row:
    return {
        "completed_at": _moment(thing.get("completedDate")),
        "completed_on": _day(thing.get("completedDate"), zone),
        "posted_at": _moment(thing.get("postedDate")),
        "posted_on": _day(thing.get("postedDate"), zone),
        "promised_at": _moment(thing.get("customerTimeOut")),
        "appointment_start_at": _moment(thing.get("appointmentStartTime")),
        "estimate_shared_at": _moment(thing.get("estimateShareDate")),
        "inspection_shared_at": _moment(thing.get("inspectionShareDate")),
        "invoice_shared_at": _moment(thing.get("invoiceShareDate")),
        "tm_created_at": _moment(thing["createdDate"]),
        "tm_updated_at": _moment(thing["updatedDate"]),
        "deleted_at": _moment(thing.get("deletedDate")),
    }


def _order_money(thing: Truth) -> Row:
    return {
        "labor_sales_cents": int(thing["laborSales"]),
        "parts_sales_cents": int(thing["partsSales"]),
        "sublet_sales_cents": int(thing["subletSales"]),
        "fee_total_cents": int(thing["feeTotal"]),
        "discount_total_cents": int(thing["discountTotal"]),
        "taxes_cents": int(thing["taxes"]),
        "total_sales_cents": int(thing["totalSales"]),
        "amount_paid_cents": int(thing["amountPaid"]),
    }


def _amount(thing: Truth) -> Row:
    """A fee or a discount."""
    return {"tm_id": int(thing["id"]), "name": thing["name"], "total_cents": int(thing["total"])}


def _job(rows: Rows, order: Row, thing: Truth, zone: str | None) -> None:
    rows["jobs"].append(
        order
        | {
            "tm_id": int(thing["id"]),
            "name": thing["name"],
            "note": thing.get("note"),
            "job_category_name": thing.get("jobCategoryName"),
            "canned_job_id": _whole(thing.get("cannedJobId")),
            "authorized": thing.get("authorized"),
            "authorized_at": _moment(thing.get("authorizedDate")),
            "authorized_on": _day(thing.get("authorizedDate"), zone),
            "decision": _decision(thing.get("authorized")),
            "selected": thing["selected"],
            "archived": thing.get("archived"),
            "tm_technician_id": _whole(thing.get("technicianId")),
            "parts_total_cents": int(thing["partsTotal"]),
            "labor_total_cents": int(thing["laborTotal"]),
            "fee_total_cents": int(thing["feeTotal"]),
            "discount_total_cents": int(thing["discountTotal"]),
            "subtotal_cents": int(thing["subtotal"]),
            "labor_hours": _number(thing.get("laborHours")),
            "logged_hours": _number(thing.get("loggedHours")),
            "sort_order": _whole(thing.get("sort")),
            "completed_at": _moment(thing.get("completedDate")),
            "tm_created_at": _moment(thing["createdDate"]),
            "tm_updated_at": _moment(thing["updatedDate"]),
        }
    )
    here = order | {"tm_job_id": int(thing["id"])}
    rows["job_parts"] += [here | _part(part) for part in thing.get("parts") or []]
    rows["job_labor"] += [here | _labor(labor) for labor in thing.get("labor") or []]
    rows["job_fees"] += [here | _amount(fee) for fee in thing.get("fees") or []]
    rows["job_discounts"] += [here | _amount(discount) for discount in thing.get("discounts") or []]


def _part(thing: Truth) -> Row:
    return {
        "tm_id": int(thing["id"]),
        "name": thing.get("name"),
        "brand": thing.get("brand"),
        "part_number": thing.get("partNumber"),
        "description": thing.get("description"),
        "quantity": _number(thing["quantity"]),
        "cost_cents": _whole(thing.get("cost")),
        "retail_cents": int(thing["retail"]),
        "part_type_id": int(thing["partType"]["id"]),
        "part_type": thing["partType"]["code"],
        "part_status": _inside(thing, "partStatus", "code"),
    }


def _labor(thing: Truth) -> Row:
    return {
        "tm_id": int(thing["id"]),
        "name": thing["name"],
        "rate_cents": int(thing["rate"]),
        "hours": _number(thing["hours"]),
        "complete": thing["complete"],
        "tm_technician_id": _whole(thing.get("technicianId")),
    }


def _sublet(rows: Rows, order: Row, thing: Truth, zone: str | None) -> None:
    rows["job_sublets"].append(
        order
        | {
            "tm_id": int(thing["id"]),
            "name": thing["name"],
            "note": thing.get("note"),
            "vendor_id": int(thing["vendor"]["id"]),
            "vendor_name": thing["vendor"]["name"],
            "authorized": thing.get("authorized"),
            "authorized_at": _moment(thing.get("authorizedDate")),
            "authorized_on": _day(thing.get("authorizedDate"), zone),
            "decision": _decision(thing.get("authorized")),
            "selected": thing["selected"],
            "cost_cents": _whole(thing.get("cost")),
            "retail_cents": int(thing["price"]),
            "sort_order": _whole(thing.get("sort")),
            "fee_applies": thing.get("feeable"),
            "taxed": thing.get("taxSublet"),
            "payable_amount_cents": _whole(_inside(thing, "accountsPayable", "amount")),
            "payable_paid_cents": _whole(_inside(thing, "accountsPayable", "amountPaid")),
        }
    )
    for item in thing.get("items") or []:
        rows["job_sublet_items"].append(
            order
            | {
                "tm_sublet_id": int(thing["id"]),
                "tm_id": int(item["id"]),
                "name": item["name"],
                "cost_cents": _whole(item.get("cost")),
                "retail_cents": int(item["price"]),
                "complete": item["complete"],
            }
        )


def _appointment(rows: Rows, thing: Truth, zones: Mapping[int, str], shop_id: int | None) -> None:
    rows["appointments"].append(
        {
            "tm_shop_id": int(thing["shopId"]),
            "tm_id": int(thing["id"]),
            "tm_customer_id": _whole(thing.get("customerId")),
            "tm_vehicle_id": _whole(thing.get("vehicleId")),
            "title": thing.get("title"),
            "description": thing.get("description"),
            "start_at": _moment(thing["startTime"]),
            "end_at": _moment(thing["endTime"]),
            "color": thing.get("color"),
            "arrived": thing.get("arrived"),
            "status": thing["appointmentStatus"],
            "confirmation_status": thing.get("confirmationStatus"),
            "ride_option_id": _whole(_inside(thing, "rideOption", "id")),
            "ride_option": _inside(thing, "rideOption", "code"),
            "appointment_option_id": _whole(_inside(thing, "appointmentOption", "id")),
            "appointment_option": _inside(thing, "appointmentOption", "code"),
            "dropoff_at": _moment(thing.get("dropoffTime")),
            "pickup_at": _moment(thing.get("pickupTime")),
            "lead_source": thing.get("leadSource"),
            "tm_created_at": _moment(thing.get("createdDate")),
            "tm_updated_at": _moment(thing["updatedDate"]),
            "deleted_at": _moment(thing.get("deletedDate")),
        }
    )


_Reader = Callable[[Rows, Truth, Mapping[int, str], int | None], None]

_ORDER_TABLES = (
    "repair_orders",
    "jobs",
    "job_parts",
    "job_labor",
    "job_fees",
    "job_discounts",
    "job_sublets",
    "job_sublet_items",
    "repair_order_fees",
    "repair_order_discounts",
    "repair_order_concerns",
)

_STREAMS: Mapping[str, tuple[_Reader, tuple[str, ...]]] = {
    "shops": (_shop, ("shops",)),
    "employees": (_employee, ("employees",)),
    "customers": (_customer, ("customers", "customer_phones")),
    "vehicles": (_vehicle, ("vehicles",)),
    "repair_orders": (_repair_order, _ORDER_TABLES),
    "appointments": (_appointment, ("appointments",)),
}
