"""Callers that come while a trip is under way share the next one; what is wrong with one of them is its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from daysheet.core.errors import DatabaseBusy
from daysheet.warehouse.together import AT_ONCE_MAX, Together

pytestmark = pytest.mark.anyio


class Trips:
    """Doubles numbers, each trip when it is let go; 13 cannot be carried."""

    def __init__(self, error: Exception | None = None) -> None:
        self.taken: list[list[int]] = []
        self.is_away = asyncio.Event()
        self.goes = asyncio.Event()
        self.error = error
        self.together = Together(self._carry)

    async def _carry(self, asked: Sequence[int]) -> list[int]:
        self.taken.append(list(asked))
        self.is_away.set()
        await self.goes.wait()
        if self.error is not None and 13 in asked:
            raise self.error
        return [2 * each for each in asked]

    async def all_of(self, numbers: Sequence[int]) -> list[int | BaseException]:
        """Let the first go alone, and the others come while it is on its way."""
        first = asyncio.create_task(self.together.ask(numbers[0]))
        await self.is_away.wait()
        others = [asyncio.create_task(self.together.ask(each)) for each in numbers[1:]]
        await asyncio.sleep(0)
        self.goes.set()
        return await asyncio.gather(first, *others, return_exceptions=True)


async def test_whoever_comes_meanwhile_shares_the_next_trip() -> None:
    trips = Trips()

    assert await trips.all_of(range(AT_ONCE_MAX + 50)) == [2 * each for each in range(AT_ONCE_MAX + 50)]

    assert [len(each) for each in trips.taken] == [1, AT_ONCE_MAX, 49]


async def test_one_that_cannot_be_carried_does_not_keep_the_others_back() -> None:
    trips = Trips(ZeroDivisionError())

    found = await trips.all_of([1, 12, 13, 14])

    assert [found[0], found[1], found[3]] == [2, 24, 28]
    assert isinstance(found[2], ZeroDivisionError)


async def test_a_database_that_is_gone_is_told_to_all_at_once() -> None:
    trips = Trips(DatabaseBusy("Gone."))

    found = await trips.all_of([1, 12, 13, 14])

    assert [type(each) for each in found] == [int, DatabaseBusy, DatabaseBusy, DatabaseBusy]
    assert len(trips.taken) == 2


async def test_one_who_goes_away_does_not_disturb_the_others() -> None:
    trips = Trips()
    first = asyncio.create_task(trips.together.ask(1))
    gone = asyncio.create_task(trips.together.ask(2))
    await asyncio.sleep(0)
    gone.cancel()
    trips.goes.set()

    assert await first == 2
    assert await trips.together.ask(3) == 6
    assert gone.cancelled() or gone.cancelling()
