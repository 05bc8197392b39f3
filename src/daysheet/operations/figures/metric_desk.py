"""What programs are told of metrics: the catalogue, values beside those before, how one came about, and its records."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Literal
from urllib.parse import urlencode

from daysheet.core.errors import ForbiddenByScope, SettingWrong
from daysheet.core.metrics import Figures, Metric, rounded
from daysheet.core.periods import Period
from daysheet.core.vendor import Vendor
from daysheet.operations.figures import metric_standing, metrics
from daysheet.operations.figures.metric_answers import Datum, Explanation, MetricAnswer, as_json, datum_json, number
from daysheet.operations.figures.semantic import as_definitions
from daysheet.operations.office import Office
from daysheet.operations.pages import Position, newest_first, page_of
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.metric_sums import By

Before = Literal["same_weekdays_before"]
Row = dict[str, Any]

WEEKS_BEFORE: Final = 4
# Of an order that one technician worked on, these tell what that one earns.
OF_PAY: Final = frozenset({"cost", "profit"})
# What a value is of within its location, where it is broken down.
FINER: Final = ("from", "person", "name")
ROW_COLUMNS: Final = ("location", "location_id", "record_id", "record", "day_on")
MISSING_COLUMNS: Final = (*ROW_COLUMNS, "reason", "what", "amount")


@dataclass(frozen=True, kw_only=True)
class Looker:
    """Who looks: at which locations (None for all), and whether personal data may be shown."""

    only: Collection[int] | None
    sees_persons: bool


def catalogue(vendors: Mapping[str, Vendor]) -> dict[str, list[Row]]:
    """Return every metric with its definition and what it can be broken down by, and why others are absent."""
    known = {
        (vendor.name, each.name): (each, figures)
        for vendor, figures in metrics.catalogue(vendors)
        for each in figures.metrics
    }
    found = as_definitions(vendors)
    told = [{**each, **_of_catalogue(*known[each["vendor"], each["id"]])} for each in found["metrics"]]
    return {"metrics": told, "absent": found["absent"]}


def _of_catalogue(metric: Metric, figures: Figures) -> Row:
    finer = [] if metric.question is not None else ["day", "week", "month"]
    people = ["person"] if metric.table in figures.people else []
    return {
        "by": ["location", *people, *finer],
        "is_personal": metric.is_personal,
        "left_out": [
            {"reason": each, "one": figures.left_out[each].one, "unit": figures.left_out[each].unit}
            for each in metric.left_out
        ],
    }


async def value(
    office: Office, tenant: Tenant, name: str, period: Period, looker: Looker, *, by: By, before: Before | None
) -> Row:
    """
    Return a metric over some days; *before* puts the same weekdays of the weeks before beside one day.

    Raises `UnknownThing`, `SettingWrong`, or `ForbiddenByScope` for what tells what somebody earns.
    """
    _check(office, name, looker)
    answer = await metrics.show(office, tenant, name, period, by=by, only=looker.only)
    earlier = None if before is None else await _earlier(office, tenant, answer, looker)
    found, since = as_json(answer), await metric_standing.restatements(office, tenant, answer)
    fresh = await metric_standing.freshness(office, tenant, answer)
    for datum, told in zip([*answer.data, *answer.totals], [*found["data"], *found["totals"]], strict=True):
        told["restated"] = metric_standing.restated(datum, answer, since)
    found["freshness"] = {**found["freshness"], **metric_standing.least_fresh(list(fresh.values()))}
    data = []
    for datum, told in zip(answer.data, found["data"], strict=True):
        if "name" in told and not looker.sees_persons:
            told["name"] = None
        data.append({**dict.fromkeys(FINER), **told, **_beside(datum, earlier), "links": _links(answer.metric, datum)})
    words = None
    if before is not None:
        words = {"kind": before, "weeks": WEEKS_BEFORE, "words": f"the same weekday of the {WEEKS_BEFORE} weeks before"}
    return {**found, "comparison": words, "data": data}


def _check(office: Office, name: str, looker: Looker) -> Metric:
    _, metric = metrics.find(office.vendors, name)
    if metric.is_personal and not looker.sees_persons:
        raise ForbiddenByScope(f"{metric.name} tells what somebody earns; it needs the scope read:pii.")
    return metric


async def _earlier(office: Office, tenant: Tenant, answer: MetricAnswer, looker: Looker) -> dict[int, Decimal | None]:
    """Return what was usual at each location: a ratio over all these days, any other metric in the mean of them."""
    metric = answer.metric
    if answer.by != "location" or metric.basis == "now" or any(one.first_on != one.last_on for one in answer.places):
        raise SettingWrong("The same weekdays before are told of one day, by location.")
    days: dict[date, set[int]] = defaultdict(set)
    for place in answer.places:
        days[place.first_on].add(place.location["location_id"])
    found: dict[int, Decimal | None] = {}
    for day, here in days.items():
        before = [day - timedelta(weeks=week) for week in range(1, WEEKS_BEFORE + 1)]
        answers = await asyncio.gather(
            *(metrics.show(office, tenant, metric.name, Period(first_on=one, last_on=one), only=here) for one in before)
        )
        for location_id in here:
            data = [each for one in answers for each in one.data if _place_of(each) == location_id]
            found[location_id] = _usual(metric, data)
    return found


def _usual(metric: Metric, data: Sequence[Datum]) -> Decimal | None:
    sums = {column: sum((Decimal(each.sums[column]) for each in data), Decimal(0)) for column in metric.columns}
    if not any(sums.values()) or not metric.has_enough(sums):
        return None
    found = metric.value(sums)
    return found / WEEKS_BEFORE if found is not None and metric.denominator is None else found


def _place_of(datum: Datum) -> int | None:
    return None if datum.place is None else int(datum.place.location["location_id"])


def _beside(datum: Datum, earlier: Mapping[int, Decimal | None] | None) -> Row:
    location_id = _place_of(datum)
    if earlier is None or location_id is None:
        return dict.fromkeys(("previous", "change"))
    unit, now, usual = datum.metric.unit, datum.value, earlier[location_id]
    return {
        "previous": None if usual is None else number(rounded(unit, usual)),
        "change": None if usual is None or now is None else number(rounded(unit, now - usual)),
    }


def _links(metric: Metric, datum: Datum) -> Row:
    assert datum.place is not None
    asked = {"location": _place_of(datum), "from": datum.place.first_on, "to": datum.place.last_on}
    rows = f"/v1/metrics/{metric.name}/rows?{urlencode(asked)}"
    return {"rows": rows, "missing": f"{rows}&only=missing" if metric.left_out else None}


async def explanations(
    office: Office, tenant: Tenant, name: str, period: Period, looker: Looker, *, rows_max: int
) -> list[Row]:
    """Return for each location how its value came about, with the largest records behind it; raises as `value`."""
    _check(office, name, looker)
    found = await metrics.explain(office, tenant, name, period, rows_max=rows_max, only=looker.only)
    if not found:
        return []
    since = await metric_standing.restatements(office, tenant, found[0].answer)
    fresh = await metric_standing.freshness(office, tenant, found[0].answer)
    return [_explained(each, looker, since, fresh) for each in found]


def _explained(found: Explanation, looker: Looker, since: Sequence[Row], fresh: Mapping[int, Row]) -> Row:
    metric, datum, head = found.datum.metric, found.datum, as_json(found.answer)
    return {
        "metric": head["metric"],
        "period": head["period"],
        **datum_json(datum),
        "restated": metric_standing.restated(datum, found.answer, since),
        "formula": metric.formula,
        "filled_in": metric.filled(datum.sums),
        "population": metric.population,
        "edge_cases": metric.edge_cases,
        "beside": {name: number(each.total(datum.sums)) for name, each in metric.beside.items()},
        "left_out": [_told(each, looker) for each in found.left_out],
        "left_out_total": found.left_out_total,
        "rows": [_told(each, looker) for each in found.rows],
        "rows_total": found.rows_total,
        "freshness": {**head["freshness"], **fresh[_place_of(datum) or 0]},
    }


async def rows_page(
    office: Office,
    tenant: Tenant,
    name: str,
    period: Period,
    looker: Looker,
    *,
    only_missing: bool,
    after: Sequence[Any] | None,
    limit: int,
) -> tuple[list[Row], Position | None]:
    """Return some of the records behind a metric, newest day first, and where the next page begins; as `value`."""
    _check(office, name, looker)
    _, found = await metrics.rows(office, tenant, name, period, only_missing=only_missing, only=looker.only)
    page, following = page_of(found, _position, after, limit)
    return [_told(each, looker) for each in page], following


def _position(row: Row) -> Position:
    rest = [str(value) for name, value in row.items() if name in ("reason", "what") or name.endswith("_key")]
    return (newest_first(row["day_on"]), row["location_id"], str(row["record_id"]), *rest)


def _told(row: Mapping[str, Any], looker: Looker) -> Row:
    """Return a record as programs get it; what it cost tells of pay."""
    found = {name: value for name, value in row.items() if name != "location_key"}
    return found if looker.sees_persons else without_pay(found)


def tells_pay(metric: Metric) -> bool:
    """Whether a metric's records, one by one, tell what somebody earns."""
    return any(not OF_PAY.isdisjoint(column.split("_")) for column in metric.columns)


def without_pay(figures: Mapping[str, Any]) -> Row:
    """
    Return figures without those that tell what somebody earns.

    >>> without_pay({"labor_cost_cents": 1, "costed_labor_net_cents": 2})
    {'costed_labor_net_cents': 2}
    """
    return {name: each for name, each in figures.items() if OF_PAY.isdisjoint(name.split("_"))}
