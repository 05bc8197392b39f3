"""Makes appointments: those that led to an order, those nobody came to, and those still ahead."""

from __future__ import annotations

import random

from daysheet.simulation.clock import instant_seconds, instant_text
from daysheet.vendors.tekmetric.simulator import words
from daysheet.vendors.tekmetric.simulator.business import DAY_SECONDS, Business, Shop, pick
from daysheet.vendors.tekmetric.simulator.identity import APPOINTMENT_OPTIONS, RIDE_OPTIONS
from daysheet.vendors.tekmetric.simulator.rows import Record

HEX_COLORS = {"red": "#D01919", "navy": "#0D4A80", "orange": "#F0572A", "yellow": "#FCB70D", "green": "#33B679"}
TITLES = ("Brake noise", "Oil change", "Check engine light", "Tires", "Inspection", "No start")


def appointment_for(business: Business, chance: random.Random, order: Record) -> Record:
    """Return the kept appointment that brought *order* in."""
    start = instant_seconds(order["createdDate"]) - chance.random() * 1_800
    record = _appointment(business, chance, order["shopId"], order["customerId"], order["vehicleId"], start)
    record["leadSource"] = order["leadSource"]
    record["arrived"] = True
    record["appointmentStatus"] = "ARRIVED"
    record["updatedDate"] = max(record["updatedDate"], instant_text(start))
    return record


def other_appointment(business: Business, shop: Shop, chance: random.Random, start: float) -> Record:
    """Return an appointment no order came from: missed, cancelled, deleted, or still ahead."""
    customer_id, vehicle_ids = pick(chance, shop.customers) if shop.customers else (None, [])
    vehicle_id = vehicle_ids[0] if vehicle_ids and chance.random() < 0.9 else None
    record = _appointment(business, chance, shop.id, customer_id, vehicle_id, start)
    draw = chance.random()
    is_past = start < business.clock.now()
    if draw < 0.25:
        record["appointmentStatus"] = "CANCELED"
    elif is_past:
        record["appointmentStatus"] = "NO_SHOW"
    if 0.15 < draw < 0.40:
        record["deletedDate"] = record["updatedDate"]
    return record


def _appointment(
    business: Business,
    chance: random.Random,
    shop_id: int,
    customer_id: int | None,
    vehicle_id: int | None,
    start: float,
) -> Record:
    now = business.clock.now()
    booked_at = min(start, now) - chance.random() * 6 * DAY_SECONDS
    updated_at = booked_at + chance.random() * (min(start, now) - booked_at)
    ride = pick(chance, ("NONE", "NONE", "NONE", "RIDE", "LOANER"))
    needs_times = ride != "NONE"
    return {
        "id": business.ids.take("appointment"),
        "shopId": shop_id,
        "customerId": customer_id,
        "vehicleId": vehicle_id,
        "title": pick(chance, TITLES),
        "startTime": instant_text(start),
        "endTime": instant_text(start + 1_800),
        "description": pick(chance, words.CONCERNS)[0] if chance.random() < 0.6 else None,
        "color": pick(chance, tuple(HEX_COLORS.values())),
        "arrived": False,
        "appointmentStatus": "NONE",
        "confirmationStatus": pick(chance, ("NONE", "CONFIRMED", "CONFIRMED", None)),
        "createdDate": instant_text(booked_at),
        "updatedDate": instant_text(updated_at),
        "deletedDate": None,
        "leadSource": pick(chance, words.LEAD_SOURCES),
        "rideOption": RIDE_OPTIONS[ride],
        "dropoffTime": instant_text(start) if needs_times else None,
        "pickupTime": instant_text(start + 8 * 3_600) if needs_times else None,
        "appointmentOption": pick(chance, APPOINTMENT_OPTIONS),
    }
