"""
Works out the totals of jobs and orders in whole cents, by the identities the vendor keeps.

Quantities and hours count in hundredths here, so that every product is exact before it is rounded half up.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from daysheet.vendors.tekmetric.simulator.rows import Record

ESTIMATE, WORK_IN_PROGRESS, COMPLETE, SAVED_FOR_LATER, POSTED, ACCOUNTS_RECEIVABLE, DELETED = range(1, 8)
INVOICED = (POSTED, ACCOUNTS_RECEIVABLE)
PRESENTED = (ESTIMATE, SAVED_FOR_LATER)
NO_CHARGE = "No charge"


def half_up(numerator: int, denominator: int) -> int:
    """
    Return the quotient rounded to a whole number, halves away from zero.

    >>> half_up(5, 2), half_up(-5, 2), half_up(4, 3)
    (3, -3, 1)
    """
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient


def hundredths(value: float) -> int:
    """
    Return a quantity or a number of hours as a whole count of hundredths.

    >>> hundredths(5.5), hundredths(0.4), hundredths(3)
    (550, 40, 300)
    """
    return round(value * 100)


def decimal(count: int) -> int | float:
    """
    Return a count of hundredths as the vendor writes it: whole where it is whole.

    >>> decimal(550), decimal(200)
    (5.5, 2)
    """
    return count // 100 if count % 100 == 0 else count / 100


def settle_job(job: Record) -> None:
    """Set the totals of *job* from its lines."""
    parts = labor = hours = 0
    for part in job["parts"]:
        parts += half_up(part["retail"] * hundredths(part["quantity"]), 100)
    for line in job["labor"]:
        count = hundredths(line["hours"])
        labor += half_up(line["rate"] * count, 100)
        hours += count
    fees = _total(job["fees"])
    discounts = _total(job["discounts"])
    job["partsTotal"] = parts
    job["laborTotal"] = labor
    job["discountTotal"] = discounts
    job["feeTotal"] = fees
    job["subtotal"] = parts + labor + fees - discounts
    job["laborHours"] = decimal(hours)


def counts_in_header(line: Record, status_id: int) -> bool:
    """
    Tell whether a job or sublet is part of its order's totals.

    Estimates count everything, invoices only what was authorised; in between, what was declined is left out and
    the undecided still counts.
    """
    if status_id in PRESENTED:
        return True
    authorized = line["authorized"]
    return authorized is True if status_id in INVOICED else authorized is not False


def working_status(order: Record) -> int:
    """Return the status an order's totals follow: its own, or for a deleted one the last before it was deleted."""
    status_id: int = order["repairOrderStatus"]["id"]
    if status_id == DELETED:
        status_id = order["repairOrderLabel"]["status"]["id"]
    return status_id


def settle_order(order: Record, tax_basis_points: int) -> None:
    """Set the totals of *order* and of all its jobs and sublets from their lines; what was paid is left alone."""
    for job in order["jobs"]:
        settle_job(job)
    for sublet in order["sublets"]:
        sublet["price"] = sum(item["price"] for item in sublet["items"])
        sublet["cost"] = sum_or_none(item["cost"] for item in sublet["items"])
    status_id = working_status(order)
    jobs = [job for job in order["jobs"] if counts_in_header(job, status_id)]
    labor = sum(job["laborTotal"] for job in jobs)
    parts = sum(job["partsTotal"] for job in jobs)
    sublets = sum(sublet["price"] for sublet in order["sublets"] if counts_in_header(sublet, status_id))
    fees = sum(job["feeTotal"] for job in jobs) + _total(order["fees"])
    taxes = half_up(parts * tax_basis_points, 10_000)
    discounts = sum(job["discountTotal"] for job in jobs)
    waiver = next((discount for discount in order["discounts"] if discount["name"] == NO_CHARGE), None)
    if waiver is not None:
        taxes = 0
        waiver["total"] = 0
        waiver["total"] = labor + parts + sublets + fees - discounts - _total(order["discounts"])
    discounts += _total(order["discounts"])
    order["laborSales"] = labor
    order["partsSales"] = parts
    order["subletSales"] = sublets
    order["discountTotal"] = discounts
    order["feeTotal"] = fees
    order["taxes"] = taxes
    order["totalSales"] = labor + parts + sublets + fees + taxes - discounts


def sum_or_none(amounts: Iterable[int | None]) -> int | None:
    """
    Return a sum, or nothing where an amount is not known.

    >>> sum_or_none([3, 4]), sum_or_none([3, None])
    (7, None)
    """
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _total(lines: Iterable[dict[str, Any]]) -> int:
    return sum(line["total"] for line in lines)
