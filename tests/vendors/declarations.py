"""Says what is wrong with a vendor's declaration: on its own, and beside the tables of the live catalogue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import psycopg

from daysheet.core.fields import (
    CENTS,
    DAY,
    DAY_OR_ZERO,
    DECIMAL,
    DOLLARS,
    FLAG,
    INSTANT,
    LOCAL_DAY,
    ORDINAL,
    TEXT,
    TEXTS,
    UUID_TEXT,
    WHOLE_NUMBER,
    Field,
)
from daysheet.core.records import Table
from daysheet.core.sessions import SessionToken
from daysheet.core.vendor import Stream, Vendor
from tests.vendors.found import mirrored

TYPES = {
    WHOLE_NUMBER: "bigint",
    CENTS: "bigint",
    DECIMAL: "numeric",
    TEXT: "text",
    FLAG: "boolean",
    INSTANT: "timestamp with time zone",
    LOCAL_DAY: "date",
    TEXTS: "text[]",
    ORDINAL: "bigint",
    UUID_TEXT: "uuid",
    DOLLARS: "bigint",
    DAY: "date",
    DAY_OR_ZERO: "date",
}
ROOT_COLUMNS = {
    "deleted_at": ("timestamp with time zone", True),
    "deleted_reason": ("text", True),
    "first_seen_at": ("timestamp with time zone", False),
    "changed_at": ("timestamp with time zone", False),
    "is_complete": ("boolean", False),
}
NAME = re.compile(r"[a-z][a-z0-9_]*")

Columns = dict[str, tuple[str, bool]]


def problems_of(vendor: Vendor) -> list[str]:
    """Return what is wrong with a declaration, whatever the tables are."""
    found = [f"{name!r} is no plain name" for name in (vendor.name, *_names(vendor)) if not NAME.fullmatch(name)]
    found += [f"{name} comes twice" for name, count in Counter(_names(vendor)).items() if count > 1]
    listing = [stream for stream in vendor.streams if stream.names_locations is not None]
    if isinstance(vendor.sign_in, SessionToken):
        if listing or not vendor.caution or vendor.writes_into is None:
            found.append("a session names its location, adds to the tables of another source, and wants a caution")
    elif [stream.per_location for stream in listing] != [False] or listing[0] is not vendor.streams[0]:
        found.append("exactly one stream lists the locations, and it comes first")
    if "*" not in vendor.calls_per_minute or min(vendor.calls_per_minute.values()) < 1:
        found.append("the limit of calls is not told for every host")
    if not vendor.base_url.startswith("https://") or vendor.base_url.endswith("/"):
        found.append("the base URL is not https, or ends in a slash")
    if not re.fullmatch("[A-Z]{3}", vendor.currency):
        found.append(f"{vendor.currency} is no currency")
    if not vendor.title or not vendor.sign_in.secret_fields or vendor.calls_at_once < 1:
        found.append("title, sign-in or calls at once are missing")
    for place, stream in enumerate(vendor.streams):
        found += [f"{stream.name}: {problem}" for problem in _stream_problems(vendor, place, stream)]
    for _, table in mirrored(vendor):
        found += [f"{table.name}: {problem}" for problem in _record_problems(table)]
    return found


def _names(vendor: Vendor) -> list[str]:
    tables = [table.name for _, table in mirrored(vendor)]
    return [*(f"{stream.name}" for stream in vendor.streams if stream.name not in tables), *tables]


def _stream_problems(vendor: Vendor, place: int, stream: Stream) -> Iterator[str]:
    columns = stream.record.columns
    if not stream.path.startswith("/"):
        yield "its path does not begin with a slash"
    if len(stream.record.key) != 1:
        yield "a record has one column as its key"
    if stream.one_path is not None and "{id}" not in stream.one_path:
        yield "the path of one record does not say where the id stands"
    if stream.census_every <= timedelta(0) or stream.overlap < timedelta(0):
        yield "a span of time is not positive"
    if stream.names_locations is not None and not set(stream.names_locations) <= set(columns):
        yield "what names the locations are not its columns"
    yield from _problems_of_days(stream)
    if stream.points_to is not None:
        before = {each.name: each for each in vendor.streams[:place]}
        if stream.points_to.stream not in before:
            yield "it points to a stream that does not come before it"
        elif before[stream.points_to.stream].one_path is None:
            yield "it points to records that cannot be asked for"
        elif not _fits(vendor, stream):
            yield "its three columns are not columns of the lines it points to"


def _problems_of_days(stream: Stream) -> Iterator[str]:
    if stream.due is not None and (stream.one_path is None or stream.days is not None):
        yield "what is asked for one by one needs a path of its own, and is no list of days"
    if stream.days is not None and (stream.paging is None or stream.per_location):
        yield "a list of days has pages, and is that of the whole account"


def _fits(vendor: Vendor, stream: Stream) -> bool:
    assert stream.points_to is not None
    lines = [table for _, table in mirrored(vendor) if table.name == stream.points_to.table]
    names = list(stream.record.columns)
    return bool(lines) and len(names) == 3 and set(names) <= set(lines[0].columns) and names[1] == lines[0].key[0]


def _record_problems(table: Table) -> Iterator[str]:
    record = table.record
    if not set(record.key) <= set(record.columns):
        yield "its key is not among its columns"
    if not set(record.as_parent) <= set(record.key):
        yield "it renames what is no key"
    if not record.optional <= set(record.children):
        yield "an optional list is not a list of it"
    if not set(record.words) <= set(record.columns):
        yield "words are told of what is no column"
    read = {field.path.split(".")[0] for field in record.columns.values() if field.path} | set(record.children)
    if read & record.ignored:
        yield "a field is both read and ignored"
    if any(record.columns[name].nullable for name in record.key if name in record.columns):
        yield "a part of its key may be null"


def declared_columns(vendor: Vendor, stream: Stream, table: Table, key_types: dict[str, str]) -> Columns:
    """Return the columns that a table must have; *key_types* are those of columns that other records declare."""
    columns: Columns = {"tenant_id": ("bigint", False)}
    if stream.per_location:
        columns[vendor.location_column] = (key_types[vendor.location_column], False)
    elif vendor.account_column is not None:
        columns[vendor.account_column] = ("bigint", False)
    columns |= {name: (key_types[name], False) for name in table.ancestors}
    columns |= {name: (TYPES[field.kind], _may_be_null(field)) for name, field in table.record.columns.items()}
    return columns | (ROOT_COLUMNS if table.is_root else {})


def key_types_of(vendor: Vendor) -> dict[str, str]:
    """Return the types of locations' and parents' ids, under the names they have in other tables."""
    types: dict[str, str] = {}
    if isinstance(vendor.sign_in, SessionToken):
        types[vendor.location_column] = TYPES[WHOLE_NUMBER]
    for stream in vendor.streams:
        if stream.names_locations is not None:
            types[vendor.location_column] = TYPES[stream.record.columns[stream.names_locations[0]].kind]
    for _, table in mirrored(vendor):
        for own, name in zip(table.record.key, table.record.parent_columns(), strict=True):
            types[name] = TYPES[table.record.columns[own].kind]
    return types


def _may_be_null(field: Field) -> bool:
    # A list of texts that is missing is an empty one; a day is not known before the location's zone is.
    return field.kind is LOCAL_DAY or (field.nullable and field.kind is not TEXTS)


def table_problems(vendor: Vendor, catalogue: psycopg.Connection) -> list[str]:
    """Return where the tables are not what is declared."""
    found = []
    types = key_types_of(vendor)
    for name, table in mirrored(vendor):
        stream = vendor.stream(name)
        held = columns_of(vendor, catalogue, table.name)
        for column, wanted in declared_columns(vendor, stream, table, types).items():
            if held.get(column) != wanted:
                found.append(f"{table.name}.{column} is {held.get(column)}, declared as {wanted}")
        own = vendor.location_column if stream.per_location else vendor.account_column
        prefix = ("tenant_id", own) if own else ("tenant_id",)
        key = key_of(vendor, catalogue, table.name)
        if key != [*prefix, *table.key]:
            found.append(f"{table.name} has the key {key}, declared as {[*prefix, *table.key]}")
    return found


def columns_of(vendor: Vendor, catalogue: psycopg.Connection, table: str) -> Columns:
    """Return the types of a table's columns, and whether they may be null."""
    rows = catalogue.execute(
        """
        select attname, format_type(atttypid, atttypmod), not attnotnull
        from pg_attribute
        where attrelid = to_regclass(format('%%I.%%I', %s::text, %s::text)) and attnum > 0 and not attisdropped
        """,
        [vendor.schema, table],
    ).fetchall()
    return {name: (type_name, nullable) for name, type_name, nullable in rows}


def key_of(vendor: Vendor, catalogue: psycopg.Connection, table: str) -> list[str]:
    """Return the columns of a table's primary key."""
    rows = catalogue.execute(
        """
        select attname::text
        from pg_constraint
        cross join unnest(conkey) with ordinality as keys (number, place)
        join pg_attribute on attrelid = conrelid and attnum = number
        where contype = 'p' and conrelid = to_regclass(format('%%I.%%I', %s::text, %s::text))
        order by place
        """,
        [vendor.schema, table],
    ).fetchall()
    return [name for (name,) in rows]
