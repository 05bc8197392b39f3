"""
Thousands of values that were never promised, through the decoder into PostgreSQL and back, for every vendor.

None may fail in another way than into quarantine, none may change, and no healthy row may get lost. What the
vendor's tables are made into is made in the same transaction, so that a value which it chokes on is found here too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from random import Random

import pytest

from daysheet.core.vendor import Stream, Vendor
from daysheet.warehouse.embedded import EmbeddedCluster
from tests.conftest import drop_database, make_database
from tests.engine.meaning import Rows, faults, rows_of
from tests.engine.storing import SHOP, Store, Warehouse, opened
from tests.engine.values import HOSTILE
from tests.engine.writing import Writer, Written
from tests.stories.scale import SCALE

PAGES = 7 * SCALE
RECORDS_A_PAGE = 60
HOSTILE_A_PAGE = 11
HOSTILITY = 0.18
VALUES_MIN_A_STREAM = 140
VALUES_MIN_OF_A_SMALL_RECORD = 28


@pytest.fixture
def hostile_database_url(cluster: EmbeddedCluster, cluster_url: str, vendors_template: str) -> Iterator[str]:
    """A database of the test's own with the tables of every vendor found, as the superuser sees it."""
    name = make_database(cluster_url, vendors_template)
    yield cluster.url(name)
    drop_database(cluster_url, name)


def mirrored_streams(vendor: Vendor) -> list[Stream]:
    """Return the streams that fill tables, each with the children of its records."""
    return [stream for stream in vendor.streams if stream.points_to is None]


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


async def wrong_of(warehouse: Warehouse, stream: Stream, drawn: Counter[str]) -> list[str]:
    """Read the pages of a stream; return all that is wrong afterwards, and count the values that were drawn."""
    store = await warehouse.store(stream.name)
    written = await read_pages(store)
    wrong = faults(all_rows_of(store, written), store.held()) + wrong_in_quarantine(store, written)
    if store.counts.received != len(written):
        wrong.append(f"{stream.name}: {len(written)} came, {store.counts.received} are counted")
    hostile = sum(each.hostile for each in written)
    if hostile < VALUES_MIN_OF_A_SMALL_RECORD:
        wrong.append(f"{stream.name}: only {hostile} hostile values")
    drawn["hostile"] += hostile
    drawn["odd"] += sum(each.odd for each in written)
    return wrong


async def test_no_hostile_value_is_changed_and_no_healthy_row_is_lost(
    vendor: Vendor, hostile_database_url: str
) -> None:
    drawn: Counter[str] = Counter()
    wrong: list[str] = []
    async with opened(hostile_database_url, vendor) as warehouse:
        for stream in mirrored_streams(vendor):
            wrong += await wrong_of(warehouse, stream, drawn)

    assert wrong == []
    assert min(drawn["hostile"], drawn["odd"]) >= VALUES_MIN_A_STREAM * len(mirrored_streams(vendor))


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
