"""Builds repair orders: jobs with their lines, order-level lines, and a life that led to the present status."""

from __future__ import annotations

import random
from dataclasses import dataclass

from daysheet.simulation.clock import instant_text
from daysheet.vendors.tekmetric.simulator import words
from daysheet.vendors.tekmetric.simulator.business import DAY_SECONDS, Business, Shop, later, pick, text_or_none
from daysheet.vendors.tekmetric.simulator.identity import STATUSES, label_of
from daysheet.vendors.tekmetric.simulator.jobs import new_job
from daysheet.vendors.tekmetric.simulator.money import (
    ACCOUNTS_RECEIVABLE,
    COMPLETE,
    DELETED,
    ESTIMATE,
    INVOICED,
    NO_CHARGE,
    POSTED,
    PRESENTED,
    SAVED_FOR_LATER,
    WORK_IN_PROGRESS,
    settle_order,
)
from daysheet.vendors.tekmetric.simulator.rows import Record

# Shares of the present status by age: (younger than days, ((status, share), ...)).
OUTCOMES = (
    (15, ((POSTED, 0.35), (ACCOUNTS_RECEIVABLE, 0.10), (DELETED, 0.08), (SAVED_FOR_LATER, 0.06), (ESTIMATE, 0.14),
          (WORK_IN_PROGRESS, 0.19), (COMPLETE, 0.08))),
    (45, ((POSTED, 0.55), (ACCOUNTS_RECEIVABLE, 0.18), (DELETED, 0.10), (SAVED_FOR_LATER, 0.06), (ESTIMATE, 0.04),
          (WORK_IN_PROGRESS, 0.04), (COMPLETE, 0.03))),
    (10**6, ((POSTED, 0.65), (WORK_IN_PROGRESS, 0.02), (ACCOUNTS_RECEIVABLE, 0.14), (DELETED, 0.11),
              (SAVED_FOR_LATER, 0.05), (ESTIMATE, 0.03))),
)  # fmt: skip
JOB_COUNTS = (1, 2, 3, 4, 5, 6, 8, 11, 15, 21)
JOB_COUNT_SHARES = (0.52, 0.72, 0.83, 0.90, 0.94, 0.965, 0.982, 0.992, 0.997, 1.0)
ONE_IN_TWENTY = 20


@dataclass(frozen=True)
class Course:
    """When the things happened that led an order to its present status."""

    created_at: float
    decided_at: float
    completed_at: float | None
    posted_at: float | None
    updated_at: float
    deleted_at: float | None


def tax_basis_points(shop: Shop, customer_id: int | None) -> int:
    """Return the sales tax of a sale; one customer in twenty is exempt."""
    return 0 if customer_id is not None and customer_id % ONE_IN_TWENTY == 0 else shop.tax_basis_points


def new_order(
    business: Business,
    shop: Shop,
    chance: random.Random,
    created_at: float,
    owner: tuple[int, list[int]],
    status_id: int | None = None,
) -> Record:
    """Return a new order of *owner* with settled totals; the status is drawn by age unless it is given."""
    now = business.clock.now()
    if status_id is None:
        status_id = _drawn_status(chance, now - created_at)
    lasting_status = status_id if status_id != DELETED else pick(chance, (ESTIMATE, ESTIMATE, WORK_IN_PROGRESS, POSTED))
    course = _drawn_course(chance, created_at, now, lasting_status, is_deleted=status_id == DELETED)
    order = _header(business, shop, chance, owner, course, status_id, lasting_status)
    for place in range(_drawn_job_count(chance, status_id)):
        order["jobs"].append(new_job(business, shop, chance, order, course.decided_at, place + 1, lasting_status, now))
    _add_order_lines(business, chance, order, course)
    settle_order(order, tax_basis_points(shop, order["customerId"]))
    order["amountPaid"] = _drawn_payment(chance, order["totalSales"], lasting_status)
    return order


def relabel(order: Record, status_id: int, choice: float = 0.0) -> None:
    """Give *order* a status and a label that goes with it; a deleted order keeps its last label."""
    order["repairOrderStatus"] = STATUSES[status_id]
    if status_id != DELETED:
        order["repairOrderLabel"] = label_of(status_id, choice)


