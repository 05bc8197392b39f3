"""What a transaction stores: rows, versions, pages and what is set aside, and how it is counted."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from psycopg.abc import Buffer

from daysheet.core.fields import Problem
from daysheet.core.reading import Row
from daysheet.core.records import Table


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where a batch goes: tenant, connection, stream and location, and the tables of the stream."""

    tenant_id: int
    connection_id: int
    run_id: uuid.UUID
    schema: str
    stream: str
    location_id: int = 0
    location_key: int | str | None = None
    location_column: str | None = None
    tables: tuple[Table, ...] = ()

    @property
    def place(self) -> dict[str, Any]:
        """The parameters that name the stream in `control`."""
        return {
            "tenant_id": self.tenant_id,
            "connection_id": self.connection_id,
            "run_id": self.run_id,
            "schema": self.schema,
            "stream": self.stream,
            "location_id": self.location_id,
        }


class Version(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """
    Which version of a record is meant: its bytes, its stamp at the vendor, and when it was fetched.

    A run makes one for each record it meets, so it is the cheapest kind of value there is.
    """

    payload_hash: bytes
    updated_at: datetime | None
    fetched_at: datetime

    def is_older_than(self, other: Version) -> bool:
        """Whether *other* came later: by the vendor's stamp, then by the time of fetching."""
        if self.updated_at is not None and other.updated_at is not None and self.updated_at != other.updated_at:
            return self.updated_at < other.updated_at
        return self.fetched_at < other.fetched_at


@dataclass(frozen=True, kw_only=True)
class KeptPage:
    """A raw page, compressed; without a body where its text is stored already."""

    list_name: str
    number: int
    fetched_at: datetime
    body_hash: bytes
    body: bytes | None
    record_count: int
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """Something for the quarantine: a record, or one line of it."""

    source_id: str | None
    path: str
    problems: tuple[Problem, ...]
    payload: bytes
    payload_hash: bytes
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class Farewell:
    """Records that the vendor no longer has, since when we know, and how: `gone` by id, or `absent` from the list."""

    source_ids: Sequence[str]
    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CensusIds:
    """Which records the pages before a position held, since the position before it; `is_first` of their census."""

    pass_number: int
    next_page: int
    ids: Sequence[str]
    is_first: bool


@dataclass(kw_only=True)
class Batch:
    """What one transaction stores."""

    rows: Mapping[str, list[Row]] = field(default_factory=dict)
    silent: Mapping[str, list[Row]] = field(default_factory=dict)
    kept_keys: Mapping[str, list[Row]] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    packed: dict[str, list[Buffer]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    pages: list[KeptPage] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    farewell: Farewell | None = None
    new_fields: Counter[str] = field(default_factory=Counter)
    unknown_words: Counter[tuple[str, str]] = field(default_factory=Counter)
    received: int = 0
    same: int = 0
    stale: int = 0
    quarantined: int = 0
    ignored: int = 0
    lines_quarantined: int = 0
    bytes: int = 0
    position: Mapping[str, Any] | None = None
    census_ids: CensusIds | None = None
    window_from: datetime | None = None


@dataclass(kw_only=True)
class Counts:
    """The counters of a stream: what was received is always the sum of the six that follow it."""

    received: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    stale: int = 0
    quarantined: int = 0
    ignored: int = 0
    deleted: int = 0
    lines_quarantined: int = 0
    rows_written: int = 0
    pages: int = 0
    bytes: int = 0

    def beyond(self, other: Counts) -> Counts:
        """Return by how much these are more than another's."""
        return Counts(**{name: value - getattr(other, name) for name, value in vars(self).items()})

    def add(self, other: Counts) -> None:
        """Add another batch's counters."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
