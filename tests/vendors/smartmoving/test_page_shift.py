"""
The list of days, read through HTTP, engine and PostgreSQL while the account goes on living between its pages.

`tests/core/test_page_shift_of_days.py` tries the rules alone, over many more seeds.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from daysheet.core.paging import Ask, Evidence, Outcome, Seen, Window
from daysheet.engine import streams
from daysheet.engine.run import RunOutcome
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from tests.stories.business import Business, opened
from tests.stories.scale import seeds
from tests.vendors.found import everything, in_small_pages
from tests.vendors.smartmoving.served import yyyymmdd

PAGE_SIZE = 4
FEW_EVENTS, MANY_EVENTS = 2, 10
TODAY = date(2026, 8, 12)
FIRST_ON, LAST_ON = TODAY - timedelta(days=2), TODAY + timedelta(days=5)
LISTED = "/v1/api/customers"

Stay = tuple[str, frozenset[tuple[str, int]]]


@dataclass
class LivingApp:
    """The simulator's app; before each page of the list something happens, and who stays where is noted."""

    simulator: Simulator
    events_a_page: int
    is_quiet: bool = False
    staying: set[Stay] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["path"] == LISTED and not self.is_quiet:
            self._note()
            self.simulator.live(self.events_a_page)
            self._note()
        await self.simulator.app(scope, receive, send)

    def _note(self) -> None:
        here = self.here()
        self.staying = here if self.staying is None else self.staying & here

    def here(self) -> set[Stay]:
        """Return the customers that the days show now, with the days of their jobs."""
        first, last = yyyymmdd(FIRST_ON), yyyymmdd(LAST_ON)
        business = self.simulator.business
        return {
            (
                customer.id,
                frozenset((job.id, job.job_date) for each in business.opportunities_of(customer) for job in each.jobs),
            )
            for customer in self.simulator.vendor.customers_with_jobs(first, last)
        }


Lived = Callable[[int, int], AbstractAsyncContextManager[tuple[Business, LivingApp]]]


@pytest.fixture
def lived(url: str) -> Lived:
    """Makes a simulated account that lives while it is read, and its warehouse."""

    @asynccontextmanager
    async def make(seed: int, events_a_page: int) -> AsyncIterator[tuple[Business, LivingApp]]:
        simulator = create_simulator(seed=seed, orders=150, branches=3, calls_per_minute=0, calls_per_month=0)
        app = LivingApp(simulator, events_a_page)
        simulated: Any = simulator
        async with opened(url, simulated, vendor=in_small_pages(VENDOR, PAGE_SIZE)) as business:
            business.app = app
            yield business, app

    return make


async def read_days(business: Business) -> RunOutcome:
    """Read the list of some days, and the opportunities that it shows."""
    since = business.clock().replace(year=FIRST_ON.year, month=FIRST_ON.month, day=FIRST_ON.day)
    return await business.run("customers", "opportunities", since=since, until=LAST_ON)


async def lost_though_there(business: Business, app: LivingApp) -> set[str]:
    """Return the customers that stayed all the while and are not, or no longer, held."""
    rows = await business.ask("select sm_id::text from smartmoving.customers where deleted_at is null")
    return {customer_id for customer_id, _ in app.staying or ()} - {row["sm_id"] for row in rows}


async def read_while_it_lives(business: Business, app: LivingApp) -> tuple[set[str], int]:
    """Read several times; return what proven readings have lost, and how many were proven."""
    lost: set[str] = set()
    proven = 0
    for _ in range(3):
        app.staying = None
        outcome = await read_days(business)
        assert outcome.errors == []
        if "customers" not in outcome.unproven:
            proven += 1
            lost |= await lost_though_there(business, app)
    return lost, proven


@pytest.mark.parametrize(("seed", "events_a_page"), [*((each, FEW_EVENTS) for each in seeds(1)), (1, MANY_EVENTS)])
async def test_nothing_that_stayed_is_lost_and_a_quiet_reading_makes_all_well(
    lived: Lived, seed: int, events_a_page: int
) -> None:
    async with lived(seed, events_a_page) as (business, app):
        lost, proven = await read_while_it_lives(business, app)
        app.is_quiet = True
        outcome = await business.run(*everything(VENDOR)["streams"], full=True)

        assert lost == set()
        # Where the list never stands still, a reading says that it is not proven, and parts with nothing.
        assert bool(proven) is (events_a_page == FEW_EVENTS)
        assert outcome.status == "completed"
        assert await business.differences() == []


async def test_a_reader_that_believes_one_pass_loses_what_stayed(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "read_window", read_once)
    async with lived(1, MANY_EVENTS) as (business, app):
        lost, proven = await read_while_it_lives(business, app)

    assert proven == 3
    assert lost != set()


def read_once(window: Window) -> Generator[Ask, Seen, Outcome]:
    """Read a list once and call that proof."""
    evidence = Evidence()
    while not evidence.is_finished:
        seen = yield Ask("records", window.since, evidence.next_page, evidence)
        evidence = evidence.after(seen)
    assert evidence.started_at is not None
    return Outcome(started_at=evidence.started_at, is_proven=True, passes=1, evidence=evidence)
