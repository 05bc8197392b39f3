"""Answers what a metric is over some days, how it came about, and which records are behind it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.metrics import Figures, Metric
from daysheet.core.periods import Period
from daysheet.core.vendor import Vendor
from daysheet.operations.figures.metric_answers import Datum, Explanation, Freshness, MetricAnswer, Place, totals_of
from daysheet.operations.figures.one_look import Found, OneLook
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.metric_sums import By, MetricSums, Missing, Span, Summed

NOBODY: Final = "nobody"
TODAY: Final = Period(word="today")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: a metric of a vendor, at some locations, each with its own days."""

    sums: MetricSums
    metric: Metric
    places: Sequence[Place]
    look: OneLook

    def spans(self) -> list[Span]:
        """Return the locations that have the same days, together."""
        alike: dict[tuple[date, date], list[str]] = defaultdict(list)
        for place in self.places:
            alike[place.first_on, place.last_on].append(place.location["source_id"])
        return [
            Span(locations=found, first_on=first, last_on=last, now=self.look.now)
            for (first, last), found in sorted(alike.items())
        ]

    def only(self, place: Place) -> Asked:
        """Return the same for one location."""
        return replace(self, places=[place])

    async def once(self, ask: Callable[[Span], Coroutine[Any, Any, Found]], span: Span, *days: date) -> Found:
        """Return what all metrics ask alike of a span's locations, and of *days* where it hangs on them."""
        question = (ask.__name__, self.sums.vendor.name, tuple(span.locations), days)
        return await self.look.once(question, lambda: ask(span))


def catalogue(vendors: Mapping[str, Vendor]) -> list[tuple[Vendor, Figures]]:
    """Return the vendors that have figures."""
    return [(each, each.figures) for each in vendors.values() if each.figures is not None]


def find(vendors: Mapping[str, Vendor], name: str) -> tuple[Vendor, Metric]:
    """Return a metric by its id, label or code; raises `UnknownThing`, with the reason where one is absent."""
    refused: list[UnknownThing] = []
    for vendor, figures in catalogue(vendors):
        try:
            return vendor, figures.metric(name)
        except UnknownThing as error:
            refused.append(error)
    # The vendor that knows why there is none is heard before those that never heard of it.
    refused.sort(key=lambda error: "no metric" in str(error))
    raise refused[0] if refused else UnknownThing("No vendor that is installed has metrics.")


async def show(
    office: Office,
    tenant: Tenant,
    name: str,
    period: Period,
    *,
    location: str | None = None,
    by: By = "location",
    only: Collection[int] | None = None,
    look: OneLook | None = None,
) -> MetricAnswer:
    """
    Return a metric over some days, where *only* is said at these locations.

    Metrics of one *look* share what they ask alike. Raises `UnknownThing`, or `SettingWrong` for a break-down it does
    not have.
    """
    return await _answer(await asked_for(look or OneLook(office, tenant), name, period, location, only), by)


async def explain(
    office: Office,
    tenant: Tenant,
    name: str,
    period: Period,
    *,
    location: str | None = None,
    rows_max: int | None = 20,
    only: Collection[int] | None = None,
) -> list[Explanation]:
    """Return for each location the value with the records behind it, the largest first, and those left out."""
    asked = await asked_for(OneLook(office, tenant), name, period, location, only)
    answer = await _answer(asked, "location")
    found = []
    for datum in answer.data:
        assert datum.place is not None
        (span,) = asked.only(datum.place).spans()
        rows, total = await asked.sums.rows(asked.metric, span, rows_max)
        left_out, missing = await asked.sums.missing_rows(asked.metric, span, rows_max)
        found.append(
            Explanation(
                answer=answer,
                datum=datum,
                rows=rows,
                rows_total=total,
                left_out=left_out,
                left_out_total=missing,
            )
        )
    return found


async def rows(
    office: Office,
    tenant: Tenant,
    name: str,
    period: Period,
    *,
    location: str | None = None,
    only_missing: bool = False,
    only: Collection[int] | None = None,
) -> tuple[Metric, list[dict[str, Any]]]:
    """Return the records behind a metric, or only those left out of it, each with the name of its location."""
    asked = await asked_for(OneLook(office, tenant), name, period, location, only)
    places = {place.location["source_id"]: place for place in asked.places}
    found: list[dict[str, Any]] = []
    for span in asked.spans():
        read = asked.sums.missing_rows if only_missing else asked.sums.rows
        some, _ = await read(asked.metric, span, None)
        for row in some:
            place = places[str(row["location_key"])]
            found.append({"location": place.name, "location_id": place.location["location_id"], **row})
    return asked.metric, found


