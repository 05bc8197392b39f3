"""
What the people of a shop earn: known to the shop screens alone, and drawn from a stream of its own.

Nothing of it is stored before somebody changes it, so the public API answers the same bytes with or without it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from daysheet.vendors.tekmetric.simulator.business import Business, pick
from daysheet.vendors.tekmetric.simulator.rows import Record

PAY_TYPES: dict[str, Record] = {
    "HOURLY": {"id": 2, "code": "HOURLY", "name": "Hourly"},
    "FLAT": {"id": 3, "code": "FLAT", "name": "Flat Rate"},
    "SALARY": {"id": 1, "code": "SALARY", "name": "Salary"},
}
TECHNICIAN, ADVISOR = 3, 2
LEADERS = (1, 6)
DEFAULT_RATE_CENTS = 2_500


@dataclass(frozen=True, kw_only=True)
class Pay:
    """What one employee earns; a rate is cents for an hour, a salary cents for a year."""

    hourly_rate_cents: int | None
    salary_cents: int | None
    pay_type: str | None
    can_tech: bool


class Payroll:
    """The pay of everybody, drawn by the employee's id unless it was set."""

    def __init__(self, business: Business) -> None:
        self._business = business
        self._set: dict[int, Pay] = {}

    def of(self, employee: Record) -> Pay:
        """Return what an employee earns now."""
        known = self._set.get(employee["id"])
        return known or _drawn(self._business.chance(f"pay/{employee['id']}"), employee["employeeRole"]["id"])

    def change(self, employee: Record, **changes: int | str | bool | None) -> None:
        """Give an employee other pay from now on."""
        self._set[employee["id"]] = replace(self.of(employee), **changes)  # type: ignore[arg-type]  # checked by name

    def average_rate(self, shop_id: int) -> tuple[int, int]:
        """Return the rates of a shop's present technicians as their sum and their count; (0, 0) without any."""
        pays = [self.of(row.record()) for row in self._business.employees.rows([shop_id])]
        rates = [pay.hourly_rate_cents for pay in pays if pay.can_tech and pay.hourly_rate_cents is not None]
        return sum(rates), len(rates)


def _drawn(chance: random.Random, role: int) -> Pay:
    if role == TECHNICIAN:
        draw = chance.random()
        rate = 2_200 + 25 * int(chance.random() * 105)
        pay_type = "HOURLY" if draw < 0.85 else "FLAT"
        return Pay(
            hourly_rate_cents=None if 0.78 < draw < 0.85 else rate,
            salary_cents=None,
            pay_type=pay_type,
            can_tech=True,
        )
    if role in LEADERS or chance.random() < 0.4:
        salary = 4_500_000 + 50_000 * int(chance.random() * 80)
        return Pay(hourly_rate_cents=None, salary_cents=salary, pay_type="SALARY", can_tech=False)
    rate = 1_800 + 25 * int(chance.random() * 50)
    return Pay(
        hourly_rate_cents=rate, salary_cents=None, pay_type=pick(chance, ("HOURLY", "HOURLY", None)), can_tech=False
    )
