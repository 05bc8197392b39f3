"""The shapes of freshness, quarantine, locations, branches and webhooks from vendors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from daysheet.api.shapes import Taken


class Count(BaseModel):
    """When the vendor's total was last compared with what is held."""

    checked_at: datetime
    announced: int
    held: int
    set_aside: int


class StreamFreshness(BaseModel):
    """How fresh a stream is at a location: `state` is fresh, late, stale or unknown."""

    stream: str
    location: str | None
    as_of: datetime | None
    age_seconds: float | None
    expected_seconds: float | None
    state: str
    error: str | None
    count: Count | None


class Success(BaseModel):
    """How the runs of the last 30 days ended."""

    runs: int
    completed: int
    partial: int
    failed: int
    with_quarantine: int


class ConnectionFreshness(BaseModel):
    """How a connection fares."""

    connection: str
    vendor: str
    status: str
    reason: str | None
    state: str
    calls_used: int
    calls_allowed: int | None
    success: Success | None
    streams: list[StreamFreshness]


class Freshness(BaseModel):
    """How fresh everything is, by connection."""

    data: list[ConnectionFreshness]
    next: str | None
    as_of: datetime | None


class Short(BaseModel):
    """A connection in a sentence; `state` is fresh, late, stale or unknown."""

    connection: str
    state: str
    as_of: datetime | None
    text: str


class Status(BaseModel):
    """How things stand, for people."""

    state: str
    data: list[Short]


class SetAside(BaseModel):
    """A record or a line of one that could not be kept exactly."""

    id: str
    connection: str
    stream: str
    location: str | None
    source_id: str | None
    path: str
    reason: str
    first_seen_at: datetime
    last_seen_at: datetime
    seen_count: int
    attempts: int
    accepted_at: datetime | None


class Quarantine(BaseModel):
    """A page of what waits, oldest first; `waiting` is how much there is in all."""

    data: list[SetAside]
    next: str | None
    as_of: datetime | None
    waiting: int


class SetAsideWhole(SetAside):
    """An entry whole; fields and payload are null for whoever may not see personal data."""

    problems: list[dict[str, Any]] | None
    payload: str | None
    resolved_at: datetime | None
    resolution: str | None


class ReplayBody(Taken):
    """Whose quarantine is read again; of every connection unless one is named."""

    connection: str | None = None


class Location(BaseModel):
    """A location; its days are those of its zone."""

    id: str
    name: str
    vendor: str
    connection: str
    source_id: str
    time_zone: str | None
    time_zone_source: str | None
    currency: str | None
    in_scope: bool


class Locations(BaseModel):
    """The locations that the caller may see."""

    data: list[Location]
    next: str | None
    as_of: datetime | None


class ChangeLocation(Taken):
    """Where a location is."""

    time_zone: str = Field(max_length=100)


class Suggestion(BaseModel):
    """What a branch's name and state suggest."""

    name: str
    time_zone: str
    currency: str


class Branch(BaseModel):
    """A branch as the vendor lists it, and the location that it is."""

    connection: str
    id: str
    name: str
    state: str | None
    location: str | None
    suggestion: Suggestion | None


class Branches(BaseModel):
    """The branches of a connection."""

    data: list[Branch]
    next: str | None
    as_of: datetime | None


class MapBranch(Taken):
    """The location that a branch is; without one a new location is made, in a zone and with a currency."""

    location_id: str | None = None
    time_zone: str | None = None
    currency: str | None = None


class HookHealth(BaseModel):
    """How webhooks go at an address."""

    connection: str
    vendor: str
    created_at: datetime
    rotated_at: datetime | None
    refused: int
    refused_at: datetime | None
    refusal: str | None
    storms: int
    storm_at: datetime | None
    events: int
    deliveries: int
    first_received_at: datetime | None
    last_received_at: datetime | None
    waiting: int
    given_up: int
    unknown: int
    only_counted: int
    missed: int
    is_silent: bool


class HookEvent(BaseModel):
    """An event that came; its wording only for whoever may see personal data."""

    id: str
    kind: str
    event: str | None
    received_at: datetime
    last_received_at: datetime
    deliveries: int
    handled: int
    processed_at: datetime | None
    attempts: int
    error: str | None
    given_up_at: datetime | None


class Hooks(BaseModel):
    """The address of a connection, if it has one, and the last events."""

    setup: str | None
    health: HookHealth | None
    events: list[HookEvent]


class NewHook(Taken):
    """Whether an address that is there gives way to a new one."""

    rotate: bool = False


class HookAddress(BaseModel):
    """A new address; it is shown this once."""

    connection: str
    path: str
    setup: str
    former_until: datetime | None