async def asked_for(
    look: OneLook, name: str, period: Period, location: str | None, only: Collection[int] | None
) -> Asked:
    """Return what is asked, at the locations that may be seen; raises `UnknownThing`."""
    vendor, metric = find(look.office.vendors, name)
    here = await look.places()
    known = [row for row in here if row["vendor"] == vendor.name and (only is None or row["location_id"] in only)]
    chosen = [each for each in known if location is None or _is_meant(each, location)]
    if location is not None and len(chosen) != 1:
        names = ", ".join(each["name"] for each in known) or "none yet"
        raise UnknownThing(f"There is not exactly one location {location!r}. Locations: {names}.")
    if not chosen and only is not None:
        raise UnknownThing(f"None of the locations has {metric.name}.")
    if not chosen:
        raise UnknownThing("No location is known yet. They come with the first run: daysheet sync")
    return Asked(
        sums=MetricSums(reading=look.reading, vendor=vendor),
        metric=metric,
        places=[_place(each, metric, period, look.now) for each in chosen],
        look=look,
    )


def _is_meant(location: Mapping[str, Any], word: str) -> bool:
    text = word.strip().lower()
    return text in (location["name"].strip().lower(), location["source_id"].lower(), str(location["location_id"]))


def _place(location: Mapping[str, Any], metric: Metric, period: Period, now: datetime) -> Place:
    if metric.basis == "now":
        return replace(placed(location, TODAY, now), is_closed=True)
    return placed(location, period, now)


def placed(location: Mapping[str, Any], period: Period, now: datetime) -> Place:
    """Return a location with the days that a period means there."""
    zone = ZoneInfo(location["time_zone"]) if location["time_zone"] else UTC
    today = now.astimezone(zone).date()
    first_on, last_on = period.days(today)
    return Place(location=location, first_on=first_on, last_on=last_on, is_closed=last_on < today)


async def _answer(asked: Asked, by: By) -> MetricAnswer:
    metric, figures = asked.metric, asked.sums.figures
    if by == "person" and metric.table not in figures.people:
        named = ", ".join(each.name for each in figures.metrics if each.table in figures.people)
        raise SettingWrong(f"{metric.name} has no persons in it. These have: {named}.")
    if by != "location" and metric.question is not None:
        raise SettingWrong(f"{metric.name} is counted from its rows: it is told by location only.")
    data: list[Datum] = []
    waiting, changed, runs = 0, [], []
    for span in asked.spans():
        some, days, change, run = await asyncio.gather(
            _data(asked, span, by),
            _waiting_days(asked, span),
            asked.once(asked.sums.newest_change, span),
            asked.once(asked.sums.last_run, span),
        )
        data += some
        waiting += days
        changed.append(change)
        runs.append(run)
    return MetricAnswer(
        vendor=asked.sums.vendor,
        metric=metric,
        by=by,
        data=data,
        totals=totals_of(metric, data),
        freshness=Freshness(
            as_of=None if None in runs else min(each for each in runs if each is not None),
            changed_at=max((each for each in changed if each is not None), default=None),
            waiting_days=waiting,
        ),
    )


async def _waiting_days(asked: Asked, span: Span) -> int:
    """Return how many days wait to be computed; what is counted from its rows waits for nothing."""
    if asked.metric.question is not None:
        return 0
    return await asked.once(asked.sums.waiting_days, span, span.first_on, span.last_on)


async def _beside(asked: Asked, span: Span, by: By) -> tuple[list[Missing], dict[tuple[str, Any], str | None]]:
    """Return what is left out at each location, or the names of persons where it is told by person."""
    missing = await asked.sums.missing(asked.metric, span) if by == "location" else []
    return missing, await asked.sums.names(span) if by == "person" else {}


async def _data(asked: Asked, span: Span, by: By) -> list[Datum]:
    metric = asked.metric
    found, (missing, names) = await asyncio.gather(asked.sums.sums(metric, span, by), _beside(asked, span, by))
    data = []
    for place in asked.places:
        key = place.location["source_id"]
        if key not in span.locations:
            continue
        mine = [each for each in found if each.location == key]
        if not mine and by == "location":
            mine = [Summed(location=key, bucket=None, sums=dict.fromkeys(metric.columns, 0))]
        data += [
            Datum(
                metric=metric,
                sums=each.sums,
                place=place,
                bucket=each.bucket,
                person=_named(names, key, each.bucket) if by == "person" else None,
                currency=place.location["currency"],
                is_closed=place.is_closed,
                missing=[one for one in missing if one.location == key],
            )
            for each in mine
        ]
    return data


def _named(names: Mapping[tuple[str, Any], str | None], location: str, person: Any) -> str:
    return (names.get((location, person)) or str(person)) if person else NOBODY
