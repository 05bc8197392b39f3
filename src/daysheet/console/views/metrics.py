"""The catalogue of metrics, and one metric with its chart, its formula and the records behind it."""

from __future__ import annotations

import asyncio
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from starlette.responses import RedirectResponse, Response

from daysheet.console.charts import Point, bars, round_steps
from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.wording import measure, short_money, span_words
from daysheet.core.errors import ForbiddenByScope, SettingWrong
from daysheet.core.metrics import Metric
from daysheet.core.periods import Period
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures.metric_answers import Datum, MetricAnswer
from daysheet.operations.figures.metric_desk import Looker, tells_pay
from daysheet.operations.figures.metric_records import largest
from daysheet.operations.figures.metrics import catalogue as all_metrics
from daysheet.operations.figures.metrics import find, show
from daysheet.operations.morning.goals import goal_in, goals, month_of, set_goal, takes_goals
from daysheet.operations.scorecards.breakdown import breakdowns
from daysheet.warehouse.metric_questions import metric_question

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
    looker = Looker(only=visitor.caller.locations, sees_persons=visitor.may("read:pii"))
    person = visitor.asked("person")
    hides_rows = tells_pay(found) and not looker.sees_persons
    where: dict[str, Any] = {"location": chosen, "only": looker.only, "rows_max": ROWS_SHOWN}
    answer, parts, records, left_out = await asyncio.gather(
        show(visitor.office, visitor.tenant, found.name, period, location=chosen, only=looker.only),
        breakdowns(visitor.office, visitor.tenant, found.name, period, looker, chosen),
        largest(visitor.office, visitor.tenant, found.name, period, **where, person=person)
        if not hides_rows
        else _none(),
        largest(visitor.office, visitor.tenant, found.name, period, **where, only_missing=True),
    )
    focus = [each for part in parts for each in part.people if person is not None and str(each.person) == person]
    first, last = _ends(answer)
    return page(
        "metric.html",
        visitor,
        metric=found,
        vendor=vendor,
        figures=vendor.figures,
        answer=answer,
        parts=parts,
        focus=focus[0] if focus else None,
        records=records,
        left_out=left_out,
        hides_rows=hides_rows,
        course=[] if focus else await _course(visitor, found, period, chosen, answer),
        places=places,
        currencies={row["location_id"]: row["currency"] for row in places},
        chosen=chosen,
        word=word,
        periods=PERIODS,
        period_words=_words(answer),
        steps=_steps(answer),
        past_words=span_words,
        goals=await goals(visitor.office, visitor.tenant, found.name, last, visitor.caller)
        if last is not None and takes_goals(found)
        else [],
        goal_month=None if last is None else last.replace(day=1),
        question=metric_question(vendor, found, first, last, int(chosen) if chosen else None)
        if first and last
        else None,
        api=f"GET /v1/metrics/{found.name}" + (f"?from={first}&to={last}" if found.basis != "now" and first else ""),
    )


async def say_goals(visitor: Visitor) -> Response:
    """Set or clear the goals of a month that somebody typed, each at its location."""
    form = await visitor.request.form()
    name, month_on = visitor.request.path_params["metric"], month_of(str(form.get("month", "")))
    _, found = find(visitor.office.vendors, name)
    known = {
        row["location_id"]: goal
        for row, goal in await goals(visitor.office, visitor.tenant, name, month_on, visitor.caller)
    }
    said = {number: form.get(f"goal_{number}") for number in known}
    wanted = {number: goal_in(found, str(text)) for number, text in said.items() if text is not None}
    for number, goal in wanted.items():
        if goal != known[number]:
            await set_goal(visitor.office, visitor.tenant, name, number, month_on, goal, visitor.caller)
    return RedirectResponse(f"/metrics/{found.name}?from={month_on}&to={_last_of(month_on)}#goals", 303)


def _last_of(month_on: date) -> date:
    return month_on.replace(day=monthrange(month_on.year, month_on.month)[1])


async def _none() -> tuple[list[dict[str, Any]], int]:
    return [], 0


def _ends(answer: MetricAnswer) -> tuple[date, date] | tuple[None, None]:
    """Return the first and the last day of an answer, over all its locations."""
    if not answer.places:
        return None, None
    return min(each.first_on for each in answer.places), max(each.last_on for each in answer.places)


def _period(visitor: Visitor) -> tuple[Period, str | None]:
    """Return the days that the address asks for, and its word for them where it has one."""
    first, last = visitor.asked("from"), visitor.asked("to")
    if first is not None or last is not None:
        return Period.read(None, first, last), None
    word = visitor.asked("period", "yesterday")
    return Period.read(word), word


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
    last = min(last, visitor.office.clock().date())
    return [
        _drawn(
            metric,
            [each for each in over.data if not metric.is_money or each.currency == currency],
            currency,
            by,
            chosen,
            _buckets(first, last, by),
        )
        for currency in currencies
    ]


def _buckets(first: date, last: date, by: str) -> list[date]:
    """Return every day, or every Monday, that a chart has room for, whether anything happened in it or not."""
    begin = first if by == "day" else first - timedelta(days=first.weekday())
    return [begin + timedelta(days=days) for days in range(0, (last - begin).days + 1, 1 if by == "day" else 7)]


def _drawn(
    metric: Metric, data: Sequence[Datum], currency: str | None, by: str, chosen: str | None, room: Sequence[date]
) -> dict[str, Any]:
    buckets: dict[date, list[Datum]] = {each: [] for each in room}
    for each in data:
        buckets.setdefault(each.bucket, []).append(each)
    points = []
    for bucket, group in sorted(buckets.items()):
        sums = {column: sum((Decimal(each.sums[column]) for each in group), Decimal(0)) for column in metric.columns}
        value = metric.value(sums) if group and metric.has_enough(sums) else None
        last = bucket if by == "day" else bucket + timedelta(days=6)
        where = f"&location={chosen}" if chosen else ""
        points.append(
            Point(
                label=f"{bucket.day} {bucket:%b}",
                shown=measure(metric.unit, value) if group else "nothing",
                value=value,
                is_empty=not group,
                is_open=not all(each.is_closed for each in group) and bucket == max(buckets),
                href=f"/metrics/{metric.name}?from={bucket}&to={last}{where}#records",
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
    return " or ".join(span_words(each) for each in spans)


def _steps(answer: MetricAnswer) -> dict[str, tuple[date, date]]:
    """Return the days before and after, of the same length."""
    if not answer.places or answer.metric.basis == "now":
        return {}
    first = min(each.first_on for each in answer.places)
    last = max(each.last_on for each in answer.places)
    length = last - first + timedelta(days=1)
    return {"prev": (first - length, last - length), "next": (first + length, last + length)}
