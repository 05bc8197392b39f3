"""What the rows of a record have to be, worked out from its text by the plainest means there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from daysheet.core.fields import ORDINAL, Field
from daysheet.core.records import Record, Table, tables_of
from tests.engine.writing import Written

Key = tuple[Any, ...]
Rows = dict[str, dict[Key, dict[str, Any]]]


def rows_of(record: Record, written: Written, zone: ZoneInfo | None) -> Rows:
    """Return the rows that a record must become, by table and key; none for what must be refused."""
    if "" in written.refused:
        return {}
    document = json.loads(written.raw, parse_float=_number, parse_int=_number)
    found: Rows = {}
    tables = {table.name: table for table in tables_of(record)}
    for each, ancestors, line, position in _lines(record, document, (), "", written.refused, 1):
        columns = {name: _meant(field, line, zone, position) for name, field in each.columns.items()}
        table = tables[each.table]
        row = dict(zip(table.ancestors, ancestors, strict=True)) | columns
        if table.is_root:
            deleted_at = None if record.deleted_at is None else _meant(record.deleted_at, line, zone, 1)
            row |= {"deleted_at": deleted_at, "is_complete": not written.refused}
        found.setdefault(table.name, {})[key_of(table, row)] = row
    return found


def _number(digits: str) -> Decimal | None:
    """Return a number; one beyond any bound stands where nobody reads it."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def key_of(table: Table, row: Mapping[str, Any]) -> Key:
    """Return a row's key within its location."""
    return tuple(row[name] for name in table.key)


def _lines(
    record: Record, line: Any, ancestors: Key, path: str, refused: Mapping[str, set[str]], position: int
) -> Iterator[tuple[Record, Key, Any, int]]:
    yield record, ancestors, line, position
    own = (*ancestors, *(_meant(record.columns[name], line, None, position) for name in record.key))
    for name, child in record.children.items():
        prefix = f"{path}.{name}" if path else name
        for index, item in enumerate(line.get(name) or ()):
            if f"{prefix}[{index}]" not in refused:
                yield from _lines(child, item, own, f"{prefix}[{index}]", refused, index + 1)


def _meant(field: Field, line: Any, zone: ZoneInfo | None, position: int) -> Any:
    if field.kind is ORDINAL:
        return position
    value = line
    for name in field.path.split("."):
        value = None if value is None else value.get(name)
    return _taken(field.kind.name, value, zone)


def _taken(kind: str, value: Any, zone: ZoneInfo | None) -> Any:
    if kind == "texts":
        return [] if value is None else value if isinstance(value, list) else [value]
    if value is None or kind in ("text", "flag"):
        return value
    plain = _PLAIN.get(kind)
    if plain is not None:
        return plain(value)
    at = datetime.fromisoformat(value.upper().replace(" ", "T"))
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if kind == "instant":
        return at
    return None if zone is None else at.astimezone(zone).date()


def _day(written: str) -> date | None:
    if written.startswith("0") and not Decimal(written):
        return None
    digits = written[:10].replace("-", "")[:8]
    return datetime.strptime(digits, "%Y%m%d").replace(tzinfo=UTC).date()


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "whole_number": lambda value: int(Decimal(value)),
    "cents": lambda value: int(Decimal(value)),
    "decimal": Decimal,
    "uuid": UUID,
    "dollars": lambda value: int(Decimal(value) * 100),
    "day": lambda value: _day(str(value)),
    "day_or_zero": lambda value: _day(str(value)),
}


def staged(record: Record, by_table: Mapping[str, list[tuple[Any, ...]]]) -> Rows:
    """Return the rows that a decoder has made, by table and key."""
    found: Rows = {}
    for table in tables_of(record):
        for values in by_table[table.name]:
            row = dict(zip(table.columns, values, strict=True))
            found.setdefault(table.name, {})[key_of(table, row)] = row
    return found


def faults(meant: Rows, held: Rows) -> list[str]:
    """Return every row that is lost or made up, and every value that was changed on the way."""
    wrong = []
    for table in meant.keys() | held.keys():
        expected, found = meant.get(table, {}), held.get(table, {})
        wrong += [f"{table} {key} is lost" for key in expected.keys() - found.keys()]
        wrong += [f"{table} {key} is made up" for key in found.keys() - expected.keys()]
        wrong += [
            f"{table} {key}.{name}: sent {value!r}, held {found[key][name]!r}"
            for key in expected.keys() & found.keys()
            for name, value in expected[key].items()
            if found[key][name] != value or isinstance(found[key][name], bool) != isinstance(value, bool)
        ]
    return wrong
