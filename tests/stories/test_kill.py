"""A worker is killed at each of its steps: the next one ends with the vendor's truth, and nobody has to help."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric.simulator import Simulator
from daysheet.warehouse.loading import LEASE_SECONDS
from tests.stories.business import Business, Copies, opened, simulated, with_pages_of, worker_url
from tests.stories.doomed import Order, Undertaker, order_of, undertaker
from tests.stories.scale import sample

PAGE_SIZE = 6
RECORDS_PER_BATCH = 15
CELLS_A_PART = 5
PARTS = 2
TAKEN_OVER_AFTER = timedelta(seconds=LEASE_SECONDS + 1)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A business, its warehouse as the worker finds it, and what the worker is to do."""

    simulator: Simulator
    model_url: str
    order: Order
    undertaker: Undertaker


async def a_while_later(business: Business) -> None:
    """Let much happen in a business that was read once: everything that a later run may meet."""
    await business.run()
    business.live(60)
    last_employee = business.simulator.truth("employees", business.simulator.shop_ids[0])[-1]["id"]
    business.simulator.business.employees.remove(last_employee, business.simulator.clock.now())
    business.wait(hours=25)


@asynccontextmanager
async def set_up(model_url: str, *, is_first_run: bool) -> AsyncIterator[Scene]:
    """Prepare the first reading of a business, or a later one."""
    simulator = simulated(4, orders=30, shops=1)
    async with served(simulator.app) as base_url, undertaker() as workers:
        async with opened(model_url, simulator, vendor=with_pages_of(PAGE_SIZE), base_url=base_url) as business:
            if not is_first_run:
                await a_while_later(business)
            order = order_of(business, PAGE_SIZE, RECORDS_PER_BATCH)
        yield Scene(simulator=simulator, model_url=model_url, order=order, undertaker=workers)


async def wrong_after_the_next_run(business: Business) -> list[str]:
    """Let another worker read, later than the dead one's lease lasts; return what is wrong then."""
    business.lead = TAKEN_OVER_AFTER
    outcome = await business.run()
    left = await business.ask(
        "select stream as thing from control.sync_cursors where lease_owner is not null "
        "union all select 'run' from control.runs where status = 'running'"
    )
    wrong = [*map(str, outcome.errors), *outcome.unproven, *(f"{row['thing']} is not over" for row in left)]
    return [*wrong, *await business.waiting(), *await business.counters_off(), *await business.differences()]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("is_first_run", [True, False], ids=["first run", "later run"])
async def test_next_run_heals_whatever_step_the_worker_was_killed_at(
    copies: Copies, warehouse_url: str, is_first_run: bool, part: int
) -> None:
    async with set_up(warehouse_url, is_first_run=is_first_run) as scene:
        steps = await all_steps(scene, copies)
        cells = sample(range(1 + part, len(steps) + 1, PARTS), CELLS_A_PART)
        for cell in cells:
            with copies(scene.model_url) as url:
                end = await scene.undertaker.send(replace(scene.order, url=worker_url(url), dies_at=cell))
                assert end.killed_by == signal.SIGKILL

                async with opened(url, scene.simulator, vendor=with_pages_of(PAGE_SIZE)) as business:
                    wrong = await wrong_after_the_next_run(business)

                assert wrong == [], f"killed at step {cell} of {len(steps)}: {end.steps[-1]}"
        assert len(cells) >= CELLS_A_PART
        print(f"killed at {len(cells)} of {len(steps)} steps")


async def all_steps(scene: Scene, copies: Copies) -> list[str]:
    """Let a worker live, and return the steps it took."""
    with copies(scene.model_url) as url:
        end = await scene.undertaker.send(replace(scene.order, url=worker_url(url)))
    assert end.exit_code == 0
    return end.steps


async def test_a_later_run_takes_every_kind_of_step(copies: Copies, warehouse_url: str) -> None:
    """The far side: a sweep over steps proves nothing about steps that are never taken."""
    async with set_up(warehouse_url, is_first_run=False) as scene:
        steps = {step.partition(" ")[2] for step in await all_steps(scene, copies)}

    assert steps >= {
        *("begun", "signed in", "claimed", "asking", "answered", "decoded", "staging", "merging", "removing"),
        *("keeping pages", "committing", "committed", "asking again", "marked deleted", "moving cursor"),
        *("moved cursor", "releasing", "read", "finishing"),
    }


async def test_a_killed_worker_keeps_the_stream_until_its_lease_is_over(copies: Copies, warehouse_url: str) -> None:
    """The far side: the next worker really meets a lease, and has to wait for it."""
    async with set_up(warehouse_url, is_first_run=True) as scene:
        steps = await all_steps(scene, copies)
        with copies(scene.model_url) as url:
            dies_at = steps.index("repair_orders committed") + 1
            await scene.undertaker.send(replace(scene.order, url=worker_url(url), dies_at=dies_at))

            async with opened(url, scene.simulator, vendor=with_pages_of(PAGE_SIZE)) as business:
                outcome = await business.run()

                assert any("Another run is reading repair_orders" in str(error) for error in outcome.errors)
                assert await business.differences() != []
                assert await wrong_after_the_next_run(business) == []
