"""The catalogue of metrics, and one metric with its chart, its formula and the records behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from starlette.responses import Response

from daysheet.console.charts import Point, bars, round_steps
from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.wording import day, measure, short_money
from daysheet.core.errors import ForbiddenByScope, SettingWrong
from daysheet.core.metrics import Metric
from daysheet.core.periods import Period
from daysheet.operations.metric_answers import Datum, Explanation, MetricAnswer
from daysheet.operations.metric_desk import tells_pay
from daysheet.operations.metrics import catalogue as all_metrics
from daysheet.operations.metrics import explain, find, show
from daysheet.operations.placing import locations

PERIODS: Final = {"yesterday": "Yesterday", "today": "Today", "week": "7 days", "month": "Month", "quarter": "13 weeks"}
ROWS_SHOWN: Final = 100
DAYS_BY_DAY_MAX: Final = 35


async def catalogue(visitor: Visitor) -> Response:
    """Show every metric there is, and why some are not."""
    word = (visitor.asked("q") or "").strip().lower()
    groups = []
    for vendor, figures in all_metrics(visitor.office.vendors):
        found = [each for each in figures.metrics if word in f"{each.name} {each.label} {each.meaning}".lower()]
        absent = {name: reason for name, reason in figures.absent.items() if word in name}
        groups.append({"vendor": vendor, "metrics": found, "absent": absent})
    return page("metrics.html", visitor, groups=groups, word=word)


async def metric(visitor: Visitor) -> Response:
    """Show one metric: its values, its course, how they came about, and the records behind them."""
    vendor, found = find(visitor.office.vendors, visitor.request.path_params["metric"])
    if found.is_personal and not visitor.may("read:pii"):
        raise ForbiddenByScope(f"{found.label} tells what somebody earns. This account may not see that.")
    period, word = _period(visitor)
    places = [row for row in await locations(visitor.office, visitor.tenant) if row["vendor"] == vendor.name]
    places = [row for row in places if visitor.caller.sees(row["location_id"])]
    chosen = visitor.asked("location")
    if not places:
        return page("metric_unread.html", visitor, metric=found, vendor=vendor)
    if chosen is None and len(places) == 1:
        chosen = str(places[0]["location_id"])
    if chosen is not None and chosen not in {str(row["location_id"]) for row in places}:
        raise SettingWrong("There is no such location here.")
    answer = (await show(visitor.office, visitor.tenant, found.name, period, location=chosen)).only(
        visitor.caller.locations
    )
    explained = await _explained(visitor, found, period, chosen)
    return page(
        "metric.html",
        visitor,
        metric=found,
        vendor=vendor,
        figures=vendor.figures,
        answer=answer,
        explained=explained,
        hides_rows=tells_pay(found) and not visitor.may("read:pii"),
        course=await _course(visitor, found, period, chosen, answer),
        places=places,
        chosen=chosen,
        word=word,
        periods=PERIODS,
        period_words=_words(answer),
        steps=_steps(answer),
    )


def _period(visitor: Visitor) -> tuple[Period, str | None]:
    """Return the days that the address asks for, and its word for them where it has one."""
    first, last = visitor.asked("from"), visitor.asked("to")
    if first is not None or last is not None:
        return Period.read(None, first, last), None
    word = visitor.asked("period", "yesterday")
    return Period.read(word), word


async def _explained(visitor: Visitor, metric: Metric, period: Period, chosen: str | None) -> Explanation | None:
    """Return how the value of one location came about; of several the page shows them side by side instead."""
    if chosen is None:
        return None
    (found,) = await explain(visitor.office, visitor.tenant, metric.name, period, location=chosen, rows_max=ROWS_SHOWN)
    return found


async def _course(
    visitor: Visitor, metric: Metric, period: Period, chosen: str | None, answer: MetricAnswer
) -> list[dict[str, Any]]:
    """Return the chart of the metric over its days, or over the weeks before where it is about one day only."""
    if metric.question is not None or not answer.places:
        return []
    first = min(place.first_on for place in answer.places)
    last = max(place.last_on for place in answer.places)
    by: Any = "day" if (last - first).days < DAYS_BY_DAY_MAX else "week"
    if first == last:
        first, by = last - timedelta(days=27), "day"
    over = await show(
        visitor.office, visitor.tenant, metric.name, Period(first_on=first, last_on=last), location=chosen, by=by
    )
    over = over.only(visitor.caller.locations)
    currencies = sorted({each.currency if metric.is_money else None for each in over.data}, key=str)
    return [
        _drawn(
            metric,
            [each for each in over.data if not metric.is_money or each.currency == currency],
            currency,
            by,
            chosen,
        )
        for currency in currencies
    ]


def _drawn(metric: Metric, data: Sequence[Datum], currency: str | None, by: str, chosen: str | None) -> dict[str, Any]:
    buckets: dict[date, list[Datum]] = {}
    for each in data:
        buckets.setdefault(each.bucket, []).append(each)
    points = []
    for bucket, group in sorted(buckets.items()):
        sums = {column: sum((Decimal(each.sums[column]) for each in group), Decimal(0)) for column in metric.columns}
        value = metric.value(sums) if metric.has_enough(sums) else None
        last = bucket if by == "day" else bucket + timedelta(days=6)
        where = f"&location={chosen}" if chosen else ""
        points.append(
            Point(
                label=f"{bucket.day} {bucket:%b}",
                shown=measure(metric.unit, value),
                value=value,
                is_open=not all(each.is_closed for each in group) and bucket == max(buckets),
                href=f"/metrics/{metric.name}?from={bucket}&to={last}{where}",
            )
        )
    high = max([each.value for each in points if each.value is not None], default=Decimal(0))
    axis = [(step, short_money(step) if metric.unit.startswith("cents") else f"{step:f}") for step in round_steps(high)]
    return {
        "currency": currency,
        "by": by,
        "points": points,
        "svg": bars(points, axis=axis),
    }


def _words(answer: MetricAnswer) -> str:
    if answer.metric.basis == "now":
        return "as it stands now"
    spans = sorted({(each.first_on, each.last_on) for each in answer.places})
    return " or ".join(day(first) if first == last else f"{day(first)} to {day(last)}" for first, last in spans)


def _steps(answer: MetricAnswer) -> dict[str, tuple[date, date]]:
    """Return the days before and after, of the same length."""
    if not answer.places or answer.metric.basis == "now":
        return {}
    first = min(each.first_on for each in answer.places)
    last = max(each.last_on for each in answer.places)
    length = last - first + timedelta(days=1)
    return {"prev": (first - length, last - length), "next": (first + length, last + length)}
