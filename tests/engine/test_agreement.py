"""The fast decoder and the exact reader agree on whatever the fast one takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from daysheet.bootstrap import find_vendors
from daysheet.core.reading import Scope, read_record
from daysheet.core.records import Record
from daysheet.engine.decoding import Decoder, Rows
from tests.engine.meaning import faults, rows_of, staged
from tests.engine.writing import Writer, Written

FETCHED_AT = datetime(2026, 6, 15, 15, tzinfo=UTC)
SHOP = 7
SCOPE = Scope(location_id=SHOP, zone=ZoneInfo("America/Chicago"))
HOSTILITIES = (0.0, 0.0, 0.0, 0.002, 0.02, 0.2)
ODDNESSES = (0.0, 0.0, 0.005, 0.05, 0.3)
DOCUMENTS = 500
RECORDS = [stream.record for vendor in find_vendors().values() for stream in vendor.streams if not stream.points_to]


def written(record: Record, seed: int) -> Written:
    """Return one text of a record; many seeds are tame, some are wild."""
    chance = Random(seed)
    writer = Writer(chance, shop_id=SHOP, hostility=chance.choice(HOSTILITIES), oddness=chance.choice(ODDNESSES))
    return writer.record(record, seed + 1)


def experienced(record: Record) -> Decoder:
    """Return a decoder that has met the fields nobody declared, as after the first pages of a run."""
    decoder = Decoder(record)
    for seed in range(200):
        text = Writer(Random(seed), shop_id=SHOP).record(record, 1)
        decoder.read(text.raw, SCOPE, FETCHED_AT, decoder.new_rows())
    return decoder


def taken_fast(decoder: Decoder, raw: bytes) -> Rows | None:
    """Return what the fast way makes of a record, or None where it leaves it to the exact reader."""
    rows = decoder.new_rows()
    return rows if decoder.read(raw, SCOPE, FETCHED_AT, rows) is None else None


def typed(rows: Mapping[str, Any]) -> dict[str, list[list[tuple[str, Any]]]]:
    """Return rows with the types of their values: true is not 1, and no number is a text."""
    return {
        table: [[(type(each).__name__, each) for each in row] for row in some] for table, some in rows.items() if some
    }


def disagreements(decoder: Decoder, raw: bytes, rows: Rows) -> list[str]:
    """Return how the exact reader sees a record that the fast way has taken, where it sees it differently."""
    exact = read_record(decoder.record, raw, SCOPE, FETCHED_AT)
    head = decoder.head(raw, SCOPE, FETCHED_AT)
    told = {
        "setbacks": (exact.setbacks, []),
        "rows": (typed(exact.rows), typed(rows.by_table)),
        "silent lists": (exact.silent_tables, {table for table, keys in rows.silent.items() if keys}),
        "head": ((exact.source_id, exact.version_at), head and (head.source_id, head.version_at)),
    }
    return [f"{name}: {one} exactly, {other} fast" for name, (one, other) in told.items() if one != other]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.table}-{record.key[0]}")
def test_what_the_fast_way_takes_it_takes_as_it_was_sent_and_so_does_the_exact_reader(record: Record) -> None:
    decoder = experienced(record)
    taken, wrong = 0, []
    for seed in range(DOCUMENTS):
        text = written(record, seed)
        rows = taken_fast(decoder, text.raw)
        if rows is not None:
            taken += 1
            wrong += [
                (seed, fault) for fault in faults(rows_of(record, text, SCOPE.zone), staged(record, rows.by_table))
            ]
            wrong += [(seed, each) for each in disagreements(decoder, text.raw, rows)]

    assert wrong == []
    assert taken > DOCUMENTS // 10


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.table}-{record.key[0]}")
def test_the_exact_reader_takes_what_is_healthy_and_names_each_field_that_is_not(record: Record) -> None:
    wrong = []
    for seed in range(DOCUMENTS):
        text = written(record, seed)
        reading = read_record(record, text.raw, SCOPE, FETCHED_AT)
        told = {each.path: {problem.field for problem in each.problems} for each in reading.setbacks}
        if told != text.refused:
            wrong.append((seed, f"told {told}, refused {text.refused}"))
        rows = {} if reading.is_refused else staged(record, Decoder(record).new_rows().by_table | reading.rows)
        wrong += [(seed, fault) for fault in faults(rows_of(record, text, SCOPE.zone), rows)]

    assert wrong == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.table}-{record.key[0]}")
def test_bytes_changed_at_random_never_make_the_two_disagree(record: Record) -> None:
    decoder = experienced(record)
    pieces = (
        b'"',
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"0",
        b".",
        b"e",
        b"-",
        b"\\u0022",
        b"null",
        b"\xff",
        b"\0",
    )
    taken, wrong = 0, []
    for seed in range(DOCUMENTS):
        chance = Random(seed)
        raw = Writer(chance, shop_id=SHOP).record(record, 1).raw
        for _ in range(chance.randint(1, 2)):
            at, length = chance.randrange(len(raw)), chance.choice((0, 1, 1, 5))
            start = chance.randrange(len(raw))
            piece = chance.choice((*pieces, raw[start : start + chance.randint(1, 30)]))
            raw = raw[:at] + piece + raw[at + length :]
        rows = taken_fast(decoder, raw)
        if rows is not None:
            taken += 1
            wrong += [(seed, each) for each in disagreements(decoder, raw, rows)]

    assert wrong == []
    assert taken >= DOCUMENTS // 100
