"""The sample payloads of any vendor's folder, and the rows beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from daysheet.core.reading import Reading, Scope, read_record
from daysheet.core.records import BOOKKEEPING, Record, tables_of
from daysheet.core.vendor import Vendor
from tests.vendors.found import folder_of

FETCHED_AT = datetime(2026, 3, 7, 12, tzinfo=UTC)

Rows = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One payload, where it was asked for, and the rows it must become; a whole account has no location."""

    name: str
    payload: bytes
    stream: str
    location_id: int | str | None
    time_zone: str
    rows: Rows

    def read(self, vendor: Vendor) -> Reading:
        """Read the payload by the vendor's declaration."""
        scope = Scope(location_id=self.location_id, zone=ZoneInfo(self.time_zone))
        return read_record(vendor.stream(self.stream).record, self.payload, scope, FETCHED_AT)


def samples_of(vendor: Vendor) -> list[Sample]:
    """Return the samples of a vendor's folder: `NAME.json`, and `NAME.rows.json` with what it must become."""
    folder = folder_of(vendor) / "samples"
    names = sorted(
        file.name.removesuffix(".rows.json") for file in folder.iterdir() if file.name.endswith(".rows.json")
    )
    return [
        _sample(name, (folder / f"{name}.json").read_bytes(), (folder / f"{name}.rows.json").read_bytes())
        for name in names
    ]


def _sample(name: str, payload: bytes, beside: bytes) -> Sample:
    document = json.loads(beside)
    own = {field: document.pop(field) for field in ("stream", "time_zone", "rows")}
    # What is left is the location's id, under the vendor's own word for it; a whole account has none.
    (location_id,) = document.values() or (None,)
    return Sample(name=name, payload=payload, location_id=location_id, **own)


def rows_in(reading: Reading, record: Record) -> Rows:
    """Return the rows of a reading by column name, without our own book-keeping, as plain JSON holds them."""
    ours = set(BOOKKEEPING) - ({"deleted_at"} if record.deleted_at is not None else set())
    return {
        table.name: [
            {name: plain(value) for name, value in zip(table.columns, row, strict=True) if name not in ours}
            for row in reading.rows.get(table.name, [])
        ]
        for table in tables_of(record)
    }


def plain(value: Any) -> Any:
    """Write a value as JSON can hold it: decimals digit for digit, UUIDs as text, instants in UTC."""
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def differs(sample: Sample, vendor: Vendor, columns: Mapping[str, set[str]]) -> list[str]:
    """
    Return where the rows of a sample are not what its payload is read as.

    A row may name columns that the table fills itself, or that say where it was asked for: *columns* are
    those that each table has.
    """
    reading = sample.read(vendor)
    found = rows_in(reading, vendor.stream(sample.stream).record)
    wrong = [str(setback) for setback in reading.setbacks] + [f"{name} is not declared" for name in reading.new_fields]
    if set(sample.rows) != set(found):
        return [*wrong, f"tables {sorted(sample.rows)}, read {sorted(found)}"]
    for table, rows in found.items():
        wanted = sample.rows[table]
        if len(wanted) != len(rows):
            wrong.append(f"{table}: {len(wanted)} rows, read {len(rows)}")
        for row, told in zip(rows, wanted, strict=False):
            wrong += [
                f"{table}.{name}: {told.get(name)!r}, read {value!r}"
                for name, value in row.items()
                if name not in told or told[name] != value
            ]
            wrong += [f"{table}.{name} is no column" for name in told.keys() - columns[table]]
    return wrong
