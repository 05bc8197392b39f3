"""How a metric's answer is told to people: lines of data, and what they have to know about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from daysheet.core.metrics import COVERAGE_GOOD, Figures, Metric, shown_in
from daysheet.core.nouns import counted
from daysheet.operations.figures.metric_answers import Datum, Explanation, MetricAnswer, Place


def answer_lines(answer: MetricAnswer) -> list[dict[str, Any]]:
    """Return the lines of a table: one for each value, and the totals where there are several."""
    data = list(answer.data)
    has_currencies = len({each.currency for each in data}) > 1 and answer.metric.is_money
    lines = [_line(answer, each, has_currencies=has_currencies) for each in data]
    if len(data) > 1:
        lines += [
            _line(answer, each, has_currencies=has_currencies) | {"location": f"total {each.currency or ''}".strip()}
            for each in answer.totals
        ]
    return lines


def answer_columns(answer: MetricAnswer, lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the columns that are worth showing."""
    columns = ["location", *([] if answer.by == "location" else [answer.by]), "value"]
    return [*columns, *(["coverage"] if any(line["coverage"] for line in lines) else [])]


def _line(answer: MetricAnswer, datum: Datum, *, has_currencies: bool) -> dict[str, Any]:
    coverage = datum.metric.coverage(datum.sums)
    value = f"{datum.shown} {datum.currency or ''}".strip() if has_currencies else datum.shown
    return {
        answer.by: _bucket(datum),
        "location": datum.place.name if datum.place is not None else "",
        "value": value,
        "coverage": "" if coverage is None or coverage == 1 else shown_in("percent", coverage * 100),
    }


def _bucket(datum: Datum) -> str:
    return datum.person or (str(datum.bucket) if datum.bucket is not None else "")


def title(answer: MetricAnswer, places: Sequence[Place]) -> str:
    """Return what is shown: the metric, its basis, its days."""
    metric = answer.metric
    days = sorted({days_of(each) for each in places}) if metric.basis != "now" else ["as it stands"]
    return f"{metric.label} ({metric.name}), {metric.basis}, {' or '.join(days)}"


def days_of(place: Place) -> str:
    """Return a location's days in words."""
    first, last = place.first_on, place.last_on
    return day_in_words(first) if first == last else f"{day_in_words(first)} to {day_in_words(last)}"


def day_in_words(day: date) -> str:
    """
    Return a day with the name of its weekday.

    >>> day_in_words(date(2026, 3, 4))
    'Wed 2026-03-04'
    """
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]} {day}"


def warnings(answer: MetricAnswer, figures: Figures) -> Iterator[str]:
    """Yield what whoever reads the values has to know: open days, thin coverage, figures that wait, stale data."""
    for place in answer.places:
        if not place.is_closed:
            yield f"! {place.name}: day not closed, so more may come."
    for datum in answer.data:
        coverage = datum.metric.coverage(datum.sums)
        if coverage is not None and coverage < COVERAGE_GOOD and datum.place is not None:
            known = shown_in("percent", coverage * 100)
            who = ", ".join(filter(None, (datum.place.name, _bucket(datum))))
            yield f"! {who}: {known} is known. {missing_words(datum, figures)}".rstrip()
    if answer.freshness.waiting_days:
        yield f"! {counted(answer.freshness.waiting_days, 'day')} changed and will be computed with the next run."


def missing_words(datum: Datum, figures: Figures) -> str:
    """Return what is left out, with its number and its amount; nothing where nothing is."""
    said = []
    for each in datum.missing:
        reason = figures.left_out[each.reason]
        hours = " h" if reason.unit == "hours" else ""
        said.append(f"{counted(each.rows, reason.one, reason.many)}, {shown_in(reason.unit, each.amount)}{hours}")
    return f"Left out: {'; '.join(said)}." if said else ""


def freshness_words(answer: MetricAnswer) -> str:
    """Return how new the data is."""
    fresh = answer.freshness
    as_of = f"as of {_moment(fresh.as_of)}" if fresh.as_of is not None else "no complete run yet"
    return as_of if fresh.changed_at is None else f"{as_of}, newest change {_moment(fresh.changed_at)}"


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def explained(found: Explanation, figures: Figures) -> Iterator[str]:
    """Yield how a value came about, line by line."""
    datum, answer = found.datum, found.answer
    metric, place = datum.metric, datum.place
    assert place is not None
    coverage = metric.coverage(datum.sums)
    state = "" if metric.basis == "now" else ", complete" if place.is_closed else ", day not closed"
    yield f"{title(answer, [place])}, {place.name}{state}"
    known = "" if coverage is None else f"   coverage {shown_in('percent', coverage * 100)}"
    yield f"  {_value(datum)}{known}"
    yield f"  {metric.meaning}"
    yield f"  formula: {metric.formula}"
    yield f"  counted: {metric.population}"
    sums = {name: (each.unit, each.total(datum.sums)) for name, each in metric.beside.items()}
    told = [f"{name} {shown_in(unit, total)}" for name, (unit, total) in sums.items() if total]
    if told:
        yield f"  of these: {', '.join(told)}"
    if datum.missing:
        yield f"  {missing_words(datum, figures)}"
        yield f"    See: daysheet rows list {metric.name} {span_options(place)} --only missing"
    yield f"  {freshness_words(answer)}"


def _value(datum: Datum) -> str:
    if not datum.metric.has_enough(datum.sums):
        return "not enough data"
    filled = datum.metric.filled(datum.sums)
    return f"{filled} {datum.currency or ''}".rstrip() if datum.metric.unit.startswith("cents") else filled


def span_options(place: Place) -> str:
    """Return the options that mean the same days at the same location."""
    name = f'"{place.name}"' if " " in place.name else place.name
    if place.first_on == place.last_on:
        return f"--date {place.first_on} --location {name}"
    return f"--from {place.first_on} --to {place.last_on} --location {name}"


def row_lines(metric: Metric, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return records as lines: what each adds to the metric, above and below its line."""
    lines = []
    for row in rows:
        line = {"record": row["record"], "day": str(row["day_on"] or "")}
        top, bottom = metric.numerator, metric.denominator
        line["adds" if bottom is None else "above"] = shown_in(top.unit, top.total(row))
        if bottom is not None:
            line["below"] = shown_in(bottom.unit, bottom.total(row))
        lines.append({**({"location": row["location"]} if "location" in row else {}), **line})
    return lines


def missing_lines(figures: Figures, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what is left out as lines, with its reason."""
    return [
        {
            "location": row["location"],
            "record": row["record"],
            "day": str(row["day_on"] or ""),
            "what": row["what"],
            "reason": figures.left_out[row["reason"]].one,
            "amount": shown_in(figures.left_out[row["reason"]].unit, row["amount"]),
        }
        for row in rows
    ]
