"""A census that is read in slices, or goes on after a kill, finds what has vanished as one in one piece does."""

from __future__ import annotations

import pytest

from daysheet.engine import streams
from daysheet.engine.run import RunOutcome, Wish
from tests.stories.business import Business, opened, simulated, with_pages_of

SLICES_MAX = 60


class OnePage:
    """A slice that is over as soon as it is asked."""

    is_wanted = False
    is_slice_over = True


async def in_slices(business: Business, *names: str) -> list[RunOutcome]:
    """Read whole lists in slices of a page, as a worker does that was given a census."""
    found: list[RunOutcome] = []
    began_at = business.clock()
    while not found or found[-1].is_cut:
        assert len(found) < SLICES_MAX
        business.wait(seconds=30)
        async with business.client() as client:
            run = business.worker(client)
            run.halt = OnePage()
            found.append(await run.perform(Wish(streams=names, full=True, round_at=began_at)))
        assert found[-1].errors == []
    return found


def forget(business: Business, count: int) -> list[int]:
    """Remove customers without a trace, from the beginning, the middle and the end of their list; return their ids."""
    living = [each["id"] for each in business.simulator.truth("customers") if each["deletedDate"] is None]
    chosen = living[:: len(living) // count][:count]
    for tm_id in chosen:
        business.simulator.business.customers.remove(tm_id, business.simulator.clock.now())
    return chosen


async def gone(business: Business) -> list[int]:
    rows = await business.ask("select tm_id from tekmetric.customers where deleted_reason = 'gone' order by tm_id")
    return [row["tm_id"] for row in rows]


async def test_the_last_slice_of_a_census_looks_for_what_no_slice_has_shown(
    warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "RECORDS_PER_BATCH", 4)
    async with opened(warehouse_url, simulated(21, orders=60, shops=1), vendor=with_pages_of(4)) as business:
        await business.run()
        business.wait(hours=1)
        vanished = forget(business, 4)

        slices = await in_slices(business, "customers")

        assert len(slices) > 5
        assert await gone(business) == sorted(vanished)
        assert sum(each.calls.requests for each in slices) < len(slices) * 12
        assert await business.value("select count(*) from control.census_ids") == 0
        assert await business.differences() == []


async def test_what_comes_while_a_census_is_read_is_not_taken_for_vanished(
    warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "RECORDS_PER_BATCH", 4)
    asked: list[str] = []
    ask_again = streams.ask_again

    async def note(parts: streams.Parts, source_ids: list[str], *more: streams.Storing) -> None:
        asked.extend(source_ids if parts.stream.name == "customers" else ())
        await ask_again(parts, source_ids, *more)

    monkeypatch.setattr(streams, "ask_again", note)
    async with opened(warehouse_url, simulated(21, orders=60, shops=1), vendor=with_pages_of(4)) as business:
        await business.run()
        business.wait(hours=1)
        asked.clear()

        await in_slices(business, "customers")

        # All that the slices have shown is known in the end, so nobody has to be asked for.
        assert asked == []
        assert await gone(business) == []


async def test_a_census_that_begins_anew_does_not_believe_an_old_one(
    warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "RECORDS_PER_BATCH", 4)
    async with opened(warehouse_url, simulated(21, orders=60, shops=1), vendor=with_pages_of(4)) as business:
        await business.run()
        business.wait(hours=1)
        for _ in range(3):
            async with business.client() as client:
                run = business.worker(client)
                run.halt = OnePage()
                await run.perform(Wish(streams=("customers",), full=True, round_at=business.clock()))
        assert await business.value("select count(*) from control.census_ids") > 0
        vanished = forget(business, 4)
        business.wait(days=4)

        await in_slices(business, "customers")

        assert await gone(business) == sorted(vanished)
