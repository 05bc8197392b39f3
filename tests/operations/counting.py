"""A mover whose calls are counted on both sides: by our ledger, and by a simulated vendor over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

from daysheet.core.events import nobody
from daysheet.core.vendor import Vendor
from daysheet.engine.run import RunOutcome, Wish
from daysheet.operations.connections import call_plans, connecting
from daysheet.operations.connections.call_plans import PlanWish
from daysheet.operations.office import Office
from daysheet.operations.runs import syncing
from daysheet.remote import VendorClient
from daysheet.simulation.serving import served
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from daysheet.vendors.tekmetric import VENDOR as TEKMETRIC
from daysheet.warehouse.connections import ConnectionRow, Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.opening import Opened, Urls
from daysheet.warehouse.sealing import Vault

NAME: Final = "movers"
BASIC: Final = VENDOR.calls_per_month["basic"]
# So many that no test waits.
CALLS_PER_MINUTE: Final = 10_000_000
# Enough for moves on most days of four weeks, today among them.
SEED, ORDERS = 5, 90

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)

_tenants = count(1)


@dataclass(kw_only=True)
class Movers:
    """A tenant with one connection to a simulated vendor, whose calls are counted on both sides."""

    simulator: Simulator
    office: Office
    tenant: Tenant

    async def row(self) -> ConnectionRow:
        return await self.office.connections(self.tenant).one(NAME)

    def client(self, row: ConnectionRow) -> VendorClient:
        return self.office.client(VENDOR, row, self.simulator.secret)

    async def sync(self, **wish: Any) -> RunOutcome:
        """Read the connection once."""
        return (await syncing.sync(self.office, self.tenant, NAME, Wish(**wish), nobody)).runs[NAME]

    async def used(self) -> int:
        """Return what our ledger says."""
        return (await call_plans.calls_of(self.office, self.tenant, NAME))[0].standing.used

    def used_at_vendor(self) -> int:
        """Return what the vendor says."""
        return self.simulator.vendor.limits.calls_this_month

    async def spend(self, used: int) -> None:
        """Let the month have had so many calls, on both sides."""
        row = await self.row()
        ledger = self.office.ledger(VENDOR, row, self.simulator.secret)
        standing = await self.office.standing(VENDOR, row, self.simulator.secret)
        await ledger.give_back(standing.used - used, standing.month_on)
        self.simulator.vendor.limits.calls_this_month = used

    async def plan(self, *, store: bool = False, **wish: Any) -> call_plans.PlanReport:
        return await call_plans.plan_calls(self.office, self.tenant, NAME, PlanWish(**wish), store=store)


@asynccontextmanager
async def open_movers(worker_database: str) -> AsyncIterator[Movers]:
    """Serve a simulator and connect a new tenant to it, with the smallest plan."""
    number = next(_tenants)
    simulator = create_simulator(seed=SEED, orders=ORDERS, branches=3, tier="basic", calls_per_minute=0)
    # No two tests share a key, or they would share a ledger.
    simulator.vendor.api_key = f"key-{number}"

    def clock() -> datetime:
        return datetime.fromtimestamp(simulator.clock.now(), UTC)

    async with Database(worker_database) as database, served(simulator.app) as address:
        office = Office(
            home=Path("/nowhere"),
            opened=Opened(urls=Urls(owner="", worker="", api=""), key=bytes(32), is_embedded=False, migrated=()),
            database=database,
            vault=Vault(bytes(32)),
            vendors={VENDOR.name: VENDOR, TEKMETRIC.name: TEKMETRIC},
            clock=clock,
            raw_page_days=30,
        )
        tenant = await Tenants(database).ensure(f"counted {number}")
        found = Movers(simulator=simulator, office=office, tenant=tenant)
        await connect(found, VENDOR, f"{address}/v1")
        yield found


async def connect(movers: Movers, vendor: Vendor, base_url: str, **more: Any) -> ConnectionRow:
    row, _ = await connecting.connect(
        movers.office,
        movers.tenant,
        vendor,
        base_url=base_url,
        secret=movers.simulator.secret,
        calls_per_minute=CALLS_PER_MINUTE,
        **{"name": NAME, **more},
    )
    return row
