"""
The demo for an hour: both businesses live on and are read by the schedules, and the figures are the truth's at its end.

Everything is as the demo has it, over real HTTP, but that the clock is moved by hand: five minutes at a time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from daysheet.bootstrap import find_vendors, simulator_of
from daysheet.core.events import nobody
from daysheet.operations.daily import rebuild_days
from daysheet.operations.demonstration import demo as stage
from daysheet.operations.demonstration.demo import Act, PresentTime
from daysheet.operations.hooks.webhook_looks import look
from daysheet.operations.hooks.webhooks import open_endpoint, recognise
from daysheet.operations.office import Office
from daysheet.operations.runs.scheduled import reader
from daysheet.operations.runs.working import Worker
from daysheet.simulation.deliveries import Deliveries
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.contents import rows_of
from daysheet.warehouse.database import Database
from daysheet.warehouse.scheduling import Turns
from tests.operations.crew import never
from tests.operations.mover import office_at
from tests.stories.business import Business, worker_url
from tests.stories.figures import not_conserved

BEGIN = datetime(2026, 6, 15, 16, tzinfo=UTC)
STEPS = 12
STEP = timedelta(minutes=5)
ORDERS = 60
# What only a reading of the whole list shows, or one of a later day: people come and go.
DAILY = {"employees"}
# Of each vendor, the figures that are kept up to date day by day.
FIGURES = {
    "tekmetric": ("daily_shop_metrics", "tech_daily_metrics"),
    "smartmoving": ("daily_branch_metrics",),
}


class Hand:
    """A clock's hand, moved by a test."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def worker_of(office: Office) -> Worker:
    """Return the demo's worker; nobody has to wait for its heart."""
    return Worker(
        turns=Turns(office.database, "first"),
        read=reader(office),
        clock=office.clock,
        stop=asyncio.Event(),
        elapsed=lambda: 0.0,
        sleep=never,
    )


async def hooks_of(office: Office, tenant: Tenant, act: Act) -> Deliveries:
    """Let a vendor tell what happens there, straight into the inbox."""

    async def send(path: str, _: Mapping[str, str], body: bytes) -> int:
        address = await recognise(office, path.rpartition("/")[2])
        await address.keep(body)
        return 202

    made = await open_endpoint(office, tenant, act.row.name, rotate=False)
    hooks: Deliveries = act.simulator.webhooks(made.path, send=send)
    return hooks


def business_of(office: Office, owner_url: str, tenant: Tenant, act: Act) -> Business:
    """Return a business of the demo as the stories have it."""
    return Business(
        simulator=act.simulator,
        vendor=act.vendor,
        owner_url=owner_url,
        database=office.database,
        tenant_id=tenant.tenant_id,
        connection_id=act.row.connection_id,
        base_url=act.row.base_url,
    )


async def figures(office: Office, tenant: Tenant) -> dict[str, Counter[str]]:
    """Return every row of the daily figures, but for when it was made."""
    found: dict[str, Counter[str]] = {}
    for vendor, tables in FIGURES.items():
        for table in tables:
            rows = await rows_of(office.database, tenant.tenant_id, vendor, table)
            found[table] = Counter(str(sorted((k, v) for k, v in row.items() if k != "built_at")) for row in rows)
    return found


def wrong(act: Act) -> list[str]:
    """Return what differs from the truth."""
    return [f"{stream}: {each}" for stream, found in act.differences.items() for each in found]


async def live_for_an_hour(office: Office, tenant: Tenant, acts: list[Act], hand: Hand) -> Counter[str]:
    """Let things happen, let them be told, and read what is due; return how the readings went."""
    told: Counter[str] = Counter()
    worker = worker_of(office)
    worker.tell = lambda event, **said: told.update([f"{event}: {said.get('status')}"])
    hooks = [await hooks_of(office, tenant, act) for act in acts]
    for _ in range(STEPS):
        hand.seconds += STEP.total_seconds()
        for act, hook in zip(acts, hooks, strict=True):
            stage.live_on(act)
            await hook.deliver()
        # The movers' records are behind their events by some seconds.
        hand.seconds += 5
        for act in acts:
            report = await look(office, tenant, act.row)
            assert report.errors == []
            told["events"] += report.events
        await worker.work(is_once=True)
    return told


@asynccontextmanager
async def open_demo(url: str, hand: Hand) -> AsyncIterator[tuple[Office, Tenant, list[Act]]]:
    """Stage the demo at the hand's time, and read both vendors once, without a difference."""
    clock = PresentTime(BEGIN.timestamp(), reading=hand)
    async with Database(worker_url(url), connections_max=8) as database:
        office = replace(
            office_at(database, url, lambda: datetime.fromtimestamp(clock.now(), UTC)), vendors=find_vendors()
        )
        async with stage.staged(office, simulator_of, ORDERS, clock=clock) as (tenant, acts):
            for act in acts:
                await stage.perform(office, tenant, act, nobody)
                assert (wrong(act), act.run.errors) == ([], [])
            yield office, tenant, acts


async def test_after_an_hour_everything_is_as_the_vendors_have_it(own_warehouse: str) -> None:
    hand = Hand()
    async with open_demo(own_warehouse, hand) as (office, tenant, acts):
        told = await live_for_an_hour(office, tenant, acts, hand)

        assert told["events"] > STEPS
        assert {event for event in told if event.startswith("run_finished")} == {"run_finished: completed"}
        # Whoever drives up last is found by the next reading that is due.
        hand.seconds += timedelta(minutes=31).total_seconds()
        await worker_of(office).work(is_once=True)
        (shops,) = [act for act in acts if act.vendor.name == "tekmetric"]
        await stage.prove(office, tenant, shops)
        assert [each for each in wrong(shops) if each.partition(":")[0] not in DAILY] == []
        assert await not_conserved(business_of(office, own_warehouse, tenant, shops)) == []
        kept = await figures(office, tenant)
        assert all(kept.values())
        await rebuild_days(office, tenant)
        assert await figures(office, tenant) == kept
        for act in acts:
            await stage.perform(office, tenant, act, nobody)
            assert (wrong(act), act.run.errors) == ([], [])


async def test_without_the_readings_it_would_not_be(own_warehouse: str) -> None:
    hand = Hand()
    async with open_demo(own_warehouse, hand) as (office, tenant, acts):
        hand.seconds += STEP.total_seconds()
        for act in acts:
            stage.live_on(act)
            await stage.prove(office, tenant, act)

        assert all(wrong(act) for act in acts)


async def test_nothing_that_happens_makes_the_vendors_clock_run_ahead() -> None:
    hand = Hand()
    clock = PresentTime(BEGIN.timestamp(), reading=hand)
    simulator = simulator_of(find_vendors()["tekmetric"])(seed=1, orders=20, clock=clock)

    simulator.live(200)

    assert clock.now() == BEGIN.timestamp()
    assert sum(simulator.stats.life_events.values()) == 200
