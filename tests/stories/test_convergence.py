"""Whatever the vendor's bad days did: once they are over, the warehouse is the vendor's truth, field by field."""

from __future__ import annotations

import pytest

from tests.stories.business import Business, opened, simulated
from tests.stories.scale import seeds

# Every size of a business that the seeds make, and one with two shops.
SEEDS_A_PROFILE = 7
SEEDS_A_PROFILE_WHEN_MORE = 25
RUNS_ON_BAD_DAYS = 2
RUNS_TO_HEAL_MAX = 3

# A change behind the service's back, and a word of the difference that it must make.
PLANTED = {
    "a cent more": ("update tekmetric.jobs set subtotal_cents = subtotal_cents + 1", "subtotal_cents"),
    "a lost line": (
        "delete from tekmetric.job_parts where tm_id = (select max(tm_id) from tekmetric.job_parts)",
        "missing",
    ),
    "a ghost": ("update tekmetric.customers set tm_id = tm_id + 1000000", "left over"),
    "another day": ("update tekmetric.repair_orders set posted_on = posted_on - 1", "posted_on"),
    "other hours": ("update tekmetric.job_labor set hours = hours + 0.01", "hours"),
    "a null": ("update tekmetric.vehicles set make = null", "make"),
    "no longer deleted": ("update tekmetric.repair_orders set deleted_at = null", "deleted_at"),
    "a lost shop": ("delete from tekmetric.shops", "missing"),
}


async def live_through(business: Business, profile: str, runs: int = RUNS_ON_BAD_DAYS) -> None:
    """Read the vendor on bad days, while the business goes on."""
    business.simulator.faults.use(profile)
    for _ in range(runs):
        await business.run()
        business.live(12)


async def heal(business: Business) -> list[str]:
    """
    Read the vendor on good days until all is well, and return what is wrong after the last run.

    The vendor never tells that an employee left: only the daily look at the whole list does.
    """
    business.simulator.faults.use("none")
    business.wait(hours=25)
    wrong: list[str] = []
    for _ in range(RUNS_TO_HEAL_MAX):
        outcome = await business.run()
        wrong = [*map(str, outcome.errors), *outcome.unproven, *await business.waiting()]
        wrong += await business.differences()
        if not wrong:
            break
    return wrong


@pytest.mark.parametrize("profile", ["realistic", "hostile"])
@pytest.mark.parametrize("seed", seeds(SEEDS_A_PROFILE, when_more=SEEDS_A_PROFILE_WHEN_MORE))
async def test_warehouse_equals_the_truth_once_the_bad_days_are_over(
    warehouse_url: str, profile: str, seed: int
) -> None:
    simulator = simulated(seed, orders=20 + seed % 5 * 10, shops=1 + seed % 8 // 7)
    async with opened(warehouse_url, simulator) as business:
        await live_through(business, profile)

        wrong = await heal(business)

        assert wrong == [], f"seed {seed}, profile {profile}"
        assert await business.counters_off() == [], f"seed {seed}, profile {profile}"
        assert await business.value("select count(*) from tekmetric.job_parts") > 0


@pytest.mark.parametrize("change", PLANTED)
async def test_comparison_catches_a_planted_difference(warehouse_url: str, change: str) -> None:
    statement, word = PLANTED[change]
    async with opened(warehouse_url, simulated(3, orders=40, shops=1)) as business:
        await business.run()
        assert await business.differences() == []

        await business.ask(f"set session_replication_role = replica; {statement}")

        assert any(word in each for each in await business.differences())


async def test_counters_that_do_not_add_up_are_noticed(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(1, orders=5, shops=1)) as business:
        await business.run()
        assert await business.counters_off() == []

        await business.ask(
            "alter table control.sync_log drop constraint counters_add_up; update control.sync_log set same = same + 1"
        )

        assert len(await business.counters_off()) == len(business.vendor.streams)
