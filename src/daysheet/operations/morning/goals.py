"""Takes what a location is to reach in a month, and tells how far it is."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from daysheet.core.access import Caller
from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.metrics import Metric, rounded
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures.metrics import find
from daysheet.operations.office import Office
from daysheet.warehouse import goals as warehouse
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.goals import GoalOf

GOAL_MAX: Final = Decimal(10) ** 14


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How far a month is: what was reached until its last closed day, of its goal, and that day of its days."""

    reached: Decimal | None
    goal: Decimal
    last_on: date

    @property
    def days(self) -> int:
        """How many days the month has."""
        return monthrange(self.last_on.year, self.last_on.month)[1]

    @property
    def share(self) -> Decimal | None:
        """The share of the goal that is reached; None where too little is known."""
        return None if self.reached is None else self.reached / self.goal

    @property
    def share_of_days(self) -> Decimal:
        """The share of the month's days that are over: days of the calendar, as nobody says yet which are worked."""
        return Decimal(self.last_on.day) / self.days


def takes_goals(metric: Metric) -> bool:
    """Whether a metric may have goals: what is kept by day and tells of no pay."""
    return metric.table is not None and not metric.is_personal


def month_of(text: str) -> date:
    """Return the first day of a month such as 2026-03; raises `SettingWrong`."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise SettingWrong(f"{text!r} is no month. Say one such as 2026-03.") from None


def goal_in(metric: Metric, text: str) -> Decimal | None:
    """
    Return the goal that somebody typed, in the metric's unit; None for nothing, which clears it.

    Money is typed in the currency's unit, with or without cents. Raises `SettingWrong`.
    """
    said = text.replace(",", "").replace(" ", "").removesuffix("%")
    if not said:
        return None
    try:
        typed = Decimal(said)
    except InvalidOperation:
        raise SettingWrong(f"{text!r} is not a number.") from None
    return _checked(metric, typed * 100 if metric.unit.startswith("cents") else typed)


def _checked(metric: Metric, goal: Decimal) -> Decimal:
    """Return a goal as precisely as it is shown, so that nothing hides behind what a page says."""
    if not goal.is_finite() or not 0 < goal <= GOAL_MAX or not rounded(metric.unit, goal):
        raise SettingWrong("A goal is above 0, and a number that somebody could reach.")
    return rounded(metric.unit, goal)


async def set_goal(
    office: Office, tenant: Tenant, name: str, location_id: int, month_on: date, goal: Decimal | None, by: Caller
) -> Decimal | None:
    """
    Set what a location is to reach in a month, in the metric's unit, and return it as it is kept; None clears it.

    Raises `UnknownThing` for a location that is not there or not theirs, `SettingWrong` for a goal that cannot be.
    """
    metric = _metric(office, name)
    if location_id not in {row["location_id"] for row in await _places(office, tenant, metric, by)}:
        raise UnknownThing("There is no such location here.")
    what = GoalOf(location_id=location_id, metric=metric.name, month_on=month_on.replace(day=1))
    kept = None if goal is None else _checked(metric, goal)
    await warehouse.set_goal(office.database, tenant.tenant_id, what, kept, by, office.clock())
    return kept


async def goals(
    office: Office, tenant: Tenant, name: str, month_on: date, by: Caller
) -> list[tuple[dict[str, Any], Decimal | None]]:
    """Return each location that the metric is of and that may be seen, with its goal in a month."""
    metric = _metric(office, name)
    known = await of_month(office, tenant, metric, month_on)
    return [(row, known.get(row["location_id"])) for row in await _places(office, tenant, metric, by)]


async def of_month(office: Office, tenant: Tenant, metric: Metric, month_on: date) -> dict[int, Decimal]:
    """Return the goals of a metric in a month, by location."""
    return await warehouse.goals(office.database, tenant.tenant_id, metric.name, month_on.replace(day=1))


def _metric(office: Office, name: str) -> Metric:
    _, metric = find(office.vendors, name)
    if not takes_goals(metric):
        raise SettingWrong(f"{metric.label} takes no goals: it is not kept by day, or tells of pay.")
    return metric


async def _places(office: Office, tenant: Tenant, metric: Metric, by: Caller) -> list[dict[str, Any]]:
    vendor, _ = find(office.vendors, metric.name)
    rows = [row for row in await locations(office, tenant) if row["vendor"] == vendor.name]
    return [row for row in rows if by.sees(row["location_id"])]
