"""The shapes of alerts: incidents, rules and channels."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool, StringConstraints

from daysheet.api.shapes import Taken

Name = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[\w.-]+$")]


class Incident(BaseModel):
    """Something that went wrong, told once; `sent` and `waiting` count the messages about it."""

    id: str
    rule: str
    kind: str
    connection: str | None
    title: str
    place: str | None
    what: str
    since_at: datetime | None
    value: str | None
    limit: str | None
    by_itself: str | None
    to_do: str | None
    opened_at: datetime
    last_seen_at: datetime
    told_at: datetime | None
    well_at: datetime | None
    well_text: str | None
    closed_at: datetime | None
    ending: str | None
    sent: int
    waiting: int


class Incidents(BaseModel):
    """Incidents, newest first."""

    data: list[Incident]
    next: str | None
    as_of: datetime | None


class Rule(BaseModel):
    """
    What somebody wants to be told of.

    A rule of a metric has its limit in the metric's own unit, money in cents. Muted without an end is for good.
    """

    name: str
    kind: str
    metric: str | None
    comparison: str | None
    limit_value: float | None
    is_usual: bool
    is_urgent: bool
    muted_at: datetime | None
    muted_until: datetime | None


class StandingRule(Rule):
    """A rule with how it stands: fine, firing, no data or muted."""

    state: str
    judged_at: datetime | None
    no_data: str | None


class Rules(BaseModel):
    """The rules; the usual ones first."""

    data: list[StandingRule]
    next: str | None
    as_of: datetime | None


class NewRule(Taken):
    """A rule that watches a metric at each location; `limit` is written as the metric is shown: 50, or 1000.00."""

    metric: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    comparison: Literal["below", "above"]
    limit: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    name: Name | None = None
    is_urgent: StrictBool = False


class ChangeRule(Taken):
    """What is different from now on; `muted_for` is a while such as 30m, 8h or 2d, else muted is for good."""

    is_urgent: StrictBool | None = None
    is_muted: StrictBool | None = None
    muted_for: Annotated[str, StringConstraints(max_length=10)] | None = None


class Channel(BaseModel):
    """Where alerts are sent, without its address; no kinds are all of them."""

    name: str
    service: str
    kinds: list[str]
    quiet: str | None
    time_zone: str
    last_sent_at: datetime | None
    failures: int
    last_error: str | None
    waiting: int


class Channels(BaseModel):
    """The channels, by name."""

    data: list[Channel]
    next: str | None
    as_of: datetime | None


class NewChannel(Taken):
    """A channel at an address in the form of the apprise library; `quiet` are hours such as 22:00-07:00."""

    name: Name
    url: Annotated[str, Field(min_length=1, max_length=4_000)]
    kinds: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=20, default_factory=list)]
    quiet: Annotated[str, StringConstraints(max_length=20)] | None = None
    time_zone: Annotated[str, StringConstraints(max_length=60)] | None = None


class Tried(BaseModel):
    """Whether the service took a message, and why not."""

    is_sent: bool
    reason: str | None
