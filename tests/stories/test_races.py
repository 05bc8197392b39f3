"""Two workers want one stream: the second is told so, and one that was taken for dead writes nothing when it wakes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.types import Message, Receive, Scope, Send

from daysheet.core.errors import LeaseLost, StreamBusy
from daysheet.engine.run import RunOutcome
from daysheet.warehouse.loading import LEASE_SECONDS
from tests.stories.business import Business, opened, simulated, with_pages_of
from tests.stories.fingerprints import contents, row_versions

STREAM = "repair_orders"
LONG_ENOUGH = timedelta(seconds=LEASE_SECONDS + 1)


class Stalled:
    """The vendor as a stopped worker sees it: one answer is made, and does not arrive before the worker goes on."""

    def __init__(self, business: Business, query: bytes) -> None:
        self.is_stopped = asyncio.Event()
        self.goes_on = asyncio.Event()
        self._app = business.simulator.app
        self._query = query

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        said: list[Message] = []

        async def note(message: Message) -> None:
            said.append(message)

        await self._app(scope, receive, note)
        if scope["path"] == "/api/v1/repair-orders" and self._query in scope["query_string"]:
            self.is_stopped.set()
            await self.goes_on.wait()
        for message in said:
            await send(message)


@asynccontextmanager
async def stopped_worker(business: Business, query: bytes) -> AsyncIterator[tuple[asyncio.Task[RunOutcome], Stalled]]:
    """Let a worker begin, and stop it while it waits for an answer."""
    stalled = Stalled(business, query)
    task = asyncio.create_task(replace(business, app=stalled).run(STREAM))
    await stalled.is_stopped.wait()
    yield task, stalled
    stalled.goes_on.set()
    await task


async def cursor_of(business: Business) -> dict[str, object]:
    question = "select fence, reached_at, census_at, position from control.sync_cursors where stream = %s"
    rows = await business.ask(question, STREAM)
    return rows[0]


def edit_some_orders(business: Business) -> None:
    """Change some orders, so that a page from before is out of date."""
    business.wait(minutes=10)
    living = [order for order in business.simulator.truth(STREAM) if order["deletedDate"] is None]
    for order in living[::3]:
        stamp = business.simulator.clock.text()
        business.simulator.edit(STREAM, {**order, "keytag": "new", "updatedDate": stamp})


async def test_second_worker_is_told_that_the_stream_is_being_read(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(14, orders=30, shops=1)) as business:
        await business.run("shops")
        async with stopped_worker(business, b"page=1") as (first, stalled):
            second = await business.run(STREAM)
            stalled.goes_on.set()

            outcome = await first

        assert [type(error) for error in second.errors] == [StreamBusy]
        assert "Another run is reading repair_orders" in str(second.errors[0])
        assert outcome.errors == []
        assert [each for each in await business.differences() if each.startswith(STREAM)] == []


@pytest.mark.parametrize("query", [b"deletedDateStart", b"page=0", b"page=2"])
@pytest.mark.parametrize("is_first_run", [True, False], ids=["first run", "later run"])
async def test_worker_that_wakes_after_its_lease_writes_nothing(
    warehouse_url: str, is_first_run: bool, query: bytes
) -> None:
    simulator = simulated(14, orders=40, shops=1)
    async with opened(warehouse_url, simulator, vendor=with_pages_of(4)) as business:
        await business.run(*(["shops"] if is_first_run else []))
        edit_some_orders(business)
        async with stopped_worker(business, query) as (sleeper, stalled):
            edit_some_orders(business)
            other = replace(business, lead=LONG_ENOUGH)
            assert (await other.run()).errors == []
            before = await contents(business), await row_versions(business), await cursor_of(business)
            pages = await business.value("select count(*) from control.raw_pages")
            stalled.goes_on.set()

            outcome = await sleeper

        assert [type(error) for error in outcome.errors] == [LeaseLost]
        assert (await contents(business), await row_versions(business), await cursor_of(business)) == before
        assert await business.value("select count(*) from control.raw_pages") == pages
        assert await business.differences() == []


async def test_many_workers_at_once_share_the_streams_and_lose_nothing(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(14, orders=40)) as business:
        await business.run()
        business.live(40)

        outcomes = await asyncio.gather(*(business.run() for _ in range(6)))

        told = [error for outcome in outcomes for error in outcome.errors]
        assert all(type(error) is StreamBusy for error in told)
        assert told != []
        assert (await business.run()).errors == []
        business.wait(hours=25)
        assert (await business.run()).errors == []
        assert await business.differences() == []
        assert await business.counters_off() == []
