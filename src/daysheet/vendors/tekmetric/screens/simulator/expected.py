"""Says which rows the shop screens must become, in plain code of its own."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from daysheet.vendors.tekmetric.simulator.expected import Row, Rows, Truth

TABLES = {
    "screen_staff": ("screen_staff",),
    "employee_pay": ("screen_employees",),
    "vendor_profits": ("vendor_profits", "vendor_profit_labor"),
}


def expected_screen_rows(stream: str, truth: Iterable[Truth], shop_id: int) -> Rows:
    """Return the rows of each table that the objects of one stream of a shop must become."""
    rows: Rows = {table: [] for table in TABLES[stream]}
    for thing in truth:
        here = {"tm_shop_id": shop_id}
        if stream == "screen_staff":
            rows["screen_staff"].append(here | {"tm_id": int(thing["id"]), "is_disabled": thing.get("disabled")})
        elif stream == "employee_pay":
            rows["screen_employees"].append(here | _employee(thing))
        else:
            rows["vendor_profits"].append(here | _profit(thing))
            here["tm_repair_order_id"] = int(thing["id"])
            rows["vendor_profit_labor"] += [
                here | _labor(line, place) for place, line in enumerate(thing["labor"], start=1)
            ]
    return rows


def _employee(thing: Truth) -> Row:
    pay_type = thing.get("employeePayType")
    return {
        "tm_id": int(thing["id"]),
        "hourly_rate_cents": _whole(thing.get("hourlyRate")),
        "salary_cents": _whole(thing.get("salary")),
        "pay_type": None if pay_type is None else pay_type["code"],
        "can_perform_work": thing.get("canPerformWork"),
        "can_tech": thing.get("canTech"),
        "is_disabled": thing.get("disabled"),
    }


def _profit(thing: Truth) -> Row:
    labor, total = thing["laborProfit"], thing["totalProfit"]
    return {
        "tm_repair_order_id": int(thing["id"]),
        "labor_hours": Decimal(str(labor["hours"])),
        "labor_retail_cents": int(labor["retail"]),
        "labor_cost_cents": int(labor["cost"]),
        "labor_profit_cents": int(labor["profit"]),
        "total_retail_cents": int(total["retail"]),
        "total_cost_cents": int(total["cost"]),
        "total_profit_cents": int(total["profit"]),
    }


def _labor(line: Truth, place: int) -> Row:
    technician = line.get("jobTechnician") or {}
    return {
        "position": place,
        "name": line.get("name"),
        "rate_cents": _whole(line.get("rate")),
        "hours": None if line.get("hours") is None else Decimal(str(line["hours"])),
        "technician_name": technician.get("accountFullName"),
        "hourly_rate_cents": _whole(technician.get("hourlyRate")),
        "cost_cents": _whole(line.get("cost")),
        "retail_cents": _whole(line.get("retail")),
    }


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
