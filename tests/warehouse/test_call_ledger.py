"""The ledger counts calls before they are made, never beyond what a month may hold, and each month by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from itertools import count

import psycopg
import pytest

from daysheet.warehouse.call_ledger import CallLedger, Reserved
from daysheet.warehouse.database import Database
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from tests.stories.business import WORKER_PASSWORD, worker_url

pytestmark = pytest.mark.anyio

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
# So many a second that no test waits.
RATE, BURST = 1e6, 1_000_000

_keys = count(1)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    await set_passwords(database_url, {WORKER_LOGIN: WORKER_PASSWORD})
    async with Database(worker_url(database_url), connections_max=4) as found:
        yield found


@pytest.fixture
def ledger(database: Database) -> CallLedger:
    """The ledger of a key that no other test uses."""
    return CallLedger(database, f"key {next(_keys)}")


async def book(ledger: CallLedger, calls: int, calls_max: int | None = None, month_on: date = NOVEMBER) -> int:
    """Count calls; return how many may be made."""
    reserved = await ledger.reserve(RATE, BURST, calls, calls_max=calls_max, month_on=month_on, now=NOW)
    return reserved.granted


async def used(ledger: CallLedger, month_on: date = NOVEMBER) -> int:
    found = await ledger.used(month_on)
    assert found is not None
    return found.calls


async def test_calls_are_counted_before_they_are_made(ledger: CallLedger) -> None:
    assert await ledger.used(NOVEMBER) is None

    assert [await book(ledger, 8), await book(ledger, 8)] == [8, 8]

    found = await ledger.used(NOVEMBER)
    assert found is not None
    assert (found.calls, found.counted_from) == (16, NOW)


async def test_what_was_not_made_is_given_back_and_what_was_made_beyond_is_added(ledger: CallLedger) -> None:
    await book(ledger, 8)

    await ledger.give_back(3, NOVEMBER)
    assert await used(ledger) == 5

    await ledger.give_back(-2, NOVEMBER)
    assert await used(ledger) == 7


async def test_a_month_holds_no_more_than_it_may(ledger: CallLedger) -> None:
    granted = [await book(ledger, 8, calls_max=20) for _ in range(4)]

    assert granted == [8, 8, 4, 0]
    assert await used(ledger) == 20


async def test_a_month_that_holds_too_much_already_grants_nothing_and_loses_nothing(ledger: CallLedger) -> None:
    await book(ledger, 30)

    assert await book(ledger, 8, calls_max=20) == 0
    assert await used(ledger) == 30


async def test_months_are_counted_apart(ledger: CallLedger) -> None:
    await book(ledger, 8, calls_max=8)

    assert await book(ledger, 8, calls_max=8, month_on=DECEMBER) == 8
    assert [await used(ledger), await used(ledger, DECEMBER)] == [8, 8]


async def test_keys_are_counted_apart(database: Database, ledger: CallLedger) -> None:
    other = CallLedger(database, f"key {next(_keys)}")
    await book(ledger, 8)

    assert await other.used(NOVEMBER) is None


async def test_many_workers_at_once_never_exceed_a_month(ledger: CallLedger) -> None:
    granted = await asyncio.gather(*(book(ledger, 8, calls_max=100) for _ in range(20)))

    assert sum(granted) == await used(ledger) == 100


async def test_calls_that_may_not_be_made_take_nothing_from_the_minute(ledger: CallLedger) -> None:
    async def book_slowly(calls: int, calls_max: int | None) -> Reserved:
        return await ledger.reserve(1e-6, 1, calls, calls_max=calls_max, month_on=NOVEMBER, now=NOW)

    await book_slowly(8, 8)
    for _ in range(5):
        refused = await book_slowly(8, 8)
        assert (refused.granted, refused.wait_seconds) == (0, 0)

    after = await book_slowly(1, None)

    assert round(after.wait_seconds / 1e6) == 8


async def test_a_new_key_begins_where_the_old_one_stands(database: Database, ledger: CallLedger) -> None:
    old, unused = (CallLedger(database, f"key {next(_keys)}") for _ in range(2))
    await book(old, 40)
    await book(ledger, 8)

    await ledger.carry_over(old._budget_key, NOVEMBER)
    assert await used(ledger) == 40

    await ledger.carry_over(unused._budget_key, NOVEMBER)
    await ledger.carry_over(ledger._budget_key, NOVEMBER)
    assert [await used(ledger), await used(old)] == [40, 40]


async def test_the_ledger_holds_no_negative_count(database_url: str) -> None:
    with psycopg.connect(database_url) as owner, pytest.raises(psycopg.errors.CheckViolation):
        owner.execute(
            "insert into control.call_ledger (budget_key, month_on, calls, counted_from_at) values (%s, %s, -1, now())",
            ["k", NOVEMBER],
        )
