"""Builds jobs: labor, parts, fees and discounts from templates, and the customer's decision about them."""

from __future__ import annotations

import random

from daysheet.simulation.clock import instant_seconds, instant_text
from daysheet.vendors.tekmetric.simulator import words
from daysheet.vendors.tekmetric.simulator.business import DAY_SECONDS, Business, Shop, pick
from daysheet.vendors.tekmetric.simulator.identity import PART_TYPES
from daysheet.vendors.tekmetric.simulator.money import INVOICED, PRESENTED, decimal, settle_job
from daysheet.vendors.tekmetric.simulator.rows import Record

TIRE, BATTERY = 2, 5
UNKNOWN_EMPLOYEES = range(540_001, 540_006)
FRACTIONAL_QUANTITIES = (550, 50, 25, 475, 125, 33, 1066)
DUPLICATE_FEES = ("Shop materials", "shop materials", "Shop  materials ")
NO_TIRE = {
    "model": None, "width": None, "ratio": None, "diameter": None, "constructionType": None, "loadIndex": None,
    "speedRating": None,
}  # fmt: skip


def new_job(
    business: Business,
    shop: Shop,
    chance: random.Random,
    order: Record,
    decided_at: float,
    place: int,
    status_id: int,
    now: float,
) -> Record:
    """Return one more job of *order* with settled totals, decided on as its order's status asks for."""
    _, category, name, hours, parts = pick(chance, words.JOB_TEMPLATES)
    authorized = _drawn_decision(chance, status_id, place)
    is_done = authorized is True and order["completedDate"] is not None
    draw = chance.random()
    job: Record = {
        "id": business.ids.take("job"),
        "repairOrderId": order["id"],
        "vehicleId": order["vehicleId"],
        "customerId": order["customerId"],
        "name": words.LONG_JOB_NAME[:254] if draw < 0.01 else name,
        "authorized": authorized,
        "authorizedDate": _decision_date(chance, authorized, decided_at),
        "selected": authorized is not None or chance.random() < 0.8,
        "technicianId": drawn_technician(shop, chance),
        "note": "Done with the customer's own parts" if draw > 0.97 else None,
        "cannedJobId": shop.canned_jobs.get(name) if chance.random() < 0.6 else None,
        "jobCategoryName": category,
        "partsTotal": 0,
        "laborTotal": 0,
        "discountTotal": 0,
        "feeTotal": 0,
        "subtotal": 0,
        "archived": chance.random() < 0.2 if authorized is False else (None if draw < 0.03 else False),
        "createdDate": order["createdDate"],
        "completedDate": order["completedDate"] if is_done else None,
        "updatedDate": _update_date(chance, order, now),
        "labor": [_labor(business, shop, chance, name, hours, is_done)],
        "parts": [_part(business, chance, *part) for part in parts if chance.random() < 0.95],
        "fees": [],
        "discounts": [],
        "laborHours": 0,
        "loggedHours": decimal(int(hours * chance.random())) if chance.random() < 0.05 else None,
        "sort": place,
    }
    _add_rare_lines(business, shop, chance, job, is_done)
    settle_job(job)
    job["updatedDate"] = max(job["updatedDate"], job["authorizedDate"] or "", job["completedDate"] or "")
    return job


def new_part(business: Business, chance: random.Random) -> Record:
    """Return a part of some template that has parts, for a job that already exists."""
    templates = [part for template in words.JOB_TEMPLATES for part in template[4]]
    return _part(business, chance, *pick(chance, templates))


def drawn_technician(shop: Shop, chance: random.Random) -> int | None:
    """Return who does the work: mostly someone of the shop, at times nobody, and rarely someone no list knows."""
    draw = chance.random()
    if draw < 0.14:
        return None
    if draw < 0.16:
        return pick(chance, UNKNOWN_EMPLOYEES)
    if draw < 0.20:
        return pick(chance, shop.former_technicians)
    return pick(chance, shop.technicians)


