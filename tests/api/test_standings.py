"""How businesses stand is known for a moment: never longer, never from before a change through this server."""

from __future__ import annotations

import asyncio

import pytest

from daysheet.api import standings
from daysheet.api.standings import OLD_SECONDS_MAX, Standings

pytestmark = pytest.mark.anyio


class Held:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Stored:
    """What is stored, as a number, and a database that answers when the test says so."""

    def __init__(self) -> None:
        self.number = 0
        self.questions = 0
        self.clock = Held()
        self.gate = asyncio.Event()
        self.gate.set()
        self.was_asked = asyncio.Event()
        self.standings = Standings(ask=self.ask, elapsed=self.clock)

    async def ask(self, tenant_id: int) -> tuple[int, int]:
        self.questions += 1
        read = self.number
        self.was_asked.set()
        await self.gate.wait()
        return tenant_id, read


async def test_it_is_known_for_a_moment_and_no_longer() -> None:
    stored = Stored()
    assert await stored.standings.of(1) == (1, 0)
    stored.number = 1
    stored.clock.now += OLD_SECONDS_MAX * 0.99

    assert await stored.standings.of(1) == (1, 0)
    assert await stored.standings.of(2) == (2, 1)
    stored.clock.now += OLD_SECONDS_MAX * 0.02
    assert await stored.standings.of(1) == (1, 1)
    assert stored.questions == 3


async def test_the_moment_begins_with_the_question_not_with_its_answer() -> None:
    stored = Stored()
    stored.gate.clear()
    asking = asyncio.ensure_future(stored.standings.of(1))
    await stored.was_asked.wait()
    stored.number = 1
    stored.clock.now += OLD_SECONDS_MAX * 1.01
    stored.gate.set()

    assert await asking == (1, 0)
    assert await stored.standings.of(1) == (1, 1)


async def test_what_was_asked_before_a_change_through_this_server_is_not_trusted() -> None:
    stored = Stored()
    await stored.standings.of(1)
    stored.clock.now += OLD_SECONDS_MAX / 4
    stored.gate.clear()
    stored.was_asked.clear()
    stored.standings.forget()
    early = asyncio.ensure_future(stored.standings.of(1))
    await stored.was_asked.wait()
    stored.clock.now += OLD_SECONDS_MAX / 4
    stored.number = 1
    stored.standings.forget()
    late = [asyncio.ensure_future(stored.standings.of(1)) for _ in range(5)]
    await asyncio.sleep(0)
    stored.clock.now += OLD_SECONDS_MAX / 4
    stored.gate.set()

    assert await early == (1, 0)
    assert await asyncio.gather(*late) == [(1, 1)] * 5
    assert stored.questions == 3


async def test_many_who_come_together_ask_once() -> None:
    stored = Stored()

    assert await asyncio.gather(*(stored.standings.of(1) for _ in range(50))) == [(1, 0)] * 50
    assert stored.questions == 1


async def test_a_failure_is_told_and_not_kept() -> None:
    stored = Stored()
    real = stored.standings.ask

    async def fails(_: int) -> int:
        raise LookupError

    stored.standings.ask = fails
    with pytest.raises(LookupError):
        await stored.standings.of(1)
    stored.standings.ask = real
    assert await stored.standings.of(1) == (1, 0)


async def test_made_up_businesses_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standings, "BUSINESSES_MAX", 3)
    stored = Stored()
    for number in range(10):
        await stored.standings.of(number)

    for number in (9, 8, 7):
        await stored.standings.of(number)
    assert stored.questions == 10
    await stored.standings.of(0)
    assert stored.questions == 11
