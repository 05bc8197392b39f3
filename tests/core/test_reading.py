"""What is set aside and what stays: a bad record goes whole, a bad line goes alone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from daysheet.core.fields import Problem, cents, instant, local_day, ordinal, text, whole_number
from daysheet.core.reading import Reading, Scope, read_record
from daysheet.core.records import Record

FETCHED_AT = datetime(2026, 6, 15, 15, tzinfo=UTC)
SCOPE = Scope(location_id=7, zone=ZoneInfo("America/Chicago"))

INSTANT = "an instant such as 2026-03-04T22:05:41Z"

PART = Record(table="parts", key=("tm_id",), columns={"tm_id": whole_number("id"), "cost_cents": cents("cost")})
NOTE = Record(table="notes", key=("position",), columns={"position": ordinal(), "text": text("text")})
JOB = Record(
    table="jobs",
    key=("tm_id",),
    as_parent={"tm_id": "tm_job_id"},
    columns={"tm_id": whole_number("id"), "name": text("name")},
    children={"parts": PART},
)
ORDER = Record(
    table="orders",
    key=("tm_id",),
    as_parent={"tm_id": "tm_order_id"},
    columns={
        "tm_id": whole_number("id"),
        "total_cents": cents("total"),
        "posted_on": local_day("postedDate", nullable=True),
    },
    children={"jobs": JOB, "notes": NOTE},
    optional=frozenset({"notes"}),
    ignored=frozenset({"color"}),
    version=instant("updatedDate"),
    location=whole_number("shopId", nullable=True),
    deleted_at=instant("deletedDate", nullable=True),
)


def order(**changes: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "shopId": 7,
        "total": 1250,
        "updatedDate": "2026-06-01T10:00:00Z",
        "jobs": [
            {"id": 10, "name": "Brakes", "parts": [{"id": 100, "cost": 5}, {"id": 101, "cost": 6}]},
            {"id": 11, "name": "Oil", "parts": []},
        ],
        "notes": [{"text": "first"}, {"text": "second"}],
        **changes,
    }


def read(document: object, scope: Scope = SCOPE) -> Reading:
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_record(ORDER, raw, scope, FETCHED_AT)


def test_an_order_becomes_rows_of_every_table_of_its_tree() -> None:
    reading = read(order(postedDate="2026-06-01T03:00:00Z"))

    assert reading.rows == {
        "orders": [(1, 1250, date(2026, 5, 31), None, None, FETCHED_AT, True)],
        "jobs": [(1, 10, "Brakes"), (1, 11, "Oil")],
        "parts": [(1, 10, 100, 5), (1, 10, 101, 6)],
        "notes": [(1, 1, "first"), (1, 2, "second")],
    }
    assert (reading.source_id, reading.version_at) == ("1", datetime(2026, 6, 1, 10, tzinfo=UTC))
    assert not reading.is_refused
    assert reading.setbacks == []


def test_what_the_vendor_deleted_is_marked_with_the_reason() -> None:
    row = read(order(deletedDate="2026-06-02T00:00:00Z")).rows["orders"][0]

    assert row[3:5] == (datetime(2026, 6, 2, tzinfo=UTC), "vendor")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"total": 12.5}, Problem(field="total", found="12.5", expected="a whole number of cents")),
        ({"total": None}, Problem(field="total", found="null", expected="a whole number of cents")),
        ({"updatedDate": "soon"}, Problem(field="updatedDate", found="'soon'", expected=INSTANT)),
        ({"deletedDate": 5}, Problem(field="deletedDate", found="5", expected=INSTANT)),
        ({"shopId": 8}, Problem(field="shopId", found="8", expected="7, as asked for")),
        ({"shopId": 0}, Problem(field="shopId", found="0", expected="7, as asked for")),
        ({"shopId": "x"}, Problem(field="shopId", found="'x'", expected="a whole number")),
        ({"jobs": None}, Problem(field="jobs", found="null", expected="a list")),
        ({"jobs": {"id": 10}}, Problem(field="jobs", found="{'id': 10}", expected="a list")),
        ({"notes": "none"}, Problem(field="notes", found="'none'", expected="a list")),
    ],
)
def test_a_record_with_a_bad_field_goes_whole_and_keeps_its_id(changes: dict[str, Any], problem: Problem) -> None:
    reading = read(order(**changes))

    assert reading.is_refused
    assert reading.rows == {}
    assert [setback.path for setback in reading.setbacks] == [""]
    assert reading.setbacks[0].problems == (problem,)
    assert reading.source_id == "1"


def test_all_bad_fields_of_a_record_are_told_at_once() -> None:
    (setback,) = read(order(id="x", total=None, shopId=9)).setbacks

    assert [problem.field for problem in setback.problems] == ["id", "total", "shopId"]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"", "malformed JSON (Expecting value at character 0)"),
        (b'{"id": 1', "malformed JSON (Expecting ',' delimiter at character 8)"),
        (b"null", "null"),
        (b"[1]", "[1]"),
        (b"NaN", "NaN"),
        (b'{"id": 1, "id": 2}', "an object with the key 'id' twice"),
        (b"\xff", "bytes that are not UTF-8"),
        (b"[" * 900 + b"]" * 900, "nested deeper than 64 levels"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_what_is_no_object_is_set_aside_without_an_id(raw: bytes, found: str) -> None:
    reading = read(raw)

    assert reading.is_refused
    assert reading.source_id is None
    assert reading.setbacks[0].problems == (Problem(field="", found=found, expected="one JSON object"),)


def test_a_bad_line_goes_alone_and_its_order_is_incomplete() -> None:
    document = order()
    document["jobs"][0]["parts"][0]["cost"] = 0.5

    reading = read(document)

    assert not reading.is_refused
    assert reading.rows["parts"] == [(1, 10, 101, 6)]
    assert reading.rows["orders"][0][-1] is False
    assert [setback.path for setback in reading.setbacks] == ["jobs[0].parts[0]"]
    assert reading.kept_keys == {"parts": [(1, 10, 100)]}
    assert reading.silent_tables == set()


def test_the_lines_below_a_bad_line_go_with_it_and_their_earlier_rows_stay() -> None:
    document = order()
    document["jobs"][0]["name"] = None

    reading = read(document)

    assert reading.rows["jobs"] == [(1, 11, "Oil")]
    assert reading.rows["parts"] == []
    assert reading.kept_keys == {"jobs": [(1, 10)]}
    assert reading.silent_tables == {"parts"}


@pytest.mark.parametrize("line", [{"id": "x", "cost": 5}, None, "part", [], 5, True], ids=str)
def test_a_line_that_cannot_be_told_from_others_lets_all_earlier_rows_stay(line: object) -> None:
    document = order()
    document["jobs"][0]["parts"][0] = line

    reading = read(document)

    assert reading.rows["parts"] == [(1, 10, 101, 6)]
    assert reading.silent_tables == {"parts"}
    assert len(reading.setbacks) == 1


def test_a_key_twice_in_a_line_spoils_that_line_alone() -> None:
    raw = json.dumps(order()).encode().replace(b'"id": 100, ', b'"id": 100, "id": 102, ')

    reading = read(raw)

    assert reading.rows["parts"] == [(1, 10, 101, 6)]
    assert reading.setbacks[0].problems[0].found == "an object with the key 'id' twice"


def test_an_id_that_comes_twice_in_its_list_is_taken_once() -> None:
    document = order()
    document["jobs"][0]["parts"][1]["id"] = 100

    reading = read(document)

    assert reading.rows["parts"] == [(1, 10, 100, 5)]
    assert reading.setbacks[0].path == "jobs[0].parts[1]"
    assert reading.setbacks[0].problems == (
        Problem(field="tm_id", found="100", expected="an id that comes once in its list"),
    )


def test_the_same_id_under_two_parents_is_two_lines() -> None:
    document = order()
    document["jobs"][1]["parts"] = [{"id": 100, "cost": 9}]

    assert read(document).rows["parts"] == [(1, 10, 100, 5), (1, 10, 101, 6), (1, 11, 100, 9)]


@pytest.mark.parametrize("shape", ["null", "missing"])
def test_a_list_that_says_nothing_is_silent_and_an_empty_one_is_not(shape: str) -> None:
    silent, empty = order(notes=None), order(notes=[])
    if shape == "missing":
        del silent["notes"]

    assert read(silent).silent_tables == {"notes"}
    assert "notes" not in read(silent).rows
    assert read(empty).silent_tables == set()
    assert read(empty).rows["notes"] == []


def test_a_position_is_counted_with_the_lines_that_could_not_be_read() -> None:
    reading = read(order(notes=[{"text": 1}, {"text": "second"}]))

    assert reading.rows["notes"] == [(1, 2, "second")]
    assert reading.kept_keys == {"notes": [(1, 1)]}


def test_a_field_nobody_declared_is_told_by_its_table() -> None:
    document = order(color="red", tint="dark", **{"\ud800\0": 1})
    document["jobs"][0]["score"] = 5

    reading = read(document)

    assert reading.new_fields == {"orders.tint", "jobs.score", "orders.\\ud800\\x00"}
    assert not reading.is_refused


@pytest.mark.parametrize("value", ["NaN", "9" * 5_000, '{"a": 1, "a": 2}', '"\\ud800"'], ids=lambda value: value[:9])
def test_a_field_that_nobody_reads_spoils_nothing(value: str) -> None:
    raw = json.dumps(order()).encode().replace(b'"total"', b'"color": ' + value.encode() + b', "total"')

    assert read(raw).rows == read(order()).rows


def test_where_no_location_was_asked_for_any_will_do() -> None:
    assert not read(order(shopId=8), Scope()).is_refused
    assert not read(order(shopId=None)).is_refused
    assert read(order(postedDate="2026-06-01T03:00:00Z"), Scope()).rows["orders"][0][2] is None
