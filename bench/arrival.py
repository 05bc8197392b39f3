"""
From a change at the vendor to a committed row, in real time: told by webhook, and found by polling.

The vendor is the simulator over HTTP without latency, the receiver `daysheet serve`; the database keeps its safe
settings.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

# The office is put together by the tests' own kit.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from daysheet.api.serving import serve_office
from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.core.clock import system_clock
from daysheet.core.events import nobody
from daysheet.engine.run import Wish
from daysheet.operations.connections.connecting import connect
from daysheet.operations.hooks.webhooks import open_endpoint
from daysheet.operations.office import Office
from daysheet.operations.runs.scheduling import switch
from daysheet.operations.runs.syncing import sync_one
from daysheet.operations.runs.working import work
from daysheet.simulation.clock import Clock
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric.simulator import Simulator, create_simulator
from daysheet.warehouse.connections import ConnectionRow, Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import migrate
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from daysheet.warehouse.schedule_rows import NewSchedule
from daysheet.warehouse.scheduling import Schedules
from tests.operations.mover import office_at
from tests.stories.business import WORKER_PASSWORD, worker_url

ORDERS: Final = 200
CHANGES_PER_SECOND: Final = 0.5
POLLED_EVERY_SECONDS: Final = 10
LOOK_SECONDS: Final = 0.005
PATIENCE_SECONDS: Final = 120.0
STREAM: Final = "tekmetric.repair_orders"
QUESTION: Final = "select source_id, fetched_at from control.record_versions where stream = %s and source_id = any(%s)"


@dataclass(kw_only=True)
class Shop:
    """A simulated shop that has been read once."""

    office: Office
    tenant: Tenant
    row: ConnectionRow
    simulator: Simulator


@asynccontextmanager
async def open_shop(url: str) -> AsyncIterator[Shop]:
    """Connect a simulated shop and read it."""
    simulator = create_simulator(seed=3, orders=ORDERS, shops=1, clock=Clock.ticking(), calls_per_minute=0)
    async with Database(worker_url(url), connections_max=8) as database, served(simulator.app) as base_url:
        office = replace(office_at(database, worker_url(url), system_clock), vendors=find_vendors())
        tenant = await Tenants(database).ensure("one shop")
        vendor = office.vendor("tekmetric")
        row, _ = await connect(
            office,
            tenant,
            vendor,
            name="shop",
            base_url=base_url,
            secret=simulator.secret,
            calls_per_minute=60_000,
        )
        await sync_one(office, tenant, row, Wish(), nobody)
        await switch(office, tenant, "shop", None, is_enabled=False)
        yield Shop(office=office, tenant=tenant, row=row, simulator=simulator)


async def arrivals(shop: Shop, changes: int, tell: Callable[[], Awaitable[Any]]) -> list[float]:
    """Let orders change, one after the other; return how many seconds each took until its row could be read."""
    chance, pending, found = random.Random(1), dict[str, float](), list[float]()
    ids = [row.id for row in shop.simulator.business.repair_orders.rows(shop.simulator.shop_ids, with_deleted=False)]
    is_over = asyncio.Event()

    async def watch() -> None:
        began = time.monotonic()
        while (pending or not is_over.is_set()) and time.monotonic() - began < changes + PATIENCE_SECONDS:
            async with shop.office.database.tenant(shop.tenant.tenant_id) as connection:
                rows = await (await connection.execute(QUESTION, (STREAM, list(pending)))).fetchall()
            now = time.time()
            for row in rows:
                if row["fetched_at"].timestamp() >= pending[row["source_id"]]:
                    found.append(now - pending.pop(row["source_id"]))
            await asyncio.sleep(LOOK_SECONDS)

    watching = asyncio.create_task(watch())
    for number in range(changes):
        await asyncio.sleep(chance.expovariate(CHANGES_PER_SECOND))
        order_id = ids[number % len(ids)]
        if str(order_id) not in pending:
            # By our clock, as the fetch is: the simulator's writes whole seconds.
            pending[str(order_id)] = time.time()
            shop.simulator.change_order(order_id, _touch)
            await tell()
    is_over.set()
    await watching
    return sorted(found) + [float("inf")] * len(pending)


def _touch(record: dict[str, Any]) -> None:
    record["milesIn"] = (record["milesIn"] or 0) + 1


async def by_webhook(url: str, changes: int) -> list[float]:
    """Let each change be told to a server that looks at it."""
    async with open_shop(url) as shop:
        ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        serving = asyncio.ensure_future(
            serve_office(
                shop.office, host="127.0.0.1", port=0, note=_quiet, on_ready=ready.set_result, looks=True, reads=False
            )
        )
        try:
            made = await open_endpoint(shop.office, shop.tenant, "shop", rotate=False)
            hooks = shop.simulator.webhooks(await ready + made.path)
            return await arrivals(shop, changes, hooks.deliver)
        finally:
            serving.cancel()
            await asyncio.wait([serving])


async def by_polling(url: str, changes: int) -> list[float]:
    """Let a worker find each change, by a schedule of its orders."""
    async with open_shop(url) as shop:
        now = system_clock()
        often = NewSchedule(
            name="often",
            kind="board",
            streams=["repair_orders"],
            every_seconds=POLLED_EVERY_SECONDS,
            times_of_day=[],
            time_zone="UTC",
            is_adaptive=False,
            next_due_at=now,
        )
        await Schedules(shop.office.database, shop.tenant.tenant_id).add(shop.row.connection_id, [often], now)
        stop = asyncio.Event()
        working = asyncio.create_task(work(lambda: nullcontext(shop.office), stop))
        try:
            return await arrivals(shop, changes, _tell_nobody)
        finally:
            stop.set()
            await working


async def _tell_nobody() -> None:
    """Tell nobody."""


def _quiet(_: str, **__: Any) -> None:
    """Write no line of a log."""


def measure_arrivals(changes: int) -> dict[str, list[float]]:
    """Return the seconds from change to row in each of the ways, in order."""
    found = {}
    for name, way in (("by webhook", by_webhook), ("by polling", by_polling)):
        with (
            tempfile.TemporaryDirectory(prefix="daysheet-arrival-") as folder,
            EmbeddedCluster(Path(folder) / "postgresql") as cluster,
        ):
            url = cluster.url("postgres")
            asyncio.run(migrate(url, migration_sets(find_vendors())))
            asyncio.run(set_passwords(url, {WORKER_LOGIN: WORKER_PASSWORD}))
            found[name] = asyncio.run(way(url, changes))
    return found
