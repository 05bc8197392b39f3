"""The decoder: fast where nothing can get lost unseen, exact everywhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from daysheet.core.fields import decimal, instant, text, whole_number
from daysheet.core.reading import Reading, Scope
from daysheet.core.records import Record
from daysheet.engine.decoding import Decoder, Head, Rows
from daysheet.vendors.tekmetric.records import RECORDS
from daysheet.vendors.tekmetric.simulator import create_simulator

FETCHED_AT = datetime(2026, 6, 15, 15, tzinfo=UTC)
SCOPE = Scope()

LINE = Record(table="lines", key=("tm_id",), columns={"tm_id": whole_number("id"), "hours": decimal("hours")})
ORDER = Record(
    table="orders",
    key=("tm_id",),
    as_parent={"tm_id": "tm_order_id"},
    columns={
        "tm_id": whole_number("id"),
        "name": text("name", nullable=True),
        "label": text("label.name", nullable=True),
        "at": instant("at", nullable=True),
        "hours": decimal("hours", nullable=True),
        "updated_at": instant("updatedDate"),
    },
    children={"lines": LINE},
    optional=frozenset({"lines"}),
    ignored=frozenset({"color"}),
    version=instant("updatedDate"),
)


class Unchecked(Decoder):
    """A decoder that believes what it has decoded without counting quotes."""

    def _decoded(self, raw: bytes) -> Any:
        try:
            return self._compiled.decode(raw)
        except msgspec.MsgspecError:
            return None


def raw_of(**fields: str) -> bytes:
    """Write an order from raw values."""
    given = {"id": "1", "updatedDate": '"2026-06-01T10:00:00Z"', **fields}
    return ("{" + ",".join(f'"{name}":{value}' for name, value in given.items()) + "}").encode()


def read(decoder: Decoder, raw: bytes) -> tuple[Reading | None, Rows]:
    rows = decoder.new_rows()
    return decoder.read(raw, SCOPE, FETCHED_AT, rows), rows


def first_order(rows: Rows) -> dict[str, Any]:
    return dict(zip(ORDER.columns, rows.by_table["orders"][0], strict=False))


def test_a_plain_record_is_read_fast() -> None:
    reading, rows = read(Decoder(ORDER), raw_of(name='"Ann"', hours="5.5", lines='[{"id":2,"hours":1}]'))

    assert reading is None
    assert first_order(rows)["hours"] == Decimal("5.5")
    assert rows.by_table["lines"] == [(1, 2, Decimal(1))]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": '"\\u0022\\u0022"', 'id":2,"id': "1"},
        {"name": '"\\u0022\\u0022"', "hours": '"1_000"'},
        {"at": '"2026-06-01T10:00:59.9999999Z"'},
        {"at": '"2026-06-01T10:00:59.5Z"'},
        {"at": '"2026-06-01T10:00:59"'},
        {"at": '"1900-01-01T00:00:00+14:00"'},
        {"at": '"2199-12-31T23:59:59-14:00"'},
        {"name": '"a\\u0000b"'},
        {"name": '"\\ud800"'},
        {"id": "1.0"},
        {"id": "9007199254740993"},
        {"hours": '"5.5"'},
        {"hours": "0e-20000"},
        {"hours": "5.5000000000000"},
        {"hours": "NaN"},
        {"lines": '[{"id":2,"hours":1},{"id":2,"hours":3}]'},
        {"lines": '[{"id":2,"hours":1,"id":3}]'},
        {"color": "[" * 40 + "]" * 40},
        {"new": "1"},
    ],
    ids=lambda fields: ascii(list(fields.values())[-1])[:40],
)
def test_where_something_might_get_lost_the_exact_reader_has_the_word(fields: Mapping[str, str]) -> None:
    decoder = Decoder(ORDER)
    read(decoder, raw_of(hours="5.5"))

    reading, _ = read(decoder, raw_of(**fields))

    assert reading is not None


def test_a_fraction_is_cut_and_never_carried_over_into_the_next_second() -> None:
    _, rows = read(Decoder(ORDER), raw_of(at='"2026-12-31T23:59:59.9999999Z"'))

    assert first_order(rows)["at"] == datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


def test_a_decimal_that_equals_a_known_one_is_still_looked_at() -> None:
    decoder = Decoder(ORDER)
    assert read(decoder, raw_of(hours="0"))[0] is None

    reading, _ = read(decoder, raw_of(hours="0e-20000"))

    assert reading is not None
    assert reading.is_refused


@pytest.mark.parametrize(
    "raw",
    [
        raw_of(**{'id":2,"id': "1"}),
        raw_of(**{'name":"Ann","name': '"Bob"'}),
        raw_of(hours='"1_000"'),
        raw_of(hours='" 5"'),
        raw_of(lines='[{"id":2,"hours":1,"hours":2}]'),
    ],
)
def test_a_decoder_that_does_not_count_quotes_misses_what_this_one_refuses(raw: bytes) -> None:
    reading, _ = read(Decoder(ORDER), raw)
    missed, _ = read(Unchecked(ORDER), raw)

    assert reading is not None
    assert reading.setbacks
    assert missed is None


def test_a_field_nobody_declared_is_told_once_and_then_passed_over_fast() -> None:
    decoder = Decoder(ORDER)

    first, rows = read(
        decoder, raw_of(tint='"dark"', label='{"name":"x","code":5}', lines='[{"id":2,"hours":1,"z":0}]')
    )
    second, _ = read(decoder, raw_of(tint="5", label='{"name":"x","code":"y"}', lines='[{"id":2,"hours":1,"z":null}]'))

    assert first is not None
    assert rows.new_fields == {"orders.tint": 1, "lines.z": 1}
    assert second is None


def test_an_object_in_the_place_of_a_passed_over_value_is_learnt_too() -> None:
    decoder = Decoder(ORDER)

    readings = [read(decoder, raw_of(color='{"name":"red","tones":[1,null]}'))[0] for _ in range(2)]

    assert readings[0] is not None
    assert readings[1] is None


def test_the_depth_of_what_is_passed_over_is_limited_all_the_same() -> None:
    decoder = Decoder(ORDER)
    read(decoder, raw_of(color="[1]"))
    assert read(decoder, raw_of(color="[[1]]"))[0] is None

    allowed, _ = read(decoder, raw_of(color="[" * 60 + "]" * 60))
    too_deep, _ = read(decoder, raw_of(color="[" * 64 + "]" * 64))

    assert allowed is not None
    assert not allowed.is_refused
    assert too_deep is not None
    assert too_deep.is_refused


@pytest.mark.parametrize("name", ['a\\"b', "a\\\\b", "\\ud800", "\\u0007", "", "x" * 300])
def test_a_name_that_no_decoder_can_have_does_no_harm(name: str) -> None:
    decoder = Decoder(ORDER)

    for _ in range(2):
        _, rows = read(decoder, raw_of(**{name: "1"}))
        assert len(rows.by_table["orders"]) == 1


def test_a_list_that_is_none_in_a_line_does_no_harm() -> None:
    part = replace(LINE, table="parts")
    line = replace(LINE, as_parent={"tm_id": "tm_line_id"}, children={"parts": part})
    decoder = Decoder(replace(ORDER, children={"lines": line}))

    reading, rows = read(decoder, raw_of(lines='[{"id":2,"hours":1,"parts":5},{"id":3,"hours":1,"parts":[]}]'))

    assert reading is not None
    assert [setback.path for setback in reading.setbacks] == ["lines[0]"]
    assert rows.by_table["lines"] == [(1, 3, Decimal(1))]


def test_a_million_new_names_are_not_all_learnt() -> None:
    decoder = Decoder(ORDER)
    many = {f"n{number}": "0" for number in range(20_000)}

    reading, rows = read(decoder, raw_of(**many))

    assert reading is not None
    assert len(rows.new_fields) == 20_000
    assert len(decoder._shape.passed_over) <= 200


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (raw_of(), Head("1", datetime(2026, 6, 1, 10, tzinfo=UTC), 1)),
        (raw_of(id="1.0"), Head("1", datetime(2026, 6, 1, 10, tzinfo=UTC), 1)),
        (raw_of(id='"1"', name="5"), Head("1", datetime(2026, 6, 1, 10, tzinfo=UTC), 1)),
        (
            raw_of(updatedDate='"2026-06-01T10:00:00.5Z"'),
            Head("1", datetime(2026, 6, 1, 10, 0, 0, 500_000, tzinfo=UTC), 1),
        ),
        (raw_of(updatedDate='"soon"'), Head("1", None, 1)),
        (raw_of(id="null"), None),
        (raw_of(id="1.5"), None),
        (b"[]", None),
        (b"{", None),
    ],
)
def test_a_head_is_read_however_it_is_written(raw: bytes, expected: Head | None) -> None:
    assert Decoder(ORDER).head(raw, SCOPE, FETCHED_AT) == expected


def test_the_head_of_a_record_that_contradicts_itself_is_sure_to_be_none() -> None:
    raw = raw_of(**{'id":2,"id': "3"})
    decoder = Decoder(ORDER)

    assert decoder.head(raw, SCOPE, FETCHED_AT) is not None
    assert decoder.sure_head(raw, SCOPE, FETCHED_AT) is None
    assert decoder.sure_head(raw_of(), SCOPE, FETCHED_AT) == decoder.head(raw_of(), SCOPE, FETCHED_AT)


def test_an_id_of_text_with_a_nul_is_no_id() -> None:
    decoder = Decoder(replace(ORDER, columns={**ORDER.columns, "tm_id": text("id")}))

    assert decoder.head(raw_of(id='"a\\u0000"'), SCOPE, FETCHED_AT) is None
    assert decoder.head(raw_of(id='"a"'), SCOPE, FETCHED_AT) == Head("a", datetime(2026, 6, 1, 10, tzinfo=UTC), "a")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.table)
def test_every_integer_sent_as_a_float_makes_the_same_rows_without_one_error(record: Record) -> None:
    simulator = create_simulator(seed=3, orders=60, calls_per_minute=0)
    shops = [None] if record.table == "shops" else simulator.shop_ids
    documents = [each for shop in shops for each in simulator.truth(record.table, shop)]
    as_sent, as_floats = Decoder(record), Decoder(record)
    plain, floats = as_sent.new_rows(), as_floats.new_rows()

    for document in documents:
        as_sent.read(json.dumps(document).encode(), SCOPE, FETCHED_AT, plain)
        as_floats.read(_WRITER.encode(_with_floats(document)), SCOPE, FETCHED_AT, floats)

    assert len(documents) > 1
    assert floats.setbacks == []
    assert floats.by_table == plain.by_table
    assert as_floats.read_exactly == len(documents)


_WRITER = msgspec.json.Encoder(decimal_format="number")


def _with_floats(document: Any) -> Any:
    if isinstance(document, dict):
        return {name: _with_floats(value) for name, value in document.items()}
    if isinstance(document, list):
        return [_with_floats(value) for value in document]
    return Decimal(f"{document}.0") if type(document) is int else document


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.table)
def test_null_where_the_documents_promise_none_is_set_aside_and_not_stored(record: Record) -> None:
    simulator = create_simulator(seed=3, orders=5, calls_per_minute=0)
    document = simulator.truth(record.table, None if record.table == "shops" else simulator.shop_ids[0])[0]
    promised = [
        column.path for column in record.columns.values() if not column.nullable and column.kind.name != "texts"
    ]

    for path in promised:
        spoiled = json.loads(json.dumps(document))
        *way, leaf = path.split(".")
        inner = spoiled
        for step in way:
            inner = inner[step]
        inner[leaf] = None
        reading, rows = read(Decoder(record), json.dumps(spoiled).encode())
        assert reading is not None
        assert {(each.field, each.found) for each in reading.setbacks[0].problems} == {(path, "null")}
        assert rows.count == 0

    assert len(promised) > 3


def test_words_outside_the_vocabulary_are_counted_and_kept() -> None:
    record = replace(ORDER, words={"name": frozenset({"OPEN", "DONE"})})
    decoder = Decoder(record)
    rows = decoder.new_rows()
    for name in ('"OPEN"', '"ON_HOLD"', '"open"', '""', "null", '"ON_HOLD"'):
        decoder.read(raw_of(name=name), SCOPE, FETCHED_AT, rows)

    decoder.count_unknown_words(rows)

    assert rows.unknown_words == {("orders.name", "ON_HOLD"): 2, ("orders.name", "open"): 1, ("orders.name", ""): 1}
    assert [row[1] for row in rows.by_table["orders"]] == ["OPEN", "ON_HOLD", "open", "", None, "ON_HOLD"]


def test_an_offset_is_no_change_of_the_instant() -> None:
    _, rows = read(Decoder(ORDER), raw_of(at='"2026-06-01T04:00:00-06:00"'))

    assert first_order(rows)["at"] == datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert first_order(rows)["at"].utcoffset() in (timedelta(0), timedelta(hours=-6))
