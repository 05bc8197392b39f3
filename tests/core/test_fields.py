"""The table of rules: what each kind of field takes, in which dress, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daysheet.core.exact import parse_exactly
from daysheet.core.fields import (
    ABSENT,
    BIGINT_MAX,
    REFUSED,
    Field,
    Problem,
    cents,
    day_at,
    decimal,
    flag,
    instant,
    local_day,
    show,
    text,
    texts,
    whole_number,
)

STEADY = settings(derandomize=True, deadline=None, max_examples=300)


def read(field: Field, raw: str) -> object:
    """Read a field the way a record is read: from JSON text."""
    return field.read(parse_exactly(f'{{"{field.path}": {raw}}}'.encode()))


def refused(field: Field, raw: str) -> bool:
    return isinstance(read(field, raw), Problem)


WHOLE = [
    ("8907", 8907),
    ("8907.0", 8907),
    ("8907.000", 8907),
    ("8.907e3", 8907),
    ("8.907E+3", 8907),
    ('"8907"', 8907),
    ('"8907.0"', 8907),
    ('"-12"', -12),
    ("0", 0),
    ("0.0", 0),
    ("-0", 0),
    ("-0.0", 0),
    ("0e5", 0),
    ("1e3", 1000),
    ("-1", -1),
    ("2147483648", 2**31),
    ("9007199254740993", 2**53 + 1),
    ("9007199254740993.0", 2**53 + 1),
    ("9223372036854775807", BIGINT_MAX),
    ("9223372036854775807.0", BIGINT_MAX),
    ("-9223372036854775808", -(2**63)),
    ("1000000000000000", 10**15),
]
NOT_WHOLE = [
    "8907.5",
    "17950.4999",
    "8906.9999999999999999",
    "8907.0000000000000000000000000001",
    "0." + "0" * 390 + "1",
    "9223372036854775808",
    "-9223372036854775809",
    "1e19",
    "1e400",
    "1e999999999999999999",
    "1e-999999999999999999",
    "1e99999999999999999999",
    "1e-99999999999999999999",
    "9" * 5_000,
    "9" * 200,
    "0." + "9" * 5_000,
    "NaN",
    "Infinity",
    "-Infinity",
    '"NaN"',
    '" 123 "',
    '"123 "',
    '"1,234.50"',
    '"$12"',
    '"1_000"',
    '"1e3"',
    '"+5"',
    '"0x10"',
    '"12abc"',
    '"-"',
    '""',
    '"\\u0661\\u0662"',
    '"\\uff11"',
    '"123\\n"',
    '"' + "1" * 41 + '"',
    "true",
    "false",
    "[]",
    "[8907]",
    "{}",
    '{"id": 8907}',
]


@pytest.mark.parametrize("field", [whole_number("id"), cents("id")], ids=["whole number", "cents"])
@pytest.mark.parametrize(("raw", "expected"), WHOLE, ids=lambda value: str(value)[:30])
def test_a_whole_number_is_taken_in_any_dress_in_which_nothing_is_lost(field: Field, raw: str, expected: int) -> None:
    taken = read(field, raw)

    assert taken == expected
    assert type(taken) is int


@pytest.mark.parametrize("raw", NOT_WHOLE, ids=lambda value: value[:30])
def test_a_whole_number_refuses_everything_else(raw: str) -> None:
    problem = read(whole_number("id"), raw)

    assert isinstance(problem, Problem)
    assert (problem.field, problem.expected) == ("id", "a whole number")
    assert problem.found


@pytest.mark.parametrize(
    "raw",
    [
        "5.5",
        "5.50",
        "-0.25",
        "0",
        "40",
        '"5.5"',
        "1e3",
        "999999999999999.9999999999",
        "-999999999999999",
        "0.0000000001",
    ],
)
def test_a_decimal_is_taken_digit_for_digit(raw: str) -> None:
    taken = read(decimal("hours"), raw)

    assert taken == Decimal(raw.strip('"'))
    assert str(taken) == str(Decimal(raw.strip('"')))


@pytest.mark.parametrize(
    "raw",
    [
        "1e15",
        "0.00000000001",
        "5.500000000000001",
        "0e-20000",
        "0e20000",
        '"1,5"',
        '" 5.5"',
        '"5.5h"',
        '"Infinity"',
        "NaN",
        "true",
        "[]",
        "9" * 5_000,
    ],
    ids=lambda value: value[:30],
)
def test_a_decimal_beyond_its_bounds_is_refused_and_never_rounded(raw: str) -> None:
    assert refused(decimal("hours"), raw)


@STEADY
@given(st.decimals(allow_nan=False, allow_infinity=False, places=None))
def test_a_number_is_kept_exactly_or_refused(number: Decimal) -> None:
    raw = str(number)

    for field in (whole_number("n"), decimal("n")):
        taken = read(field, raw)
        assert isinstance(taken, Problem) or taken == number


INSTANTS = [
    ("2026-03-05T01:12:08Z", datetime(2026, 3, 5, 1, 12, 8, tzinfo=UTC)),
    ("2026-03-05T01:12:08z", datetime(2026, 3, 5, 1, 12, 8, tzinfo=UTC)),
    ("2026-03-05t01:12:08Z", datetime(2026, 3, 5, 1, 12, 8, tzinfo=UTC)),
    ("2026-03-05 01:12:08", datetime(2026, 3, 5, 1, 12, 8, tzinfo=UTC)),
    ("2026-03-05T01:12:08", datetime(2026, 3, 5, 1, 12, 8, tzinfo=UTC)),
    ("2026-03-05T01:12:08+00:00", datetime(2026, 3, 5, 1, 12, 8, tzinfo=UTC)),
    ("2026-03-04T19:12:08-06:00", datetime(2026, 3, 5, 1, 12, 8, tzinfo=UTC)),
    ("2026-03-05T06:42:08+0530", datetime(2026, 3, 5, 1, 12, 8, tzinfo=UTC)),
    ("2024-02-29T23:59:59Z", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
    ("1900-01-01T00:00:00Z", datetime(1900, 1, 1, tzinfo=UTC)),
]


@pytest.mark.parametrize(("raw", "expected"), INSTANTS)
@pytest.mark.parametrize("field", [instant("at"), local_day("at")], ids=["instant", "local day"])
def test_an_instant_is_taken_with_or_without_an_offset(field: Field, raw: str, expected: datetime) -> None:
    assert read(field, f'"{raw}"') == expected


@pytest.mark.parametrize("digits", range(1, 13))
def test_a_fraction_of_a_second_is_cut_to_microseconds_and_never_rounded_up(digits: int) -> None:
    taken = read(instant("at"), f'"2026-12-31T23:59:59.{"9" * digits}Z"')

    assert taken == datetime(2026, 12, 31, 23, 59, 59, int(("9" * digits)[:6].ljust(6, "0")), tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        '"2026-03-05"',
        '"20260305"',
        "20260305",
        "1772673128000",
        '"1772673128"',
        '"2026-03-05T01:12Z"',
        '"2026-03-05T01:12:08.Z"',
        '"2026-03-05T24:00:00Z"',
        '"2026-12-31T23:59:60Z"',
        '"2026-02-30T00:00:00Z"',
        '"2026-13-01T00:00:00Z"',
        '"0001-01-01T00:00:00Z"',
        '"0001-01-01T00:00:00+14:00"',
        '"1899-12-31T23:59:59Z"',
        '"2200-01-01T00:00:01Z"',
        '"9999-12-31T23:59:59Z"',
        '"9999-12-31T23:59:59-14:00"',
        '"2026-03-05T01:12:08+24:00"',
        '"2026-03-05T01:12:08+00:99"',
        '"2026-03-05T01:12:08 UTC"',
        '"2026-03-05T01:12:08Z\\n"',
        '" 2026-03-05T01:12:08Z"',
        '"03/05/2026"',
        '"\\u0662026-03-05T01:12:08Z"',
        '""',
        "true",
    ],
)
def test_what_is_no_full_instant_is_refused(raw: str) -> None:
    problem = read(instant("at"), raw)

    assert isinstance(problem, Problem)
    assert problem.expected == "an instant such as 2026-03-04T22:05:41Z"


TEXTS_KEPT = [
    "",
    " ",
    "Łukasz",
    "e\u0301",
    "\u0430dmin",
    "🔧🚗",
    "\u202eabc",
    "\u0001\u001f\u007f",
    "</script>",
    "=cmd()",
    "%00",
    "'; drop table x; --",
    "\ufeff",
    "\uffff",
    "x" * 1_000_000,
]


@pytest.mark.parametrize("value", TEXTS_KEPT, ids=lambda value: ascii(value)[:30])
def test_text_is_kept_exactly_as_sent(value: str) -> None:
    assert text("name").read({"name": value}) == value
    assert texts("name").read({"name": [value, value]}) == [value, value]


@pytest.mark.parametrize("raw", ['"a\\u0000b"', '"\\ud800"', '"x\\udc00"', '"\\udc00\\ud800"', "5", "true", "[]", "{}"])
def test_text_that_no_table_can_hold_is_refused(raw: str) -> None:
    problem = read(text("name"), raw)

    assert isinstance(problem, Problem)
    assert problem.found.isascii()


@pytest.mark.parametrize(("raw", "expected"), [("true", True), ("false", False)])
def test_a_flag_is_true_or_false(raw: str, expected: bool) -> None:
    assert read(flag("open"), raw) is expected


@pytest.mark.parametrize("raw", ["1", "0", "1.0", '"true"', '"Y"', '"false"', '""', "[]"])
def test_a_flag_is_nothing_else(raw: str) -> None:
    assert refused(flag("open"), raw)


@pytest.mark.parametrize(
    ("raw", "expected"), [('"a"', ["a"]), ('["a","b"]', ["a", "b"]), ('""', [""]), ("[]", []), ("null", [])]
)
def test_texts_are_one_or_several(raw: str, expected: list[str]) -> None:
    assert read(texts("email"), raw) == expected


@pytest.mark.parametrize("raw", ["5", "[5]", '["a", null]', '["a\\u0000"]', '[["a"]]', "{}", "true"])
def test_texts_are_nothing_else(raw: str) -> None:
    assert refused(texts("email"), raw)


@pytest.mark.parametrize("make", [whole_number, cents, decimal, text, flag, instant, local_day])
def test_nothing_is_null_where_it_may_be_and_a_problem_elsewhere(make: Callable[..., Field]) -> None:
    for document, found in (({"a": None}, "null"), ({}, "missing")):
        problem = make("a").read(document)

        assert make("a", nullable=True).read(document) is None
        assert isinstance(problem, Problem)
        assert problem.found == found


def test_a_path_looks_inside_objects() -> None:
    field = text("status.code", nullable=True)

    assert field.read({"status": {"code": "POSTED"}}) == "POSTED"
    assert field.read({"status": {"code": None}}) is None
    assert field.read({"status": None}) is None
    assert field.read({}) is None
    assert field.read({"status": "POSTED"}) == Problem(field="status.code", found="'POSTED'", expected="an object")


def test_a_value_is_shown_short_and_in_plain_characters() -> None:
    assert show("\u202eé\x1b[2J\ud800") == r"'\u202e\xe9\x1b[2J\ud800'"
    assert show("x" * 1_000).endswith("... (1002 characters)")
    assert show(None) == "null"
    assert show(ABSENT) == "missing"
    assert show(Decimal("8907.5")) == "8907.5"


def test_a_problem_reads_as_a_sentence() -> None:
    problem = read(cents("totalSales"), '"12,50"')

    assert str(problem) == "totalSales is '12,50', expected a whole number of cents"


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        ("2026-03-08T04:59:59+00:00", "America/Toronto", date(2026, 3, 7)),
        ("2026-03-08T05:00:00+00:00", "America/Toronto", date(2026, 3, 8)),
        ("2026-03-09T03:59:59+00:00", "America/Toronto", date(2026, 3, 8)),
        ("2026-11-01T05:30:00+00:00", "America/Toronto", date(2026, 11, 1)),
        ("2026-11-02T04:59:59+00:00", "America/Toronto", date(2026, 11, 1)),
        ("2026-11-01T02:29:59+00:00", "America/St_Johns", date(2026, 10, 31)),
        ("2026-07-01T06:59:59+00:00", "America/Phoenix", date(2026, 6, 30)),
        ("2026-04-04T13:00:00+00:00", "Australia/Lord_Howe", date(2026, 4, 5)),
    ],
)
def test_a_day_is_the_day_where_the_location_is(at: str, zone: str, expected: date) -> None:
    assert day_at(datetime.fromisoformat(at), ZoneInfo(zone)) == expected


def test_there_is_no_day_without_an_instant_or_a_zone() -> None:
    assert day_at(None, ZoneInfo("UTC")) is None
    assert day_at(datetime(2026, 1, 1, tzinfo=UTC), None) is None


@pytest.mark.parametrize(
    ("kind", "raw"), [(whole_number("a"), "8907.5"), (text("a"), "5"), (instant("a"), '"soon"'), (flag("a"), "1")]
)
def test_a_refusal_is_never_mistaken_for_a_value(kind: Field, raw: str) -> None:
    value = parse_exactly(raw.encode())

    assert kind.kind.take(value) is REFUSED
