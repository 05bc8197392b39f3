"""The shapes of one record with its lines, the figures that it enters, and where it comes from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from daysheet.api.resources.board_shapes import Place


class RecordName(BaseModel):
    """A record by its table and the values of its key."""

    table: str
    key: list[str]


class RecordLines(BaseModel):
    """The lines of one kind, in a row: each says by its columns what it hangs on."""

    table: str
    rows: list[dict[str, Any]]
    is_cut: bool = Field(description="Whether there are more in the table.")


class RecordPart(BaseModel):
    """What a record adds to a metric on a day: in cents, hours or things; the denominator where there is one."""

    metric: str
    day: date
    location_id: int
    adds: float
    denominator: float | None


class RecordSetback(BaseModel):
    """Something of a record that waits in quarantine; an empty path is the whole record."""

    id: str
    path: str
    reason: str
    first_seen_at: datetime
    last_seen_at: datetime


class RecordOrigin(BaseModel):
    """Where a record comes from; `payload` is what the vendor sent, personal data hidden from who may not see it."""

    vendor: str
    stream: str
    id: str
    connection: str | None
    fetched_at: datetime | None
    updated_at: datetime | None
    run_id: str | None
    payload: str | None = Field(description="JSON as text, cut after 16,000 characters; null where it is not kept.")
    is_masked: bool
    is_cut: bool
    waiting: list[RecordSetback]


class OneRecord(BaseModel):
    """A record of any table. `row` is null for one that waits in quarantine and was never stored."""

    table: str
    key: list[str]
    row: dict[str, Any] | None
    location: Place | None
    lines: list[RecordLines]
    references: list[RecordName]
    figures: list[RecordPart] | None
    origin: RecordOrigin | None
