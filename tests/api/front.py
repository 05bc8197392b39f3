"""A business whose vendor tells it things over real HTTP: a simulator, a real inbox, and the server in between."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

import httpx2
import psycopg

from daysheet.api.app import create_app
from daysheet.api.state import Serving
from daysheet.core.events import nobody
from daysheet.core.vendor import Vendor
from daysheet.engine.run import RunOutcome, Wish
from daysheet.operations.demonstration.comparing import compare
from daysheet.operations.demonstration.demo import unlisted_by
from daysheet.operations.entries.placing import locations
from daysheet.operations.hooks import webhooks
from daysheet.operations.hooks.webhook_looks import LookReport, look
from daysheet.operations.identity import auditing
from daysheet.operations.identity.access import make_key
from daysheet.operations.office import Office
from daysheet.operations.runs.syncing import sync_one
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric import VENDOR as SHOPS
from daysheet.vendors.tekmetric.simulator import create_simulator
from daysheet.vendors.tekmetric.simulator.webhooks import Webhooks
from daysheet.warehouse.connections import ConnectionRow, Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.roles import API_LOGIN
from tests.operations.mover import office_at
from tests.stories.business import worker_url

NAME: Final = "main-street"
_tenants = count(1)


@dataclass(kw_only=True)
class Front:
    """A tenant with one connection, its address, and every lever a test needs."""

    vendor: Vendor
    simulator: Any
    office: Office
    tenant: Tenant
    row: ConnectionRow
    base_url: str
    path: str
    serving: Serving
    client: httpx2.AsyncClient
    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The whole address of the connection."""
        return self.base_url + self.path

    @property
    def token(self) -> str:
        """What makes the address ours."""
        return self.path.rpartition("/")[2]

    async def post(self, body: bytes, path: str | None = None, **headers: str) -> httpx2.Response:
        """Deliver a body to the address, or to another one."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(
            self.base_url + (path or self.path), content=body, headers={"content-type": "application/json", **named}
        )

    async def sync(self, **wish: Any) -> RunOutcome:
        """Read what is due by the lists, as the schedule does."""
        outcome = await sync_one(self.office, self.tenant, self.row, Wish(**wish), nobody)
        assert outcome.errors == []
        return outcome

    async def look(self) -> LookReport:
        """Look at what is due."""
        return await look(self.office, self.tenant, self.row)

    async def key(self, *scopes: str, locations: list[int] | None = None, tenant: Tenant | None = None) -> str:
        """Make a key of the business, or of another one, and return its text."""
        new = await make_key(
            self.office, tenant or self.tenant, name="a test", scopes=scopes, locations=locations, by="a test"
        )
        return new.text

    async def note(self, actor: str, action: str, thing: str) -> None:
        """Let somebody have done something that the audit log tells of."""
        await auditing.note(self.office, self.tenant.tenant_id, actor, action, thing)

    async def get(self, path: str, key: str | None = None, **headers: str) -> httpx2.Response:
        """Ask for a path, with a key."""
        return await self.ask("GET", path, key, **headers)

    async def ask(
        self, method: str, path: str, key: str | None = None, body: Any = None, **headers: str
    ) -> httpx2.Response:
        """Send a request with a key and a JSON body."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            named["authorization"] = f"Bearer {key}"
        return await self.client.request(method, self.base_url + path, json=body, headers=named)

    async def events(self) -> list[dict[str, Any]]:
        """Return everything in the inbox, oldest first."""
        return list(reversed(await webhooks.events(self.office, self.tenant, None, 100_000)))

    async def health(self) -> dict[str, Any]:
        """Return how the address does."""
        (found,) = await webhooks.health(self.office, self.tenant)
        return found

    async def endpoint(self, *, rotate: bool = False) -> str:
        """Make an address and return its path."""
        return (await webhooks.open_endpoint(self.office, self.tenant, self.row.name, rotate=rotate)).path

    async def differences(self, *streams: str) -> list[str]:
        """Return every difference between the warehouse and the vendor's truth in some streams."""
        known = await locations(self.office, self.tenant)
        zones = {each["source_id"]: each["time_zone"] for each in known if each["time_zone"]}
        found = await compare(
            self.office.database,
            self.vendor,
            self.tenant.tenant_id,
            self.row.connection_id,
            self.simulator.expected(zones),
            unlisted_by(self.simulator),
        )
        return [f"{name}: {each}" for name in streams for each in found[name]]

    def hooks(self, **how: Any) -> Webhooks:
        """Let the vendor tell what happens from now on."""
        return Webhooks(source=self.simulator, url=self.address, **how)

    def wait(self, **how_long: float) -> None:
        """Let time pass, for the vendor and for us."""
        self.simulator.clock.advance(timedelta(**how_long).total_seconds())


