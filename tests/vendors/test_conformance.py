"""What every vendor found must do: its business is copied whole, whatever happens meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.core.vendor import Vendor
from daysheet.warehouse.batches import Counts
from tests.stories.scale import seeds
from tests.vendors.conftest import Connected
from tests.vendors.found import mirrored
from tests.vendors.reading import ORDERS, adds_up, contents, heal, read, roots_there

pytestmark = pytest.mark.anyio

# Enough for a line in every table.
ORDERS_OF_EVERY_KIND = 50
LIVES_UNTIL_SOMETHING_GOES_MAX = 30


async def test_first_run_brings_everything_and_a_second_one_writes_nothing(connected: Connected) -> None:
    async with connected(seed=1, orders=ORDERS_OF_EVERY_KIND) as business:
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
@pytest.mark.parametrize("seed", seeds(1, when_more=2))
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
            await business.ask(f"truncate {business.vendor.name}.{table} cascade")
        assert not any((await contents(business)).values())

        outcome = await business.replay().pages()

        assert outcome.errors == []
        assert await business.differences() == []
        assert await contents(business) == before


def test_counters_that_do_not_add_up_are_caught() -> None:
    assert adds_up(Counts(received=3, new=1, same=2))
    assert not adds_up(Counts(received=3, new=1, same=1))
