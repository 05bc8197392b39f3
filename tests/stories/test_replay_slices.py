"""A replay of the quarantine ends between two payloads where it is to, and the next one goes on from there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from daysheet.core.errors import LeaseLost
from daysheet.engine.run import RunOutcome
from tests.stories.business import Business, opened, simulated
from tests.stories.test_quarantine import STREAM, what_waits, with_a

BROKEN = 4


@dataclass(kw_only=True)
class OneAtATime:
    """A slice that is over at once."""

    is_wanted: bool = False
    is_slice_over: bool = field(default=True)


async def break_some(business: Business) -> list[str]:
    """Let some orders come with a key tag that is a number; return them as they wait."""
    orders = [each for each in business.simulator.truth(STREAM) if each["deletedDate"] is None][:BROKEN]
    for order in orders:
        business.simulator.edit(STREAM, with_a(order, "keytag", 17))
    await business.run()
    waiting = await what_waits(business)
    assert sorted(waiting) == sorted(f"{STREAM} {order['id']}" for order in orders)
    return waiting


async def replayed(business: Business, halt: OneAtATime, round_at: datetime | None) -> RunOutcome:
    replay = business.replay()
    replay.halt = halt
    return await replay.quarantine(round_at=round_at)


async def test_slices_try_each_payload_once_and_come_to_an_end(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        waiting = await break_some(business)
        round_at = business.clock()

        slices = [await replayed(business, OneAtATime(), round_at) for _ in range(BROKEN)]

        assert [each.is_cut for each in slices] == [True] * (BROKEN - 1) + [False]
        assert [each.status for each in slices] == ["partial"] * (BROKEN - 1) + ["completed"]
        assert [each.counts[STREAM].received for each in slices] == [1] * BROKEN
        tried = await business.ask("select distinct run_id from control.quarantine where resolved_at is null")
        assert {row["run_id"] for row in tried} == {each.run_id for each in slices}
        assert sorted(await what_waits(business)) == sorted(waiting)


async def test_a_round_that_begins_later_tries_all_of_them_again(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        await break_some(business)
        await replayed(business, OneAtATime(is_slice_over=False), business.clock())
        business.wait(minutes=1)

        again = await replayed(business, OneAtATime(is_slice_over=False), business.clock())

        assert again.counts[STREAM].received == BROKEN


async def test_a_replay_that_is_to_end_takes_nothing_more(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        await break_some(business)

        outcome = await replayed(business, OneAtATime(is_wanted=True), business.clock())

        assert (outcome.is_cut, outcome.counts) == (True, {})


async def test_a_replay_that_was_taken_over_claims_nothing(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        await break_some(business)
        replay = replace(business.replay(), is_ours=lambda: asyncio.sleep(0, result=False))

        with pytest.raises(LeaseLost):
            await replay.quarantine()

        held = await business.ask("select 1 from control.sync_cursors where lease_owner is not null")
        assert (held, replay.outcome.counts) == ([], {})
