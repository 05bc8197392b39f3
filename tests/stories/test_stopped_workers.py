"""A worker is told to stop, or killed, at any of its steps: nobody has to help, and the next ends with the truth."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from daysheet.operations.runs.working import POLL_SECONDS_MAX
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric.simulator import Simulator
from daysheet.warehouse import queries
from daysheet.warehouse.schedule_rows import LEASE_SECONDS
from tests.stories.business import Business, Copies, opened, simulated, with_pages_of, worker_url
from tests.stories.doomed_worker import Foreman, Order, foreman
from tests.stories.scale import sample
from tests.stories.shift import leases, make_schedule, worker_of

PAGE_SIZE = 6
# 17 times as many at full size: all there are.
CELLS = 5
TAKEN_OVER_AFTER = timedelta(seconds=LEASE_SECONDS + 1)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A business with a schedule that is due, its warehouse, and what the worker is to do."""

    simulator: Simulator
    model_url: str
    order: Order
    foreman: Foreman


@asynccontextmanager
async def set_up(model_url: str) -> AsyncIterator[Scene]:
    """Prepare the first reading of a business."""
    simulator = simulated(4, orders=20, shops=1)
    async with served(simulator.app) as base_url, foreman() as workers:
        async with opened(model_url, simulator, vendor=with_pages_of(PAGE_SIZE), base_url=base_url) as business:
            await make_schedule(business)
            order = Order(
                url=worker_url(model_url),
                base_url=base_url + business.vendor.base_path,
                secret=simulator.secret,
                now=simulator.clock.now(),
                page_size=PAGE_SIZE,
                vendor=business.vendor.name,
            )
        yield Scene(simulator=simulator, model_url=model_url, order=order, foreman=workers)


async def all_steps(scene: Scene, copies: Copies) -> list[str]:
    """Return the steps of a reading that nothing happens to."""
    with copies(scene.model_url) as url:
        end = await scene.foreman.send(replace(scene.order, url=worker_url(url)))
    assert (end.killed_by, end.exit_code) == (None, 0)
    return end.steps


async def wrong_after_another(business: Business) -> list[str]:
    """Let another worker do what is due; return what is wrong then."""
    told: list[str] = []
    await worker_of(business, "another", told).work(is_once=True)
    wrong = [] if told == ["run_begun", "run_finished"] else told
    rows = await business.ask("select reason from control.schedules where reason is not null")
    wrong += [row["reason"] for row in rows] + [f"{each} is held" for each in await leases(business)]
    return [*wrong, *await business.waiting(), *await business.counters_off(), *await business.differences()]


async def test_a_worker_that_is_told_to_stop_ends_well_within_ten_seconds(copies: Copies, warehouse_url: str) -> None:
    async with set_up(warehouse_url) as scene:
        steps = await all_steps(scene, copies)
        cells = sample(range(1, len(steps) + 1), CELLS)
        for cell in cells:
            with copies(scene.model_url) as url:
                end = await scene.foreman.send(replace(scene.order, url=worker_url(url), at_step=cell))
                where = f"stopped at step {cell} of {len(steps)}: {steps[cell - 1]}"
                # An alarm would have ended it after ten seconds.
                assert (end.killed_by, end.exit_code) == (None, 0), where

                async with opened(url, scene.simulator, vendor=with_pages_of(PAGE_SIZE)) as business:
                    assert await leases(business) == [], where
                    # A clock that stands still sees nothing due where the worker was done just then.
                    business.wait(minutes=20)
                    assert await wrong_after_another(business) == [], where
        assert len(cells) >= CELLS
        print(f"stopped at {len(cells)} of {len(steps)} steps")


async def test_what_a_killed_worker_read_goes_on_when_its_lease_has_ended(copies: Copies, warehouse_url: str) -> None:
    async with set_up(warehouse_url) as scene:
        steps = await all_steps(scene, copies)
        cells = sample(range(1, len(steps) + 1), CELLS)
        for cell in cells:
            with copies(scene.model_url) as url:
                order = replace(scene.order, url=worker_url(url), at_step=cell, signal=signal.SIGKILL)
                end = await scene.foreman.send(order)
                assert end.killed_by == signal.SIGKILL

                async with opened(url, scene.simulator, vendor=with_pages_of(PAGE_SIZE)) as business:
                    too_soon = await worker_of(business, "too soon").step()
                    business.lead = TAKEN_OVER_AFTER
                    assert too_soon is None
                    assert await wrong_after_another(business) == [], f"killed at {cell}: {steps[cell - 1]}"
        assert LEASE_SECONDS + POLL_SECONDS_MAX <= 30
        print(f"killed at {len(cells)} of {len(steps)} steps")


async def test_without_ending_the_leases_of_the_dead_one_its_streams_would_wait_longer(
    copies: Copies, warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = queries._of("schedules")
    monkeypatch.setitem(statements, "break_leases", f"{statements['break_leases']} and false")
    async with set_up(warehouse_url) as scene:
        steps = await all_steps(scene, copies)
        cell = next(number for number, each in enumerate(steps, 1) if each == "repair_orders answered")
        order = replace(scene.order, at_step=cell, signal=signal.SIGKILL)
        await scene.foreman.send(order)

        async with opened(scene.model_url, scene.simulator, vendor=with_pages_of(PAGE_SIZE)) as business:
            business.lead = TAKEN_OVER_AFTER
            wrong = await wrong_after_another(business)

    assert "cursor of repair_orders is held" in wrong
    assert any(each.endswith("missing") for each in wrong)
