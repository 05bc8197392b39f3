"""The shapes of journeys: their board, their list, one with all that is known, and what dispatch says."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from daysheet.api.resources.board_shapes import Fresh, Money, Source, Where
from daysheet.api.shapes import Taken


class Window(BaseModel):
    """An arrival window, in words and in hours of the location."""

    model_config = ConfigDict(populate_by_name=True)

    words: str | None
    begin: str | None = Field(alias="from")
    end: str | None = Field(alias="to")


class Journey(BaseModel):
    """A job on its day; what tells of persons is null for whoever may not see them."""

    id: str
    number: str | None
    source: Source
    location: Where | None
    branch: str | None
    is_unmapped: bool
    day: date
    is_today: bool | None
    is_tomorrow: bool | None
    state: str
    state_reason: str | None
    window: Window
    planned_start_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    is_confirmed: bool
    is_late_start: bool | None
    priority: str
    truck: str | None
    trucks_planned: int | None
    crew: list[str] | None
    crew_planned: int | None
    crew_assigned: int
    service: str
    kind: str
    size: str | None
    customer: str | None
    origin: str | None
    destination: str | None
    estimated: Money | None
    charged: Money | None
    tags: list[str]
    own_tags: list[str]
    note: str | None
    flags: list[str]


class JourneyCounters(BaseModel):
    """How many journeys there are of each kind; what is cancelled is counted as that alone."""

    jobs: int
    trucks_planned: int
    not_confirmed: int
    not_crewed: int
    late_start: int
    finished: int
    cancelled: int
    unmapped: int


class JourneyBoard(BaseModel):
    """The journeys of a day; where there is none, the next day that has some and the last one that had."""

    day: str
    at: datetime
    as_of: datetime | None
    counters: JourneyCounters
    journeys: list[Journey]
    next_on: date | None
    last_on: date | None
    freshness: list[Fresh]


class Journeys(BaseModel):
    """A page of journeys, the last day first."""

    data: list[Journey]
    next: str | None
    as_of: datetime | None


class Charge(BaseModel):
    """What was estimated, or charged."""

    kind: str
    name: str | None
    description: str | None
    total: Money | None


class Stop(BaseModel):
    """Where a journey goes."""

    position: int
    is_origin: bool
    is_destination: bool
    stairs: int
    has_elevator: bool
    address: str | None
    unit: str | None
    property_name: str | None
    parking: str | None
    notes: str | None


class Change(BaseModel):
    """What changed of a journey, and why."""

    observed_at: datetime
    what: str
    was: str | None
    became: str
    cause: str
    reason: str | None


class WholeJourney(Journey):
    """A journey with everything that is known of it."""

    charges: list[Charge]
    stops: list[Stop]
    history: list[Change]


class SaidOfJourney(Taken):
    """What dispatch says of a journey; what is left out stays, null takes it away."""

    stage: str | None = None
    priority: str = "NORMAL"
    tags: list[str] = Field(default_factory=list, max_length=100)
    note: str | None = None
    truck: str | None = None


class AfterSaying(BaseModel):
    """The journey as it is now, and what whoever changed it should know."""

    journey: WholeJourney
    warnings: list[str]


class RawObject(BaseModel):
    """What the vendor last sent, as it was sent."""

    stream: str
    source_id: str
    fetched_at: datetime
    text: str


class RawObjects(BaseModel):
    """What the vendor last sent of a journey."""

    data: list[RawObject]
