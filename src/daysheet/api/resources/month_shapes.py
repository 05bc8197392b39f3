"""The shapes of closed months, restatements and reconciliations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from daysheet.api.resources.board_shapes import Place
from daysheet.api.shapes import Taken


class ClosedMonth(BaseModel):
    """A month whose figures stay as they were, at one location or branch; `source_id` is the vendor's id of it."""

    month: str
    location: str | None
    vendor: str
    source_id: str
    closed_at: datetime
    closed_by: str
    restatements: int


class ClosedMonths(BaseModel):
    """The closed months, newest first."""

    data: list[ClosedMonth]
    next: str | None
    as_of: datetime | None


class WhichLocation(Taken):
    """Where; at all locations unless one is named by its id."""

    location_id: Annotated[int, Field(gt=0, lt=2**63)] | None = None


class MonthDone(BaseModel):
    """The locations where it was done; those where it was so already are not among them."""

    month: str
    locations: list[str]


class Restatement(BaseModel):
    """
    What became of figures of a closed day: which changed, from what to what, because of which records.

    `row_key` is the vendor's id of a person where the figures are of one; what that one costs is there only for
    whoever may see persons.
    """

    vendor: str
    source_id: str
    table: str
    day: date
    row_key: str | None
    number: int
    noticed_at: datetime
    old_figures: dict[str, Any]
    new_figures: dict[str, Any]
    source_ids: list[str]


class Restatements(BaseModel):
    """Restatements, newest first."""

    data: list[Restatement]
    next: str | None
    as_of: datetime | None


class ReconciledFigure(BaseModel):
    """Ours and the vendor's over all orders that it tells of, and what the difference is made of, in the unit."""

    figure: str
    unit: str
    ours: float
    theirs: float
    difference: float
    compared: int
    not_told: int
    causes: dict[str, float]
    unexplained: float


class ReconciledOrder(BaseModel):
    """An order that differs in a figure; cost and profit are there only for whoever may see persons."""

    source_id: str
    number: str | None
    day_on: date
    figure: str
    ours: float
    theirs: float
    difference: float
    causes: dict[str, float]


class NotCounted(BaseModel):
    """An order that only the vendor counts."""

    source_id: str
    number: str | None
    status: str | None


class TypedIn(BaseModel):
    """
    A total of the vendor's own report that somebody typed in, of a day or a month, with ours beside it, in the unit.

    Of `orders` the vendor tells the figure of `told`; only the causes known of these explain anything.
    """

    period: str
    figure: str
    unit: str
    ours: float
    theirs: float
    difference: float
    unexplained: float
    orders: int
    told: int
    set_at: datetime
    set_by: str


class ReconciledPlace(BaseModel):
    """
    A location's figures beside the vendor's; the orders that differ most come first, at most 500 of them.

    `typed_in` are totals of the vendor's report of days and months that lie within the days asked for.
    """

    location: Place
    currency: str | None
    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]
    figures: list[ReconciledFigure]
    unexplained: float
    orders: list[ReconciledOrder]
    orders_total: int
    not_counted: list[NotCounted]
    typed_in: list[TypedIn]


class Reconciliations(BaseModel):
    """Ours beside theirs by location; `causes` tells what each cause means."""

    data: list[ReconciledPlace]
    next: str | None
    as_of: datetime | None
    causes: dict[str, str]
