"""What a page does to the warehouse: what is new, the same, stale or set aside, and what stays of before."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from daysheet.engine.intake import TooManyProblems
from tests.engine.orders import order, raw
from tests.engine.storing import NOW, Store, opened

LATER = NOW + timedelta(minutes=10)
NEWER = "2026-06-14T10:00:00Z"


@pytest.fixture
async def store(own_database_url: str) -> AsyncIterator[Store]:
    async with opened(own_database_url) as warehouse:
        yield await warehouse.store("repair_orders")


def held(store: Store, table: str) -> set[tuple[Any, ...]]:
    return set(store.held().get(table, {}))


def told(store: Store) -> list[tuple[str | None, str]]:
    return [(each["source_id"], each["path"]) for each in store.set_aside()]


def doubled(document: dict[str, Any], other_id: int) -> bytes:
    """Write an order that has two ids; a reader that takes the last one takes the other's."""
    return raw(document)[:-1] + f', "id": {other_id}}}'.encode()


async def test_the_same_bytes_again_are_the_same_and_nothing_is_written(store: Store) -> None:
    first = await store.take(raw(order(1)), raw(order(2)))
    again = await store.take(raw(order(1)), raw(order(2)), fetched_at=LATER)

    assert (first.new, first.rows_written > 2) == (2, True)
    assert (again.received, again.same, again.rows_written) == (2, 2, 0)


async def test_an_older_version_is_stale_however_late_it_comes(store: Store) -> None:
    await store.take(raw(order(1, updatedDate=NEWER, keytag="new")))

    counts = await store.take(raw(order(1, updatedDate="2026-06-13T10:00:00Z", keytag="old")), fetched_at=LATER)

    assert (counts.received, counts.stale) == (1, 1)
    assert store.held()["repair_orders"][1,]["keytag"] == "new"


async def test_of_two_versions_on_a_page_the_newer_counts_and_of_equals_the_last(store: Store) -> None:
    counts = await store.take(
        raw(order(1, updatedDate=NEWER, keytag="new")),
        raw(order(1, updatedDate="2026-06-13T10:00:00Z", keytag="old")),
        raw(order(2, keytag="first")),
        raw(order(2, keytag="second")),
    )

    assert (counts.received, counts.new, counts.stale) == (4, 2, 2)
    assert [row["keytag"] for row in store.held()["repair_orders"].values()] == ["new", "second"]


@pytest.mark.parametrize("place", ["before", "after"])
async def test_a_record_with_two_ids_does_not_push_a_healthy_one_aside(store: Store, place: str) -> None:
    healthy = raw(order(2, updatedDate="2026-06-13T10:00:00Z"))
    two_ids = doubled(order(1, updatedDate=NEWER), 2)

    counts = await store.take(*([two_ids, healthy] if place == "before" else [healthy, two_ids]))

    assert held(store, "repair_orders") == {(2,)}
    assert told(store) == [(None, "")]
    assert (counts.received, counts.new, counts.quarantined, counts.stale) == (2, 1, 1, 0)


async def test_a_record_with_two_ids_is_set_aside_also_where_it_looks_stale(store: Store) -> None:
    await store.take(raw(order(2, updatedDate=NEWER)))

    counts = await store.take(doubled(order(1, updatedDate="2026-06-01T10:00:00Z"), 2))

    assert (counts.quarantined, counts.stale) == (1, 0)
    assert told(store) == [(None, "")]


async def test_a_stamp_from_the_future_is_set_aside_and_a_healthy_version_is_still_taken(store: Store) -> None:
    store.intake.latest_at = NOW + timedelta(days=1)

    counts = await store.take(raw(order(1, updatedDate="2026-06-17T10:00:00Z")))
    assert (counts.quarantined, told(store), held(store, "repair_orders")) == (1, [("1", "")], set())

    await store.take(raw(order(1, updatedDate=NEWER)), fetched_at=LATER)
    assert held(store, "repair_orders") == {(1,)}


