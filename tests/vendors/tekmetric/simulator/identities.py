"""The vendor's money and date identities, checked in decimals and apart from the simulator's own arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Record = dict[str, Any]


def broken_identities(order: Record) -> list[str]:
    """Return what does not add up in an order, empty when all is well."""
    problems = [problem for job in order["jobs"] for problem in _broken_in_job(job)]
    return [*problems, *_broken_in_header(order), *_broken_in_dates(order)]


def rounded(price: int, count: float) -> int:
    return int((Decimal(price) * Decimal(str(count))).quantize(Decimal(1), ROUND_HALF_UP))


def covered(order: Record) -> list[Record]:
    """Return the jobs that the header covers."""
    status = order["repairOrderStatus"]["id"]
    if status == 7:
        status = order["repairOrderLabel"]["status"]["id"]
    if status in (5, 6):
        return [job for job in order["jobs"] if job["authorized"] is True]
    if status in (1, 4):
        return list(order["jobs"])
    return [job for job in order["jobs"] if job["authorized"] is not False]


def _broken_in_job(job: Record) -> Iterator[str]:
    parts = sum(rounded(part["retail"], part["quantity"]) for part in job["parts"])
    labor = sum(rounded(line["rate"], line["hours"]) for line in job["labor"])
    hours = sum((Decimal(str(line["hours"])) for line in job["labor"]), Decimal(0))
    if job["partsTotal"] != parts:
        yield f"job {job['id']} partsTotal {job['partsTotal']} is not {parts}"
    if job["laborTotal"] != labor:
        yield f"job {job['id']} laborTotal {job['laborTotal']} is not {labor}"
    if Decimal(str(job["laborHours"])) != hours:
        yield f"job {job['id']} laborHours {job['laborHours']} is not {hours}"
    if job["subtotal"] != parts + labor + job["feeTotal"] - job["discountTotal"]:
        yield f"job {job['id']} subtotal {job['subtotal']}"
    for total, lines in (("feeTotal", "fees"), ("discountTotal", "discounts")):
        if job[total] != sum(line["total"] for line in job[lines]):
            yield f"job {job['id']} {total} {job[total]}"
    if job["authorized"] is True and job["authorizedDate"] is None:
        yield f"job {job['id']} is authorised at no time"
    if job["authorized"] is None and job["authorizedDate"] is not None:
        yield f"job {job['id']} is undecided at {job['authorizedDate']}"
    if job["authorized"] is True and not job["selected"]:
        yield f"job {job['id']} was never presented"


def _broken_in_header(order: Record) -> Iterator[str]:
    jobs = covered(order)
    expected = {
        "partsSales": sum(job["partsTotal"] for job in jobs),
        "laborSales": sum(job["laborTotal"] for job in jobs),
        "feeTotal": sum(job["feeTotal"] for job in jobs) + sum(fee["total"] for fee in order["fees"]),
        "discountTotal": sum(job["discountTotal"] for job in jobs)
        + sum(discount["total"] for discount in order["discounts"]),
    }
    for name, value in expected.items():
        if order[name] != value:
            yield f"order {order['id']} {name} {order[name]} is not {value}"
    sales = order["laborSales"] + order["partsSales"] + order["subletSales"]
    if order["totalSales"] != sales + order["feeTotal"] + order["taxes"] - order["discountTotal"]:
        yield f"order {order['id']} totalSales {order['totalSales']}"
    for sublet in order["sublets"]:
        if sublet["price"] != sum(item["price"] for item in sublet["items"]):
            yield f"sublet {sublet['id']} price {sublet['price']}"


def _broken_in_dates(order: Record) -> Iterator[str]:
    if order["repairOrderStatus"]["id"] in (5, 6):
        dates = (order["createdDate"], order["completedDate"], order["postedDate"], order["updatedDate"])
        if None in dates or list(dates) != sorted(dates):
            yield f"order {order['id']} dates {dates}"
    if (order["repairOrderStatus"]["id"] == 7) != (order["deletedDate"] is not None):
        yield f"order {order['id']} is deleted by half"
    for job in order["jobs"]:
        if job["updatedDate"] < max(job["createdDate"], job["authorizedDate"] or "", job["completedDate"] or ""):
            yield f"job {job['id']} was updated before it changed"
