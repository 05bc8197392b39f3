"""The cache of boards: what changed before a question is always seen, however many ask, and it never grows."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from daysheet.api.board_cache import BoardCache

pytestmark = pytest.mark.anyio


class Business:
    """A business whose data is a number, and whose marks and boards wait for the test."""

    def __init__(self) -> None:
        self.number = 0
        self.marks = 0
        self.boards = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.was_asked = asyncio.Event()

    async def mark(self) -> int:
        self.marks += 1
        read = self.number
        self.was_asked.set()
        await self.gate.wait()
        return read

    async def make(self) -> bytes:
        self.boards += 1
        read = self.number
        await self.gate.wait()
        return str(read).encode()

    async def seen(self, cache: BoardCache, view: str = "all") -> bytes:
        return await cache.board(1, (view,), self.mark, self.make)


async def test_a_board_is_made_once_until_something_changes() -> None:
    cache, business = BoardCache(), Business()

    assert [await business.seen(cache) for _ in range(3)] == [b"0"] * 3
    assert business.boards == 1
    business.number = 1
    assert await business.seen(cache) == b"1"
    assert business.boards == 2


async def test_what_changed_while_a_question_was_on_its_way_is_seen_by_whoever_asks_after_it() -> None:
    cache, business = BoardCache(), Business()
    assert await business.seen(cache) == b"0"
    business.gate.clear()
    business.was_asked.clear()
    early = asyncio.ensure_future(business.seen(cache))
    await business.was_asked.wait()

    business.number = 1
    late = [asyncio.ensure_future(business.seen(cache)) for _ in range(20)]
    for _ in range(5):
        await asyncio.sleep(0)
    business.gate.set()

    assert await early == b"0"
    assert await asyncio.gather(*late) == [b"1"] * 20
    # One question for all twenty, after the one that was on its way.
    assert business.marks == 3
    assert business.boards == 2


async def test_views_and_businesses_are_kept_apart() -> None:
    cache, one, other = BoardCache(), Business(), Business()
    other.number = 7

    async def theirs(view: str) -> bytes:
        return await cache.board(2, (view,), other.mark, other.make)

    assert [await one.seen(cache, "a"), await one.seen(cache, "b"), await theirs("a")] == [b"0", b"0", b"7"]
    assert (one.boards, other.boards) == (2, 1)


async def test_it_keeps_no_more_than_it_may() -> None:
    cache = BoardCache(bytes_max=100)

    async def always() -> int:
        return 0

    made: list[Any] = []
    for number in range(20):

        async def make(number: int = number) -> bytes:
            made.append(number)
            return bytes(30)

        await cache.board(1, (number,), always, make)

    async def never() -> bytes:
        raise AssertionError

    assert await cache.board(1, (19,), always, never) == bytes(30)
    with pytest.raises(AssertionError):
        await cache.board(1, (0,), always, never)
    assert made == list(range(20))


async def test_a_failure_is_told_and_not_kept() -> None:
    cache, business = BoardCache(), Business()

    async def fails() -> Any:
        raise LookupError

    with pytest.raises(LookupError):
        await cache.board(1, ("all",), business.mark, fails)
    with pytest.raises(LookupError):
        await cache.board(1, ("all",), fails, business.make)
    assert await business.seen(cache) == b"0"


async def test_whoever_leaves_takes_nothing_from_the_others() -> None:
    cache, business = BoardCache(), Business()
    business.gate.clear()
    leaving, staying = (asyncio.ensure_future(business.seen(cache)) for _ in range(2))
    await asyncio.sleep(0)

    leaving.cancel()
    business.gate.set()

    assert await staying == b"0"
    with pytest.raises(asyncio.CancelledError):
        await leaving
