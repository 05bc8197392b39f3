"""Lets the business go on living: one event after another, as people in the shops cause them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

from daysheet.simulation.clock import instant_seconds, instant_text
from daysheet.vendors.tekmetric.simulator import life_people
from daysheet.vendors.tekmetric.simulator.business import Business, Shop, pick
from daysheet.vendors.tekmetric.simulator.changes import change_job, change_order, keep_payment, settle
from daysheet.vendors.tekmetric.simulator.jobs import drawn_technician, new_job, new_part
from daysheet.vendors.tekmetric.simulator.money import (
    ACCOUNTS_RECEIVABLE,
    COMPLETE,
    DELETED,
    ESTIMATE,
    INVOICED,
    POSTED,
    PRESENTED,
    SAVED_FOR_LATER,
    WORK_IN_PROGRESS,
)
from daysheet.vendors.tekmetric.simulator.orders import new_order, relabel
from daysheet.vendors.tekmetric.simulator.people import add_customer
from daysheet.vendors.tekmetric.simulator.rows import Record, RepairOrderRow

TRIES = 40
RECENT_SHARE = 0.8
RECENT_ORDERS = 120
LONGEST_STEP_SECONDS = 45


class Life:
    """
    Draws events and makes them happen; the same seed and the same number of steps give the same business.

    A frozen clock is advanced by up to a minute a step; a ticking one by a second, so that it stays near real time.
    """

    def __init__(self, business: Business) -> None:
        self._business = business
        self._chance = business.chance("life")

    def step(self, chance: random.Random | None = None, seconds: float | None = None) -> str:
        """Let one event happen and return its name."""
        chance = chance or self._chance
        if seconds is None:
            seconds = float(int(chance.random() * LONGEST_STEP_SECONDS)) if self._business.clock.is_frozen else 1.0
        self._business.clock.advance(seconds)
        shop = pick(chance, list(self._business.shops.values()))
        for _ in range(TRIES):
            event = chance.choices(_KINDS, _WEIGHTS)[0]
            if event(self._business, shop, chance):
                return event.__name__
        return "nothing_happened"

    def run(self, steps: int, chance: random.Random | None = None) -> Counter[str]:
        """Let *steps* events happen and return how often each kind did."""
        return Counter(self.step(chance) for _ in range(steps))


def order_created(business: Business, shop: Shop, chance: random.Random) -> bool:
    """Somebody drives up: a new estimate, at times of a new customer."""
    if shop.customers and chance.random() < 0.6:
        owner = pick(chance, shop.customers)
    else:
        owner = add_customer(business, shop, chance, business.clock.now())
    business.put_order(new_order(business, shop, chance, business.clock.now(), owner, ESTIMATE))
    return True


def job_added(business: Business, shop: Shop, chance: random.Random) -> bool:
    """Another job is put on an open order."""
    row = _an_order(business, shop, chance, ESTIMATE, WORK_IN_PROGRESS, SAVED_FOR_LATER)
    if row is None:
        return False
    order = row.record()
    now = business.clock.now()
    place = max((job["sort"] for job in order["jobs"]), default=0) + 1
    job = new_job(business, shop, chance, order, now, place, ESTIMATE, now)
    job.update(authorized=None, authorizedDate=None, archived=False, createdDate=instant_text(now))
    job["updatedDate"] = job["createdDate"]
    order["jobs"].append(job)
    settle(business, order)
    business.put_order(order)
    return True


def job_edited(business: Business, shop: Shop, chance: random.Random) -> bool:
    """A job of an order, often an old and posted one, gets another name, note, technician or part."""
    row = _an_order(business, shop, chance, ESTIMATE, WORK_IN_PROGRESS, COMPLETE, *INVOICED)
    if row is None or not row.jobs:
        return False
    is_open = row.status_id not in INVOICED

    def edit(job: Record) -> None:
        draw = chance.random()
        if draw < 0.3:
            job["note"] = f"Checked again {business.clock.text()}"
        elif draw < 0.5:
            job["technicianId"] = drawn_technician(shop, chance)
        elif draw < 0.6:
            job["loggedHours"] = round(chance.random() * 4, 2)
        elif draw < 0.7 and is_open:
            job["parts"] = job["parts"][1:]
        elif is_open or chance.random() < 0.2:
            job["parts"].append(new_part(business, chance))
        elif job["labor"]:
            pick(chance, job["labor"])["technicianId"] = drawn_technician(shop, chance)

    return change_job(business, pick(chance, row.jobs).id, edit) is not None


def job_removed(business: Business, shop: Shop, chance: random.Random) -> bool:
    """A job is taken off an open order and is gone without a trace."""
    row = _an_order(business, shop, chance, ESTIMATE, WORK_IN_PROGRESS, SAVED_FOR_LATER)
    if row is None or not row.jobs:
        return False
    order = row.record()
    order["jobs"].remove(pick(chance, order["jobs"]))
    settle(business, order)
    change_order(business, order)
    return True


def jobs_decided(business: Business, shop: Shop, chance: random.Random) -> bool:
    """The customer approves some jobs of an estimate and declines others; work begins when any was approved."""
    row = _an_order(business, shop, chance, ESTIMATE, WORK_IN_PROGRESS, SAVED_FOR_LATER)
    if row is None or not row.jobs:
        return False
    order = row.record()
    now = business.clock.text()
    for line in (*order["jobs"], *order["sublets"]):
        if line["authorized"] is None and chance.random() < 0.9:
            line["authorized"] = chance.random() < 0.75
            line["authorizedDate"] = now
            line["selected"] = True
    for job in order["jobs"]:
        if job["authorizedDate"] == now:
            job["updatedDate"] = now
    if any(sublet["authorizedDate"] == now for sublet in order["sublets"]):
        order["updatedDate"] = now
    if row.status_id != WORK_IN_PROGRESS and any(job["authorized"] for job in order["jobs"]):
        relabel(order, WORK_IN_PROGRESS)
        order["updatedDate"] = now
    settle(business, order)
    business.put_order(order)
    return True


def order_completed(business: Business, shop: Shop, chance: random.Random) -> bool:
    """The work of an order is done."""
    row = _an_order(business, shop, chance, WORK_IN_PROGRESS)
    if row is None:
        return False
    order = row.record()
    now = business.clock.text()
    for job in order["jobs"]:
        if job["authorized"]:
            job["completedDate"] = job["updatedDate"] = now
            for line in job["labor"]:
                line["complete"] = True
    relabel(order, COMPLETE)
    order["completedDate"] = now
    settle(business, order)
    change_order(business, order)
    return True


def order_posted(business: Business, shop: Shop, chance: random.Random) -> bool:
    """An order is invoiced: paid on the spot, or sent to accounts receivable."""
    row = _an_order(business, shop, chance, COMPLETE, COMPLETE, WORK_IN_PROGRESS)
    if row is None:
        return False
    order = row.record()
    now = business.clock.text()
    relabel(order, POSTED if chance.random() < 0.8 else ACCOUNTS_RECEIVABLE)
    was_posted = order["postedDate"] is not None and order["completedDate"] <= order["postedDate"]
    if was_posted and chance.random() < 0.5:
        _backdate(order, chance)
    else:
        order["completedDate"] = order["completedDate"] or now
        order["postedDate"] = now
    order["invoiceShareDate"] = now
    order["invoiceUrl"] = f"https://links.example/i/{order['id']}"
    settle(business, order)
    order["amountPaid"] = order["totalSales"] if order["repairOrderStatus"]["id"] == POSTED else 0
    change_order(business, order)
    return True


def order_paid(business: Business, shop: Shop, chance: random.Random) -> bool:
    """Money comes in for an order in accounts receivable: a part of it, or all and then it counts as posted."""
    row = _an_order(business, shop, chance, ACCOUNTS_RECEIVABLE)
    if row is None:
        return False
    order = row.record()
    if chance.random() < 0.3:
        order["amountPaid"] += (order["totalSales"] - order["amountPaid"]) // 2
    else:
        order["amountPaid"] = order["totalSales"]
        relabel(order, POSTED)
    change_order(business, order)
    return True


def order_unposted(business: Business, shop: Shop, chance: random.Random) -> bool:
    """An invoice is taken back; the order keeps its old dates of completion and posting."""
    row = _an_order(business, shop, chance, *INVOICED)
    if row is None:
        return False
    order = row.record()
    relabel(order, pick(chance, (WORK_IN_PROGRESS, COMPLETE)))
    settle(business, order)
    change_order(business, order)
    return True


def order_reposted(business: Business, shop: Shop, chance: random.Random) -> bool:
    """An invoice is taken back and posted again at once, with other totals and often an earlier posting date."""
    row = _an_order(business, shop, chance, *INVOICED)
    if row is None or not row.jobs:
        return False
    order = row.record()
    job = pick(chance, order["jobs"])
    job["parts"].append(new_part(business, chance))
    job["updatedDate"] = business.clock.text()
    if chance.random() < 0.7:
        _backdate(order, chance)
    else:
        order["postedDate"] = business.clock.text()
    settle(business, order)
    keep_payment(order)
    change_order(business, order)
    return True


def order_header_edited(business: Business, shop: Shop, chance: random.Random) -> bool:
    """Somebody writes down miles, a key tag, a fee or a discount, also on orders posted long ago."""
    row = _an_order(business, shop, chance, ESTIMATE, WORK_IN_PROGRESS, COMPLETE, SAVED_FOR_LATER, *INVOICED)
    if row is None:
        return False
    order = row.record()
    draw = chance.random()
    if draw < 0.4:
        order["keytag"] = str(int(chance.random() * 60) + 1)
    elif draw < 0.6:
        order["milesOut"] = (order["milesIn"] or 0) + int(chance.random() * 20)
    elif draw < 0.8:
        order["fees"].append({"id": business.ids.take("fee"), "name": "Late fee", "total": 1_250})
    elif order["totalSales"] > 1_000 and not order["discounts"]:
        order["discounts"].append({"id": business.ids.take("discount"), "name": "Goodwill", "total": 700})
    settle(business, order)
    keep_payment(order)
    change_order(business, order)
    return True


def order_saved_for_later(business: Business, shop: Shop, chance: random.Random) -> bool:
    """An estimate is parked, or a parked one taken up again."""
    row = _an_order(business, shop, chance, ESTIMATE, SAVED_FOR_LATER)
    if row is None:
        return False
    order = row.record()
    relabel(order, SAVED_FOR_LATER if row.status_id == ESTIMATE else ESTIMATE, chance.random())
    change_order(business, order)
    return True


def order_deleted(business: Business, shop: Shop, chance: random.Random) -> bool:
    """An order is soft-deleted; it keeps its last label."""
    row = _an_order(business, shop, chance, *PRESENTED, WORK_IN_PROGRESS, COMPLETE, *INVOICED)
    if row is None:
        return False
    order = row.record()
    relabel(order, DELETED)
    order["deletedDate"] = business.clock.text()
    change_order(business, order)
    return True


def _backdate(order: Record, chance: random.Random) -> None:
    """Move the posting date earlier, but not before the completion."""
    completed, posted = instant_seconds(order["completedDate"]), instant_seconds(order["postedDate"])
    order["postedDate"] = instant_text(posted - chance.random() * (posted - completed))


def _an_order(business: Business, shop: Shop, chance: random.Random, *status_ids: int) -> RepairOrderRow | None:
    """Return an order in one of some states, mostly a recent one."""
    ids = business.repair_orders.ids(shop.id, with_deleted=False)
    for _ in range(TRIES if ids else 0):
        reach = min(RECENT_ORDERS, len(ids)) if chance.random() < RECENT_SHARE else len(ids)
        row = business.repair_orders.get(ids[len(ids) - 1 - int(chance.random() * reach)])
        if row is not None and row.status_id in status_ids:
            return row
    return None


_EVENTS: tuple[tuple[int, Callable[[Business, Shop, random.Random], bool]], ...] = (
    (14, order_created),
    (9, job_added),
    (14, job_edited),
    (3, job_removed),
    (12, jobs_decided),
    (8, order_completed),
    (9, order_posted),
    (4, order_paid),
    (2, order_unposted),
    (2, order_reposted),
    (6, order_header_edited),
    (2, order_saved_for_later),
    (3, order_deleted),
    *life_people.EVENTS,
)
_WEIGHTS = [weight for weight, _ in _EVENTS]
_KINDS = [event for _, event in _EVENTS]
