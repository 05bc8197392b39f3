"""
Ten thousand values that were never promised, through the decoder into PostgreSQL and back.

None may fail in another way than into quarantine, none may change, and no healthy row may get lost.
"""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random

from daysheet.vendors.tekmetric.records import RECORDS
from tests.engine.meaning import Rows, faults, rows_of
from tests.engine.storing import SHOP, Store, opened
from tests.engine.values import HOSTILE
from tests.engine.writing import Writer, Written

PAGES = 25
RECORDS_A_PAGE = 60
HOSTILE_A_PAGE = 11
HOSTILITY = 0.18
VALUES_MIN = 10_000


def page(store: Store, number: int, chance: Random) -> list[Written]:
    """Write a page on which fewer than a fifth of the records are hostile; the others are tame."""
    shop_id = SHOP if store.record.location else None
    hostile = Writer(chance, shop_id=shop_id, hostility=HOSTILITY, oddness=0.3)
    tame = Writer(chance, shop_id=shop_id)
    first = number * RECORDS_A_PAGE + 1
    found = [
        (hostile if place < HOSTILE_A_PAGE else tame).record(store.record, first + place)
        for place in range(RECORDS_A_PAGE)
    ]
    chance.shuffle(found)
    return found


def wrong_in_quarantine(store: Store, written: list[Written]) -> list[str]:
    """Return what is missing from quarantine, or there without a reason."""
    waiting = store.set_aside()
    expected = {(each.raw, path): fields for each in written for path, fields in each.refused.items()}
    found = {(row["payload"], row["path"]): {problem["field"] for problem in row["problems"]} for row in waiting}
    wrong = [
        f"{store.record.table} {path}: {fields} is wrong, and {found.get((raw, path))} is told"
        for (raw, path), fields in expected.items()
        if found.get((raw, path)) != fields
    ]
    wrong += [f"{store.record.table} {path} is set aside needlessly" for _, path in found.keys() - expected.keys()]
    return wrong + [
        f"{row['path']} says nothing: {problem}"
        for row in waiting
        for problem in row["problems"]
        if not (problem["found"] and problem["expected"] and problem["found"].isascii())
    ]


async def test_no_hostile_value_is_changed_and_no_healthy_row_is_lost(database_url: str) -> None:
    hostile = odd = 0
    wrong: list[str] = []
    async with opened(database_url) as warehouse:
        for record in RECORDS:
            store = await warehouse.store(record.table)
            written = await read_pages(store)
            meant = all_rows_of(store, written)
            hostile += sum(each.hostile for each in written)
            odd += sum(each.odd for each in written)
            wrong += faults(meant, store.held())
            wrong += wrong_in_quarantine(store, written)
            assert store.counts.received == len(written)

    assert wrong == []
    assert hostile >= VALUES_MIN
    assert odd >= VALUES_MIN


async def read_pages(store: Store) -> list[Written]:
    """Write pages of a stream and read each into the warehouse."""
    written: list[Written] = []
    for number in range(PAGES):
        some = page(store, number, Random(f"{store.record.table} {number}"))
        written += some
        await store.take(*(each.raw for each in some))
    return written


def all_rows_of(store: Store, written: list[Written]) -> Rows:
    """Return every row that the records must become."""
    meant: Rows = {}
    for each in written:
        for table, rows in rows_of(store.record, each, store.intake.scope.zone).items():
            meant.setdefault(table, {}).update(rows)
    return meant


def test_a_naive_reader_changes_values_of_the_same_kinds() -> None:
    changed = []
    for raw in HOSTILE["whole_number"]:
        try:
            taken = int(json.loads(raw))
        except (ValueError, TypeError, OverflowError):
            continue
        if str(taken) != raw:
            changed.append(raw)

    assert {"8907.5", "8906.9999999999999999", "9007199254740993.5", "true", '" 123 "', '"1_000"'} <= set(changed)
    assert int(json.loads("9007199254740993.0")) != int(Decimal("9007199254740993.0"))
