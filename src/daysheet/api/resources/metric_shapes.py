"""The shapes of metrics: their definitions, values, explanations and records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from daysheet.core.periods import Period

Day = Annotated[
    str | None,
    Query(max_length=20, description="One day or span: today, yesterday, week, month, quarter, or a day."),
]
First = Annotated[str | None, Query(alias="from", max_length=20, description="First of several days.")]
Last = Annotated[str | None, Query(alias="to", max_length=20, description="Last of several days.")]
BrokenDown = Annotated[
    Literal["location", "person", "day", "week", "month"], Query(description="What to break it down by.")
]
HeldAgainst = Annotated[
    Literal["before", "year"], Query(description="The same weekdays just before, or a year before.")
]


def period_in(day: str | None, first: str | None, last: str | None) -> Period:
    """Return the days that a request is about; raises `SettingWrong`."""
    return Period.read(day, first, last)


def week_or_period_in(day: str | None, first: str | None, last: str | None) -> Period:
    """Return the days that a request is about, the last seven where it says none; raises `SettingWrong`."""
    return period_in("week" if (day, first, last) == (None, None, None) else day, first, last)


class Coverage(BaseModel):
    """The sums whose share says how much of it could be computed, where something can be missing."""

    known: str | None
    of: str | None


class Benchmark(BaseModel):
    """A rule of thumb of the trade; its trust is A measured, B repeated or C hearsay."""

    low: str | None
    high: str | None
    trust: str


class Reason(BaseModel):
    """Why a record is left out, and the unit of the amount that is blurred."""

    reason: str
    one: str
    unit: str


class Definition(BaseModel):
    """A metric as it is declared."""

    id: str
    version: int
    code: str
    label: str
    trade: str
    vendor: str
    meaning: str
    formula: str
    unit: str
    direction: str
    basis: str
    grain: str
    view: str | None
    column: str | None
    numerator: str
    denominator: str | None
    coverage: Coverage
    population: str
    edge_cases: str
    benchmark: Benchmark | None
    parity_with_vendor: str
    by: list[str]
    is_personal: bool
    left_out: list[Reason]


class Absent(BaseModel):
    """A metric of the catalogue that is not there, and why."""

    id: str
    trade: str
    reason: str


class Catalogue(BaseModel):
    """Every metric, and those that are absent."""

    data: list[Definition]
    next: str | None
    as_of: datetime | None
    absent: list[Absent]


class MetricName(BaseModel):
    """A metric."""

    id: str
    version: int
    label: str
    basis: str
    unit: str
    direction: str


class Days(BaseModel):
    """The days that an answer is about, over all its locations; `complete` once they are over everywhere."""

    first: Annotated[date | None, Field(alias="from")]
    last: Annotated[date | None, Field(alias="to")]
    grain: str
    complete: bool


class Comparison(BaseModel):
    """What `previous` stands for."""

    kind: str
    weeks: int
    words: str


class MeasuredPlace(BaseModel):
    """A location."""

    id: int
    name: str
    zone: str | None
    currency: str | None
    source_id: str


class Missing(BaseModel):
    """How many records a reason leaves out, and the amount that is blurred by it."""

    reason: str
    rows: int
    amount: float


class Share(BaseModel):
    """How much of it could be computed; below 60 percent there is no value."""

    share: float | None
    is_enough: bool
    missing: list[Missing]


class Links(BaseModel):
    """Where the records behind a value are, and those that are left out of it."""

    rows: str
    missing: str | None


class Restated(BaseModel):
    """On how many closed days a figure in a value changed since; the value stays, the change is at /v1/restatements."""

    noticed_at: datetime
    days: int


class Total(BaseModel):
    """The total, by currency where money is in it; made of sums, never of ratios."""

    currency: str | None
    value: float | None
    numerator: float
    denominator: float | None
    coverage: Share
    is_closed: bool
    restated: Restated | None


class Value(Total):
    """
    A value of a location, or within it of a person (`person`, `name`) or from a day on (`from`).

    `previous` and `change` are null unless a comparison was asked for, the name of a person for whoever may not see
    persons.
    """

    location: MeasuredPlace
    first: Annotated[date | None, Field(alias="from")]
    person: int | str | None
    name: str | None
    previous: float | None
    change: float | None
    links: Links


class FreshFigures(BaseModel):
    """
    How new the data is: the last complete run, the newest change, and days that wait to be computed anew.

    `state` is fresh, late, stale or unknown: that of the stream that is furthest behind how often it is to be read, the
    rarest of which is read every `expected_minutes`.
    """

    as_of: datetime | None
    changed_at: datetime | None
    waiting_days: int
    state: Literal["fresh", "late", "stale", "unknown"]
    expected_minutes: int | None


class Measured(BaseModel):
    """A metric over some days."""

    metric: MetricName
    period: Days
    comparison: Comparison | None
    data: list[Value]
    totals: list[Total]
    freshness: FreshFigures


class Explained(Total):
    """
    How the value of a location came about; money in cents.

    `rows` and `left_out` hold the largest only, as many as were asked for; `rows_total` and `left_out_total` say of how
    many, and /v1/metrics/{metric}/rows has all of them.
    """

    metric: MetricName
    period: Days
    location: MeasuredPlace
    formula: str
    filled_in: str
    population: str
    edge_cases: str
    beside: dict[str, float]
    left_out: list[dict[str, Any]]
    left_out_total: int
    rows: list[dict[str, Any]]
    rows_total: int
    freshness: FreshFigures


class Explanations(BaseModel):
    """How the values came about, by location."""

    data: list[Explained]
    next: str | None
    as_of: datetime | None
