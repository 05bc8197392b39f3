"""
The shapes of what goes in and out, for the description and for checking what comes in.

Answers are written straight from what the operations return; tests hold them against these shapes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Limit = Annotated[int, Field(ge=1, le=500, description="How many at most.")]
After = Annotated[str | None, Field(max_length=4_000, description="`next` of the page before.")]


class Taken(BaseModel):
    """What a body is checked with: a field that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, str_max_length=10_000)


class Business(BaseModel):
    """A business of this install."""

    id: int
    name: str


class Me(BaseModel):
    """Whom a key or a session stands for."""

    tenant: Business | None
    actor: str
    name: str
    scopes: list[str]
    locations: list[int] | None
    csrf: str | None


class Listing(BaseModel):
    """A page of a list; `next` leads to the page after it."""

    data: list[dict[str, Any]]
    next: str | None
    as_of: datetime | None


class TableColumn(BaseModel):
    """A column of a table."""

    name: str
    type: str
    meaning: str
    is_key: bool
    may_be_null: bool


class TableShape(BaseModel):
    """A table or view that can be paged through."""

    name: str
    meaning: str
    key: list[str]
    columns: list[TableColumn]


class Tables(BaseModel):
    """Every table that can be paged through."""

    data: list[TableShape]
