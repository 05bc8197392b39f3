"""Workers race for the same streams: one reads each, and one that was taken for dead writes nothing when it wakes."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from daysheet.engine import streams
from daysheet.warehouse import queries
from daysheet.warehouse.run_history import RunHistory
from daysheet.warehouse.schedule_rows import LEASE_SECONDS, Claim
from daysheet.warehouse.scheduling import Turns
from tests.stories.business import Business, opened, simulated, with_pages_of
from tests.stories.scale import seeds
from tests.stories.shift import Stalled, leases, make_schedule, reader, worker_of

STREAM = "repair_orders"
PATH = "/api/v1/repair-orders"
# 2 and 8 workers, 9 seeds each, 17 times as many at full size: 306 races.
RACES = 9
PAGES = "select count(*) from control.raw_pages where list_name = 'records'"
FENCES = "    and fence = %(fence)s\n    and lease_owner is not null\n"


@dataclass(kw_only=True)
class Raced:
    """How races ended: writes of the stale worker, who took over, what the stale one was told."""

    stale_writes: int = 0
    heirs: int = 0
    told: list[str] = field(default_factory=list)


async def pages_of(business: Business, run_id: object) -> int:
    """Return how many pages a run has stored."""
    count: int = await business.value("select count(*) from control.raw_pages where run_id = %s", run_id)
    return count


async def race(business: Business, workers: int, seed: int) -> Raced:
    """Stop a worker while it reads, let others take over by clocks of their own, and wake it meanwhile or later."""
    chance = random.Random(seed)
    found = Raced()
    stalled = Stalled(business=business, path=PATH, number=chance.randrange(3))
    wakes_meanwhile = chance.random() < 0.5
    taken: dict[object, int] = {}

    async def note(claim: Claim) -> None:
        found.heirs += 1
        taken[claim.dead_run_id] = await pages_of(business, claim.dead_run_id)
        if wakes_meanwhile:
            stalled.goes_on.set()

    sleeper = worker_of(replace(business, app=stalled), "sleeper", found.told)
    sleeping = asyncio.create_task(sleeper.step())
    await stalled.is_stopped.wait()
    business.simulator.live(5)
    others = []
    for number in range(workers - 1):
        late = LEASE_SECONDS + 1 if not number else LEASE_SECONDS * chance.uniform(0.1, 2.5)
        other = replace(business, lead=timedelta(seconds=late))
        others.append(worker_of(other, f"worker {number}", read=reader(other, first=note)))
    await asyncio.gather(*(each.step() for each in others))
    stalled.goes_on.set()
    await sleeping
    for run_id, before in taken.items():
        found.stale_writes += await pages_of(business, run_id) - before
    business.wait(minutes=20)
    return found


async def races(url: str, workers: int, count: range) -> list[Raced]:
    """Run some races on one business and check that it is read right in the end."""
    async with opened(url, simulated(14, orders=24, shops=1), vendor=with_pages_of(4)) as business:
        await business.run()
        await make_schedule(business, STREAM)
        found = []
        for seed in count:
            business.live(15)
            business.wait(minutes=20)
            found.append(await race(business, workers, seed))
        assert (await business.run()).errors == []
        assert await business.differences() == []
        assert await business.counters_off() == []
        assert await leases(business) == []
    return found


@pytest.mark.parametrize("workers", [2, 8])
async def test_a_worker_that_was_taken_for_dead_writes_nothing_when_it_wakes(
    warehouse_url: str, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "RECORDS_PER_BATCH", 5)

    found = await races(warehouse_url, workers, seeds(RACES))

    assert [each.stale_writes for each in found] == [0] * len(found)
    # One with a fast clock may take over from the heir as well.
    assert all(each.heirs >= 1 for each in found)
    assert all(each.told[-1] == "lease_lost" for each in found)
    print(f"{len(found)} races of {workers} workers")


async def test_without_the_fence_it_would_write(warehouse_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "RECORDS_PER_BATCH", 5)
    statements = queries._of("cursors")
    for name in ("renew_lease", "keep_position", "move_cursor"):
        assert FENCES.strip() in statements[name]
        monkeypatch.setitem(statements, name, statements[name].replace(FENCES.strip(), ""))

    found = await races(warehouse_url, 2, range(1, 4))

    assert sum(each.stale_writes for each in found) > 0


async def pages_after_a_long_sleep(url: str) -> tuple[int, list[str]]:
    """
    Stop a worker before it has claimed any stream, let another take over, and wake it before that one has begun.

    Return how many pages the sleeper stored, and what it was told.
    """
    async with opened(url, simulated(14, orders=24, shops=1), vendor=with_pages_of(4)) as business:
        await business.run("shops")
        await make_schedule(business, STREAM)
        claims: list[Claim] = []
        is_asleep, wakes = asyncio.Event(), asyncio.Event()
        told: list[str] = []

        async def fall_asleep(claim: Claim) -> None:
            claims.append(claim)
            is_asleep.set()
            await wakes.wait()

        sleeper = worker_of(business, "sleeper", told, read=reader(business, first=fall_asleep))
        sleeping = asyncio.create_task(sleeper.step())
        await is_asleep.wait()
        later = business.clock() + timedelta(seconds=LEASE_SECONDS + 1)
        assert await Turns(business.database, "heir").claim(later) is not None
        wakes.set()
        await sleeping
        return await pages_of(business, claims[0].run_id), told


async def test_a_worker_that_wakes_before_its_first_claim_reads_nothing(warehouse_url: str) -> None:
    pages, told = await pages_after_a_long_sleep(warehouse_url)

    assert (pages, told[-1]) == (0, "lease_lost")


async def test_without_asking_whose_it_is_it_would_read(warehouse_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(queries._of("schedules"), "is_held", "select 1 as fence")

    pages, _ = await pages_after_a_long_sleep(warehouse_url)

    assert pages > 0


async def test_a_run_that_somebody_cancels_ends_at_its_next_step(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(14, orders=24, shops=1), vendor=with_pages_of(4)) as business:
        await business.run("shops")
        business.wait(minutes=1)
        await make_schedule(business, STREAM)
        stalled = Stalled(business=business, path=PATH, number=2)
        told: list[str] = []
        beats, beaten = asyncio.Event(), asyncio.Event()

        async def sleep(_: float) -> None:
            if beats.is_set():
                beaten.set()
                await asyncio.Event().wait()
            await beats.wait()

        working = asyncio.create_task(worker_of(replace(business, app=stalled), "first", told, sleep=sleep).step())
        await stalled.is_stopped.wait()
        history = RunHistory(business.database, business.tenant_id)
        run = (await history.newest(None, 1))[0]
        assert await history.cancel(run.run_id, business.clock())
        beats.set()
        await beaten.wait()
        stalled.goes_on.set()
        await working

        ended = (await history.newest(None, 1))[0]
        assert (ended.run_id, ended.status) == (run.run_id, "partial")
        assert await leases(business) == []
        # It is not taken up again at once, and the next reading by the schedule is whole.
        assert await worker_of(business).step() is None
        business.wait(minutes=20)
        await business.run()
        assert await business.differences() == []


async def test_the_history_is_read_in_slices_and_comes_to_its_end(
    warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "RECORDS_PER_BATCH", 4)
    async with opened(warehouse_url, simulated(14, orders=40, shops=1), vendor=with_pages_of(4)) as business:
        await make_schedule(business)
        slices = 0
        pages: list[int] = []

        for _ in range(200):
            # Time is over as soon as it is asked for.
            readings = iter([0.0])
            worker = worker_of(business, elapsed=lambda given=readings: next(given, 1e9))
            before = await business.value(PAGES)
            if await worker.step() is None:
                break
            slices += 1
            pages.append(await business.value(PAGES) - before)

        assert slices > 20
        assert max(pages) == 1
        assert await business.differences() == []
        assert await leases(business) == []
