"""Figures that are kept up to date are the figures that are made from nothing, whatever the history was."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.stories.business import Business, opened, simulated
from tests.stories.figures import catch_up, figures_of, let_people_speak, not_conserved, places_of, unlike_rebuilt
from tests.stories.scale import seeds

SEEDS, SEEDS_WHEN_MORE = 4, 8
TURNS = 3


async def live_a_while(business: Business, chance: random.Random) -> None:
    """Let the business live on, up to forty days at a time, and people speak."""
    for _ in range(TURNS):
        business.live(chance.randrange(4, 16))
        business.wait(days=chance.randrange(40), hours=chance.randrange(24))
        business.live(chance.randrange(4))
        if chance.random() < 0.7:
            await let_people_speak(business, chance)
        await catch_up(business)


@pytest.mark.parametrize("seed", seeds(SEEDS, when_more=SEEDS_WHEN_MORE))
async def test_kept_figures_equal_rebuilt_ones(warehouse_url: str, seed: int) -> None:
    chance = random.Random(seed)
    async with opened(warehouse_url, simulated(seed, orders=12 + seed % 12, shops=1 + seed % 2)) as business:
        await catch_up(business)
        await live_a_while(business, chance)

        assert await not_conserved(business) == [], f"seed {seed}"
        assert await unlike_rebuilt(business) == [], f"seed {seed}"
        assert await business.value("select count(*) from tekmetric.daily_shop_metrics") > 0


async def test_a_day_that_nobody_marks_is_caught(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(2, orders=24)) as business:
        await catch_up(business)
        vendor = business.vendor
        assert vendor.derivation is not None
        business.vendor = replace(vendor, derivation=replace(vendor.derivation, steps=("keep_sales",)))
        business.live(40)
        await catch_up(business)

        business.vendor = vendor
        assert await not_conserved(business) != []
        assert await unlike_rebuilt(business) != []


async def test_unchanged_run_computes_nothing(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(4, orders=24)) as business:
        await catch_up(business)
        before = await business.ask("select metric_date, built_at from tekmetric.daily_shop_metrics order by 1")
        snapshots = await business.value("select count(*) from tekmetric.ro_snapshots")
        business.wait(hours=1)

        await catch_up(business)

        assert await business.ask("select metric_date, built_at from tekmetric.daily_shop_metrics order by 1") == before
        assert await business.value("select count(*) from tekmetric.ro_snapshots") == snapshots
        assert len(await places_of(business)) == 2


async def test_figures_that_were_left_come_later(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(6, orders=24)) as business:
        outcome = await business.run(tables_only=True)
        assert outcome.errors == []
        assert await business.value("select count(*) from tekmetric.repair_orders") > 0
        assert await business.value("select count(*) from tekmetric.ro_snapshots") == 0
        # Somebody computes figures before the reading is over: what comes later is marked again.
        await figures_of(business).compute(business.clock())
        business.live(20)
        await business.run(tables_only=True)

        await figures_of(business).compute(business.clock())

        assert await not_conserved(business) == []
        assert await unlike_rebuilt(business) == []
        assert await business.value("select count(*) from control.stale_figures") == 0
