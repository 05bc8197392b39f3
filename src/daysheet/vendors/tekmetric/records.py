"""
Tekmetric's objects, field by field: what is read, under which name, and what is left out on purpose.

A field is nullable here where the vendor's documents or its live answers say that it may be null or
missing; anything else that is null is a problem. The quirks behind this are in `NOTES.md`.
"""

from __future__ import annotations

from typing import Final

from daysheet.core.fields import (
    cents,
    decimal,
    flag,
    instant,
    local_day,
    ordinal,
    text,
    texts,
    whole_number,
)
from daysheet.core.records import Record

_KEY: Final = ("tm_id",)
_VERSION: Final = instant("updatedDate")
_DELETED_AT: Final = instant("deletedDate", nullable=True)
_SHOP: Final = whole_number("shopId", nullable=True)

_TIRE_FIELDS: Final = frozenset(
    {
        "model",
        "width",
        "ratio",
        "diameter",
        "constructionType",
        "loadIndex",
        "loadRange",
        "speedRating",
        "mileageWarranty",
        "runFlat",
        "sideWallStyle",
        "temperature",
        "tireCategory",
        "tireType",
        "traction",
        "treadwear",
        "dotNumbers",
    }
)

# Links that open an estimate or an invoice for whoever has them.
SHARE_LINKS: Final = frozenset({"estimateUrl", "inspectionUrl", "invoiceUrl"})

shop: Final = Record(
    table="shops",
    key=_KEY,
    columns={
        "tm_id": whole_number("id"),
        "name": text("name"),
        "nickname": text("nickname"),
        "phone": text("phone"),
        "email": text("email"),
        "website": text("website", nullable=True),
        "address_line1": text("address.address1"),
        "address_line2": text("address.address2", nullable=True),
        "city": text("address.city"),
        "state": text("address.state"),
        "zip": text("address.zip"),
        "ro_custom_label_enabled": flag("roCustomLabelEnabled"),
    },
)

employee: Final = Record(
    table="employees",
    key=_KEY,
    columns={
        "tm_id": whole_number("id"),
        "first_name": text("firstName", nullable=True),
        "last_name": text("lastName", nullable=True),
        "email": text("email", nullable=True),
        "role_id": whole_number("employeeRole.id"),
        "role_code": text("employeeRole.code"),
        "role_name": text("employeeRole.name"),
        "can_perform_work": flag("canPerformWork"),
        "certification_number": text("certificationNumber", nullable=True),
        "tm_created_at": instant("createdDate"),
        "tm_updated_at": instant("updatedDate"),
    },
    ignored=frozenset({"address"}),
    version=_VERSION,
)

customer_phone: Final = Record(
    table="customer_phones",
    key=("position",),
    columns={
        "position": ordinal(),
        "tm_id": whole_number("id", nullable=True),
        "number": text("number"),
        "phone_type": text("type"),
        "is_primary": flag("primary"),
    },
)

customer: Final = Record(
    table="customers",
    key=_KEY,
    as_parent={"tm_id": "tm_customer_id"},
    columns={
        "tm_id": whole_number("id"),
        "first_name": text("firstName", nullable=True),
        "last_name": text("lastName", nullable=True),
        "email": texts("email"),
        "address_line1": text("address.address1", nullable=True),
        "address_line2": text("address.address2", nullable=True),
        "city": text("address.city", nullable=True),
        "state": text("address.state", nullable=True),
        "zip": text("address.zip", nullable=True),
        "customer_type_id": whole_number("customerType.id"),
        "customer_type_code": text("customerType.code"),
        "customer_type_name": text("customerType.name"),
        "contact_first_name": text("contactFirstName", nullable=True),
        "contact_last_name": text("contactLastName", nullable=True),
        "ok_for_marketing": flag("okForMarketing", nullable=True),
        "eligible_for_ar": flag("eligibleForAccountsReceivable", nullable=True),
        "credit_limit_cents": cents("creditLimit", nullable=True),
        "birthday": text("birthday", nullable=True),
        "notes": text("notes", nullable=True),
        "tm_created_at": instant("createdDate"),
        "tm_updated_at": instant("updatedDate"),
    },
    children={"phone": customer_phone},
    optional=frozenset({"phone"}),
    version=_VERSION,
    location=_SHOP,
    deleted_at=_DELETED_AT,
    words={
        "customer_type_id": frozenset({1, 2}),
        "customer_type_code": frozenset({"PERSON", "BUSINESS"}),
    },
)

vehicle: Final = Record(
    table="vehicles",
    key=_KEY,
    columns={
        "tm_id": whole_number("id"),
        "tm_customer_id": whole_number("customerId"),
        "year": whole_number("year", nullable=True),
        "make": text("make", nullable=True),
        "model": text("model", nullable=True),
        "sub_model": text("subModel", nullable=True),
        "engine": text("engine", nullable=True),
        "color": text("color", nullable=True),
        "license_plate": text("licensePlate", nullable=True),
        "license_state": text("state", nullable=True),
        "vin": text("vin", nullable=True),
        "drive_type": text("driveType", nullable=True),
        "transmission": text("transmission", nullable=True),
        "body_style": text("bodyType", nullable=True),
        "notes": text("notes", nullable=True),
        "unit_number": text("unitNumber", nullable=True),
        "production_date": text("productionDate", nullable=True),
        "tm_created_at": instant("createdDate"),
        "tm_updated_at": instant("updatedDate"),
    },
    version=_VERSION,
    deleted_at=_DELETED_AT,
)

