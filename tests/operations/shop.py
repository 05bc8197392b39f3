"""A repair shop whose vendor is simulated over real HTTP, with its schedules and a worker that a test lets step."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from daysheet.core.events import nobody
from daysheet.core.vendor import Vendor
from daysheet.engine.run import RunOutcome, Wish
from daysheet.operations.demonstration.comparing import compare
from daysheet.operations.demonstration.demo import unlisted_by
from daysheet.operations.entries.placing import locations
from daysheet.operations.office import Office
from daysheet.operations.runs import scheduling
from daysheet.operations.runs.scheduled import reader
from daysheet.operations.runs.syncing import sync_one
from daysheet.operations.runs.working import Worker
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.simulator import Simulator, create_simulator
from daysheet.warehouse.connections import ConnectionRow, Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.scheduling import Turns
from tests.operations.crew import never
from tests.operations.mover import office_at

NAME: Final = "main-street"
_tenants = count(1)

Record = dict[str, Any]


@dataclass(kw_only=True)
class Shop:
    """A tenant with one connection to a simulated vendor."""

    simulator: Simulator
    office: Office
    tenant: Tenant
    row: ConnectionRow

    async def sync(self, **wish: Any) -> RunOutcome:
        """Read what is due by the lists, as a schedule does."""
        outcome = await sync_one(self.office, self.tenant, self.row, Wish(**wish), nobody)
        assert outcome.errors == []
        return outcome

    def worker(self, **more: Any) -> Worker:
        """Return a worker that does what is due, a step at a time."""
        given: dict[str, Any] = {
            "turns": Turns(self.office.database, "first"),
            "read": reader(self.office),
            "clock": self.office.clock,
            "stop": asyncio.Event(),
            "sleep": never,
        }
        return Worker(**given | more)

    async def only(self, name: str) -> None:
        """Let one schedule be due, and no other."""
        await scheduling.make_missing(self.office)
        for each in await scheduling.listed(self.office, self.tenant):
            await scheduling.switch(self.office, self.tenant, NAME, each.name, is_enabled=each.name == name)

    async def differences(self, *streams: str) -> list[str]:
        """Return every difference between the warehouse and the vendor's truth in some streams."""
        known = await locations(self.office, self.tenant)
        zones = {each["source_id"]: each["time_zone"] for each in known if each["time_zone"]}
        found = await compare(
            self.office.database,
            self.office.vendor(self.row.vendor),
            self.tenant.tenant_id,
            self.row.connection_id,
            self.simulator.expected(zones),
            unlisted_by(self.simulator),
        )
        return [f"{name}: {each}" for name in streams for each in found[name]]

    def wait(self, **how_long: float) -> None:
        """Let time pass, for the vendor and for us."""
        self.simulator.clock.advance(timedelta(**how_long).total_seconds())

    def posted(self, days: int = 34) -> list[Record]:
        """Return the orders that were posted in the last days, as the vendor has them."""
        since = f"{self.office.clock() - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
        orders = self.simulator.truth("repair_orders")
        return [each for each in orders if (each["postedDate"] or "") > since and each["deletedDate"] is None]

    def change_in_silence(self, order_id: int, change: Callable[[Record], None]) -> None:
        """Change an order without moving its stamp, so that the filter of changes never tells of it."""
        row = self.simulator.business.repair_orders.get(order_id)
        assert row is not None
        record = row.record()
        change(record)
        self.simulator.business.put_order(record)


@asynccontextmanager
async def open_shop(url: str, *, vendor: Vendor = VENDOR, simulator: Simulator | None = None) -> AsyncIterator[Shop]:
    """Serve a simulator and connect a new tenant; nothing of it was read yet."""
    simulator = simulator or create_simulator(seed=5, orders=120, shops=2, calls_per_minute=0)
    async with Database(url) as database, served(simulator.app) as vendor_url:

        def clock() -> datetime:
            return datetime.fromtimestamp(simulator.clock.now(), UTC)

        office = replace(office_at(database, url, clock), vendors={vendor.name: vendor})
        tenant = await Tenants(database).ensure(f"shop {next(_tenants)}")
        row = await office.connections(tenant).add(
            name=NAME,
            vendor=vendor.name,
            base_url=vendor_url + vendor.base_path,
            secret=simulator.secret,
            budget_key=f"shop {tenant.tenant_id}",
            calls_per_minute=10_000_000,
            now=clock(),
        )
        yield Shop(simulator=simulator, office=office, tenant=tenant, row=row)
