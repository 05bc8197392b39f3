"""What a declaration says about its tables, its fields and itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daysheet.core.fields import cents, instant, ordinal, text, whole_number
from daysheet.core.records import BOOKKEEPING, Record, tables_of

PART = Record(table="parts", key=("tm_id",), columns={"tm_id": whole_number("id"), "cost_cents": cents("cost")})
NOTE = Record(table="notes", key=("position",), columns={"position": ordinal(), "text": text("text")})
JOB = Record(
    table="jobs",
    key=("tm_id",),
    as_parent={"tm_id": "tm_job_id"},
    columns={"tm_id": whole_number("id"), "status": text("status.code", nullable=True)},
    children={"parts": PART},
)
ORDER = Record(
    table="orders",
    key=("tm_id",),
    as_parent={"tm_id": "tm_order_id"},
    columns={"tm_id": whole_number("id")},
    children={"jobs": JOB, "notes": NOTE},
    optional=frozenset({"notes"}),
    ignored=frozenset({"color"}),
    version=instant("updatedDate"),
    location=whole_number("shopId"),
    deleted_at=instant("deletedDate", nullable=True),
)


def test_tables_come_parents_first_and_a_key_is_a_path() -> None:
    tables = tables_of(ORDER)

    assert [table.name for table in tables] == ["orders", "jobs", "parts", "notes"]
    assert [table.key for table in tables] == [
        ("tm_id",),
        ("tm_order_id", "tm_id"),
        ("tm_order_id", "tm_job_id", "tm_id"),
        ("tm_order_id", "position"),
    ]
    assert [table.is_root for table in tables] == [True, False, False, False]


def test_a_root_carries_its_bookkeeping_and_a_line_its_ancestors() -> None:
    orders, jobs, *_ = tables_of(ORDER)

    assert orders.columns == ("tm_id", *BOOKKEEPING)
    assert jobs.columns == ("tm_order_id", "tm_id", "status")


def test_known_fields_are_those_that_are_read_or_passed_over_on_purpose() -> None:
    assert ORDER.known_fields == {"id", "jobs", "notes", "color", "updatedDate", "shopId", "deletedDate"}
    assert JOB.known_fields == {"id", "status", "parts"}
    assert NOTE.known_fields == {"text"}


@pytest.mark.parametrize(
    "changed",
    [
        replace(ORDER, columns={**ORDER.columns, "name": text("name")}),
        replace(ORDER, columns={"tm_id": whole_number("number")}),
        replace(ORDER, columns={"tm_id": whole_number("id", nullable=True)}),
        replace(ORDER, columns={"tm_id": text("id")}),
        replace(ORDER, version=instant("editedDate")),
        replace(ORDER, deleted_at=None),
        replace(ORDER, optional=frozenset()),
        replace(ORDER, children={"jobs": replace(JOB, children={}), "notes": NOTE}),
    ],
)
def test_a_record_that_is_read_in_another_way_has_another_fingerprint(changed: Record) -> None:
    assert changed.fingerprint() != ORDER.fingerprint()


def test_a_fingerprint_does_not_depend_on_what_is_not_read() -> None:
    assert replace(ORDER, ignored=frozenset({"keytag"})).fingerprint() == ORDER.fingerprint()
