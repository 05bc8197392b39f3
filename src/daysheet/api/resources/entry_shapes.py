"""The shapes of what only people know. Amounts are in cents of the location's currency."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool, StrictInt, StringConstraints

from daysheet.api.shapes import Taken

LocationId = Annotated[int, Field(gt=0, lt=2**63, description="The location, by its id.")]
Cents = Annotated[StrictInt, Field(ge=0, lt=10**12)]
# The warehouse keeps days of these years; a day before them would sort before "since ever".
Since = Annotated[date | None, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31), description="Since ever without it.")]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
# No text of a database holds control characters.
SHOWN = r"^[^\x00-\x1f]+$"
PersonId = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=SHOWN)]


class Rates(BaseModel):
    """A location's own rates from a day on; `from_on` is null for what holds since ever."""

    location_id: int | None
    source_id: str
    from_on: date | None
    default_cost_cents: int | None
    posted_rate_cents: int | None


class RatesList(BaseModel):
    """The rates that were entered."""

    data: list[Rates]
    next: str | None
    as_of: datetime | None


class SetRates(Taken):
    """
    A location's own rates from a day on; what is not said stays as it was.

    `default_cost_cents` is what an hour costs where no technician's rate is known, `posted_rate_cents` its price.
    """

    location_id: LocationId
    default_cost_cents: Cents | None = None
    posted_rate_cents: Cents | None = None
    from_on: Since = None


class Pay(BaseModel):
    """What somebody costs from a day on: by the hour, or by the year with the hours it is for."""

    location_id: int | None
    source_id: str
    person_id: str
    name: str | None
    from_on: date | None
    hourly_rate_cents: int | None
    salary_cents: int | None
    yearly_hours: float | None
    is_technician: bool | None
    source: str | None


class PayList(BaseModel):
    """What people cost, as it was entered or read."""

    data: list[Pay]
    next: str | None
    as_of: datetime | None


class SetPay(Taken):
    """What somebody costs from a day on; `person_id` is the vendor's id of them."""

    location_id: LocationId
    person_id: PersonId
    hourly_rate_cents: Cents | None = None
    salary_cents: Cents | None = None
    yearly_hours: Annotated[Decimal, Field(gt=0, le=10_000, decimal_places=2)] | None = None
    is_technician: StrictBool = True
    from_on: Since = None


class Hours(BaseModel):
    """How long somebody was there on a day."""

    location_id: int | None
    source_id: str
    person_id: str
    worked_on: date
    attended_hours: float | None


class HoursList(BaseModel):
    """The hours of presence that were entered."""

    data: list[Hours]
    next: str | None
    as_of: datetime | None


class SetHours(Taken):
    """How long somebody was there on a day; `person_id` is the vendor's id of them."""

    location_id: LocationId
    person_id: PersonId
    worked_on: Day
    attended_hours: Annotated[Decimal, Field(ge=0, le=25, decimal_places=2)]


class FeePattern(BaseModel):
    """A kind of fee by the names it has; the first pattern that fits is taken."""

    position: int
    pattern: str
    fee_type: str


class FeePatterns(BaseModel):
    """The kinds of fees that were entered, in their order."""

    data: list[FeePattern]
    next: str | None
    as_of: datetime | None


class SetFeePattern(Taken):
    """Which kind of fee a name means; `%` stands for any text, and the same position is written over."""

    position: Annotated[StrictInt, Field(ge=0, le=10_000)]
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=SHOWN)]
    fee_type: Literal["shop_supplies", "environmental", "disposal", "hazmat", "other"]


class BranchCapacity(BaseModel):
    """What a branch can do on a weekday (1 for Monday) from a day on, or on one day."""

    branch: str | None
    branch_id: str
    weekday: int | None
    day_on: date | None
    from_on: date | None
    trucks: int
    bookable_hours: float
    reason: str | None


class Capacities(BaseModel):
    """What branches can do, by branch."""

    data: list[BranchCapacity]
    next: str | None
    as_of: datetime | None


class SetCapacity(Taken):
    """What a branch can do: on weekdays (1 for Monday) from a day on, or on one day that is not like its weekday."""

    branch_id: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    weekdays: Annotated[list[Annotated[StrictInt, Field(ge=1, le=7)]], Field(max_length=7, default_factory=list)]
    from_on: Since = None
    day_on: Day | None = None
    trucks: Annotated[StrictInt, Field(ge=0, le=1_000)]
    bookable_hours: Annotated[Decimal, Field(ge=0, le=24, decimal_places=2)]
    reason: Annotated[str, StringConstraints(max_length=200, pattern=SHOWN)] | None = None