job_part: Final = Record(
    table="job_parts",
    key=_KEY,
    columns={
        "tm_id": whole_number("id"),
        "name": text("name", nullable=True),
        "brand": text("brand", nullable=True),
        "part_number": text("partNumber", nullable=True),
        "description": text("description", nullable=True),
        "quantity": decimal("quantity"),
        "cost_cents": cents("cost", nullable=True),
        "retail_cents": cents("retail"),
        "part_type_id": whole_number("partType.id"),
        "part_type": text("partType.code"),
        "part_status": text("partStatus.code", nullable=True),
    },
    ignored=_TIRE_FIELDS,
    words={
        "part_type_id": frozenset({1, 2, 5}),
        "part_type": frozenset({"PART", "TIRE", "BATTERY"}),
    },
)

job_labor: Final = Record(
    table="job_labor",
    key=_KEY,
    columns={
        "tm_id": whole_number("id"),
        "name": text("name"),
        "rate_cents": cents("rate"),
        "hours": decimal("hours"),
        "complete": flag("complete"),
        "tm_technician_id": whole_number("technicianId", nullable=True),
    },
)


def _amounts(table: str) -> Record:
    """Fees and discounts look the same, on an order and on a job."""
    return Record(
        table=table,
        key=_KEY,
        columns={
            "tm_id": whole_number("id"),
            "name": text("name"),
            "total_cents": cents("total"),
        },
    )


job: Final = Record(
    table="jobs",
    key=_KEY,
    as_parent={"tm_id": "tm_job_id"},
    columns={
        "tm_id": whole_number("id"),
        "name": text("name"),
        "note": text("note", nullable=True),
        "job_category_name": text("jobCategoryName", nullable=True),
        "canned_job_id": whole_number("cannedJobId", nullable=True),
        "authorized": flag("authorized", nullable=True),
        "authorized_at": instant("authorizedDate", nullable=True),
        "authorized_on": local_day("authorizedDate", nullable=True),
        "selected": flag("selected"),
        "archived": flag("archived", nullable=True),
        "tm_technician_id": whole_number("technicianId", nullable=True),
        "parts_total_cents": cents("partsTotal"),
        "labor_total_cents": cents("laborTotal"),
        "fee_total_cents": cents("feeTotal"),
        "discount_total_cents": cents("discountTotal"),
        "subtotal_cents": cents("subtotal"),
        "labor_hours": decimal("laborHours", nullable=True),
        "logged_hours": decimal("loggedHours", nullable=True),
        "sort_order": whole_number("sort", nullable=True),
        "completed_at": instant("completedDate", nullable=True),
        "tm_created_at": instant("createdDate"),
        "tm_updated_at": instant("updatedDate"),
    },
    children={
        "parts": job_part,
        "labor": job_labor,
        "fees": _amounts("job_fees"),
        "discounts": _amounts("job_discounts"),
    },
    optional=frozenset({"parts", "labor", "fees", "discounts"}),
    # They repeat what the order says.
    ignored=frozenset({"repairOrderId", "vehicleId", "customerId"}),
)

job_sublet_item: Final = Record(
    table="job_sublet_items",
    key=_KEY,
    columns={
        "tm_id": whole_number("id"),
        "name": text("name"),
        "cost_cents": cents("cost", nullable=True),
        "retail_cents": cents("price"),
        "complete": flag("complete"),
    },
)

job_sublet: Final = Record(
    table="job_sublets",
    key=_KEY,
    as_parent={"tm_id": "tm_sublet_id"},
    columns={
        "tm_id": whole_number("id"),
        "name": text("name"),
        "note": text("note", nullable=True),
        "vendor_id": whole_number("vendor.id"),
        "vendor_name": text("vendor.name"),
        "authorized": flag("authorized", nullable=True),
        "authorized_at": instant("authorizedDate", nullable=True),
        "authorized_on": local_day("authorizedDate", nullable=True),
        "selected": flag("selected"),
        "cost_cents": cents("cost", nullable=True),
        "retail_cents": cents("price"),
        "sort_order": whole_number("sort", nullable=True),
        "fee_applies": flag("feeable", nullable=True),
        "taxed": flag("taxSublet", nullable=True),
        "payable_amount_cents": cents("accountsPayable.amount", nullable=True),
        "payable_paid_cents": cents("accountsPayable.amountPaid", nullable=True),
    },
    children={"items": job_sublet_item},
    optional=frozenset({"items"}),
    ignored=frozenset({"repairOrderId"}),
)

