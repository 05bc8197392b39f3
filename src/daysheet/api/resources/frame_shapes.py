"""The shapes of saved views, of boards on walls, and of what a search finds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool, StringConstraints

from daysheet.api.resources.access_shapes import LocationIds, Name
from daysheet.api.shapes import Taken
from daysheet.operations.boards.tv_links import BOARDS_MAX, TURN_SECONDS, TURN_SECONDS_MAX, TURN_SECONDS_MIN

Word = Annotated[str, StringConstraints(max_length=40)]


class SavedView(BaseModel):
    """A name for an address of the console; `is_first` where whoever asks begins with it."""

    id: str
    name: str
    address: str
    is_shared: bool
    is_own: bool
    is_first: bool
    made_at: datetime


class SavedViews(BaseModel):
    """The views of whoever asks, and those that are shared, by name."""

    data: list[SavedView]
    next: str | None
    as_of: datetime | None


class NewView(Taken):
    """A view to save; a name that there is already gets the new address."""

    name: Name
    address: Name
    is_shared: StrictBool = False
    is_first: StrictBool = False


class FirstView(Taken):
    """The view to begin with; null for none."""

    view: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")] | None


class TvBoard(Taken):
    """A board as it is to be filtered."""

    board: Literal["work_in_progress", "journeys"]
    filters: Annotated[dict[Word, Word], Field(max_length=10)] = Field(default_factory=dict)


class TvLink(BaseModel):
    """
    A board on a wall; `state` is active, expired or revoked, `locations` null for all of them.

    The boards in `more` are shown after it in turn, each for `turn_seconds`.
    """

    id: str
    name: str
    board: str
    filters: dict[str, str]
    more: list[TvBoard]
    turn_seconds: int
    locations: list[int] | None
    state: str
    made_at: datetime
    made_by: str
    expires_at: datetime | None
    last_seen_at: datetime | None
    revoked_at: datetime | None


class TvLinks(BaseModel):
    """The links of a business, newest first."""

    data: list[TvLink]
    next: str | None
    as_of: datetime | None


class TvLinkMade(BaseModel):
    """A link that was made; its path is shown here and never again."""

    link: TvLink
    path: str


class NewTvLink(TvBoard):
    """A board to put on a wall, as it is to be filtered, and those that are shown after it in turn."""

    name: Name
    more: Annotated[list[TvBoard], Field(max_length=BOARDS_MAX - 1)] = Field(default_factory=list)
    turn_seconds: Annotated[int, Field(strict=True, ge=TURN_SECONDS_MIN, le=TURN_SECONDS_MAX)] = TURN_SECONDS
    locations: LocationIds | None = None
    expires_at: datetime | None = None


class Hit(BaseModel):
    """Something that a word names; `id` is its own id, or a metric's name."""

    kind: Literal["order", "job", "location", "metric"]
    id: str
    label: str
    location: str | None
    note: str | None
    day: date | None
    is_open: bool


class Hits(BaseModel):
    """What a word names, numbers first."""

    data: list[Hit]
    next: str | None
    as_of: datetime | None
