"""Draws what a job is estimated to cost and what was charged for it in the end."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace

from daysheet.vendors.smartmoving.simulator import words
from daysheet.vendors.smartmoving.simulator.business import Business, pick
from daysheet.vendors.smartmoving.simulator.entities import Charge, Hours, Job, Record

PACKING, COMMERCIAL = 3, 7
LABOUR_TYPES = (100, 201)
SHARE_WITH_DISCOUNT = 0.12
CENTS_PER_CREW_HOUR, CENTS_PER_HOUR = 6_000, 4_900


@dataclass(frozen=True)
class Labour:
    """Hours in quarters, an hourly price, and who and what comes."""

    hours: float
    rate_cents: int
    trucks: int
    crew: int

    @property
    def text(self) -> str:
        """
        The calculation as the vendor writes it.

        >>> Labour(4.75, 34_900, 1, 5).text
        '4h 45m @ $349.00/hr (1 truck, 5 crew)'
        """
        trucks = "1 truck" if self.trucks == 1 else f"{self.trucks} trucks"
        return f"{hours_text(self.hours)} @ {dollars_text(self.rate_cents)}/hr ({trucks}, {self.crew} crew)"

    @property
    def cents(self) -> int:
        """What it costs; quarter hours of whole dollars make whole cents."""
        return int(self.hours * self.rate_cents)


def hours_text(hours: float) -> str:
    """
    Return hours in the vendor's form.

    >>> [hours_text(hours) for hours in (2.0, 2.25, 0.75)]
    ['2h', '2h 15m', '45m']
    """
    whole, minutes = divmod(int(hours * 60), 60)
    return " ".join(part for part in (f"{whole}h" if whole else "", f"{minutes}m" if minutes else "") if part)


def dollars_text(cents: int) -> str:
    """
    Return an amount as charge texts carry it.

    >>> dollars_text(142_500)
    '$1,425.00'
    """
    return f"${cents // 100:,}.{cents % 100:02d}"


def drawn_labour(job: Job, chance: random.Random) -> Labour:
    """Return how much work a job is; packing needs no truck, companies need many people."""
    if job.service_type == PACKING:
        return _labour(2 + chance.randrange(9) / 4, 0, 2)
    if job.service_type == COMMERCIAL:
        return _labour(4 + chance.randrange(25) / 4, 2 + chance.randrange(3), 8 + chance.randrange(10))
    return _labour(2 + chance.randrange(29) / 4, pick(chance, (1, 1, 1, 1, 2)), 2 + chance.randrange(4))


def drawn_estimate(business: Business, job: Job, chance: random.Random) -> list[Charge]:
    """Return the lines of an estimate, labour first, and set the hours that go with it."""
    labour = drawn_labour(job, chance)
    travel = (1 + chance.randrange(6)) / 4
    job.hours = Hours(labor_estimated=labour.hours, travel_estimated=travel)
    is_packing = job.service_type == PACKING
    name, category, charge_type = ("Packing Labor", 3, 201) if is_packing else ("Moving Labor", 1, 100)
    lines = [
        Charge(
            id=business.new_id(),
            name=name,
            category=category,
            charge_type=charge_type,
            description=labour.text,
            subtotal_cents=labour.cents,
            quantity=math.ceil(labour.hours),
        )
    ]
    lines += [_extra(business, chance) for _ in range(chance.randrange(3))]
    for material in job.estimated_materials:
        lines.append(_material_line(business, material))
    for line in lines:
        _give_discount(line, chance)
    return lines


def drawn_actuals(business: Business, job: Job, chance: random.Random) -> list[Charge]:
    """Return what was charged in the end: most lines as estimated, labour by the hours it took, at times a surprise."""
    lines = [_as_it_turned_out(business, job, estimate) for estimate in job.estimated_charges]
    if lines and chance.random() < 0.2:
        name, category, charge_type, price = pick(chance, words.SURPRISES)
        lines.append(_flat(business, name, category, charge_type, price * 100))
    return lines


def drawn_materials(business: Business, chance: random.Random) -> list[Record]:
    """Return the packing materials that a job is estimated to need; often none."""
    if chance.random() < 0.7:
        return []
    name, description, rate, _ = words.MATERIALS[chance.randrange(6)]
    quantity = 1 + chance.randrange(12)
    return [
        {
            "id": business.new_id(),
            "name": name,
            "description": description,
            "materialsQuantity": quantity,
            "materialsRate": rate,
            "packingQuantity": 0,
            "packingRate": 0.0,
            "packingTimeMinutes": 0,
            "unpackingQuantity": 0,
            "unpackingRate": 0.0,
            "unpackingTimeMinutes": 0,
            "isContainer": "Box" in name,
        }
    ]


def _as_it_turned_out(business: Business, job: Job, estimate: Charge) -> Charge:
    """Return a line as estimated, but labour by the hours that were worked, at the estimated price of an hour."""
    planned, worked = job.hours.labor_estimated, job.hours.billable
    line = replace(estimate, id=business.new_id(), estimate=estimate)
    if estimate.charge_type in LABOUR_TYPES and planned and worked:
        line.subtotal_cents = round(estimate.subtotal_cents / planned * worked)
        line.quantity = math.ceil(worked)
        line.description = f"{hours_text(worked)} @{estimate.description.partition('@')[2]}"
        if line.discount_percent:
            line.discount_cents = line.subtotal_cents // 10
    return line


def _labour(hours: float, trucks: int, crew: int) -> Labour:
    return Labour(hours, CENTS_PER_HOUR + CENTS_PER_CREW_HOUR * crew, trucks, crew)


def _extra(business: Business, chance: random.Random) -> Charge:
    name, category, charge_type, lowest, highest = pick(chance, words.EXTRA_CHARGES)
    cents = lowest * 100 + chance.randrange((highest - lowest) * 4) * 25
    return _flat(business, name, category, charge_type, cents)


def _flat(business: Business, name: str, category: int, charge_type: int, cents: int) -> Charge:
    return Charge(
        id=business.new_id(),
        name=name,
        category=category,
        charge_type=charge_type,
        description=f"1 @ {dollars_text(cents)}",
        subtotal_cents=cents,
    )


def _material_line(business: Business, material: Record) -> Charge:
    quantity, cents = material["materialsQuantity"], round(material["materialsRate"] * 100)
    return Charge(
        id=business.new_id(),
        name=material["name"],
        category=3,
        charge_type=205,
        description=f"{quantity} @ {dollars_text(cents)}",
        subtotal_cents=quantity * cents,
        quantity=quantity,
    )


def _give_discount(line: Charge, chance: random.Random) -> None:
    draw = chance.random()
    if draw < SHARE_WITH_DISCOUNT / 2:
        line.discount_percent = 10.0
        line.discount_cents = line.subtotal_cents // 10
    elif draw < SHARE_WITH_DISCOUNT:
        line.discount_cents = min(line.subtotal_cents, 2_500)
