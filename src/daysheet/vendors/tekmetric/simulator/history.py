"""Writes the past of a business: about two years of orders, ending at the clock's now."""

from __future__ import annotations

import random

from daysheet.simulation.clock import Clock
from daysheet.vendors.tekmetric.simulator.appointments import appointment_for, other_appointment
from daysheet.vendors.tekmetric.simulator.business import DAY_SECONDS, Business, Shop, pick
from daysheet.vendors.tekmetric.simulator.catalogue import stock_shop
from daysheet.vendors.tekmetric.simulator.orders import new_order
from daysheet.vendors.tekmetric.simulator.people import add_customer, add_shop, delete_some_people
from daysheet.vendors.tekmetric.simulator.rows import Record

HISTORY_DAYS = 730
STAFF_HIRED_DAYS = 900
# Local opening hours in which orders are written; an evening order in the west is the next day in UTC.
OPENS_AT_SECONDS, CLOSES_AT_SECONDS = 7.5 * 3_600, 19 * 3_600
SHARE_WITH_APPOINTMENT = 0.4
SHARE_OF_KNOWN_CUSTOMERS = 0.55


def business_with_history(seed: int, clock: Clock, *, shops: int, orders: int, unknown_costs: float = 0.0) -> Business:
    """Return a business of some shops and *orders* repair orders; one seed, one business."""
    business = Business(seed, clock, unknown_costs=unknown_costs)
    now = clock.now()
    for place in range(shops):
        stock_shop(business, add_shop(business, place, now - STAFF_HIRED_DAYS * DAY_SECONDS))
    chance = business.chance("orders")
    for created_at, shop in _openings(business, orders):
        _write_order(business, shop, chance, created_at)
    delete_some_people(business, now - HISTORY_DAYS * DAY_SECONDS)
    _write_other_appointments(business, orders)
    business.is_history = False
    return business


def _openings(business: Business, orders: int) -> list[tuple[float, Shop]]:
    """Return when and where orders were opened, oldest first, within opening hours and not on Sundays."""
    chance = business.chance("openings")
    shops = list(business.shops.values())
    now = business.clock.now()
    first_day = int((now - HISTORY_DAYS * DAY_SECONDS) // DAY_SECONDS)
    span = now / DAY_SECONDS - first_day
    openings: list[tuple[float, Shop]] = []
    for place in range(orders):
        shop = pick(chance, shops)
        day = first_day + int((place + chance.random()) / orders * span)
        if day % 7 == 3:  # 1970 began on a Thursday, so these are Sundays
            day -= 1
        local = OPENS_AT_SECONDS + chance.random() * (CLOSES_AT_SECONDS - OPENS_AT_SECONDS)
        created_at = shop.instant(day, local)
        openings.append((created_at if created_at < now else now - chance.random() * 7_200, shop))
    return sorted(openings, key=lambda opening: opening[0])


def _write_order(business: Business, shop: Shop, chance: random.Random, created_at: float) -> None:
    if shop.customers and chance.random() < SHARE_OF_KNOWN_CUSTOMERS:
        owner = pick(chance, shop.customers)
    else:
        owner = add_customer(business, shop, chance, created_at - 600)
    order = new_order(business, shop, chance, created_at, owner)
    if order["customerId"] is not None and chance.random() < SHARE_WITH_APPOINTMENT:
        appointment = appointment_for(business, chance, order)
        order["appointmentId"] = appointment["id"]
        business.put_appointment(appointment)
    business.put_order(order)


def _write_other_appointments(business: Business, orders: int) -> None:
    chance = business.chance("appointments")
    for shop in business.shops.values():
        for _ in range(max(4, orders // 60)):
            days = chance.random() * HISTORY_DAYS if chance.random() < 0.7 else -chance.random() * 14
            start = business.clock.now() - days * DAY_SECONDS
            record: Record = other_appointment(business, shop, chance, start)
            business.put_appointment(record)
