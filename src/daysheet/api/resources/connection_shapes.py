"""The shapes of vendors, connections and their calls."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field, StrictBool, StrictInt

from daysheet.api.shapes import Taken

# No text that is stored holds a NUL: PostgreSQL takes none.
PLAIN = r"^[^\x00]*$"
NAME = r"^[A-Za-z][A-Za-z0-9._-]{0,62}$"
Secret = dict[str, str]


class VendorStream(BaseModel):
    """A kind of record; `is_usual` ones are read without being named, `shows_one` can be asked for by an id."""

    name: str
    is_usual: bool
    is_per_location: bool
    shows_one: bool
    is_confidential: bool


class VendorKind(BaseModel):
    """A vendor: what it offers, and what is needed to sign in there."""

    name: str
    title: str
    base_url: str
    secret_fields: list[str]
    optional_secret_fields: list[str]
    caution: str | None
    currency: str
    calls_per_month: dict[str, int]
    webhook_setup: str | None
    takes_leads: bool
    maps_branches: bool
    streams: list[VendorStream]


class VendorKinds(BaseModel):
    """The vendors of this server."""

    data: list[VendorKind]


class Connection(BaseModel):
    """A credential at a vendor, without the secret; `status` is active, needs_reauth or paused."""

    id: str
    name: str
    vendor: str
    title: str
    base_url: str
    status: str
    reason: str | None
    plan: str | None
    calls_per_minute: int | None
    is_unofficial: bool
    rotations: int


class Connections(BaseModel):
    """The connections of a business, by name."""

    data: list[Connection]
    next: str | None
    as_of: datetime | None


class Seen(BaseModel):
    """A location that a credential opens, by the vendor's id."""

    id: str
    name: str


class Made(BaseModel):
    """A new connection, and what its credential opens."""

    connection: Connection
    locations: list[Seen]


class TryConnection(Taken):
    """A credential to be tried; the base URL is the vendor's own unless given."""

    vendor: str
    base_url: str | None = None
    secret: Secret = Field(description="The fields that `/v1/vendors` names; taken in and never given out.")
    calls_per_minute: StrictInt | None = Field(None, ge=1, le=100_000)
    plan: str | None = None


class NewConnection(TryConnection):
    """A credential to be stored."""

    name: str = Field(pattern=NAME)
    accept_unofficial: StrictBool = False


class NewSecret(Taken):
    """A credential in the place of another."""

    secret: Secret


class Step(BaseModel):
    """A line of the list."""

    name: str
    state: Literal["ok", "warning", "stop"]
    text: str


class Trial(BaseModel):
    """How far a credential gets; `is_good` where nothing stopped it."""

    is_good: bool
    steps: list[Step]
    locations: list[Seen]


class Opened(BaseModel):
    """What a credential opens."""

    locations: list[Seen]


class Reason(Taken):
    """Why something is done."""

    reason: str | None = Field(None, max_length=500, pattern=PLAIN)


class Capabilities(BaseModel):
    """What a connection offers; `not_told` is what the vendor does not say, with what is shown instead."""

    streams: list[VendorStream]
    takes_leads: bool
    tells_by_webhook: bool
    maps_branches: bool
    has_board_of_journeys: bool
    has_board_of_work: bool
    reconciles: bool
    limits_calls_of_month: bool
    not_told: dict[str, str]


class AccountLocation(BaseModel):
    """A location of an account; it `is_seen` while the credential opens it."""

    id: str
    source_id: str
    name: str
    is_seen: bool


class Account(BaseModel):
    """What is known of the account behind a connection."""

    vendor: str
    base_url: str
    status: str
    plan: str | None
    calls_used: int
    calls_allowed: int | None
    locations: list[AccountLocation]


class Calls(BaseModel):
    """The calls of this month, and where it ends if it goes on like this."""

    connection: str
    plan: str | None
    used: int
    allowance: int | None
    forecast: int
    serving: str
    dry_on: date | None
    resets_on: date


class PlanBody(Taken):
    """What to change of a plan; what is left out stays as it was stored, or as it usually is."""

    plan: str | None = None
    every_minutes: StrictInt | None = Field(None, ge=1, le=1_440)
    customers_per_day: StrictInt | None = Field(None, ge=0, le=100_000)
    changed_percent: StrictInt | None = Field(None, ge=0, le=100)
    backfill_days: StrictInt | None = Field(None, ge=0, le=36_500)


class Need(BaseModel):
    """What some of the calls are for; `is_once` where it is the first month only."""

    what: str
    calls: int
    is_once: bool


class Knobs(BaseModel):
    """How often a connection is read, and how far back once."""

    plan: str
    every_minutes: int
    customers_per_day: int | None
    changed_percent: int | None
    backfill_days: int
    calls_per_month: int


class Plan(Knobs):
    """What a plan needs, whether it fits, and what would."""

    connection: str
    allowance: int
    needs: list[Need]
    assumptions: list[str]
    fits: bool
    dry_on: date | None
    is_stored: bool
    alternatives: list[Knobs]
