"""The shapes of comparisons: what stands side by side, and each value with what it was before."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final

from pydantic import BaseModel, Field

from daysheet.api.resources.metric_shapes import Days, MeasuredPlace, MetricName
from daysheet.api.shapes import Taken

MONTH: Final = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"


class SaidGoal(Taken):
    """What a location is to reach in a month, in the metric's unit: money in cents; null clears it."""

    location_id: Annotated[int, Field(ge=1, le=2**63 - 1)]
    metric: Annotated[str, Field(max_length=100)]
    month: Annotated[str, Field(pattern=MONTH)]
    goal: Annotated[Decimal, Field(gt=0, le=10**14, max_digits=20, decimal_places=4)] | None


class Goal(BaseModel):
    """What a location is to reach in a month, in the metric's unit: money in cents; null where there is no goal."""

    location_id: int
    metric: str
    month: str
    goal: float | None


class NamedGoal(Goal):
    """A goal with the name of its location."""

    name: str


class Goals(BaseModel):
    """The goals of a month."""

    data: list[NamedGoal]
    next: str | None
    as_of: datetime | None


class Comparable(BaseModel):
    """Something that can be compared, and the columns that are shown unless others are asked for."""

    id: str
    label: str
    vendor: str
    trade: str
    by: str
    columns: list[str]


class Comparables(BaseModel):
    """Everything that can be compared."""

    data: list[Comparable]
    next: str | None
    as_of: datetime | None


class Compared(BaseModel):
    """What is compared; one location alone is compared by `week`, with its own last 13."""

    id: str
    label: str
    by: str


class HeldAgainst(BaseModel):
    """The days that changes are told against: those before, or a year before, on the same weekdays."""

    kind: str
    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]


class ScoreValue(BaseModel):
    """
    A value, null where too little is known, with the sums it is made of.

    A percentage changes by points, anything else by percent of what it was. `weeks` are the values of up to 13 weeks
    until the last day, the oldest first. `mark` says best or worst of three or more.
    """

    value: float | None
    numerator: float
    denominator: float | None
    previous: float | None
    change_percent: float | None
    change_points: float | None
    coverage: float | None
    is_enough: bool
    mark: str | None
    weeks: list[float | None]


class ScoreLine(BaseModel):
    """A location, a person there, or a week of the only location; persons are named for whoever may see them."""

    location: MeasuredPlace
    person: int | str | None
    name: str | None
    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]
    currency: str | None
    values: dict[str, ScoreValue]


class ScoreTotal(BaseModel):
    """Everything together, by currency; a value is null where currencies would be added."""

    currency: str | None
    values: dict[str, ScoreValue | None]


class HowNew(BaseModel):
    """How new the figures are: the last complete run, and the days that wait to be computed anew."""

    as_of: datetime | None
    waiting_days: int


class ScorecardShape(BaseModel):
    """A comparison: its lines, its columns, and totals made of sums. `not_shown` are columns that are left out."""

    comparison: Compared
    period: Days
    against: HeldAgainst | None
    columns: list[MetricName]
    not_shown: list[str]
    data: list[ScoreLine]
    totals: list[ScoreTotal]
    freshness: HowNew
