"""What every vendor found must do: its business is copied whole, whatever happens meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from daysheet.core.errors import CredentialsRefused, RateLimited, UnknownThing
from daysheet.core.events import Event
from daysheet.core.vendor import Vendor
from daysheet.engine.run import RunOutcome, Wish
from daysheet.operations.comparing import Expected
from daysheet.remote import VendorClient
from daysheet.warehouse.loading import Counts
from tests.stories.business import IN_PROCESS, Business
from tests.stories.scale import seeds
from tests.vendors.conftest import Connected
from tests.vendors.found import mirrored

pytestmark = pytest.mark.anyio

ORDERS = 40
RUNS_TO_HEAL_MAX = 3
LIVES_UNTIL_SOMETHING_GOES_MAX = 30


def adds_up(counts: Counts) -> bool:
    """Whether everything that was received is accounted for."""
    parts = (counts.new, counts.changed, counts.same, counts.stale, counts.quarantined, counts.ignored)
    return counts.received == sum(parts)


async def read(business: Business, **wish: Any) -> RunOutcome:
    """Read what is due; the counters of every stream add up, whatever happened."""
    outcome = await business.run(*wish.pop("streams", ()), **wish)
    assert {name for name, counts in outcome.counts.items() if not adds_up(counts)} == set()
    return outcome


async def heal(business: Business) -> int:
    """
    Read on good days until all is well, with the whole list of every stream due; return how many runs that took.

    What a vendor takes back without a word is only noticed in the whole list.
    """
    business.simulator.faults = "none"  # type: ignore[assignment]  # a profile's name will do
    slowest = max(stream.census_every for stream in business.vendor.streams)
    business.simulator.clock.advance((slowest + timedelta(hours=1)).total_seconds())
    for number in range(1, RUNS_TO_HEAL_MAX + 1):
        outcome = await read(business)
        if outcome.status == "completed" and not await business.waiting() and not await business.differences():
            return number
    return RUNS_TO_HEAL_MAX


async def contents(business: Business) -> dict[str, list[dict[str, Any]]]:
    """Return every mirrored row, all columns."""
    return {
        table: await business.ask(f"select * from {business.vendor.name}.{table} order by {table}::text")
        for table in business.tables
    }


def roots_there(vendor: Vendor, expected: Expected) -> set[tuple[str, Any, Any]]:
    """Return table, location and id of the records that the vendor has and has not marked as deleted."""
    return {
        (table.name, row.get(vendor.location_column), row[table.key[0]])
        for stream, table in mirrored(vendor)
        if table.is_root
        for row in expected[stream][table.name]
        if row.get("deleted_at") is None
    }


async def test_first_run_brings_everything_and_a_second_one_writes_nothing(connected: Connected) -> None:
    async with connected(seed=1, orders=ORDERS) as business:
        first = await read(business)

        assert (first.status, first.errors) == ("completed", [])
        assert await business.differences() == []
        pointing = {stream.name for stream in business.vendor.streams if stream.points_to is not None}
        assert [name for name, counts in first.counts.items() if not counts.received and name not in pointing] == []
        assert [table for table, rows in (await contents(business)).items() if not rows] == []

        second = await read(business)

        assert second.status == "completed"
        assert sum(counts.rows_written for counts in second.counts.values()) == 0
        assert sum(counts.new + counts.changed for counts in second.counts.values()) == 0


async def test_what_happens_is_followed_and_what_goes_unsaid_is_found_in_the_whole_list(connected: Connected) -> None:
    async with connected(seed=2, orders=ORDERS) as business:
        await read(business)
        for _ in range(3):
            business.live(30)
            assert (await read(business)).status == "completed"

            # Nothing is missing or stale; what the vendor took back without a word may still be there.
            assert [each for each in await business.differences() if not each.endswith(": left over")] == []

        assert await heal(business) == 1
        assert await business.differences() == []


@pytest.mark.parametrize("profile", ["realistic", "hostile"])
@pytest.mark.parametrize("seed", seeds(3))
async def test_the_warehouse_is_the_truth_once_the_bad_days_are_over(
    connected: Connected, profile: str, seed: int
) -> None:
    async with connected(seed=seed, orders=ORDERS, faults=profile) as business:
        for _ in range(2):
            await read(business)
            business.live(10)

        await heal(business)

        assert await business.differences() == []
        assert await business.waiting() == []


async def test_what_the_vendor_takes_back_is_marked_and_stays(connected: Connected, vendor: Vendor) -> None:
    async with connected(seed=3, orders=ORDERS) as business:
        await read(business)
        before = roots_there(vendor, business.simulator.expected({}))
        gone: set[tuple[str, Any, Any]] = set()
        for _ in range(LIVES_UNTIL_SOMETHING_GOES_MAX):
            business.live(10)
            gone = before - roots_there(vendor, business.simulator.expected({}))
            if len({table for table, _, _ in gone}) > 1:
                break

        await heal(business)

        assert await business.differences() == []
        assert gone
        marked = set()
        for _, table in mirrored(vendor):
            if table.is_root:
                rows = (await contents(business))[table.name]
                taken = [row for row in rows if row["deleted_at"] is not None and row["deleted_reason"] is not None]
                marked |= {(table.name, row.get(vendor.location_column), row[table.key[0]]) for row in taken}
        assert gone <= marked


async def test_replay_changes_nothing(connected: Connected) -> None:
    async with connected(seed=4, orders=ORDERS) as business:
        await read(business)
        business.live(30)
        await heal(business)
        before = await contents(business)

        for _ in range(2):
            outcome = await business.replay().pages()

            assert sum(counts.received for counts in outcome.counts.values()) > 0
            assert sum(counts.rows_written for counts in outcome.counts.values()) == 0
        assert await contents(business) == before


async def test_replay_fills_emptied_tables_without_the_vendor(connected: Connected) -> None:
    async with connected(seed=5, orders=ORDERS) as business:
        await read(business)
        before = await contents(business)
        for table in reversed(business.tables):
            await business.ask(f"delete from {business.vendor.name}.{table}")
        assert not any((await contents(business)).values())

        outcome = await business.replay().pages()

        assert outcome.errors == []
        assert await business.differences() == []
        assert await contents(business) == before


async def test_one_record_can_be_read_by_its_id(connected: Connected, vendor: Vendor) -> None:
    async with connected(seed=6, orders=ORDERS) as business:
        await read(business)
        by_id = [(s.name, s.record) for s in vendor.streams if s.one_path is not None and s.points_to is None]
        assert by_id
        for stream, record in by_id:
            row = (await contents(business))[record.table][-1]

            outcome = await read(business, streams=(stream,), source_ids=(str(row[record.key[0]]),))

            assert outcome.errors == []
            assert outcome.counts[stream].same == 1, stream
        assert await business.waiting() == []
        assert await business.differences() == []


async def test_new_record_is_read_by_its_id_only_where_it_belongs(connected: Connected, vendor: Vendor) -> None:
    by_id = {each.record.table: each for each in vendor.streams if each.one_path is not None}
    async with connected(seed=6, orders=ORDERS) as business:
        await read(business)
        before = roots_there(vendor, business.simulator.expected({}))
        new: set[tuple[str, Any, Any]] = set()
        while not new:
            business.live(5)
            new = {root for root in roots_there(vendor, business.simulator.expected({})) - before if root[0] in by_id}
        table, place, source_id = min(new, key=str)
        stream = by_id[table]

        outcome = await read(business, streams=(stream.name,), source_ids=(str(source_id),))

        found = [row for row in (await contents(business))[table] if row[stream.record.key[0]] == source_id]
        names_its_place = stream.record.location is not None
        assert [row[vendor.location_column] for row in found] == ([place] if names_its_place else [])
        assert [type(error) for error in outcome.errors] == ([] if names_its_place else [UnknownThing])
        assert await business.waiting() == []


async def test_wrong_secret_is_refused_and_never_told(connected: Connected, vendor: Vendor) -> None:
    async with connected(seed=6, orders=ORDERS) as business:
        secret = dict.fromkeys(vendor.sign_in.secret_fields, "not-the-secret")
        async with VendorClient(
            vendor,
            connection="main-street",
            base_url=IN_PROCESS,
            secret=secret,
            transport=business.client()._http._transport,
            clock=business.clock,
        ) as client:
            outcome = await business.worker(client).perform(Wish())

        assert [type(error) for error in outcome.errors] == [CredentialsRefused]
        assert outcome.status == "failed"
        assert "main-street" in str(outcome.errors[0])
        assert "not-the-secret" not in str(outcome.errors[0])
        assert not any((await contents(business)).values())


async def test_spent_call_budget_is_no_empty_list(connected: Connected) -> None:
    async with connected(seed=7, orders=ORDERS, calls_per_minute=4) as business:
        outcome = await business.run()

        assert isinstance(outcome.errors[-1], RateLimited)
        assert outcome.status != "completed"
        rows = [row for rows in (await contents(business)).values() for row in rows]
        assert [row for row in rows if row.get("deleted_at") is not None] == []


async def test_every_step_is_told_under_the_name_of_its_stream(connected: Connected, vendor: Vendor) -> None:
    told: list[Event] = []
    async with connected(seed=8, orders=ORDERS) as business:
        await business.run(observe=told.append)
        places = {each.name for each in await business.locations()}

    assert {event.stream for event in told} - {""} == {stream.name for stream in vendor.streams}
    assert {event.location for event in told} - {""} == places
    assert all(event.step for event in told)


def test_counters_that_do_not_add_up_are_caught() -> None:
    assert adds_up(Counts(received=3, new=1, same=2))
    assert not adds_up(Counts(received=3, new=1, same=1))
