"""
Reads one vendor record into rows, exactly: this is what a declaration means.

A record that has a problem goes to quarantine whole; a line that has one goes alone, with the
lines below it, and its order is marked incomplete. Problems are values, never exceptions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from daysheet.core.exact import NotExact, parse_exactly
from daysheet.core.fields import LOCAL_DAY, ORDINAL, Problem, day_at, show
from daysheet.core.records import Record, tables_of

Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where a record was asked for: the vendor's id of the location, and the location's zone."""

    location_id: int | str | None = None
    zone: ZoneInfo | None = None


@dataclass(frozen=True, kw_only=True)
class Setback:
    """Something that goes to quarantine: a whole record (path is empty) or one line of it."""

    path: str
    problems: tuple[Problem, ...]


@dataclass(kw_only=True)
class Reading:
    """One record as read: its rows by table, what was set back, and what nobody has declared."""

    source_id: str | None = None
    version_at: datetime | None = None
    rows: dict[str, list[Row]] = field(default_factory=dict)
    setbacks: list[Setback] = field(default_factory=list)
    kept_keys: dict[str, list[Row]] = field(default_factory=dict)
    silent_tables: set[str] = field(default_factory=set)
    new_fields: set[str] = field(default_factory=set)
    document: object = None

    @property
    def is_refused(self) -> bool:
        """Whether the record itself, and not only a line of it, goes to quarantine."""
        return any(not setback.path for setback in self.setbacks)


def read_record(record: Record, raw: bytes, scope: Scope, fetched_at: datetime) -> Reading:
    """
    Read the text of one object by its declaration.

    `kept_keys` holds the keys of lines that were sent but could not be read: their rows of an
    earlier version stay. `silent_tables` are those of which it cannot be said what was sent: their
    list was not sent at all, or one of its lines cannot be told from the others.
    """
    reading = Reading()
    try:
        document = parse_exactly(raw)
    except NotExact as error:
        refuse(reading, Problem(field="", found=str(error), expected="one JSON object"))
        return reading
    if not isinstance(document, dict):
        refuse(reading, Problem(field="", found=show(document), expected="one JSON object"))
        return reading
    reading.document = document
    _read_root(record, document, scope, fetched_at, reading)
    return reading


def refuse(reading: Reading, *problems: Problem) -> None:
    """Send the whole record to quarantine."""
    reading.rows.clear()
    reading.setbacks = [Setback(path="", problems=problems)]


def source_id_of(key: tuple[object, ...]) -> str:
    """Write a record's own key as one text."""
    return "/".join(str(part) for part in key)


def _read_root(record: Record, document: dict[str, Any], scope: Scope, fetched_at: datetime, reading: Reading) -> None:
    own, problems = _read_columns(record, document, scope, position=1)
    key = tuple(own[place] for place in record.key_places)
    if None not in key:
        reading.source_id = source_id_of(key)
    deleted_at: object = None
    if record.version is not None:
        version = record.version.read(document)
        if isinstance(version, Problem):
            problems += [version] if version not in problems else []
        elif isinstance(version, datetime):
            reading.version_at = version
    if record.location is not None and scope.location_id is not None:
        problems += _wrong_location(record, document, scope)
    if record.deleted_at is not None:
        deleted_at = record.deleted_at.read(document)
        if isinstance(deleted_at, Problem):
            problems.append(deleted_at)
    if missing := _missing_lists(record, document):
        problems += missing
    if problems:
        refuse(reading, *problems)
        return
    _note_new_fields(record, document, reading)
    reading.rows[record.table] = []
    _read_children(record, document, key, "", scope, reading)
    is_complete = not reading.setbacks
    deleted_reason = None if deleted_at is None else "vendor"
    reading.rows[record.table].append((*own, deleted_at, deleted_reason, fetched_at, is_complete))


def _wrong_location(record: Record, document: dict[str, Any], scope: Scope) -> list[Problem]:
    assert record.location is not None
    sent = record.location.read(document)
    if isinstance(sent, Problem):
        return [sent]
    if sent is None or sent == scope.location_id:
        return []
    return [Problem(field=record.location.path, found=show(sent), expected=f"{scope.location_id}, as asked for")]


def _missing_lists(record: Record, document: dict[str, Any]) -> list[Problem]:
    problems = []
    for name in record.children:
        sent = document.get(name)
        if sent is None and name in record.optional:
            continue
        if not isinstance(sent, list):
            problems.append(Problem(field=name, found=show(sent), expected="a list"))
    return problems


def _read_columns(
    record: Record, document: dict[str, Any], scope: Scope, position: int
) -> tuple[list[Any], list[Problem]]:
    """Return the values of a record's columns, None for those that cannot be read, and why they cannot."""
    values: list[Any] = []
    problems: list[Problem] = []
    for column in record.columns.values():
        value = position if column.kind is ORDINAL else column.read(document)
        if type(value) is Problem:
            problems.append(value)
            value = None
        elif column.kind is LOCAL_DAY:
            value = day_at(value, scope.zone)  # type: ignore[arg-type]  # the kind takes instants only
        values.append(value)
    return values, problems


def _note_new_fields(record: Record, document: dict[str, Any], reading: Reading) -> None:
    if not document.keys() <= record.known_fields:
        names = document.keys() - record.known_fields
        reading.new_fields.update(f"{record.table}.{show(name)[1:-1]}" for name in names)


def _read_children(
    parent: Record, document: dict[str, Any], key: Row, path: str, scope: Scope, reading: Reading
) -> None:
    for name, child in parent.children.items():
        sent = document.get(name)
        if sent is None:
            reading.silent_tables.update(table.name for table in tables_of(child))
            continue
        reading.rows.setdefault(child.table, [])
        seen: set[Row] = set()
        for index, item in enumerate(sent):
            _read_child(child, item, key, f"{path}{name}[{index}]", index + 1, seen, scope, reading)


def _read_child(
    record: Record, item: Any, ancestors: Row, path: str, position: int, seen: set[Row], scope: Scope, reading: Reading
) -> None:
    if not isinstance(item, dict):
        problem = Problem(field="", found=show(item), expected="an object")
        _set_back(record, path, [problem], None, reading)
        return
    own, problems = _read_columns(record, item, scope, position)
    if record.children:
        problems += _missing_lists(record, item)
    key = tuple(own[place] for place in record.key_places)
    full_key = (*ancestors, *key)
    if full_key in seen:
        problems.append(
            Problem(field=record.key[-1], found=show(key[-1]), expected="an id that comes once in its list")
        )
    if problems:
        _set_back(record, path, problems, None if None in key else full_key, reading)
        return
    seen.add(full_key)
    _note_new_fields(record, item, reading)
    reading.rows[record.table].append((*ancestors, *own))
    _read_children(record, item, full_key, f"{path}.", scope, reading)


def _set_back(record: Record, path: str, problems: list[Problem], key: Row | None, reading: Reading) -> None:
    """Send a line to quarantine; what an earlier version of it and of the lines below it left behind stays."""
    reading.setbacks.append(Setback(path=path, problems=tuple(problems)))
    own, *below = (table.name for table in tables_of(record))
    reading.silent_tables.update(below)
    if key is None:
        reading.silent_tables.add(own)
    else:
        reading.kept_keys.setdefault(own, []).append(key)
