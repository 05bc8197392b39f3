"""What a worker reads of an account whose calls are limited, and how fresh that is while time passes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from daysheet.core.call_plans import EVERY_MINUTES
from daysheet.core.errors import SettingWrong
from daysheet.core.freshness import Freshness
from daysheet.operations.office import Office
from daysheet.operations.runs import scheduling
from daysheet.operations.runs.scheduled import reader
from daysheet.operations.runs.status import ConnectionStatus, status_of
from daysheet.operations.runs.working import Worker, work
from daysheet.warehouse.run_history import RunHistory
from daysheet.warehouse.scheduling import Turns
from tests.operations.counting import NAME, Movers, open_movers
from tests.operations.crew import never

HOUR = 3600


@pytest.fixture
async def movers(own_url: str) -> AsyncIterator[Movers]:
    """A mover alone in a warehouse."""
    async with open_movers(own_url) as found:
        yield found


def worker_of(movers: Movers) -> Worker:
    return Worker(
        turns=Turns(movers.office.database, "first"),
        read=reader(movers.office),
        clock=movers.office.clock,
        stop=asyncio.Event(),
        sleep=never,
    )


async def status(movers: Movers) -> ConnectionStatus:
    (found,) = await status_of(movers.office, movers.tenant, NAME)
    return found


async def states(movers: Movers) -> dict[str, Freshness]:
    return {each.stream: each.state for each in (await status(movers)).streams}


async def test_a_worker_reads_no_more_often_than_the_call_plan_says(movers: Movers) -> None:
    await scheduling.make_missing(movers.office)
    worker = worker_of(movers)

    readings = 0
    for _ in range(48):
        while await worker.step() is not None:
            readings += 1
        movers.simulator.clock.advance(HOUR / 2)

    assert 24 * 60 // EVERY_MINUTES <= readings <= 24 * 60 // EVERY_MINUTES + 1
    assert await movers.used() == movers.used_at_vendor()


async def test_what_is_not_read_any_more_grows_late_and_then_stale(movers: Movers) -> None:
    await scheduling.make_missing(movers.office)
    assert set((await states(movers)).values()) == {"unknown"}
    await worker_of(movers).work(is_once=True)

    fresh = await states(movers)
    movers.simulator.clock.advance(4 * HOUR)
    late = await states(movers)
    movers.simulator.clock.advance(4 * HOUR)
    stale = await states(movers)

    assert set(fresh.values()) == {"fresh"}
    assert (late["customers"], stale["customers"]) == ("late", "stale")
    # The lists of words are read once a day.
    assert (late["users"], stale["users"]) == ("fresh", "fresh")
    assert (await status(movers)).worst == "stale"


async def test_runs_that_went_well_are_counted_over_thirty_days(movers: Movers) -> None:
    await movers.sync()
    movers.simulator.clock.advance(20 * 24 * HOUR)
    await movers.sync()
    movers.simulator.clock.advance(20 * 24 * HOUR)

    success = (await status(movers)).success

    assert success is not None
    assert (success.runs, success.completed, success.partial, success.failed) == (1, 1, 0, 0)


async def test_workers_open_the_office_do_what_is_due_and_close_it(movers: Movers) -> None:
    told: list[str] = []
    is_open = False

    @asynccontextmanager
    async def open_office() -> AsyncIterator[Office]:
        nonlocal is_open
        is_open = True
        yield movers.office
        is_open = False

    await work(open_office, asyncio.Event(), workers=2, is_once=True, tell=lambda event, **_: told.append(event))

    runs = await RunHistory(movers.office.database, movers.tenant.tenant_id).newest(NAME, 10)
    assert told == ["run_begun", "run_finished"]
    assert [(each.schedule, each.status) for each in runs] == [("near days", "completed")]
    assert not is_open


async def test_a_shorter_interval_needs_a_plan_that_has_the_calls(movers: Movers) -> None:
    await scheduling.make_missing(movers.office)
    wanted = scheduling.read_timing("30m", None, None)

    with pytest.raises(SettingWrong, match="connections plan movers --every 30m --store"):
        await scheduling.set_timing(movers.office, movers.tenant, NAME, "near days", wanted)

    await movers.plan(store=True, every_minutes=30, plan="premium")
    found = await scheduling.set_timing(movers.office, movers.tenant, NAME, "near days", wanted)
    assert found.every_seconds == 1800
