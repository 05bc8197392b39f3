"""JSON is read without changing a digit, and what cannot be kept spoils its own place only."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daysheet.core.exact import DEPTH_MAX, DIGITS_MAX, NotExact, Unkeepable, depth_of, is_closed, parse_exactly

STEADY = settings(derandomize=True, deadline=None, max_examples=300)

plain_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@STEADY
@given(plain_json)
def test_any_plain_document_is_read_as_it_was_written(document: Any) -> None:
    assert parse_exactly(json.dumps(document).encode()) == document
    assert (
        parse_exactly(json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")) == document
    )


@pytest.mark.parametrize("digits", ["0.1", "5.50", "9007199254740993.0", "1e400", "-0.0", "8906.9999999999999999"])
def test_no_digit_of_a_number_is_lost(digits: str) -> None:
    found = parse_exactly(digits.encode())

    assert isinstance(found, Decimal)
    assert str(found) == str(Decimal(digits))


def test_a_reader_that_goes_through_floats_loses_digits() -> None:
    assert Decimal(json.loads("9007199254740993.0")) != parse_exactly(b"9007199254740993.0")
    assert json.loads("8906.9999999999999999") == 8907


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_stands_in_its_own_place(name: str) -> None:
    found = parse_exactly(f'{{"id": 1, "tax": {name}}}'.encode())

    assert found == {"id": 1, "tax": Unkeepable(name)}


@pytest.mark.parametrize(
    ("digits", "what"),
    [
        ("9" * 5_000, "a number of 5000 characters"),
        ("0." + "9" * 5_000, "a number of 5002 characters"),
        ("1e99999999999999999999", "a number beyond any bound"),
    ],
    ids=["whole", "fraction", "exponent"],
)
def test_a_monstrous_number_stands_in_its_own_place(digits: str, what: str) -> None:
    assert parse_exactly(f'{{"id": 8907.5, "n": {digits}}}'.encode()) == {
        "id": Decimal("8907.5"),
        "n": Unkeepable(what),
    }


def test_a_long_number_within_bounds_is_kept() -> None:
    digits = "1" * DIGITS_MAX

    assert parse_exactly(digits.encode()) == int(digits)


def test_an_object_with_a_key_twice_stands_in_its_own_place() -> None:
    found = parse_exactly(b'{"id": 1, "jobs": [{"id": 2, "id": 3}, {"id": 4}]}')

    assert found == {"id": 1, "jobs": [Unkeepable("an object with the key 'id' twice"), {"id": 4}]}


@pytest.mark.parametrize("pair", [b'"id": 1, "id": 1', b'"id": 1, "\\u0069d": 2', b'"": 1, "": 2'])
def test_a_key_is_twice_there_however_it_is_written(pair: bytes) -> None:
    assert isinstance(parse_exactly(b"{" + pair + b"}"), Unkeepable)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"a": 1',
        b'{"a": 1,}',
        b"[1,]",
        b"01",
        b"1.",
        b".5",
        b"+1",
        b"tru",
        b"{'a': 1}",
        b'{"a": 1} x',
        b'"a\nb"',
        b'"a\x00b"',
        b'"\\x41"',
        b"\xef\xbb\xbf{}",
        b"\x0b{}",
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\xc0\xaf"',
        b"[" * 100_000,
        b"9" * 5_000 + b"x",
    ],
    ids=lambda raw: ascii(raw)[:30],
)
def test_what_is_not_json_is_told_without_its_contents(raw: bytes) -> None:
    with pytest.raises(NotExact):
        parse_exactly(raw)


def test_depth_is_limited_and_brackets_in_texts_do_not_count() -> None:
    deepest = b"[" * DEPTH_MAX + b"]" * DEPTH_MAX

    assert parse_exactly(deepest) is not None
    with pytest.raises(NotExact, match="deeper than 64"):
        parse_exactly(b"[" + deepest + b"]")
    assert parse_exactly(json.dumps("[{" * 1_000).encode()) == "[{" * 1_000


@pytest.mark.parametrize("levels", [1, 2, 63, 64])
def test_depth_is_the_longest_way_down(levels: int) -> None:
    assert depth_of(b'{"a": ' * (levels - 1) + b'[1, "]"]' + b"}" * (levels - 1)) == levels
    assert depth_of(b"[" + b",".join([b'{"a": []}'] * 500) + b"]") == 3


@pytest.mark.parametrize("raw", [b"[" * 100_000 + b"]" * 100_000, b"[" * 100_000, b'{"a":' * 100_000])
def test_depth_is_counted_no_further_than_the_limit(raw: bytes) -> None:
    assert depth_of(raw) == DEPTH_MAX + 1


@STEADY
@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail_in_another_way(raw: bytes) -> None:
    try:
        found = parse_exactly(raw)
    except NotExact:
        return
    assert parse_exactly(b"[" + raw + b"]") == [found]


def test_a_text_is_closed_only_as_a_whole() -> None:
    raw = b'{"id": 1, "name": "a}]\\"", "jobs": [{"id": NaN}]}'

    assert is_closed(raw)
    assert [cut for cut in range(len(raw)) if is_closed(raw[:cut])] == []
    assert not is_closed(raw + b"}")
    assert not is_closed(b"null")
