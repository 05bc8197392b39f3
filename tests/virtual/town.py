"""
A town in virtual time: one account of repair shops, one of movers, and an office that reads both.

Both vendors answer in the process, some time after they were asked, and turn down whoever calls too often. The budget
of calls is kept by the real database, by the town's clock instead of the server's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import httpx2
import psycopg
from starlette.types import ASGIApp

from daysheet import remote
from daysheet.bootstrap import find_vendors
from daysheet.core.events import nobody
from daysheet.core.vendor import Vendor
from daysheet.engine.run import Wish
from daysheet.operations import call_budget
from daysheet.operations.connections.connecting import connect
from daysheet.operations.entries.mapping import map_suggested
from daysheet.operations.office import Office
from daysheet.operations.runs.syncing import sync_one
from daysheet.simulation.clock import Clock
from daysheet.vendors.smartmoving import simulator as of_movers
from daysheet.vendors.smartmoving.simulator.profiles import PROFILES as MOVERS_FAULTS
from daysheet.vendors.tekmetric import simulator as of_shops
from daysheet.vendors.tekmetric.simulator.profiles import PROFILES as SHOPS_FAULTS
from daysheet.warehouse import queries
from daysheet.warehouse.connections import ConnectionRow, Tenant, Tenants
from daysheet.warehouse.database import Database
from tests.operations.mover import office_at

# A Monday, seven in the morning in Chicago.
BEGIN: Final = "2026-06-15T12:00:00Z"
# A request was seen to take 250 to 400 ms (the shops' fact sheet, section 1); the movers' is taken to be like it.
LATENCY_SECONDS: Final = 0.3
SHOPS_URL: Final = "http://127.0.0.1:1"
MOVERS_URL: Final = "http://127.0.0.1:2/v1"
CONNECTIONS_MAX: Final = 12
RESERVE: Final = "control.reserve_calls("
RESERVE_AT: Final = "control.reserve_calls_at("


@dataclass(frozen=True, kw_only=True)
class Size:
    """
    How large a town is, and how its vendors fare.

    The shops' vendor lets so many calls a minute through; *our_calls_per_minute* is what we keep to, where that is not
    what is known of the vendor.
    """

    shops: int = 100
    orders: int = 400
    branches: int = 60
    opportunities: int = 400
    faults: str = "realistic"
    seed: int = 7
    shops_calls_per_minute: int = of_shops.simulator.CALLS_PER_MINUTE
    our_calls_per_minute: int | None = None


@dataclass(kw_only=True)
class Account:
    """One account at one vendor: who plays it, and where what is read of it belongs."""

    vendor: Vendor
    simulator: Any
    tenant: Tenant
    row: ConnectionRow


@dataclass(kw_only=True)
class Town:
    """The office, and the accounts it reads."""

    office: Office
    clock: Clock
    shops: Account
    movers: Account | None

    @property
    def accounts(self) -> list[Account]:
        """All of them."""
        return [self.shops] if self.movers is None else [self.shops, self.movers]


class _InProcess(httpx2.ASGITransport):
    """Calls a simulator in the process; a connection it cuts looks as it does on a socket."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await super().handle_async_request(request)
        except ConnectionResetError as error:
            raise httpx2.ReadError(str(error)) from error


@contextmanager
def _reached_in_process(apps: dict[str, ASGIApp]) -> Iterator[None]:
    """Let every caller reach the vendors in the process, by their base URLs."""

    class Caller(remote.VendorClient):
        def __init__(self, vendor: Vendor, *, base_url: str, **how: Any) -> None:
            how["transport"] = _InProcess(app=apps[base_url])
            super().__init__(vendor, base_url=base_url, **how)

    with patch.object(remote, "VendorClient", Caller):
        yield


@contextmanager
def _budget_by(loop: asyncio.AbstractEventLoop, owner_url: str) -> Iterator[None]:
    """Let budgets go by the loop's time: the same statements, told the time instead of asking the server for it."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        made = "select pg_get_functiondef('control.reserve_calls(text,double precision,integer,integer)'::regprocedure)"
        (text,) = connection.execute(made).fetchone() or ("",)
        assert text.count("clock_timestamp()") == 1
        text = text.replace("clock_timestamp()", "asked").replace(RESERVE, f"{RESERVE_AT}asked timestamptz, ")
        connection.execute(text.encode())
        connection.execute("grant execute on function control.reserve_calls_at to daysheet_service")
    statements = queries._of("call_ledger")
    reserve = statements["reserve"]
    assert reserve.count(RESERVE) == 1
    with (
        patch.dict(statements, reserve=reserve.replace(RESERVE, f"{RESERVE_AT}%(now)s, ")),
        patch.object(call_budget, "time", SimpleNamespace(monotonic=loop.time)),
    ):
        yield


@asynccontextmanager
async def open_town(worker_url: str, owner_url: str, size: Size) -> AsyncIterator[Town]:
    """Build a town and connect its accounts; nothing has been read but the list of branches, which are mapped."""
    loop = asyncio.get_running_loop()
    clock = Clock(Clock.frozen(BEGIN).now(), reading=loop.time)
    garages, vans = _simulators(clock, size)
    apps: dict[str, ASGIApp] = {SHOPS_URL: garages.app} | ({MOVERS_URL: vans.app} if vans else {})
    with _reached_in_process(apps), _budget_by(loop, owner_url):
        async with Database(worker_url, connections_max=CONNECTIONS_MAX) as database:
            office = replace(
                office_at(database, owner_url, lambda: datetime.fromtimestamp(clock.now(), UTC)),
                vendors=find_vendors(),
            )
            ours = size.our_calls_per_minute
            account = await _connected(office, "tekmetric", garages, SHOPS_URL, calls_per_minute=ours)
            moving = await _connected(office, "smartmoving", vans, MOVERS_URL, plan="premium") if vans else None
            if moving is not None:
                listing = Wish(streams=("branches",))
                await sync_one(office, moving.tenant, moving.row, listing, nobody)
                await map_suggested(office, moving.tenant, moving.row.name)
            yield Town(office=office, clock=clock, shops=account, movers=moving)


def _simulators(clock: Clock, size: Size) -> tuple[of_shops.Simulator, of_movers.Simulator | None]:
    # Things happen by the day's own clock, not by how often somebody asks.
    bad_days = replace(SHOPS_FAULTS[size.faults], live_per_request=0.0, latency_seconds=LATENCY_SECONDS)
    garages = of_shops.create_simulator(
        seed=size.seed,
        orders=size.orders,
        shops=size.shops,
        clock=clock,
        faults=bad_days,
        calls_per_minute=size.shops_calls_per_minute,
    )
    if not size.branches:
        return garages, None
    worse_days = replace(MOVERS_FAULTS[size.faults], live_per_request=0.0, latency_seconds=LATENCY_SECONDS)
    return garages, of_movers.create_simulator(
        seed=size.seed, orders=size.opportunities, branches=size.branches, clock=clock, faults=worse_days
    )


async def _connected(office: Office, name: str, simulator: Any, base_url: str, **how: Any) -> Account:
    vendor = office.vendor(name)
    tenant = await Tenants(office.database).ensure(f"the {name} account")
    row, _ = await connect(office, tenant, vendor, name=name, base_url=base_url, secret=simulator.secret, **how)
    return Account(vendor=vendor, simulator=simulator, tenant=tenant, row=row)