async def test_a_page_with_many_bad_records_stops_before_anything_is_overwritten(store: Store) -> None:
    await store.take(*(raw(order(number, keytag="before")) for number in range(20)))
    dropped = [order(number, updatedDate=NEWER, keytag="after") for number in range(20)]
    for document in dropped[:5]:
        del document["totalSales"]

    with pytest.raises(TooManyProblems, match=r"5 of the 20 records.*totalSales is missing") as stopped:
        await store.take(*map(raw, dropped), fetched_at=LATER)
    await store.load(stopped.value.batch)

    assert {row["keytag"] for row in store.held()["repair_orders"].values()} == {"before"}
    assert len(told(store)) == 5


async def test_four_bad_records_do_not_stop_a_small_page(store: Store) -> None:
    counts = await store.take(*(raw(order(number, totalSales=0.5)) for number in range(4)), raw(order(9)))

    assert (counts.quarantined, counts.new) == (4, 1)


def _bad_name(document: dict[str, Any]) -> None:
    document["jobs"][0]["name"] = None


def _bad_id(document: dict[str, Any]) -> None:
    document["jobs"][0]["id"] = "x"


def _no_object(document: dict[str, Any]) -> None:
    document["jobs"][0] = None


def _bad_list(document: dict[str, Any]) -> None:
    document["jobs"][0]["parts"] = 5


def _bad_part(document: dict[str, Any]) -> None:
    document["jobs"][0]["parts"][0]["cost"] = 0.5


def _bad_part_id(document: dict[str, Any]) -> None:
    document["jobs"][0]["parts"][0]["id"] = None


def _silent_parts(document: dict[str, Any]) -> None:
    for job in document["jobs"]:
        job["parts"] = None


@pytest.mark.parametrize(
    "spoil",
    [_bad_name, _bad_id, _no_object, _bad_list, _bad_part, _bad_part_id, _silent_parts],
    ids=lambda spoil: spoil.__name__,
)
async def test_what_was_stored_of_a_line_stays_while_the_line_cannot_be_read(
    store: Store, spoil: Callable[[dict[str, Any]], None]
) -> None:
    await store.take(raw(order(1)))
    before = {table: held(store, table) for table in ("jobs", "job_parts", "job_labor")}
    document = order(1, updatedDate=NEWER)
    spoil(document)

    await store.take(raw(document), fetched_at=LATER)

    assert {table: held(store, table) for table in before} == before
    assert all(before.values())
    assert store.held()["repair_orders"][1,]["is_complete"] is (spoil is _silent_parts)


async def test_a_line_that_is_no_longer_sent_disappears_with_the_lines_below_it(store: Store) -> None:
    await store.take(raw(order(1)))
    document = order(1, updatedDate=NEWER)
    gone = document["jobs"].pop(0)

    await store.take(raw(document), fetched_at=LATER)

    assert gone["id"] not in {key[1] for key in held(store, "jobs")}
    assert gone["id"] not in {key[1] for key in held(store, "job_parts")}
    assert store.held()["repair_orders"][1,]["is_complete"]


async def test_a_line_that_can_be_read_again_makes_its_order_whole(store: Store) -> None:
    document = order(1)
    _bad_part(document)
    await store.take(raw(document))
    assert told(store) == [("1", "jobs[0].parts[0]")]

    await store.take(raw(order(1)), fetched_at=LATER)

    assert told(store) == []
    assert store.held()["repair_orders"][1,]["is_complete"]


async def test_records_without_an_id_are_remembered_by_their_payload(store: Store) -> None:
    texts = [b"null", b"{", raw(order(1, id="x")), b"[1]"]

    counts = await store.take(*texts, *(raw(order(number)) for number in range(2, 20)))

    assert counts.quarantined == len(store.intake.nameless) == 4
    assert {each["payload"] for each in store.set_aside()} == set(texts)
    assert json.loads(store.set_aside()[2]["payload"])["id"] == "x"
