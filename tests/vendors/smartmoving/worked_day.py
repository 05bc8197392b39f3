"""The worked example of the movers' metrics (product, 4.4): twenty leads and four jobs, put into the simulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from daysheet.core.metrics import Metric
from daysheet.simulation.serving import served
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.metrics import FIGURES
from daysheet.vendors.smartmoving.simulator import Simulator, acts, create_simulator
from daysheet.vendors.smartmoving.simulator.entities import LEAD_IN_PROGRESS, Job, Opportunity
from daysheet.vendors.smartmoving.simulator.exact import ExactJob, book_job, do_job, hold_still, put_lead
from daysheet.warehouse.branch_capacity import BranchCapacity, Capacity
from daysheet.warehouse.metric_sums import MetricSums, Reading, Span
from tests.stories.business import Business, opened
from tests.vendors.smartmoving.figured import STREAMS, compute
from tests.vendors.smartmoving.held import place

CREATED_ON: Final = date(2026, 8, 12)
SERVICE_ON: Final = date(2026, 8, 20)
LAST_ON: Final = date(2026, 8, 31)

# Estimate, actual and trucks, crew, hours, and the hour it began; the window is 8:00 to 9:00 for all.
JOBS: Final = {
    "A": (120_000, 126_000, 1, 3, 6.0, 8 + 50 / 60),
    "B": (80_000, 95_000, 2, 4, 5.0, 9 + 20 / 60),
    "C": (60_000, 57_000, 1, 2, 4.0, 9 + 10 / 60),
    "D": (100_000, None, 1, 3, 7.0, None),
}
WORKED_ON_AFTER: Final = (3, 7, 12, 45)
ASKED_AFTER: Final = 130


@dataclass(kw_only=True)
class WorkedDay:
    """The account, its warehouse, and the two branches: one has the leads that are closed, one those picked."""

    business: Business
    simulator: Simulator
    north: str
    south: str

    @property
    def sums(self) -> MetricSums:
        """What the program asks for figures."""
        return MetricSums(reading=Reading(self.business.database, self.business.tenant_id), vendor=VENDOR)

    async def read(self, **wish: Any) -> None:
        """Read what is due, and compute what follows."""
        outcome = await self.business.run(*STREAMS, **wish)
        assert outcome.errors == []
        await compute(self.business)

    async def leads_come_in(self) -> tuple[list[Opportunity], list[Opportunity]]:
        """Let fifteen leads come in at one branch and five at the other, in the same minute."""
        north = [put_lead(self.simulator, self.north, f"Lead {number}") for number in range(15)]
        south = [put_lead(self.simulator, self.south, f"Picked {number}") for number in range(5)]
        await self.read()
        for name, branch in (("North", self.north), ("South", self.south)):
            zone = self.simulator.business.branches[branch].zone
            await place(self.business, branch, name=name, zone=zone, currency="USD")
        return north, south

    async def leads_are_worked_on(self, leads: Sequence[Opportunity]) -> None:
        """Change the status of all but the last after so many minutes each, and read at that minute."""
        passed = 0
        for lead, minutes in zip(leads, WORKED_ON_AFTER, strict=False):
            self.business.wait(minutes=minutes - passed)
            passed = minutes
            acts.set_status(self.simulator.business, lead, LEAD_IN_PROGRESS)
            await self.read()
        self.business.wait(minutes=ASKED_AFTER - passed)

    async def some_are_bad_and_some_book(self, leads: Sequence[Opportunity]) -> dict[str, Job]:
        """Mark three as bad; a day later let seven book, four of them the jobs of the example."""
        for lead in leads[:3]:
            acts.mark_bad(self.simulator.business, lead, "Wrong number")
        self.business.wait(days=1)
        jobs = {
            name: book_job(self.simulator, lead, exact_job(name)) for name, lead in zip(JOBS, leads[3:7], strict=True)
        }
        for lead in leads[7:10]:
            book_job(self.simulator, lead, replace(exact_job("A"), day=20260827))
        await self.read(since=datetime(2026, 8, 12, tzinfo=UTC), until=LAST_ON)
        return jobs

    async def jobs_are_done(self, jobs: dict[str, Job]) -> None:
        """Let the four jobs be done on their day, and read that evening."""
        self.business.wait(days=7, hours=4)
        for name, job in jobs.items():
            _, charged, _, _, _, start = JOBS[name]
            do_job(self.simulator, job, start_hour=start, charged_cents=charged)
        await self.read()

    async def four_trucks_are_entered(self) -> None:
        """Say that the branch has four trucks for ten hours from Monday to Friday."""
        entered = BranchCapacity(
            self.business.database, VENDOR, self.business.tenant_id, self.business.connection_id, self.north
        )
        capacity = Capacity(trucks=4, bookable_hours=Decimal(10), reason=None)
        await entered.set_weekdays(range(1, 6), date(2026, 1, 1), capacity, self.business.clock())
        await compute(self.business)

    async def asked(
        self, name: str, *branches: str, first: date = CREATED_ON, last: date = LAST_ON
    ) -> tuple[Metric, dict[str, Decimal]]:
        """Return a metric and its sums, as the program asks for them."""
        metric = FIGURES.metric(name)
        span = Span(locations=branches, first_on=first, last_on=last, now=self.business.clock())
        found = await self.sums.sums(metric, span)
        return metric, {
            column: sum((Decimal(each.sums[column]) for each in found), Decimal(0)) for column in metric.columns
        }


def exact_job(name: str) -> ExactJob:
    """Return a job of the example as it is booked."""
    estimate, _, trucks, crew, hours, _ = JOBS[name]
    return ExactJob(
        day=20260820,
        estimate_cents=estimate,
        trucks=trucks,
        crew=crew,
        hours=hours,
        window=(8.0, 9.0),
        window_words="8:00 AM - 9:00 AM",
    )


@asynccontextmanager
async def open_worked_day(url: str) -> AsyncIterator[WorkedDay]:
    """Serve an account without a past over HTTP, and open its warehouse."""
    simulator = create_simulator(seed=4, orders=0, branches=2, calls_per_minute=0, calls_per_month=0)
    for each in list(simulator.business.opportunities.values()):
        acts.delete_opportunity(simulator.business, each)
    hold_still(simulator)
    north, south = simulator.business.branches
    simulated: Any = simulator
    async with (
        served(simulator.app) as base_url,
        opened(url, simulated, vendor=VENDOR, base_url=base_url) as business,
    ):
        yield WorkedDay(business=business, simulator=simulator, north=north, south=south)


@asynccontextmanager
async def lived_through(url: str) -> AsyncIterator[WorkedDay]:
    """Let all of the example happen."""
    async with open_worked_day(url) as day:
        north, south = await day.leads_come_in()
        await day.leads_are_worked_on(south)
        jobs = await day.some_are_bad_and_some_book(north)
        await day.jobs_are_done(jobs)
        await day.four_trucks_are_entered()
        yield day
