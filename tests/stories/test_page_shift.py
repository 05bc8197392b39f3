"""Records move between the pages while they are read: nothing is missed, nothing stays stale, nothing is left over."""

from __future__ import annotations

import pytest

from tests.stories.business import Business, opened, simulated, with_pages_of
from tests.stories.scale import seeds

SEEDS, SEEDS_WHEN_MORE = 6, 20
RUNS_WHILE_IT_SHIFTS = 1
# The vendor tells nothing of an employee who left, nor of an appointment that is gone: no window shows it.
REPORTED = ("customers", "vehicles", "repair_orders", "jobs", "appointments")


async def censuses(business: Business) -> dict[str, object]:
    """Return when each stream was last read whole."""
    rows = await business.ask("select stream, census_at from control.sync_cursors")
    return {row["stream"]: row["census_at"] for row in rows if row["stream"] in REPORTED}


@pytest.mark.parametrize("seed", seeds(SEEDS, when_more=SEEDS_WHEN_MORE))
async def test_windows_alone_keep_up_with_a_business_that_shifts_its_pages(warehouse_url: str, seed: int) -> None:
    simulator = simulated(seed, orders=40, shops=1)
    async with opened(warehouse_url, simulator, vendor=with_pages_of(6)) as business:
        await business.run()
        first = await censuses(business)
        simulator.faults.use("page-shift")
        for _ in range(RUNS_WHILE_IT_SHIFTS):
            business.live(40)
            await business.run(*REPORTED)
        simulator.faults.use("none")

        outcome = await business.run(*REPORTED)

        assert outcome.errors == []
        assert await censuses(business) == first
        wrong = [each for each in await business.differences() if not each.startswith("employees")]
        assert wrong == [], f"seed {seed}"
        assert simulator.stats.life_events.total() > 50


async def test_pages_shift_under_the_reading(warehouse_url: str) -> None:
    """The far side: the story above tells something only if passes had to be read again."""
    simulator = simulated(1, orders=40, shops=1)
    async with opened(warehouse_url, simulator, vendor=with_pages_of(6)) as business:
        await business.run()
        business.live(60)
        simulator.faults.use("page-shift")

        await business.run()

        assert await business.value("select max((details->>'passes')::int) from control.sync_log") > 1
