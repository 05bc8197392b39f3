"""Builds stated orders: the totals, the header and the stamps follow by the vendor's own identities."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from daysheet.vendors.tekmetric.simulator import words
from daysheet.vendors.tekmetric.simulator.business import Business
from daysheet.vendors.tekmetric.simulator.identity import LABELS, PART_TYPES, STATUSES, label_of
from daysheet.vendors.tekmetric.simulator.jobs import NO_TIRE
from daysheet.vendors.tekmetric.simulator.money import (
    COMPLETE,
    DELETED,
    INVOICED,
    NO_CHARGE,
    POSTED,
    decimal,
    settle_order,
)
from daysheet.vendors.tekmetric.simulator.rows import Record
from daysheet.vendors.tekmetric.simulator.stated import Amount, Count, Job, Order, Part, Sublet

TOTALS = ("laborSales", "partsSales", "subletSales", "discountTotal", "feeTotal", "taxes", "amountPaid", "totalSales")
JOB_TOTALS = ("partsTotal", "laborTotal", "discountTotal", "feeTotal", "subtotal")
NEVER_SHARED = (
    "estimateShareDate", "inspectionShareDate", "invoiceShareDate", "customerTimeOut", "estimateUrl", "inspectionUrl",
    "invoiceUrl", "leadSource",
)  # fmt: skip


def exact_order(business: Business, order: Order) -> Record:
    """Store an order as stated and return it; raises ValueError where it would break what the vendor always keeps."""
    record = _header(business, order)
    record["jobs"] = [_job(business, record, job, place) for place, job in enumerate(order.jobs, start=1)]
    sublets = enumerate(order.sublets, start=1)
    record["sublets"] = [_sublet(business, record, sublet, place) for place, sublet in sublets]
    record["fees"] = _amounts(business, "fee", order.fees)
    record["discounts"] = _amounts(business, "discount", order.discounts)
    settle_order(record, order.tax_basis_points)
    is_paid = order.status_id == POSTED and order.paid_cents is None
    record["amountPaid"] = record["totalSales"] if is_paid else order.paid_cents or 0
    business.put_order(record)
    return record


def _header(business: Business, order: Order) -> Record:
    now = business.clock.text()
    lasting_status = order.last_status_id if order.status_id == DELETED else order.status_id
    created = order.created or order.completed or order.posted or now
    is_done = lasting_status in (*INVOICED, COMPLETE)
    posted = order.posted or (now if lasting_status in INVOICED else None)
    completed = order.completed or ((posted or now) if is_done else None)
    updated = order.updated or max(posted or created, now)
    stamps = [stamp for stamp in (created, completed, posted, updated) if stamp is not None]
    if lasting_status in INVOICED and stamps != sorted(stamps):
        raise ValueError(f"created, completed, posted and updated do not follow each other: {stamps}")
    shop = business.shops[order.shop_id]
    number, order_number = business.ids.take("repair_order"), shop.next_order_number
    shop.next_order_number += 1
    return {
        "id": number,
        "repairOrderNumber": order_number,
        "shopId": shop.id,
        "repairOrderStatus": STATUSES[order.status_id],
        "repairOrderLabel": label_of(lasting_status) if lasting_status in LABELS else None,
        "repairOrderCustomLabel": None,
        "color": None,
        "appointmentId": None,
        "customerId": order.customer_id,
        "technicianId": order.technician_id,
        "serviceWriterId": order.advisor_id,
        "vehicleId": order.vehicle_id,
        "milesIn": None,
        "milesOut": None,
        "keytag": None,
        "completedDate": completed,
        "postedDate": posted,
        **dict.fromkeys(TOTALS, 0),
        "jobs": [],
        "sublets": [],
        "fees": [],
        "discounts": [],
        "customerConcerns": [],
        "createdDate": created,
        "updatedDate": updated,
        "deletedDate": updated if order.status_id == DELETED else None,
        **dict.fromkeys(NEVER_SHARED),
    }


def _job(business: Business, order: Record, job: Job, place: int) -> Record:
    decided = None if job.authorized is None else job.authorized_at or order["createdDate"]
    return {
        "id": business.ids.take("job"),
        "repairOrderId": order["id"],
        "vehicleId": order["vehicleId"],
        "customerId": order["customerId"],
        "name": job.name,
        "authorized": job.authorized,
        "authorizedDate": decided,
        "selected": job.is_selected or job.authorized is not None,
        "technicianId": job.technician_id,
        "note": None,
        "cannedJobId": None,
        "jobCategoryName": job.category,
        **dict.fromkeys(JOB_TOTALS, 0),
        "archived": job.is_archived,
        "createdDate": order["createdDate"],
        "completedDate": order["completedDate"] if job.authorized else None,
        "updatedDate": order["updatedDate"],
        "labor": [
            {
                "id": business.ids.take("labor"),
                "name": line.name,
                "rate": line.rate_cents,
                "hours": _count(line.hours),
                "complete": line.is_complete,
                "technicianId": line.technician_id,
            }
            for line in job.labor
        ],
        "parts": [_part(business, part) for part in job.parts],
        "fees": _amounts(business, "fee", job.fees),
        "discounts": _amounts(business, "discount", job.discounts),
        "laborHours": 0,
        "loggedHours": None if job.logged_hours is None else _count(job.logged_hours),
        "sort": place,
    }


def _part(business: Business, part: Part) -> Record:
    return {
        "id": business.ids.take("part"),
        "quantity": _count(part.quantity),
        "brand": None,
        "name": part.name,
        "partNumber": None,
        "description": None,
        "cost": part.cost_cents,
        "retail": part.retail_cents,
        **NO_TIRE,
        "partType": PART_TYPES[part.type_id],
        "partStatus": None,
        "dotNumbers": [],
    }


def _sublet(business: Business, order: Record, sublet: Sublet, place: int) -> Record:
    vendor_id, vendor = words.SUBLET_VENDORS[0]
    return {
        "id": business.ids.take("sublet"),
        "name": sublet.name,
        "vendor": {"id": vendor_id, "name": vendor, "nickname": None, "website": None, "phone": None},
        "authorized": sublet.authorized,
        "authorizedDate": None if sublet.authorized is None else order["createdDate"],
        "selected": sublet.authorized is not False,
        "note": None,
        "items": [
            {
                "id": business.ids.take("sublet_item"),
                "name": item.name,
                "cost": item.cost_cents,
                "price": item.price_cents,
                "complete": order["completedDate"] is not None,
            }
            for item in sublet.items
        ],
        "price": 0,
        "cost": 0,
        "repairOrderId": order["id"],
        "sort": place,
        "feeable": False,
        "taxSublet": False,
        "accountsPayable": None,
    }


def _amounts(business: Business, kind: str, amounts: Sequence[Amount]) -> list[Record]:
    if any(name == NO_CHARGE for name, _ in amounts):
        raise ValueError(f"{NO_CHARGE!r} is a discount that the vendor works out by itself")
    return [{"id": business.ids.take(kind), "name": name, "total": total} for name, total in amounts]


def _count(value: Count) -> int | float:
    """Return hours or a quantity as the vendor writes them; raises ValueError for more than two decimals."""
    count = Decimal(str(value)) * 100
    if count != count.to_integral_value():
        raise ValueError(f"{value} has more than two decimals")
    return decimal(int(count))
