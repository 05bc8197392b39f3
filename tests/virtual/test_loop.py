"""Virtual time jumps from timer to timer, and stands still for whatever is real."""

from __future__ import annotations

import asyncio
import threading

import pytest

from daysheet.warehouse.database import Database
from tests.stories.business import worker_url
from tests.virtual import loop as virtual
from tests.virtual.loop import run

HOUR = 3_600.0


async def noted(seconds: float, seen: list[float]) -> None:
    await asyncio.sleep(seconds)
    seen.append(asyncio.get_running_loop().time())


def test_timers_end_in_their_order_at_their_time() -> None:
    seen: list[float] = []

    async def main() -> None:
        await asyncio.gather(noted(24 * HOUR, seen), noted(HOUR, seen), noted(HOUR + 0.25, seen))

    run(main())

    assert [round(each, 3) for each in seen] == [HOUR, HOUR + 0.25, 24 * HOUR]


async def time_after_a_thread() -> float:
    """Let a thread work beside a timer; return what time it is when it is done."""
    timer = asyncio.create_task(asyncio.sleep(HOUR))
    await asyncio.to_thread(sum, range(1_000_000))
    now = asyncio.get_running_loop().time()
    await timer
    return now


def test_time_stands_still_while_a_thread_works() -> None:
    assert run(time_after_a_thread()) == 0.0


def test_who_waits_until_a_certain_time_gets_there() -> None:
    async def main() -> int:
        loop, waits = asyncio.get_running_loop(), 0
        for number in range(1, 1_000):
            until = loop.time() + number / 7
            while loop.time() < until:
                waits += 1
                await asyncio.sleep(until - loop.time())
        return waits

    assert run(main()) == 999


def test_without_counting_threads_it_would_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virtual.VirtualLoop, "run_in_executor", asyncio.SelectorEventLoop.run_in_executor)

    async def main() -> float:
        """Let a thread work until an hour has passed, which else would not pass before it is done."""
        loop, is_over = asyncio.get_running_loop(), threading.Event()
        loop.call_later(HOUR, is_over.set)
        await asyncio.to_thread(is_over.wait)
        return loop.time()

    assert run(main()) >= HOUR


def test_time_stands_still_while_the_database_answers(own_warehouse: str) -> None:
    async def main() -> tuple[float, list[float]]:
        seen: list[float] = []
        async with Database(worker_url(own_warehouse)) as database:
            timer = asyncio.create_task(noted(HOUR, seen))
            for _ in range(20):
                async with database.nobody() as connection:
                    await connection.execute("select count(*) from generate_series(1, 10000)")
            now = asyncio.get_running_loop().time()
            await timer
        return now, seen

    now, seen = run(main())

    assert now < HOUR <= seen[0]