def usual_shop() -> Any:
    """Return the vendor of a business with two shops."""
    return create_simulator(seed=5, orders=40, shops=2, calls_per_minute=0)


@dataclass(frozen=True, kw_only=True)
class Known:
    """A business that the database has already: its name, the path of its address, and the superuser's way in."""

    name: str
    path: str
    owner_url: str

    async def moved(self, office: Office, tenant: Tenant, base_url: str) -> ConnectionRow:
        """Return its connection, whose vendor is elsewhere from now on."""
        async with await psycopg.AsyncConnection.connect(self.owner_url, autocommit=True) as owner:
            await owner.execute("update control.connections set base_url = %s", (base_url,))
        return await office.connections(tenant).one(NAME)


@asynccontextmanager
async def open_front(
    url: str, *, vendor: Vendor = SHOPS, simulator: Any = None, address: bool = True, known: Known | None = None
) -> AsyncIterator[Front]:
    """
    Serve a simulator and the API, and connect a new tenant; without *address* its connection has none.

    A *known* one is the only one of its database, and was connected to such a vendor before.
    """
    simulator = simulator or usual_shop()
    lines: list[dict[str, Any]] = []

    def note(event: str, **fields: Any) -> None:
        lines.append({"event": event, **fields})

    async with (
        Database(url) as database,
        Database(worker_url(url, API_LOGIN)) as reading,
        served(simulator.app) as vendor_url,
        httpx2.AsyncClient() as client,
    ):
        office = replace(
            office_at(database, url, lambda: datetime.fromtimestamp(simulator.clock.now(), UTC)),
            vendors={vendor.name: vendor},
        )
        tenant = await Tenants(database).ensure(known.name if known else f"front {next(_tenants)}")
        serving = Serving(office=office, reading=reading, note=note)
        # Tests do not wait: a second goes by at each look at the clock, so that nothing is known from before.
        serving.standings.elapsed = count(1).__next__
        base = vendor_url + vendor.base_path
        row = await known.moved(office, tenant, base) if known else await office.connections(tenant).add(
            name=NAME,
            vendor=vendor.name,
            base_url=base,
            secret=simulator.secret,
            budget_key=f"front {tenant.tenant_id}",
            calls_per_minute=10_000_000,
            now=office.clock(),
        )  # fmt: skip
        async with served(create_app(serving)) as base_url:
            front = Front(
                vendor=vendor,
                simulator=simulator,
                office=office,
                tenant=tenant,
                row=row,
                base_url=base_url,
                path=known.path if known else "",
                serving=serving,
                client=client,
                lines=lines,
            )
            if address and not known:
                front.path = await front.endpoint()
            try:
                yield front
            finally:
                serving.stop()


def kinds_of(events: Sequence[dict[str, Any]]) -> list[str]:
    """Return the kinds of events, in their order."""
    return [each["kind"] for each in events]


def orders_of(front: Front, count: int) -> list[int]:
    """Return ids of some orders of the shop."""
    return [each["id"] for each in front.simulator.truth("repair_orders") if each["deletedDate"] is None][:count]


async def told(front: Front, order_id: Any, word: str = "status updated", **data: Any) -> None:
    """Let an event about an order come."""
    body = {"event": f"Repair Order #1 {word} by jo@example.com", "data": {"id": order_id, **data}}
    assert (await front.post(json.dumps(body).encode())).status_code == 202


def asked_for(front: Front) -> int:
    """Return how many single orders the vendor was asked for."""
    return sum(n for path, n in front.simulator.stats.paths.items() if path.startswith("/api/v1/repair-orders/"))
