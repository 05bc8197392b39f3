"""The shapes of what a business should put right, and of differences that somebody accepted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from daysheet.api.resources.board_shapes import Money, Place
from daysheet.api.shapes import Taken

LocationId = Annotated[int, Field(gt=0, lt=2**63)]
Figure = Literal["sales", "cost", "profit", "hours"]


class Fix(BaseModel):
    """
    What one rule finds at one location; `amount` is the money for which figures are blurred, null where unknown.

    `remedy` says where it is put right: at the vendor, or here. Each record stands in `table`.
    """

    rule: str
    title: str
    advice: str
    vendor: str
    remedy: Literal["vendor", "here"]
    location: Place
    records: int
    amount: Money | None
    without_amount: int
    blurs: str
    basis: str
    table: str


class Known(BaseModel):
    """How much of a metric could be computed over the days of the list, from 0 to 1; null where there is nothing."""

    metric: str
    coverage: float | None


class Fixes(BaseModel):
    """What is to be put right, the dearest first."""

    data: list[Fix]
    next: str | None
    as_of: datetime | None
    known: list[Known]


class Dearest(BaseModel):
    """The one record of several with the most at stake, by its id and by the number that people know it by."""

    id: str
    number: str


class Hidden(BaseModel):
    """That whoever asks has hidden it: until an instant, or (null) for as long as nothing joins it."""

    until: datetime | None


class PressingThing(BaseModel):
    """
    One thing that presses: how many records it is of, and the money at stake, one amount for each currency.

    Of an `order`, `name` is a flag of the board of open orders; of a `journey`, a counter of tomorrow's board; of a
    `fix`, a rule of the fix list, which has no `dearest`. `hidden` is null for what is shown.
    """

    kind: Literal["order", "journey", "fix"]
    name: str
    title: str
    records: int
    amounts: list[Money]
    dearest: Dearest | None
    hidden: Hidden | None


class PressingThings(BaseModel):
    """What presses most, the dearest first."""

    data: list[PressingThing]
    next: str | None
    as_of: datetime | None


class PressingName(Taken):
    """A thing that presses, by what it is of and its name."""

    kind: Literal["order", "journey", "fix"]
    name: Annotated[str, Field(min_length=1, max_length=100)]


class HidePressing(PressingName):
    """A thing to hide: until tomorrow begins at each location, or until something joins it, such as one order more."""

    until: Literal["tomorrow", "more"]


class HiddenThing(BaseModel):
    """A thing that presses, and whether whoever asks has hidden it."""

    kind: Literal["order", "journey", "fix"]
    name: str
    hidden: Hidden | None


class FixRow(BaseModel):
    """A record to put right: `key` tells it apart in its table; whose it is, for whoever may see persons."""

    location: Place
    table: str
    key: list[str]
    record: str | None
    day_on: date | None
    what: str | None
    amount: Money | None
    person: str | None


class FixRows(BaseModel):
    """The records that one rule finds, the dearest first."""

    data: list[FixRow]
    next: str | None
    as_of: datetime | None


class Accepted(BaseModel):
    """
    A difference that somebody accepted, ours less theirs as it was then: in cents, or in hours for hours.

    It stands until it is taken back.
    """

    location: Place
    day_on: date
    figure: Figure
    number: int
    difference: float
    reason: str
    accepted_at: datetime
    accepted_by: str
    taken_back_at: datetime | None
    taken_back_by: str | None


class AcceptedDifferences(BaseModel):
    """Accepted differences, newest day first."""

    data: list[Accepted]
    next: str | None
    as_of: datetime | None


class DayOfFigure(Taken):
    """One figure of a location's day."""

    location_id: LocationId
    day_on: date
    figure: Figure


class Accept(DayOfFigure):
    """The difference to accept, and why it may stand."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class AcceptDone(BaseModel):
    """What was accepted or taken back; `difference` is ours less theirs, in cents or hours, null once taken back."""

    location_id: int
    day_on: date
    figure: Figure
    difference: float | None