def _drawn_status(chance: random.Random, age_seconds: float) -> int:
    draw = chance.random()
    shares = next(shares for days, shares in OUTCOMES if age_seconds < days * DAY_SECONDS)
    for status_id, share in shares:
        draw -= share
        if draw < 0:
            return status_id
    return shares[0][0]


def _drawn_job_count(chance: random.Random, status_id: int) -> int:
    if chance.random() < (0.4 if status_id == DELETED else 0.012):
        return 0
    draw = chance.random()
    return next(count for count, share in zip(JOB_COUNTS, JOB_COUNT_SHARES, strict=True) if draw < share)


def _drawn_course(chance: random.Random, created_at: float, now: float, status_id: int, *, is_deleted: bool) -> Course:
    """Spread the life of an order over the time it had; about ten days from creation to posting, with a long tail."""
    room = now - created_at
    working = chance.expovariate(1 / 8) * DAY_SECONDS
    waiting = chance.expovariate(1 / 2) * DAY_SECONDS
    if working + waiting > room:
        shrink = chance.random() * room / (working + waiting)
        working, waiting = working * shrink, waiting * shrink
    decided_at = created_at + min(working * 0.5, chance.random() * 30 * 3600)
    was_reopened = status_id == WORK_IN_PROGRESS and chance.random() < 0.06
    is_complete = status_id in (*INVOICED, COMPLETE) or was_reopened
    completed_at = created_at + working if is_complete else None
    posted_at = created_at + working + waiting if status_id in INVOICED or was_reopened else None
    settled_at = posted_at or completed_at or decided_at
    updated_at = later(chance, settled_at, 6, now)
    deleted_at = later(chance, updated_at, 3, now) if is_deleted else None
    return Course(created_at, decided_at, completed_at, posted_at, deleted_at or updated_at, deleted_at)


def _header(
    business: Business,
    shop: Shop,
    chance: random.Random,
    owner: tuple[int, list[int]],
    course: Course,
    status_id: int,
    lasting_status: int,
) -> Record:
    number = business.ids.take("repair_order")
    customer_id = None if chance.random() < 0.01 else owner[0]
    vehicle_id = None if customer_id is None or chance.random() < 0.01 else pick(chance, owner[1])
    miles = None if chance.random() < 0.04 else 3_000 + int(chance.random() * 180_000)
    is_done = lasting_status in (*INVOICED, COMPLETE)
    order_number = shop.next_order_number
    shop.next_order_number += 1
    custom_label = {"name": pick(chance, words.CUSTOM_LABELS)}
    return {
        "id": number,
        "repairOrderNumber": order_number,
        "shopId": shop.id,
        "repairOrderStatus": STATUSES[status_id],
        "repairOrderLabel": label_of(lasting_status, chance.random()),
        "repairOrderCustomLabel": custom_label if shop.has_custom_labels and chance.random() < 0.1 else None,
        "color": pick(chance, words.LABEL_COLORS),
        "appointmentId": None,
        "customerId": customer_id,
        "technicianId": pick(chance, shop.technicians) if chance.random() < 0.1 else None,
        "serviceWriterId": pick(chance, shop.advisors) if chance.random() < 0.97 else None,
        "vehicleId": vehicle_id,
        "milesIn": miles,
        "milesOut": miles + int(chance.random() * 9) if miles is not None and is_done else None,
        "keytag": str(int(chance.random() * 60) + 1) if chance.random() < 0.4 else None,
        "completedDate": text_or_none(course.completed_at),
        "postedDate": text_or_none(course.posted_at),
        "laborSales": 0,
        "partsSales": 0,
        "subletSales": 0,
        "discountTotal": 0,
        "feeTotal": 0,
        "taxes": 0,
        "amountPaid": 0,
        "totalSales": 0,
        "jobs": [],
        "sublets": [],
        "fees": [],
        "discounts": [],
        "customerConcerns": _concerns(business, chance),
        "createdDate": instant_text(course.created_at),
        "updatedDate": instant_text(course.updated_at),
        "deletedDate": text_or_none(course.deleted_at),
        **_links(chance, course, number, lasting_status),
        "leadSource": pick(chance, words.LEAD_SOURCES),
    }


