"""What a metric is made of: by location, by person where it has persons, and by weekday, each with its share."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from daysheet.core.comparisons import WEEK, Days, days_before
from daysheet.core.metrics import Metric
from daysheet.core.periods import Period
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures.metric_answers import Place
from daysheet.operations.figures.metric_desk import Looker
from daysheet.operations.figures.metrics import NOBODY, find, placed
from daysheet.operations.office import Office
from daysheet.operations.scorecards.score_cells import Cell, Told, added, cell_of
from daysheet.operations.scorecards.score_sums import Asked, Key, asked_of, names_of, told_of
from daysheet.warehouse.connections import Tenant

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, kw_only=True)
class Slice:
    """
    A location, person or weekday of a metric: its value, and its share of what adds up.

    Of a ratio that is its share of what is below the line: how much it weighs. `name` is None for a person whose name
    is not known or may not be shown; `days` counts the days of a weekday.
    """

    name: str | None
    cell: Cell
    share: Decimal | None
    place: Place | None = None
    person: Any = None
    days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """A metric by parts that come to its total; money in one currency. `past` are the days it is held against."""

    currency: str | None
    total: Cell
    past: Days | None
    locations: Sequence[Slice] = ()
    people: Sequence[Slice] = ()
    weekdays: Sequence[Slice] = ()


async def breakdowns(
    office: Office, tenant: Tenant, name: str, period: Period, looker: Looker, location: str | None = None
) -> list[Breakdown]:
    """Return what a metric is made of, for each currency where money is in it; raises `UnknownThing`."""
    vendor, metric = find(office.vendors, name)
    rows = [row for row in await locations(office, tenant) if row["vendor"] == vendor.name]
    rows = [row for row in rows if looker.only is None or row["location_id"] in looker.only]
    rows = [row for row in rows if location in (None, str(row["location_id"]))]
    places = [placed(row, period, office.clock()) for row in rows]
    asked = asked_of(office, tenant, vendor, [metric], places, "before")
    figures = asked.parts.figures
    has_persons, has_weekdays = metric.table in figures.people, metric.table is not None and _has_weeks(places)
    (by_place, against), by_person, by_weekday = await asyncio.gather(
        told_of(asked, "location"),
        _told(asked, "person", has_persons),
        _told(asked, "weekday", has_weekdays),
    )
    names = await names_of(asked) if has_persons and looker.sees_persons else None
    found = []
    for currency in dict.fromkeys(place.location["currency"] if metric.is_money else None for place in places):
        here = {
            place.location["source_id"]: place
            for place in places
            if not metric.is_money or place.location["currency"] == currency
        }
        told = by_place.get(metric.name, {})
        total = cell_of(metric, added(metric, [told[key] for key in told if key[0] in here]), against)
        first = next(iter(here.values()))
        found.append(
            Breakdown(
                currency=currency,
                total=total,
                past=days_before(first.first_on, first.last_on, against) if against and metric.basis != "now" else None,
                locations=_places(metric, told, total, here, against),
                people=_people(metric, by_person, total, here, against, names),
                weekdays=_weekdays(metric, by_weekday, total, here, against),
            )
        )
    return found


def _has_weeks(places: Collection[Place]) -> bool:
    return any((each.last_on - each.first_on).days + 1 >= WEEK for each in places)


async def _told(asked: Asked, thing: Any, wanted: bool) -> Mapping[Key, Told]:
    if not wanted:
        return {}
    found, _ = await told_of(asked, thing)
    return found[asked.metrics[0].name]


def _share(metric: Metric, cell: Cell, total: Cell) -> Decimal | None:
    """Return the share of the total; None where parts have two signs, as shares of these mean nothing."""
    each = metric.numerator if metric.denominator is None else metric.denominator
    part, whole = each.total(cell.sums), each.total(total.sums)
    return part / whole if whole > 0 and 0 <= part <= whole else None


def _places(
    metric: Metric, told: Mapping[Key, Told], total: Cell, here: Mapping[str, Place], against: str | None
) -> list[Slice]:
    cells = [(place, cell_of(metric, told.get((source, None), Told()), against)) for source, place in here.items()]
    found = [Slice(name=place.name, place=place, cell=cell, share=_share(metric, cell, total)) for place, cell in cells]
    return sorted(found, key=lambda each: (each.name or "").casefold())


def _people(
    metric: Metric,
    told: Mapping[Key, Told],
    total: Cell,
    here: Mapping[str, Place],
    against: str | None,
    names: Mapping[Key, str | None] | None,
) -> list[Slice]:
    found = []
    for (source, person), each in told.items():
        if source not in here or each.now is None or not any(each.now.values()):
            continue
        cell = cell_of(metric, each, against)
        name = NOBODY if not person else None if names is None else names.get((source, person))
        found.append(Slice(name=name, place=here[source], person=person, cell=cell, share=_share(metric, cell, total)))
    return sorted(found, key=lambda each: (not each.person, (each.name or str(each.person)).casefold()))


def _weekdays(
    metric: Metric, told: Mapping[Key, Told], total: Cell, here: Mapping[str, Place], against: str | None
) -> list[Slice]:
    if not told:
        return []
    first = next(iter(here.values()))
    found = []
    for number, name in enumerate(WEEKDAYS, 1):
        mine = [each for (source, weekday), each in told.items() if source in here and weekday == number]
        cell = cell_of(metric, added(metric, mine), against)
        days = _count(first.first_on, first.last_on, number)
        found.append(Slice(name=name, cell=cell, share=_share(metric, cell, total), days=days))
    return found


def _count(first_on: date, last_on: date, weekday: int) -> int:
    """Return how many of some days are of a weekday, 1 for Monday."""
    length = (last_on - first_on).days + 1
    return (length - (weekday - first_on.isoweekday()) % WEEK + WEEK - 1) // WEEK
