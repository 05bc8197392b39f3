"""
What an owner looks at first: how yesterday ended at each location, beside the same weekdays before, and the month.

Everything here is made of metrics, so every number of it can be opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from daysheet.core.errors import UnknownThing
from daysheet.core.metrics import Figures, Metric
from daysheet.core.periods import Period
from daysheet.core.vendor import Vendor
from daysheet.operations.figures.metric_answers import Datum, MetricAnswer, Place
from daysheet.operations.figures.metrics import catalogue, show
from daysheet.operations.figures.one_look import OneLook
from daysheet.operations.morning.goals import Pace, of_month, takes_goals
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant

WEEKS_BEFORE: Final = 4
YESTERDAY: Final = Period(word="yesterday")
MONTH: Final = Period(word="month")
QUARTER: Final = Period(word="quarter")
# What the people of each trade ask first, in this order; what a vendor does not tell is left out.
HEADLINES: Final[Mapping[str, tuple[str, ...]]] = {"repair": ("net_sales",), "moving": ("earned_value", "booked_value")}
BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "repair": ("car_count", "average_repair_order", "gross_profit_percent", "effective_labor_rate"),
    "moving": ("jobs_day", "booked_value", "bookings", "estimate_within_10"),
}


@dataclass(frozen=True, kw_only=True)
class Card:
    """
    One location: yesterday, the usual for that weekday, the month so far, and what else is asked first.

    `pace` holds the month against its goal; None where nobody set one.
    """

    place: Place
    yesterday: Datum
    usual: Decimal | None
    month: Datum
    beside: Sequence[Datum]
    pace: Pace | None = None

    @property
    def change(self) -> Decimal | None:
        """Yesterday over the usual as a percentage more or less; None where either is not known."""
        value = self.yesterday.value
        return None if value is None or not self.usual else (value - self.usual) * 100 / self.usual


@dataclass(frozen=True, kw_only=True)
class Trade:
    """The locations of one vendor, with their totals by currency and the headline of the last 13 weeks."""

    vendor: Vendor
    metric: Metric
    cards: Sequence[Card]
    yesterday: MetricAnswer
    month: MetricAnswer
    weeks: MetricAnswer


async def trades(
    office: Office, tenant: Tenant, only: frozenset[int] | None = None, look: OneLook | None = None
) -> list[Trade]:
    """
    Return what to show of each vendor that has figures and locations; *only* are the locations that may be seen.

    Who asks for more in the same *look* shares what is asked alike.
    """
    look = OneLook(office, tenant) if look is None else look
    known = {row["vendor"] for row in await look.places() if only is None or row["location_id"] in only}
    wanted = [(vendor, figures) for vendor, figures in catalogue(office.vendors) if vendor.name in known]
    return await asyncio.gather(*(_trade(office, tenant, vendor, figures, only, look) for vendor, figures in wanted))


async def _trade(
    office: Office, tenant: Tenant, vendor: Vendor, figures: Figures, only: frozenset[int] | None, look: OneLook
) -> Trade:
    headline = _known(figures, HEADLINES[figures.trade])[0]
    beside = _known(figures, BESIDE[figures.trade])

    async def ask(metric: Metric, period: Period, **how: Any) -> MetricAnswer:
        return (await show(office, tenant, metric.name, period, look=look, **how)).only(only)

    yesterday, month, weeks, *rest = await asyncio.gather(
        ask(headline, YESTERDAY),
        ask(headline, MONTH),
        ask(headline, QUARTER, by="week"),
        *(ask(metric, YESTERDAY) for metric in beside),
    )
    usual = await _usual(office, tenant, headline, yesterday, look)
    return Trade(
        vendor=vendor,
        metric=headline,
        cards=_cards(yesterday, usual, month, rest, await _goals(office, tenant, headline, month)),
        yesterday=yesterday,
        month=month,
        weeks=weeks,
    )


def _known(figures: Figures, names: Sequence[str]) -> list[Metric]:
    found = []
    for name in names:
        try:
            found.append(figures.metric(name))
        except UnknownThing:
            continue
    return found


async def _usual(
    office: Office, tenant: Tenant, metric: Metric, yesterday: MetricAnswer, look: OneLook
) -> dict[int, Decimal]:
    """Return the mean of the same weekdays of the weeks before, by location; days without anything count as nothing."""
    days = {place.first_on for place in yesterday.places}
    found: dict[int, Decimal] = {}
    for day in days:
        before = {day - timedelta(weeks=number) for number in range(1, WEEKS_BEFORE + 1)}
        period = Period(first_on=min(before), last_on=max(before))
        answer = await show(office, tenant, metric.name, period, by="day", look=look)
        for place in yesterday.places:
            if place.first_on != day:
                continue
            number = place.location["location_id"]
            values = [
                each.value or Decimal(0)
                for each in answer.data
                if each.place is not None and each.place.location["location_id"] == number and each.bucket in before
            ]
            if any(values):
                found[number] = sum(values, Decimal(0)) / WEEKS_BEFORE
    return found


async def _goals(office: Office, tenant: Tenant, metric: Metric, month: MetricAnswer) -> dict[int, Decimal]:
    """Return the goal of each location for the month that its yesterday is in."""
    found: dict[int, Decimal] = {}
    if not takes_goals(metric):
        return found
    for first in {place.first_on for place in month.places}:
        goals = await of_month(office, tenant, metric, first)
        here = {place.location["location_id"] for place in month.places if place.first_on == first}
        found |= {location: goal for location, goal in goals.items() if location in here}
    return found


def _pace(month: Datum, goal: Decimal | None) -> Pace | None:
    if goal is None or month.place is None:
        return None
    return Pace(reached=month.value, goal=goal, last_on=month.place.last_on)


def _cards(
    yesterday: MetricAnswer,
    usual: Mapping[int, Decimal],
    month: MetricAnswer,
    beside: Sequence[MetricAnswer],
    goals: Mapping[int, Decimal],
) -> list[Card]:
    def of(answer: MetricAnswer) -> dict[int, Datum]:
        return {each.place.location["location_id"]: each for each in answer.data if each.place is not None}

    months, others = of(month), [of(each) for each in beside]
    return [
        Card(
            place=datum.place,
            yesterday=datum,
            usual=usual.get(number),
            month=months[number],
            beside=[each[number] for each in others if number in each],
            pace=_pace(months[number], goals.get(number)),
        )
        for number, datum in of(yesterday).items()
        if datum.place is not None and number in months
    ]