def _links(chance: random.Random, course: Course, number: int, lasting_status: int) -> Record:
    """Return when the customer was sent what, and the public links to it."""
    shared_at = text_or_none(min(course.created_at + 1_400, course.updated_at)) if chance.random() < 0.7 else None
    invoiced_at = text_or_none(course.posted_at)
    return {
        "estimateShareDate": shared_at,
        "inspectionShareDate": shared_at if chance.random() < 0.3 else None,
        "invoiceShareDate": invoiced_at if lasting_status in INVOICED else None,
        "customerTimeOut": text_or_none(course.created_at + 30 * 3600) if chance.random() < 0.5 else None,
        "estimateUrl": f"https://links.example/e/{number}" if shared_at else None,
        "inspectionUrl": None,
        "invoiceUrl": f"https://links.example/i/{number}" if invoiced_at else None,
    }


def _concerns(business: Business, chance: random.Random) -> list[Record]:
    count = (1 if chance.random() < 0.85 else 2) if chance.random() < 0.7 else 0
    concerns = []
    for _ in range(count):
        concern, comment = pick(chance, words.CONCERNS)
        record: Record = {"id": business.ids.take("concern"), "concern": concern}
        if comment is not None or chance.random() < 0.5:
            record["techComment"] = comment
        concerns.append(record)
    return concerns


def _add_order_lines(business: Business, chance: random.Random, order: Record, course: Course) -> None:
    if not order["jobs"]:
        return
    labor_cents = sum(job["laborTotal"] for job in order["jobs"])
    if chance.random() < 0.55:
        total = min(labor_cents // 20, 3_500)
        order["fees"].append({"id": business.ids.take("fee"), "name": "Shop supplies", "total": total})
    if chance.random() < 0.12:
        order["fees"].append({"id": business.ids.take("fee"), "name": "Hazardous waste", "total": 495})
    if chance.random() < 0.06:
        order["sublets"].append(_sublet(business, chance, order, course))
    if chance.random() < 0.12:
        total = sum(job["subtotal"] for job in order["jobs"] if job["authorized"]) // 10
        name = pick(chance, ("Loyalty", *words.DISCOUNT_NAMES))
        order["discounts"].append({"id": business.ids.take("discount"), "name": name, "total": max(total, 0)})
    if order["postedDate"] and chance.random() < 0.025:
        order["discounts"] = [{"id": business.ids.take("discount"), "name": NO_CHARGE, "total": 0}]


def _sublet(business: Business, chance: random.Random, order: Record, course: Course) -> Record:
    vendor_id, vendor = pick(chance, words.SUBLET_VENDORS)
    is_open = order["repairOrderLabel"]["status"]["id"] in PRESENTED
    authorized = None if is_open else pick(chance, (True, True, True, True, False, None))
    items: list[Record] = []
    for _ in range(1 + int(chance.random() * 1.2)):
        cost = 3_000 + int(chance.random() * 9_000)
        price = cost * 3 // 2
        item_id = business.ids.take("sublet_item")
        items.append(
            {
                "id": item_id,
                "name": f"{vendor} work",
                "cost": business.known_cost(cost, item_id),
                "price": price,
                "complete": not is_open,
            }
        )
    return {
        "id": business.ids.take("sublet"),
        "name": "Wheel alignment" if vendor_id == 22057 else "Outside work",
        "vendor": {"id": vendor_id, "name": vendor, "nickname": None, "website": None, "phone": None},
        "authorized": authorized,
        "authorizedDate": None if authorized is None else instant_text(course.decided_at),
        "selected": authorized is not False,
        "note": None,
        "items": items,
        "price": 0,
        "cost": 0,
        "repairOrderId": order["id"],
        "sort": 1,
        "feeable": False,
        "taxSublet": False,
        "accountsPayable": None,
    }


def _drawn_payment(chance: random.Random, total: int, status_id: int) -> int:
    if status_id == POSTED:
        return total
    if status_id == ACCOUNTS_RECEIVABLE:
        return 0 if chance.random() < 0.6 else int(total * chance.random())
    if status_id in (WORK_IN_PROGRESS, COMPLETE) and chance.random() < 0.05:
        return total // 4
    return 0
