"""One shop with both sources: the public one and its screens, over real HTTP into a real warehouse."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from daysheet.core.events import nobody
from daysheet.core.vendor import Vendor
from daysheet.engine.run import Wish
from daysheet.operations.connections.connecting import connect
from daysheet.operations.office import Office
from daysheet.operations.runs.syncing import SyncReport, sync
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric import VENDOR as PUBLIC
from daysheet.vendors.tekmetric.screens import VENDOR as SCREENS
from daysheet.vendors.tekmetric.simulator import Simulator, create_simulator
from daysheet.warehouse.connections import Connections, Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.opening import Opened, Urls
from daysheet.warehouse.sealing import Vault
from tests.stories.business import worker_url

FAST = 1_000_000


@dataclass(kw_only=True)
class Desk:
    """The office of a business with one shop."""

    simulator: Simulator
    office: Office
    tenant: Tenant
    base_url: str

    @property
    def shop_id(self) -> int:
        """The vendor's id of the shop."""
        return self.simulator.shop_ids[0]

    async def connect_public(self) -> None:
        """Connect the public API."""
        await self._connect(PUBLIC, "public", self.simulator.secret)

    async def connect_screens(self, token: str | None = None) -> None:
        """Connect the screens with a session, a fresh one unless given."""
        await self._connect(SCREENS, "screens", {"session_token": token or self.simulator.open_session()})

    async def _connect(self, vendor: Vendor, name: str, secret: Mapping[str, str]) -> None:
        await connect(
            self.office,
            self.tenant,
            vendor,
            name=name,
            base_url=self.base_url,
            secret=secret,
            calls_per_minute=FAST,
        )

    async def sync(self, name: str | None = None, **wish: Any) -> SyncReport:
        """Read one connection, or all."""
        return await sync(self.office, self.tenant, name, Wish(**wish), nobody)

    @property
    def connections(self) -> Connections:
        """The connections of the business."""
        return self.office.connections(self.tenant)

    async def statuses(self) -> dict[str, str]:
        """Return the status of each connection."""
        return {row.name: row.status for row in await self.connections.all()}

    async def session(self) -> str:
        """Return the session that is sealed now."""
        return self.connections.secret_of(await self.connections.one("screens"))["session_token"]

    async def ask(self, question: str, *values: Any) -> list[dict[str, Any]]:
        """Return what a question to the warehouse finds, as the worker sees it."""
        async with self.office.database.tenant(self.tenant.tenant_id) as connection:
            return await (await connection.execute(question.encode(), values or None)).fetchall()

    async def look(self, question: str, values: Any) -> list[dict[str, Any]]:
        """Return what a question finds, as somebody sees it whom no wall stops."""
        async with await psycopg.AsyncConnection.connect(
            self.office.opened.urls.owner, autocommit=True, row_factory=dict_row
        ) as connection:
            return await (await connection.execute(question.encode(), values)).fetchall()

    async def pay_of(self, employee_id: int) -> list[tuple[str, int | None, bool, str]]:
        """Return first day, rate, whether a technician, and source of somebody's pay, in order of the days."""
        rows = await self.ask(
            "select valid_from_on::text, hourly_rate_cents, is_technician, pay_source from tekmetric.employee_pay "
            "where tm_employee_id = %s order by 1",
            employee_id,
        )
        return [tuple(row.values()) for row in rows]

    async def pass_days(self, hours: float) -> None:
        """Let time pass that is longer than a session lives; somebody has signed in anew meanwhile."""
        self.wait(hours)
        row = await self.connections.one("screens")
        await self.connections.reseal(row, {"session_token": self.simulator.open_session()})

    def wait(self, hours: float) -> None:
        """Let time pass, for the vendor and for the office."""
        self.simulator.clock.advance(hours * 3_600)


@asynccontextmanager
async def open_desk(url: str, **how: Any) -> AsyncIterator[Desk]:
    """Open the office of a business of its own, and serve its vendor."""
    simulator = create_simulator(**{"seed": 21, "orders": 40, "shops": 1, "calls_per_minute": 0, **how})
    worker = worker_url(url)
    async with served(simulator.app) as base_url, Database(worker) as database:
        office = Office(
            home=Path("/nowhere"),
            opened=Opened(
                urls=Urls(owner=url, worker=worker, api=worker), key=bytes(32), is_embedded=False, migrated=()
            ),
            database=database,
            vault=Vault(bytes(32)),
            vendors={PUBLIC.name: PUBLIC, SCREENS.name: SCREENS},
            clock=lambda: datetime.fromtimestamp(simulator.clock.now(), UTC),
            raw_page_days=30,
        )
        tenant = await Tenants(database).ensure(base_url)
        yield Desk(simulator=simulator, office=office, tenant=tenant, base_url=base_url)
