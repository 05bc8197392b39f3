"""The sample payloads of the vendor's folder, and the rows that they must become."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from daysheet.core.reading import Reading, Scope, read_record
from daysheet.core.records import Record, tables_of
from daysheet.vendors.tekmetric import records

FETCHED_AT = datetime(2026, 3, 7, 12, tzinfo=UTC)
GENERATED = frozenset({"is_posted", "is_deleted", "decision", "zip_prefix"})
STREAMS: Mapping[str, Record] = {record.table: record for record in records.RECORDS}

Rows = dict[str, list[dict[str, Any]]]

_folder = files("daysheet.vendors.tekmetric") / "samples"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One payload with its rows; `name` is the name of both files."""

    name: str
    payload: bytes
    stream: str
    shop_id: int
    time_zone: str
    rows: Rows

    @property
    def record(self) -> Record:
        return STREAMS[self.stream]

    def read(self, payload: bytes | None = None, *, time_zone: str | None = None) -> Reading:
        """Read the payload, or a variant of it, at the sample's shop."""
        scope = Scope(location_id=self.shop_id, zone=ZoneInfo(time_zone or self.time_zone))
        return read_record(self.record, payload or self.payload, scope, FETCHED_AT)


def load(name: str) -> Sample:
    expected = json.loads((_folder / f"{name}.rows.json").read_text(encoding="utf-8"))
    return Sample(name=name, payload=(_folder / f"{name}.json").read_bytes(), **expected)


def names() -> list[str]:
    found = {file.name for file in _folder.iterdir()}
    return sorted(name.removesuffix(".rows.json") for name in found if name.endswith(".rows.json"))


def rows_of(reading: Reading, record: Record) -> Rows:
    """Return the rows of a reading by column name, written as in the sample files."""
    return {
        table.name: [
            {column: plain(value) for column, value in zip(table.columns, row, strict=True)}
            for row in reading.rows.get(table.name, [])
        ]
        for table in tables_of(record)
    }


def plain(value: Any) -> Any:
    """Write a value as JSON can hold it: decimals digit for digit, instants in UTC."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
