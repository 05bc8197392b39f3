"""Workers serve in a fair order: boards first, then who waited longest; what was missed once, the past in slices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from daysheet.core.halting import Halt
from daysheet.core.scheduling import Turn
from daysheet.operations.runs.endings import Result
from daysheet.warehouse import scheduling
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.schedule_rows import Claim
from tests.operations.crew import Crew

SLICE_SECONDS = 60
BOARDS = 10


async def crowded(crew: Crew) -> None:
    """Let one tenant have a hundred times the work of ten others, whose boards come due one after the other."""
    big = await crew.tenant("a big one")
    for n in range(100):
        await crew.schedule(big, f"shop {n}", "past", "history" if n % 2 else "board", is_adaptive=False)
    for n in range(BOARDS):
        crew.wait(seconds=7)
        await crew.schedule(await crew.tenant(f"small {n}"))


async def delays_of_boards(crew: Crew) -> list[float]:
    """Work for two hours of the crew's clock; return how many seconds the boards of the small tenants waited."""

    def play(claim: Claim, halt: Halt) -> Result:
        is_big = claim.name == "past"
        crew.wait(seconds=SLICE_SECONDS if is_big else 1)
        return Result(has_received=True, is_cut=is_big and halt.is_slice_over)

    worker = crew.worker(play, slice_seconds=SLICE_SECONDS)
    until = crew.now + timedelta(hours=2)
    while crew.now < until:
        if await worker.step() is None:
            crew.wait(seconds=1)
    return [(each.started_at - each.next_due_at).total_seconds() for each in crew.read if each.name == "board"]


async def test_boards_are_read_before_what_is_fresh_and_that_before_the_past(crew: Crew, north: Tenant) -> None:
    south = await crew.tenant("south")
    await crew.schedule(north, "a", "past", "history")
    await crew.schedule(north, "b", "lists", "fresh")
    await crew.schedule(south, "c", "board", "board")

    await crew.worker().work(is_once=True)

    assert [each.name for each in crew.read] == ["board", "lists", "past"]


async def test_after_an_outage_everything_is_caught_up_with_exactly_once(crew: Crew, north: Tenant) -> None:
    for n in range(4):
        await crew.schedule(north, f"shop {n}")
    await crew.worker().work(is_once=True)
    crew.read.clear()

    crew.wait(days=3)
    await crew.worker().work(is_once=True)

    assert sorted(each.connection for each in crew.read) == [f"shop {n}" for n in range(4)]


async def test_a_hundred_times_the_work_delays_the_boards_of_others_by_a_slice_at_most(crew: Crew) -> None:
    await crowded(crew)

    delays = await delays_of_boards(crew)

    # One slice that is under way, and the boards of others that came due meanwhile.
    assert max(delays[BOARDS:]) <= SLICE_SECONDS + BOARDS
    assert len(delays) >= BOARDS * 10
    assert len([each for each in crew.read if each.name == "past"]) >= 80


async def test_without_turns_the_boards_of_others_would_wait_for_all_of_it(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_age(turns: Iterable[Turn]) -> list[Turn]:
        return sorted(turns, key=lambda each: each.due_at)

    monkeypatch.setattr(scheduling, "fair_order", by_age)
    await crowded(crew)

    delays = await delays_of_boards(crew)

    assert max(delays, default=9_999.0) > 3 * SLICE_SECONDS


async def test_an_unfinished_past_goes_on_at_once_but_behind_everything_else(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north, "a")
    slices = iter([True, True, False])

    def play(claim: Claim, _halt: Halt) -> Result:
        return Result(is_cut=claim.connection == "a" and next(slices), has_received=True)

    worker = crew.worker(play)
    await worker.step()
    await crew.schedule(north, "b")
    await crew.schedule(north, "b", "lists", "fresh")
    await worker.work(is_once=True)

    assert [f"{each.connection}/{each.name}" for each in crew.read] == ["a/board", "b/board", "b/lists"] + [
        "a/board"
    ] * 2
    assert len({each.round_at for each in crew.read if each.connection == "a"}) == 1
    assert (await crew.schedules(north))["a/board"].is_behind is False
