"""Reading the same again writes nothing, from the vendor or from the stored pages; what was lost comes back."""

from __future__ import annotations

import pytest

from tests.stories.business import Business, opened, simulated
from tests.stories.fingerprints import contents, row_versions, rows_ever_written

EMPTIED = {
    "everything": "truncate tekmetric.{tables} cascade; truncate control.record_versions",
    "the lines": "delete from tekmetric.job_parts; truncate control.record_versions",
    "some orders": "delete from tekmetric.repair_orders where tm_id % 3 = 0; truncate control.record_versions",
    "the versions": "truncate control.record_versions",
}


async def some_days(business: Business) -> None:
    """Read a business several times while it lives: several versions of records, deleted ones, one who left."""
    await business.run()
    business.live(40)
    await business.run()
    last_employee = business.simulator.truth("employees", business.simulator.shop_ids[0])[-1]["id"]
    business.simulator.business.employees.remove(last_employee, business.simulator.clock.now())
    business.live(10)
    business.wait(hours=25)
    await business.run()
    assert await business.differences() == []
    assert await business.value("select count(*) from tekmetric.employees where deleted_reason = 'gone'") > 0


async def test_second_run_writes_no_row_and_leaves_no_dead_one(warehouse_url: str) -> None:
    simulator = simulated(7, orders=40)
    async with opened(warehouse_url, simulator) as business:
        await some_days(business)
        before = await row_versions(business)
    written = rows_ever_written(warehouse_url)
    assert written > 500

    async with opened(warehouse_url, simulator) as business:
        outcomes = [await business.run(), await business.run(full=True)]

        assert await row_versions(business) == before
    assert rows_ever_written(warehouse_url) == written
    for outcome in outcomes:
        assert outcome.status == "completed"
        assert all(counts.new == counts.changed == counts.rows_written == 0 for counts in outcome.counts.values())
    assert outcomes[1].counts["repair_orders"].same >= 40


async def test_three_replays_change_nothing(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(8, orders=30)) as business:
        await some_days(business)
        before = await contents(business), await row_versions(business)
        requests = business.simulator.stats.requests

        outcomes = [await business.replay().pages() for _ in range(3)]

        assert (await contents(business), await row_versions(business)) == before
        assert business.simulator.stats.requests == requests
        assert await business.counters_off() == []
        assert all(outcome.counts["repair_orders"].received > 30 for outcome in outcomes)


@pytest.mark.parametrize("what", EMPTIED)
async def test_replay_brings_back_what_was_lost(warehouse_url: str, what: str) -> None:
    async with opened(warehouse_url, simulated(9, orders=30)) as business:
        await some_days(business)
        before = await contents(business)
        await business.ask(EMPTIED[what].format(tables=", tekmetric.".join(business.tables)))
        assert what == "the versions" or await business.differences() != []

        await business.replay().pages()

        assert await business.differences() == []
        if what == "everything":
            assert await contents(business) == before


async def test_a_changed_cent_is_seen_by_the_fingerprints(warehouse_url: str) -> None:
    """The far side: the fingerprints above would notice one write."""
    async with opened(warehouse_url, simulated(10, orders=5, shops=1)) as business:
        await business.run()
        before = await contents(business), await row_versions(business)

        await business.ask("update tekmetric.repair_orders set taxes_cents = taxes_cents")
        touched = await contents(business), await row_versions(business)
        await business.ask("update tekmetric.repair_orders set taxes_cents = taxes_cents + 1")

        assert touched[0] == before[0]
        assert touched[1] != before[1]
        assert await contents(business) != before[0]
