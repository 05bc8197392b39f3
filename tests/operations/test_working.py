"""Workers: one of them does each thing, within its lease and its limits, and leaves nothing behind when it stops."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from daysheet.core.halting import Halt
from daysheet.operations.runs.endings import Result
from daysheet.warehouse import queries
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.schedule_rows import LEASE_SECONDS, Claim, Ending
from daysheet.warehouse.scheduling import Schedules
from tests.operations.crew import Crew


def ending(crew: Crew) -> Ending:
    return Ending(
        next_due_at=crew.now + timedelta(days=1),
        is_good=True,
        is_behind=False,
        pace_seconds=None,
        failures=0,
        reason=None,
        has_failed_at_vendor=False,
    )


async def test_of_eight_workers_one_gets_what_is_due(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)

    claims = await asyncio.gather(*(crew.turns(f"worker {n}").claim(crew.now) for n in range(8)))

    assert len([each for each in claims if each is not None]) == 1


async def test_a_tenant_has_no_more_under_way_than_it_may(crew: Crew, north: Tenant) -> None:
    for n in range(5):
        await crew.schedule(north, f"shop {n}")

    claims = [await crew.turns(f"worker {n}", 2).claim(crew.now) for n in range(5)]

    assert len([each for each in claims if each is not None]) == 2


async def test_one_credential_is_used_by_one_run_at_a_time_whosoever_it_is(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north, budget_key="shared")
    await crew.schedule(await crew.tenant("south"), budget_key="shared")
    await crew.schedule(await crew.tenant("west"), budget_key="own")

    claims = [await crew.turns(f"worker {n}").claim(crew.now) for n in range(3)]

    taken = [each for each in claims if each is not None]
    assert sorted(each.budget_key for each in taken) == ["own", "shared"]
    await crew.turns().finish(next(each for each in taken if each.budget_key == "shared"), ending(crew), crew.now)
    assert await crew.turns().claim(crew.now) is not None


async def test_what_a_dead_worker_had_is_taken_over_when_its_lease_has_ended(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    dead = await crew.turns("dead").claim(crew.now)
    assert dead is not None

    crew.wait(seconds=LEASE_SECONDS - 1)
    too_soon = await crew.turns("heir").claim(crew.now)
    crew.wait(seconds=2)
    heir = await crew.turns("heir").claim(crew.now)

    assert too_soon is None
    assert heir is not None
    assert (heir.dead_run_id, heir.fence) == (dead.run_id, dead.fence + 1)
    assert LEASE_SECONDS <= 20


async def test_a_lease_that_is_kept_is_not_taken_over(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    claim = await crew.turns("alive").claim(crew.now)
    assert claim is not None

    for _ in range(5):
        crew.wait(seconds=LEASE_SECONDS - 1)
        assert await crew.turns("alive").beat(claim, crew.now) is False
        assert await crew.turns("heir").claim(crew.now) is None


async def test_a_worker_that_was_taken_for_dead_keeps_no_result(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    dead = await crew.turns("dead").claim(crew.now)
    crew.wait(seconds=LEASE_SECONDS + 1)
    heir = await crew.turns("heir").claim(crew.now)
    assert dead is not None
    assert heir is not None
    before = await crew.schedules(north)

    kept = await crew.turns("dead").finish(dead, ending(crew), crew.now)

    assert kept is False
    assert await crew.turns("dead").beat(dead, crew.now) is None
    assert await crew.schedules(north) == before
    assert await crew.turns("heir").finish(heir, ending(crew), crew.now) is True


async def test_one_that_only_seemed_dead_keeps_what_it_has_and_its_credential_is_free(
    crew: Crew, north: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    await crew.schedule(north)
    statements = queries._of("schedules")
    monkeypatch.setitem(statements, "claim", statements["claim"].replace("returning", "and false returning"))
    assert await crew.turns().claim(crew.now) is None
    monkeypatch.undo()

    assert await crew.turns().claim(crew.now) is not None


async def test_a_schedule_that_is_off_or_paused_is_not_read(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north, "a")
    await crew.schedule(north, "b")
    off = (await crew.schedules(north))["a/board"]
    await Schedules(crew.database, north.tenant_id).switch(off, crew.now, is_enabled=False)
    await crew.connections(north).set_status(await crew.connections(north).one("b"), "paused", "Later.", crew.now)

    assert await crew.worker().step() is None

    await Schedules(crew.database, north.tenant_id).switch(off, crew.now, is_enabled=True)
    assert await crew.worker().step() is not None


async def test_switching_off_ends_what_is_under_way(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    claim = await crew.turns().claim(crew.now)
    assert claim is not None
    assert await crew.turns().beat(claim, crew.now) is False

    row = (await crew.schedules(north))["shop/board"]
    await Schedules(crew.database, north.tenant_id).switch(row, crew.now, is_enabled=False)

    assert await crew.turns().beat(claim, crew.now) is True


async def test_a_run_knows_by_its_own_clock_that_its_lease_has_ended(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    seen = []

    def play(_claim: Claim, halt: Halt) -> Result:
        seen.append(halt.is_wanted)
        crew.wait(seconds=LEASE_SECONDS)
        seen.append(halt.is_wanted)
        return Result(is_cut=True)

    await crew.worker(play).step()

    assert seen == [False, True]


async def test_a_stop_breaks_off_what_does_not_end_and_leaves_no_lease(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    crew.wait(seconds=1)
    is_reading = asyncio.Event()

    async def read(_claim: Claim, _halt: Halt) -> Result:
        is_reading.set()
        await asyncio.Event().wait()
        raise AssertionError("unreachable: nobody sets it")

    working = asyncio.create_task(crew.worker(read=read, patience_seconds=0).work(is_once=False))
    await is_reading.wait()
    crew.stop.set()
    await working

    row = (await crew.schedules(north))["shop/board"]
    assert (row.lease_owner, row.leased_until, row.run_id, row.failures) == (None, None, None, 0)
    crew.stop.clear()
    assert await crew.turns("another").claim(crew.now) is not None


async def test_a_stopped_worker_takes_nothing_new(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    crew.stop.set()

    await crew.worker().work(is_once=False)

    assert crew.read == []
