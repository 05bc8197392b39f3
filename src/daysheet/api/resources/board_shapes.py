"""The shapes of the board of work in progress, and those that journeys and orders share with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from daysheet.api.resources.access_shapes import Name
from daysheet.api.shapes import Taken
from daysheet.operations.boards.board_limits import MINUTES_MAX

Words = Annotated[str | None, Query(max_length=1_000, description="One or several, with commas between them.")]
DayWord = Annotated[str, Query(max_length=20, description="today, tomorrow, or a day such as 2026-08-19.")]


def words_in(text: str | None) -> list[str]:
    """
    Return the words of a filter.

    >>> words_in("north, south,"), words_in(None)
    (['north', 'south'], [])
    """
    return [each.strip() for each in (text or "").split(",") if each.strip()]


class Money(BaseModel):
    """An amount in whole minor units, such as cents."""

    amount: int
    currency: str | None


class Source(BaseModel):
    """Whose record it is, and the id it has there."""

    vendor: str
    id: str


class Where(BaseModel):
    """A location; days are its own."""

    id: int
    name: str
    zone: str | None


class Place(BaseModel):
    """A location."""

    id: int
    name: str


class Fresh(BaseModel):
    """How fresh what is shown of a location is: when it was last read whole, and how often it is to be."""

    location: Place
    as_of: datetime | None
    state: str
    expected_minutes: int | None


class Worker(BaseModel):
    """Somebody who works there; the name is null for whoever may not see persons."""

    id: str
    initials: str | None
    name: str | None


class Car(BaseModel):
    """A car, as far as the order names one."""

    year: int | None
    make: str | None
    model: str | None


class OpenOrder(BaseModel):
    """
    An order that is open now.

    Its age counts from the first authorized job (`age_clock` a), else from when it was made (c), in calendar minutes.
    Amounts are before tax; the balance is what is authorized with fees and discounts, less what is paid.

    State and label count from when they were first seen, so their time is one at least; null where nobody saw them
    begin. The limit is the label's (`limit_of` label), else the state's; `waited_minutes` is the time in what it is of.
    """

    id: str
    number: str
    source: Source
    location: Where
    car: Car
    state: str
    vendor_state: str
    label: str | None
    advisor: Worker | None
    technicians: list[Worker]
    created_at: datetime
    age_since: datetime
    age_minutes: int
    age_clock: str
    authorized: Money
    pending: Money
    balance: Money
    promised_at: datetime | None
    is_late: bool
    is_ready_unpaid: bool
    state_since: datetime | None
    label_since: datetime | None
    limit_of: str | None
    limit_minutes: int | None
    waited_minutes: int | None
    is_over_limit: bool
    flags: list[str]
    updated_at: datetime


class LeftOrder(BaseModel):
    """An order that left the board today: invoiced or deleted."""

    id: str
    number: str
    location: Where
    car: Car
    way: str
    left_at: datetime
    value: Money


class InShop(BaseModel):
    """Cars in hand, with what is authorized and what waits for an answer; an amount for each currency."""

    count: int
    authorized: list[Money]
    pending: list[Money]


class Valued(BaseModel):
    """How many, and what they come to in each currency."""

    count: int
    value: list[Money]


class WorkCounters(BaseModel):
    """How many orders there are of each kind, in all states."""

    in_shop: InShop
    estimates: int
    waiting_for_approval: Valued
    ready_unpaid: Valued
    late: int
    no_technician: int
    no_promise: int
    over_limit: int


class WorkBoard(BaseModel):
    """The board of work in progress; `not_told` is what the vendor does not say, so that nothing is made up."""

    at: datetime
    as_of: datetime | None
    counters: WorkCounters
    orders: list[OpenOrder]
    left_today: list[LeftOrder]
    freshness: list[Fresh]
    not_told: dict[str, str]


class BoardLimit(BaseModel):
    """How many minutes an order may be in a state or under a label; null where there is no limit."""

    kind: Literal["state", "label"]
    word: str
    minutes: int | None


class BoardLimits(BaseModel):
    """The limits of the board, those of states first."""

    data: list[BoardLimit]
    next: str | None
    as_of: datetime | None


class SaidBoardLimit(Taken):
    """A limit to set: of a state by its name, or of a label as the shop writes it; null minutes clear it."""

    kind: Literal["state", "label"]
    word: Name
    minutes: Annotated[int, Field(strict=True, ge=1, le=MINUTES_MAX)] | None
