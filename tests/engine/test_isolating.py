"""A record that the database refuses costs neither its batch nor the run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from daysheet.core.errors import RowRefused
from daysheet.core.fields import Kind
from daysheet.engine.decoding import Decoder
from daysheet.warehouse.batches import Batch, Version
from tests.engine.orders import order, raw
from tests.engine.storing import NOW, Store, Warehouse, opened


@pytest.fixture
async def warehouse(own_database_url: str) -> AsyncIterator[Warehouse]:
    async with opened(own_database_url) as found:
        yield found


@pytest.fixture
async def store(warehouse: Warehouse) -> Store:
    return await warehouse.store("repair_orders")


def forbid(store: Store, table: str, condition: str) -> None:
    """Let somebody add a constraint that this release knows nothing of."""
    with psycopg.connect(store.owner_url, autocommit=True) as connection:
        connection.execute(f"alter table tekmetric.{table} add constraint house_rule check ({condition})".encode())


def held_orders(store: Store) -> list[int]:
    return sorted(key[0] for key in store.held().get("repair_orders", {}))


async def test_the_one_record_that_breaks_a_constraint_is_set_aside_with_the_reason(store: Store) -> None:
    forbid(store, "repair_orders", "ro_number <> 13")

    counts = await store.take(*(raw(order(number)) for number in range(1, 31)))

    assert held_orders(store) == [number for number in range(1, 31) if number != 13]
    (waiting,) = store.set_aside()
    assert (waiting["source_id"], waiting["path"], waiting["payload"]) == ("13", "", raw(order(13)))
    assert waiting["problems"] == [
        {"field": "", "found": "CheckViolation, constraint house_rule", "expected": "a record that the database takes"}
    ]
    assert (counts.received, counts.new, counts.quarantined) == (30, 29, 1)


async def test_a_line_that_breaks_a_constraint_sets_its_order_aside(store: Store) -> None:
    bad = order(7)
    bad["jobs"][0]["name"] = "forbidden"
    forbid(store, "jobs", "name <> 'forbidden'")

    await store.take(*(raw(order(number)) for number in range(1, 7)), raw(bad))

    assert held_orders(store) == [1, 2, 3, 4, 5, 6]
    assert {key[0] for key in store.held()["jobs"]} == {1, 2, 3, 4, 5, 6}
    assert [each["source_id"] for each in store.set_aside()] == ["7"]


async def test_a_refused_record_leaves_quarantine_when_the_constraint_is_gone(store: Store) -> None:
    forbid(store, "repair_orders", "ro_number <> 1")
    await store.take(raw(order(1)), raw(order(2)))
    with psycopg.connect(store.owner_url, autocommit=True) as connection:
        connection.execute("alter table tekmetric.repair_orders drop constraint house_rule")

    await store.take(raw(order(1)), raw(order(2)))

    assert held_orders(store) == [1, 2]
    assert store.set_aside() == []


async def test_the_set_aside_lines_of_healthy_orders_stay_with_them(store: Store) -> None:
    forbid(store, "repair_orders", "ro_number <> 13")
    documents = [order(number) for number in range(10, 16)]
    for document in documents:
        document["jobs"][0]["parts"][0]["cost"] = 0.5

    with_lines = documents[:1] + [order(number) for number in range(11, 20)]
    counts = await store.take(*map(raw, with_lines))

    assert held_orders(store) == [10, 11, 12, 14, 15, 16, 17, 18, 19]
    assert [(each["source_id"], each["path"]) for each in store.set_aside()] == [("10", "jobs[0].parts[0]"), ("13", "")]
    assert (counts.received, counts.new, counts.quarantined, counts.lines_quarantined) == (10, 9, 1, 1)


async def test_the_position_moves_with_the_last_piece_and_not_before(store: Store) -> None:
    forbid(store, "repair_orders", "ro_number < 20")
    refused = [raw(order(number)) for number in range(20, 40)]

    await store.take(*(raw(order(number)) for number in range(1, 10)), refused[0], position="page 1")
    with pytest.raises(RowRefused):
        await store.take(*(raw(order(number)) for number in range(10, 20)), *refused, position="page 2")

    assert store.position() == {"next": "page 1"}


async def test_a_database_that_refuses_everything_stops_the_run_instead(store: Store) -> None:
    forbid(store, "repair_orders", "false")

    with pytest.raises(RowRefused, match="daysheet doctor"):
        await store.take(*(raw(order(number)) for number in range(1, 40)))

    assert held_orders(store) == []


UNFIT: tuple[tuple[str, Any], ...] = (
    ("miles_in", Decimal("0e-20000")),
    ("miles_in", Decimal("1e-20000")),
    ("miles_in", Decimal("1e200000")),
    ("ro_number", 2**63),
    ("ro_number", 2**70),
    ("ro_number", None),
    ("ro_number", "twelve"),
    ("status", "a\0b"),
    ("status", "\ud800"),
)


async def test_values_that_only_the_database_knows_to_refuse_cost_their_records_alone(store: Store) -> None:
    """The decoder lets none of these through; were there a hole in it, no batch would be lost."""
    rows = Decoder(store.record).new_rows()
    batch = Batch(received=50)
    for number in range(50):
        document = raw(order(number))
        store.intake.decoder.read(document, store.intake.scope, NOW, rows)
        batch.versions[str(number)] = Version(payload_hash=bytes([number]), updated_at=NOW, fetched_at=NOW)
        batch.texts[str(number)] = document
    root = rows.by_table["repair_orders"]
    for number, (column, value) in enumerate(UNFIT):
        place = store.target.tables[0].columns.index(column)
        root[number] = (*root[number][:place], value, *root[number][place + 1 :])
    batch.rows = rows.by_table

    counts = await store.load(batch)

    unfit = list(range(len(UNFIT)))
    assert held_orders(store) == list(range(len(UNFIT), 50))
    assert sorted(int(each["source_id"]) for each in store.set_aside()) == unfit
    assert (counts.received, counts.new, counts.quarantined) == (50, 50 - len(UNFIT), len(UNFIT))


async def test_a_reader_with_a_hole_loses_one_record_and_not_the_batch(warehouse: Warehouse) -> None:
    store = await warehouse.store("repair_orders")
    anything = Kind("whole_number", "anything", lambda value: value)
    holed = {**store.record.columns, "ro_number": replace(store.record.columns["ro_number"], kind=anything)}
    store.intake.decoder = Decoder(replace(store.record, columns=holed))

    counts = await store.take(raw(order(1)), raw(order(2, repairOrderNumber="twelve")), raw(order(3)))

    assert held_orders(store) == [1, 3]
    assert (counts.new, counts.quarantined) == (2, 1)
