"""
One simulated business at its vendor, one warehouse for it, and the worker between the two.

Everything of Daysheet is the real thing; the vendor answers in process, or over HTTP where a
base URL is given, and the worker's clock is the vendor's, with a lead that a test may choose.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import httpx2
import psycopg
from psycopg.rows import dict_row
from starlette.types import ASGIApp

from daysheet.core.events import Observe, nobody
from daysheet.core.paging import PageNumber
from daysheet.core.records import tables_of
from daysheet.core.vendor import Vendor
from daysheet.engine.replaying import Replay
from daysheet.engine.run import Run, RunOutcome, Wish
from daysheet.operations.demonstration.comparing import compare
from daysheet.operations.demonstration.demo import unlisted_by
from daysheet.remote import VendorClient
from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.simulator import Simulator, create_simulator
from daysheet.warehouse.connections import Connections, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.mirror import Location, Locations
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from daysheet.warehouse.sealing import Vault

IN_PROCESS = "http://localhost"
WORKER_PASSWORD = "worker"
PAGE_SIZE = 12

Copies = Callable[[str], AbstractContextManager[str]]


def with_pages_of(size: int, vendor: Vendor = VENDOR) -> Vendor:
    """Return the vendor read in smaller pages, so that a small business has many of them."""
    streams = tuple(
        replace(stream, paging=PageNumber(size=size)) if stream.paging else stream for stream in vendor.streams
    )
    return replace(vendor, streams=streams)


def worker_url(owner_url: str, login: str = WORKER_LOGIN) -> str:
    """Return the address of a database for the login that workers use, or for another with the same password."""
    parts = urlsplit(owner_url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{login}:{quote(WORKER_PASSWORD)}@{host}"))


class _InProcess(httpx2.ASGITransport):
    """Calls the simulator in process; a connection it cuts looks as it does on a socket."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await super().handle_async_request(request)
        except ConnectionResetError as error:
            raise httpx2.ReadError(str(error)) from error


