"""The declarations and the tables say the same."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from daysheet.core.fields import (
    CENTS,
    DECIMAL,
    FLAG,
    INSTANT,
    LOCAL_DAY,
    ORDINAL,
    TEXT,
    TEXTS,
    WHOLE_NUMBER,
    Field,
)
from daysheet.core.records import Table, tables_of
from daysheet.vendors.tekmetric import records
from daysheet.vendors.tekmetric.screens import VENDOR as SCREENS

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
}
ROOT_TYPES = {
    "deleted_at": ("timestamp with time zone", True),
    "deleted_reason": ("text", True),
    "first_seen_at": ("timestamp with time zone", False),
    "changed_at": ("timestamp with time zone", False),
    "is_complete": ("boolean", False),
}
# Columns that no public answer of the vendor fills.
WITHOUT_SOURCE = {"job_sublets": {"tm_job_id": ("bigint", True)}}
# Tables that are no mirror: people fill them, or they are computed.
NO_MIRROR = {
    "daily_shop_metrics",
    "employee_leavings",
    "employee_pay",
    "fee_patterns",
    "order_sales",
    "order_standings",
    "ro_snapshot_labor",
    "ro_snapshots",
    "shop_rates",
    "snapshot_corrections",
    "tech_daily_metrics",
    "technician_hours",
}

Columns = dict[str, tuple[str, bool]]
RECORDS = (*records.RECORDS, *(stream.record for stream in SCREENS.streams))
ALL_TABLES = [table for record in RECORDS for table in tables_of(record)]


@pytest.fixture(scope="module")
def catalogue(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def columns_of(catalogue: psycopg.Connection, table: str) -> Columns:
    """Return the types of the columns that are written, and whether they may be null."""
    rows = catalogue.execute(
        """
        select attname, format_type(atttypid, atttypmod), not attnotnull
        from pg_attribute
        where attrelid = format('tekmetric.%%I', %s::text)::regclass and attnum > 0 and not attisdropped
            and attgenerated = ''
        """,
        [table],
    ).fetchall()
    return {name: (type_name, nullable) for name, type_name, nullable in rows}


def declared(table: Table) -> Columns:
    """Return what the declaration makes of a table's columns."""
    columns: Columns = {"tenant_id": ("bigint", False)}
    if table.name != "shops":
        columns["tm_shop_id"] = ("bigint", False)
    columns |= dict.fromkeys(table.ancestors, ("bigint", False))
    columns |= {name: (TYPES[field.kind], may_be_null(field)) for name, field in table.record.columns.items()}
    columns |= ROOT_TYPES if table.is_root else {}
    return columns | WITHOUT_SOURCE.get(table.name, {})


def may_be_null(field: Field) -> bool:
    # A list of texts that is missing is an empty one.
    return field.nullable and field.kind is not TEXTS


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_a_declaration_has_the_columns_of_its_table(catalogue: psycopg.Connection, table: Table) -> None:
    assert declared(table) == columns_of(catalogue, table.name)


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_a_declaration_has_the_key_of_its_table(catalogue: psycopg.Connection, table: Table) -> None:
    (key,) = catalogue.execute(
        """
        select array_agg(attname::text order by place)
        from pg_constraint
        cross join unnest(conkey) with ordinality as keys (number, place)
        join pg_attribute on attrelid = conrelid and attnum = number
        where contype = 'p' and conrelid = format('tekmetric.%%I', %s::text)::regclass
        """,
        [table.name],
    ).fetchall()[0]

    prefix = ["tenant_id"] if table.name == "shops" else ["tenant_id", "tm_shop_id"]
    assert key == [*prefix, *table.key]


def test_every_table_is_declared_or_known_to_be_no_mirror(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "select relname from pg_class where relnamespace = 'tekmetric'::regnamespace and relkind in ('r', 'p')"
    ).fetchall()

    assert {name for (name,) in rows} == {table.name for table in ALL_TABLES} | NO_MIRROR


def test_words_belong_to_columns() -> None:
    for table in ALL_TABLES:
        assert table.record.words.keys() <= table.record.columns.keys()