def _drawn_decision(chance: random.Random, status_id: int, place: int) -> bool | None:
    """An invoiced order nearly always has the job it came for authorised; what was found later is often declined."""
    draw = chance.random()
    if status_id in INVOICED:
        draw *= 0.81 if place == 1 else 1.1
        return True if draw < 0.80 else False if draw < 0.96 else None
    if status_id in PRESENTED:
        return None if draw < 0.90 else False
    return True if draw < 0.70 else False if draw < 0.85 else None


def _decision_date(chance: random.Random, authorized: bool | None, decided_at: float) -> str | None:
    if authorized is None or (authorized is False and chance.random() < 0.02):
        return None
    return instant_text(decided_at)


def _update_date(chance: random.Random, order: Record, now: float) -> str:
    """Two jobs in five are touched more than a day after their order was."""
    updated: str = order["updatedDate"]
    if chance.random() < 0.41:
        at = instant_seconds(updated) + (1 + chance.expovariate(1 / 5)) * DAY_SECONDS
        return instant_text(min(at, now))
    return updated if chance.random() < 0.8 else str(order["createdDate"])


def _labor(business: Business, shop: Shop, chance: random.Random, name: str, hours: int, is_complete: bool) -> Record:
    draw = chance.random()
    return {
        "id": business.ids.take("labor"),
        "name": "" if draw < 0.05 else name,
        "rate": shop.labor_rate_cents if draw < 0.8 else shop.labor_rate_cents - 1_533,
        "hours": decimal(hours),
        "complete": is_complete,
        "technicianId": drawn_technician(shop, chance),
    }


def _part(
    business: Business,
    chance: random.Random,
    brand: str,
    name: str | None,
    number: str | None,
    cost: int,
    retail: int,
    part_type: int,
) -> Record:
    draw = chance.random()
    quantity = 100 if draw < 0.70 else 200 if draw < 0.86 else 400 if draw < 0.933 else 0
    if 0.933 <= draw < 0.993:
        quantity = pick(chance, FRACTIONAL_QUANTITIES)
    price_shift = int(chance.random() * 300)
    fields = _TIRE_FIELDS if part_type == TIRE else NO_TIRE
    part_id = business.ids.take("part")
    return {
        "id": part_id,
        "quantity": decimal(quantity),
        "brand": brand,
        "name": None if chance.random() < 0.03 else name,
        "partNumber": number,
        "description": "All-season tire" if part_type == TIRE else None,
        "cost": business.known_cost(cost + price_shift // 2, part_id),
        "retail": retail + price_shift,
        **fields,
        "partType": PART_TYPES[part_type],
        "partStatus": None,
        "dotNumbers": ["DOT0000TEST"] if part_type == TIRE else [],
    }


_TIRE_FIELDS = {
    "model": "Allgrip 3", "width": "225", "ratio": 45, "diameter": 17, "constructionType": "R", "loadIndex": "94",
    "speedRating": "V", "loadRange": None, "mileageWarranty": "60000", "runFlat": False, "sideWallStyle": None,
    "temperature": "A", "tireCategory": None, "tireType": "P", "traction": "A", "treadwear": "500",
}  # fmt: skip


def _add_rare_lines(business: Business, shop: Shop, chance: random.Random, job: Record, is_done: bool) -> None:
    draw = chance.random()
    while chance.random() < 0.08 and len(job["labor"]) < 9:
        job["labor"].append(_labor(business, shop, chance, "Additional labor", 50, is_done))
    if draw < 0.015:
        job["fees"] = [{"id": business.ids.take("fee"), "name": name, "total": 250} for name in DUPLICATE_FEES]
    elif draw < 0.09:
        job["fees"] = [{"id": business.ids.take("fee"), "name": pick(chance, words.FEE_NAMES), "total": 500}]
    elif draw < 0.14:
        name = pick(chance, words.DISCOUNT_NAMES)
        job["discounts"] = [{"id": business.ids.take("discount"), "name": name, "total": 1_000}]
    elif draw < 0.145:
        job["discounts"] = [{"id": business.ids.take("discount"), "name": "Rush surcharge", "total": -1_500}]
    elif draw < 0.15:
        job["parts"] += [new_part(business, chance) for _ in range(20)]
