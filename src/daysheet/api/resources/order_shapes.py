"""The shapes of an order's pictures and corrections."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from daysheet.api.resources.board_shapes import Money, Place


class OrderName(BaseModel):
    """An order."""

    id: str
    number: str


class Snapshot(BaseModel):
    """An order as it stood; the profit is null for whoever may not see persons, since it tells of pay."""

    revision: int
    trigger: str
    day: date
    taken_at: datetime
    superseded_at: datetime | None
    status: str
    net_sales: Money
    gross_profit: Money | None
    labor_hours: float
    cost_quality: str | None


class Correction(BaseModel):
    """What became of an order after it was posted."""

    number: int
    kind: str
    cause: str
    noticed_on: date
    from_on: date | None
    to_on: date | None
    net_sales_change: Money
    gross_profit_change: Money | None


class Snapshots(BaseModel):
    """The pictures of an order and its corrections, newest first."""

    order: OrderName
    location: Place
    snapshots: list[Snapshot]
    corrections: list[Correction]
