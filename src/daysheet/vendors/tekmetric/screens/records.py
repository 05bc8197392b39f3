"""
The objects of the shop screens, field by field. Nobody promised any of them, so nearly all may be null.

Pay is read into `screen_employees` and, day by day, `employee_pay`; what else the screens show of a person is
left out on purpose: it is in the public API, or it is nobody's business.
"""

from __future__ import annotations

from typing import Final

from daysheet.core.fields import cents, decimal, flag, ordinal, text, whole_number
from daysheet.core.records import Record

# What the screens show of people and is not read; other names of "disabled" that were seen are in NOTES.md.
_PERSON: Final = frozenset(
    {
        "firstName",
        "lastName",
        "fullName",
        "email",
        "username",
        "phone",
        "address",
        "employeeRole",
        "canClockIn",
        "canSell",
        "commissionSetting",
        "certificationNumber",
    }
)

staff: Final = Record(
    table="screen_staff",
    key=("tm_id",),
    columns={"tm_id": whole_number("id"), "is_disabled": flag("disabled", nullable=True)},
    ignored=_PERSON | {"canPerformWork", "canTech"},
)

employee: Final = Record(
    table="screen_employees",
    key=("tm_id",),
    columns={
        "tm_id": whole_number("id"),
        "hourly_rate_cents": cents("hourlyRate", nullable=True),
        "salary_cents": cents("salary", nullable=True),
        "pay_type": text("employeePayType.code", nullable=True),
        "can_perform_work": flag("canPerformWork", nullable=True),
        "can_tech": flag("canTech", nullable=True),
        "is_disabled": flag("disabled", nullable=True),
    },
    ignored=_PERSON,
)

profit_labor: Final = Record(
    table="vendor_profit_labor",
    key=("position",),
    columns={
        "position": ordinal(),
        "name": text("name", nullable=True),
        "rate_cents": cents("rate", nullable=True),
        "hours": decimal("hours", nullable=True),
        "technician_name": text("jobTechnician.accountFullName", nullable=True),
        "hourly_rate_cents": cents("jobTechnician.hourlyRate", nullable=True),
        "cost_cents": cents("cost", nullable=True),
        "retail_cents": cents("retail", nullable=True),
    },
    # A margin may be the text "NaN"; it follows from the others, and so does the profit.
    ignored=frozenset({"profit", "margin", "laborId"}),
)

profit: Final = Record(
    table="vendor_profits",
    key=("tm_repair_order_id",),
    columns={
        "tm_repair_order_id": whole_number("id"),
        "labor_hours": decimal("laborProfit.hours", nullable=True),
        "labor_retail_cents": cents("laborProfit.retail", nullable=True),
        "labor_cost_cents": cents("laborProfit.cost", nullable=True),
        "labor_profit_cents": cents("laborProfit.profit", nullable=True),
        "total_retail_cents": cents("totalProfit.retail"),
        "total_cost_cents": cents("totalProfit.cost"),
        "total_profit_cents": cents("totalProfit.profit"),
    },
    children={"labor": profit_labor},
    optional=frozenset({"labor"}),
)
