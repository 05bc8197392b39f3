"""A board that catches up stays before the past of everybody; one business's past never delays another's morning."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

from daysheet.core.halting import Halt
from daysheet.core.scheduling import CATCHING_UP_MAX, Rank, rank_of
from daysheet.core.vendor import ScheduleKind
from daysheet.operations.runs.endings import Result
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.schedule_rows import Claim
from daysheet.warehouse.scheduling import Schedules
from tests.operations.crew import Crew

SLICE_SECONDS = 60
KINDS: tuple[ScheduleKind, ...] = ("board", "fresh", "census")
LITTLE = CATCHING_UP_MAX - timedelta(seconds=1)


def play(crew: Crew, slices: int) -> Any:
    """Read a board of "a" in so many slices of a minute, and everything else in a second."""
    left = [slices]

    def read(claim: Claim, _halt: Halt) -> Result:
        is_long = claim.connection == "a" and left[0] > 0
        left[0] -= is_long
        crew.wait(seconds=SLICE_SECONDS if is_long else 1)
        return Result(has_received=True, is_cut=is_long)

    return read


async def was_good(crew: Crew, tenant: Tenant) -> None:
    """Let a board be read whole once, and come due again."""
    await crew.schedule(tenant, "a")
    await crew.worker().step()
    crew.wait(minutes=20)
    crew.read.clear()


async def test_a_board_that_was_good_goes_on_before_the_past(crew: Crew, north: Tenant) -> None:
    await was_good(crew, north)
    await crew.schedule(await crew.tenant("south"), "b", "past", "history")

    await crew.worker(play(crew, 3)).work(is_once=True)

    assert [each.name for each in crew.read] == ["board"] * 4 + ["past"]
    assert len({each.round_at for each in crew.read[:4]}) == 1


async def test_boards_of_others_come_before_one_that_catches_up(crew: Crew, north: Tenant) -> None:
    await was_good(crew, north)
    worker = crew.worker(play(crew, 3))
    await worker.step()
    await crew.schedule(await crew.tenant("south"), "b")

    await worker.work(is_once=True)

    assert [each.connection for each in crew.read] == ["a", "b", "a", "a", "a"]


async def test_the_first_reading_of_a_board_waits_for_what_is_fresh_of_others(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north, "a")
    worker = crew.worker(play(crew, 3))
    await worker.step()
    await crew.schedule(await crew.tenant("south"), "b", "lists", "fresh")

    await worker.work(is_once=True)

    assert [each.connection for each in crew.read] == ["a", "b", "a", "a", "a"]


async def test_a_board_that_is_read_for_too_long_reads_a_past(crew: Crew, north: Tenant) -> None:
    await was_good(crew, north)
    slices = int(CATCHING_UP_MAX.total_seconds()) // SLICE_SECONDS
    worker = crew.worker(play(crew, slices + 5))

    for _ in range(slices + 1):
        await worker.step()

    assert [each.rank for each in crew.read] == [Rank.BOARD] + [Rank.FRESH] * (slices - 1) + [Rank.HISTORY]


async def test_a_stop_does_not_let_a_board_that_catches_up_begin_anew(crew: Crew, north: Tenant) -> None:
    await was_good(crew, north)
    await crew.worker(play(crew, 1)).step()

    def stopped(_claim: Claim, _halt: Halt) -> Result:
        crew.stop.set()
        return Result(has_received=True, is_cut=True)

    await crew.worker(stopped).step()
    crew.stop.clear()
    await crew.worker().step()

    assert [each.rank for each in crew.read] == [Rank.BOARD, Rank.FRESH, Rank.FRESH]
    assert len({each.round_at for each in crew.read}) == 1


async def test_the_statements_rank_as_the_rule_does(crew: Crew) -> None:
    ranks = []
    for kind, is_behind, is_known, read_for in product(KINDS, (False, True), (False, True), (LITTLE, CATCHING_UP_MAX)):
        tenant = await crew.tenant(f"{kind} {is_behind} {is_known} {read_for}")
        await crew.schedule(tenant, "a", "one", kind)
        async with crew.database.tenant(tenant.tenant_id) as connection:
            await connection.execute(
                "update control.schedules set is_behind = %s, last_good_at = %s, round_at = %s, last_finished_at = %s",
                (is_behind, crew.now if is_known else None, crew.now - read_for if is_behind else None, crew.now),
            )
        await Schedules(crew.database, tenant.tenant_id).switch(
            (await crew.schedules(tenant))["a/one"], crew.now, is_enabled=True
        )

        claim = await crew.turns().claim(crew.now)

        assert claim is not None
        assert claim.rank is rank_of(kind, is_behind=is_behind, was_good=is_known, read_for=read_for)
        ranks.append(claim.rank)
    assert set(ranks) == set(Rank)
