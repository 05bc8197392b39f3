"""
The vendor's own profit of an order, as its screens show it.

From its story: authorised jobs only; retail is labor, parts and sublets before fees, discounts and tax; a
margin without sales is the text "NaN". Invented: labor costs what the line's technician earns by the hour,
else the average rate of the shop's present technicians, not rounded before it is multiplied, else a fixed rate;
what has no cost counts as free; every line is rounded half up to whole cents; margins have four decimals.
"""

from __future__ import annotations

from collections.abc import Iterable

from daysheet.vendors.tekmetric.simulator.business import Business
from daysheet.vendors.tekmetric.simulator.money import half_up, hundredths
from daysheet.vendors.tekmetric.simulator.pay import DEFAULT_RATE_CENTS, Payroll
from daysheet.vendors.tekmetric.simulator.rows import Record


def profit_of(business: Business, payroll: Payroll, order: Record) -> Record:
    """Return what the screens say about the profit of an order."""
    jobs = [job for job in order["jobs"] if job["authorized"] is True]
    labor = [_labor(business, payroll, order["shopId"], line) for job in jobs for line in job["labor"]]
    retail, cost = _sum(labor, "retail"), _sum(labor, "cost")
    hours = sum(hundredths(line["hours"]) for line in labor) / 100
    parts = [part for job in jobs for part in job["parts"]]
    sublets = [sublet for sublet in order["sublets"] if sublet["authorized"] is True]
    items = [item for sublet in sublets for item in sublet["items"]]
    total_retail = retail + parts_retail(parts) + _sum(sublets, "price")
    total_cost = cost + parts_cost(parts) + sum(item["cost"] or 0 for item in items)
    return {
        "labor": labor,
        "laborProfit": {"hours": int(hours) if hours == int(hours) else hours, **_figures(retail, cost)},
        "totalProfit": _figures(total_retail, total_cost),
    }


def parts_retail(parts: Iterable[Record]) -> int:
    """Return what parts cost the customer."""
    return sum(half_up(part["retail"] * hundredths(part["quantity"]), 100) for part in parts)


def parts_cost(parts: Iterable[Record]) -> int:
    """Return what parts cost the shop, as the vendor counts it: without a cost, nothing."""
    return sum(half_up((part["cost"] or 0) * hundredths(part["quantity"]), 100) for part in parts)


def _labor(business: Business, payroll: Payroll, shop_id: int, line: Record) -> Record:
    technician = None if line["technicianId"] is None else business.anybody(line["technicianId"])
    rate = None if technician is None else payroll.of(technician).hourly_rate_cents
    count = hundredths(line["hours"])
    numerator, denominator = (rate, 1) if rate is not None else payroll.average_rate(shop_id)
    if denominator == 0:
        numerator, denominator = DEFAULT_RATE_CENTS, 1
    retail, cost = half_up(line["rate"] * count, 100), half_up(numerator * count, 100 * denominator)
    return {
        "name": line["name"],
        "rate": line["rate"],
        "hours": line["hours"],
        "jobTechnician": None if technician is None else {"accountFullName": full_name(technician), "hourlyRate": rate},
        **_figures(retail, cost),
    }


def full_name(person: Record) -> str:
    """Return first and last name, as far as there are any."""
    return " ".join(name for name in (person["firstName"], person["lastName"]) if name)


def _figures(retail: int, cost: int) -> Record:
    margin = "NaN" if retail == 0 else round((retail - cost) / retail, 4)
    return {"retail": retail, "cost": cost, "profit": retail - cost, "margin": margin}


def _sum(lines: Iterable[Record], name: str) -> int:
    return sum(line[name] for line in lines)