@dataclass(kw_only=True)
class Business:
    """A business whose records are copied, and every lever a story needs."""

    simulator: Simulator
    vendor: Vendor
    owner_url: str
    database: Database
    tenant_id: int
    connection_id: int
    base_url: str = IN_PROCESS
    lead: timedelta = timedelta(0)
    app: ASGIApp | None = None

    def clock(self) -> datetime:
        """Return what time it is for the worker."""
        return datetime.fromtimestamp(self.simulator.clock.now(), UTC) + self.lead

    def client(self) -> VendorClient:
        """Return a caller of the vendor."""
        transport = _InProcess(app=self.app or self.simulator.app) if self.base_url == IN_PROCESS else None
        return VendorClient(
            self.vendor,
            connection="main-street",
            base_url=self.base_url + self.vendor.base_path,
            secret=self.simulator.secret,
            transport=transport,
            clock=self.clock,
        )

    async def run(self, *streams: str, observe: Observe = nobody, **wish: Any) -> RunOutcome:
        """Read what is due once."""
        async with self.client() as client:
            return await self.worker(client, observe).perform(Wish(streams=streams, **wish))

    def worker(self, client: VendorClient, observe: Observe = nobody) -> Run:
        """Return a run that has not begun."""
        return Run(
            vendor=self.vendor,
            tenant_id=self.tenant_id,
            connection_id=self.connection_id,
            client=client,
            database=self.database,
            clock=self.clock,
            observe=observe,
        )

    def replay(self, vendor: Vendor | None = None) -> Replay:
        """Return a replay that has not begun; it needs no vendor."""
        return Replay(
            vendor=vendor or self.vendor,
            tenant_id=self.tenant_id,
            connection_id=self.connection_id,
            database=self.database,
            clock=self.clock,
            observe=nobody,
            outcome=RunOutcome(run_id=uuid.uuid4()),
        )

    def live(self, events: int) -> None:
        """Let things happen in the business."""
        self.simulator.live(events)

    def wait(self, **how_long: float) -> None:
        """Let time pass, for the vendor and for the worker."""
        self.simulator.clock.advance(timedelta(**how_long).total_seconds())

    async def locations(self) -> list[Location]:
        """Return the shops that the warehouse knows."""
        return await Locations(self.database, self.tenant_id, self.connection_id).all()

    async def differences(self) -> list[str]:
        """Return every difference between the warehouse and the vendor's truth, over all streams."""
        zones = {each.source_id: each.time_zone for each in await self.locations() if each.time_zone}
        found = await compare(
            self.database,
            self.vendor,
            self.tenant_id,
            self.connection_id,
            self.simulator.expected(zones),
            unlisted_by(self.simulator),
        )
        assert set(found) == {stream.name for stream in self.vendor.streams if stream.points_to is None}
        return [f"{stream}: {each}" for stream, wrong in found.items() for each in wrong]

    async def ask(self, question: str, *values: Any) -> list[dict[str, Any]]:
        """Return the rows that the superuser sees."""
        async with await psycopg.AsyncConnection.connect(
            self.owner_url, autocommit=True, row_factory=dict_row
        ) as connection:
            cursor = await connection.execute(question.encode(), values or None)
            return await cursor.fetchall() if cursor.description else []

    async def value(self, question: str, *values: Any) -> Any:
        """Return the first value of the first row."""
        return next(iter((await self.ask(question, *values))[0].values()))

    async def waiting(self) -> list[str]:
        """Return what waits in quarantine."""
        rows = await self.ask(
            "select stream, source_id, path, reason from control.quarantine where resolved_at is null order by 1, 2, 3"
        )
        return [f"{row['stream']} {row['source_id']} {row['path']}: {row['reason']}" for row in rows]

    async def counters_off(self) -> list[str]:
        """Return the rows of the log whose counters do not add up."""
        rows = await self.ask(
            "select stream, received, new + changed + same + stale + quarantined + ignored as told "
            "from control.sync_log where received <> new + changed + same + stale + quarantined + ignored"
        )
        return [f"{row['stream']}: {row['received']} received, {row['told']} told" for row in rows]

    @property
    def tables(self) -> Sequence[str]:
        """The mirrored tables, parents before children."""
        return [
            table.name
            for stream in self.vendor.streams
            if stream.points_to is None
            for table in tables_of(stream.record)
        ]


@asynccontextmanager
async def opened(
    owner_url: str,
    simulator: Simulator,
    *,
    vendor: Vendor | None = None,
    base_url: str = IN_PROCESS,
    worker: str | None = None,
) -> AsyncIterator[Business]:
    """
    Open the warehouse in a migrated database, and connect the business.

    *worker* is the worker's own way to the database, where it is not the straight one.
    """
    vendor = vendor or with_pages_of(PAGE_SIZE)
    # The login belongs to the whole cluster, and other tests give it other passwords.
    await set_passwords(owner_url, {WORKER_LOGIN: WORKER_PASSWORD})
    async with Database(worker or worker_url(owner_url)) as database:
        tenant = await Tenants(database).ensure("main street")
        connections = Connections(database, Vault(bytes(32)), tenant.tenant_id)
        known = await connections.all()
        row = known[0] if known else await connections.add(
            name="main-street",
            vendor=vendor.name,
            base_url=base_url,
            secret=simulator.secret,
            budget_key="main-street",
            calls_per_minute=None,
            now=datetime.fromtimestamp(simulator.clock.now(), UTC),
        )  # fmt: skip
        yield Business(
            simulator=simulator,
            vendor=vendor,
            owner_url=owner_url,
            database=database,
            tenant_id=tenant.tenant_id,
            connection_id=row.connection_id,
            base_url=base_url,
        )


def simulated(seed: int, orders: int, faults: str = "none", shops: int = 2) -> Simulator:
    """Return a simulated vendor without a call limit, at a clock that stands still."""
    return create_simulator(seed=seed, orders=orders, faults=faults, shops=shops, calls_per_minute=0)
