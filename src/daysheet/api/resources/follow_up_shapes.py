"""The shapes of follow-ups: what people ask of each other about an order or a journey."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from daysheet.api.resources.board_shapes import Where
from daysheet.api.shapes import Taken

WHOM = r"^(me|demo|(person|key) [0-9]{1,18})$"
Whom = Annotated[str, StringConstraints(pattern=WHOM, max_length=40)]
Kind = Literal["order", "journey"]


class Somebody(BaseModel):
    """Somebody, by number as the audit log names them; the name is null for whoever may not see persons."""

    actor: str
    initials: str | None
    name: str | None


class Choice(Somebody):
    """Somebody whom a follow-up may be for."""

    role: str


class Choices(BaseModel):
    """Whom a follow-up may be for, by name."""

    data: list[Choice]
    next: str | None
    as_of: datetime | None


class RecordOf(BaseModel):
    """The record that a follow-up is about; `label` is the number that people knew it by."""

    vendor: str
    id: str
    label: str


class FollowUp(BaseModel):
    """
    What somebody asks for; `for` is null while it is nobody's, `is_late` once its day is over where the record is.

    `note` is null for whoever may not see persons, unless it concerns them.
    """

    model_config = ConfigDict(populate_by_name=True)

    id: str
    kind: Kind
    record: RecordOf
    location: Where | None
    note: str | None
    for_whom: Somebody | None = Field(alias="for")
    is_mine: bool
    due_on: date | None
    is_late: bool
    made_at: datetime
    made_by: Somebody
    done_at: datetime | None
    done_by: Somebody | None


class FollowUps(BaseModel):
    """A page of follow-ups, the newest first."""

    data: list[FollowUp]
    next: str | None
    as_of: datetime | None


class NewFollowUp(Taken):
    """
    What to ask for, about an order of the board or a journey, by its id there.

    `for` is `me`, `person 12` or null for nobody yet. `location` tells two orders of the same id apart.
    """

    model_config = ConfigDict(populate_by_name=True)

    kind: Kind
    record: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    note: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    for_whom: Whom | None = Field(default=None, alias="for")
    due_on: date | None = None
    location: Annotated[int, Field(gt=0, lt=2**63)] | None = None


class HandedOn(Taken):
    """Whom it is for from now on; null for nobody."""

    model_config = ConfigDict(populate_by_name=True)

    for_whom: Whom | None = Field(alias="for")