repair_order_concern: Final = Record(
    table="repair_order_concerns",
    key=_KEY,
    columns={
        "tm_id": whole_number("id"),
        "concern": text("concern"),
        "tech_comment": text("techComment", nullable=True),
    },
)

repair_order: Final = Record(
    table="repair_orders",
    key=_KEY,
    as_parent={"tm_id": "tm_repair_order_id"},
    columns={
        "tm_id": whole_number("id"),
        "ro_number": whole_number("repairOrderNumber"),
        "tm_customer_id": whole_number("customerId", nullable=True),
        "tm_vehicle_id": whole_number("vehicleId", nullable=True),
        "tm_service_advisor_id": whole_number("serviceWriterId", nullable=True),
        "tm_technician_id": whole_number("technicianId", nullable=True),
        "tm_appointment_id": whole_number("appointmentId", nullable=True),
        "status_id": whole_number("repairOrderStatus.id"),
        "status": text("repairOrderStatus.code"),
        "label_id": whole_number("repairOrderLabel.id", nullable=True),
        "label_code": text("repairOrderLabel.code", nullable=True),
        "label": text("repairOrderLabel.name", nullable=True),
        "custom_label": text("repairOrderCustomLabel.name", nullable=True),
        "color": text("color", nullable=True),
        "keytag": text("keytag", nullable=True),
        "lead_source": text("leadSource", nullable=True),
        "miles_in": decimal("milesIn", nullable=True),
        "miles_out": decimal("milesOut", nullable=True),
        "completed_at": instant("completedDate", nullable=True),
        "completed_on": local_day("completedDate", nullable=True),
        "posted_at": instant("postedDate", nullable=True),
        "posted_on": local_day("postedDate", nullable=True),
        "promised_at": instant("customerTimeOut", nullable=True),
        "appointment_start_at": instant("appointmentStartTime", nullable=True),
        "estimate_shared_at": instant("estimateShareDate", nullable=True),
        "inspection_shared_at": instant("inspectionShareDate", nullable=True),
        "invoice_shared_at": instant("invoiceShareDate", nullable=True),
        "labor_sales_cents": cents("laborSales"),
        "parts_sales_cents": cents("partsSales"),
        "sublet_sales_cents": cents("subletSales"),
        "fee_total_cents": cents("feeTotal"),
        "discount_total_cents": cents("discountTotal"),
        "taxes_cents": cents("taxes"),
        "total_sales_cents": cents("totalSales"),
        "amount_paid_cents": cents("amountPaid"),
        "tm_created_at": instant("createdDate"),
        "tm_updated_at": instant("updatedDate"),
    },
    children={
        "jobs": job,
        "sublets": job_sublet,
        "fees": _amounts("repair_order_fees"),
        "discounts": _amounts("repair_order_discounts"),
        "customerConcerns": repair_order_concern,
    },
    optional=frozenset({"sublets", "fees", "discounts", "customerConcerns"}),
    ignored=SHARE_LINKS,
    version=_VERSION,
    location=_SHOP,
    deleted_at=_DELETED_AT,
    words={
        "status_id": frozenset({1, 2, 3, 4, 5, 6, 7}),
        "status": frozenset(
            {"ESTIMATE", "WORKINPROGRESS", "COMPLETE", "SAVEDFORLATER", "POSTED", "ACCRECV", "DELETED"}
        ),
    },
)

appointment: Final = Record(
    table="appointments",
    key=_KEY,
    columns={
        "tm_id": whole_number("id"),
        "tm_customer_id": whole_number("customerId", nullable=True),
        "tm_vehicle_id": whole_number("vehicleId", nullable=True),
        "title": text("title", nullable=True),
        "description": text("description", nullable=True),
        "start_at": instant("startTime"),
        "end_at": instant("endTime"),
        "color": text("color", nullable=True),
        "arrived": flag("arrived", nullable=True),
        "status": text("appointmentStatus"),
        "confirmation_status": text("confirmationStatus", nullable=True),
        "ride_option_id": whole_number("rideOption.id", nullable=True),
        "ride_option": text("rideOption.code", nullable=True),
        "appointment_option_id": whole_number("appointmentOption.id", nullable=True),
        "appointment_option": text("appointmentOption.code", nullable=True),
        "dropoff_at": instant("dropoffTime", nullable=True),
        "pickup_at": instant("pickupTime", nullable=True),
        "lead_source": text("leadSource", nullable=True),
        "tm_created_at": instant("createdDate", nullable=True),
        "tm_updated_at": instant("updatedDate"),
    },
    version=_VERSION,
    location=_SHOP,
    deleted_at=_DELETED_AT,
    words={
        "status": frozenset({"NONE", "ARRIVED", "NO_SHOW", "CANCELED"}),
        "confirmation_status": frozenset({"NONE", "CONFIRMED"}),
        "ride_option": frozenset({"RIDE", "LOANER", "NONE"}),
        "appointment_option": frozenset({"STAY", "DROP", "TOW"}),
    },
)

RECORDS: Final = (shop, employee, customer, vehicle, repair_order, appointment)
