"""A first reading that was cut in the middle goes on where it was, and is as well proven as an uncut one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from daysheet.core.events import Event
from daysheet.simulation.serving import served
from daysheet.warehouse.loading import LEASE_SECONDS
from tests.stories.business import Business, Copies, opened, simulated, with_pages_of, worker_url
from tests.stories.doomed import order_of, undertaker

PAGE_SIZE = 4
RECORDS_PER_BATCH = 12
STREAM = "repair_orders"
NEXT_PAGE = "select (position->'evidence'->>'next_page')::int from control.sync_cursors where stream = 'repair_orders'"


async def pages_asked_for(business: Business, *streams: str) -> list[str]:
    """Read once; return the pages of the whole list of orders that were asked for."""
    asked: list[str] = []

    def observe(event: Event) -> None:
        if event.step == "asking" and event.stream == STREAM and event.detail.startswith("records"):
            asked.append(event.detail)

    outcome = await business.run(*streams, observe=observe)
    assert outcome.errors == []
    assert outcome.unproven == []
    return asked


async def test_backfill_goes_on_at_the_page_where_it_was_killed(copies: Copies, warehouse_url: str) -> None:
    simulator = simulated(12, orders=60, shops=1)
    vendor = with_pages_of(PAGE_SIZE)
    async with served(simulator.app) as base_url, undertaker() as workers:
        async with opened(warehouse_url, simulator, vendor=vendor, base_url=base_url) as business:
            order = order_of(business, PAGE_SIZE, RECORDS_PER_BATCH)
        with copies(warehouse_url) as url:
            steps = (await workers.send(replace(order, url=worker_url(url)))).steps
        commits = [number for number, step in enumerate(steps, 1) if step == f"{STREAM} committed"]
        await workers.send(replace(order, dies_at=commits[4]))

    async with opened(warehouse_url, simulator, vendor=vendor) as business:
        business.lead = timedelta(seconds=LEASE_SECONDS + 1)
        listed = [each for each in simulator.truth(STREAM) if each["deletedDate"] is None]
        pages = -(-len(listed) // PAGE_SIZE)
        reached = await business.value(NEXT_PAGE)
        assert 0 < reached < pages

        asked = await pages_asked_for(business)

        assert asked == [f"records page {number}" for number in range(reached, pages)]
        assert await business.differences() == []
        assert await business.value("select census_at from control.sync_cursors where stream = %s", STREAM) is not None
