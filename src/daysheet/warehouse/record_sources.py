"""Where a stored record comes from: the version that is kept, the pages it was fetched with, and what waits of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from daysheet.warehouse.database import Database
from daysheet.warehouse.quarantine import unpack
from daysheet.warehouse.queries import query

# Pages that came at one and the same instant; one of them has the record.
PAGES_MAX: Final = 20


@dataclass(frozen=True, kw_only=True)
class RecordPlace:
    """One record of a vendor: its kind with the vendor's schema, whose it is, and the vendor's id as text."""

    tenant_id: int
    connection_id: int
    location_id: int
    schema: str
    stream: str
    source_id: str


@dataclass(frozen=True, kw_only=True)
class Version:
    """The version that is stored: when it was fetched, when it was seen last, and the vendor's own stamp."""

    connection: str
    fetched_at: datetime
    seen_at: datetime
    source_updated_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Something as the vendor sent it: a page of a list, or one object, where no list is named."""

    body: bytes
    fetched_at: datetime
    list_name: str | None = None
    run_id: uuid.UUID | None = None


async def version_of(database: Database, place: RecordPlace) -> Version | None:
    """Return which version of a record is stored; None where the vendor never told it by itself."""
    rows = await _rows(database, "version", vars(place))
    return Version(**rows[0]) if rows else None


async def object_of(database: Database, place: RecordPlace) -> Sent | None:
    """Return the last object of a record, of the kinds that are kept."""
    rows = await _rows(database, "object", vars(place))
    return Sent(body=unpack(rows[0]["body"]), fetched_at=rows[0]["fetched_at"]) if rows else None


async def pages_of(database: Database, place: RecordPlace, fetched_at: datetime) -> list[Sent]:
    """Return the pages of the kind that were fetched at that instant, as far as they are still kept."""
    rows = await _rows(database, "pages", {**vars(place), "fetched_at": fetched_at, "limit": PAGES_MAX})
    return [
        Sent(body=unpack(row["body"]), fetched_at=fetched_at, list_name=row["list_name"], run_id=row["run_id"])
        for row in rows
    ]


async def waiting_of(database: Database, place: RecordPlace) -> list[dict[str, Any]]:
    """Return what of a record waits in quarantine."""
    return await _rows(database, "waiting", vars(place))


async def _rows(database: Database, name: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    async with database.tenant(values["tenant_id"], read_only=True) as connection:
        return await (await connection.execute(query("record_sources", name), values)).fetchall()
