"""A house like the demo's: a simulator of every vendor that lives now, read once, and its console open to everybody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

from daysheet.api.serving import serve_office
from daysheet.bootstrap import find_vendors, simulator_of
from daysheet.console.app import create_console
from daysheet.console.desk import Desk
from daysheet.console.doors import DOORS
from daysheet.core.access import ROLES, Caller
from daysheet.core.clock import system_clock
from daysheet.core.events import nobody
from daysheet.operations.boards import journeys, work_in_progress
from daysheet.operations.boards.journeys import Seeing
from daysheet.operations.demonstration import demo
from daysheet.operations.demonstration.demo import Act
from daysheet.operations.demonstration.demo_webhooks import Teller, tellers
from daysheet.operations.identity.open_house import OpenHouse
from daysheet.operations.office import Office
from daysheet.operations.runs.run_desk import newest
from daysheet.warehouse.connections import Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.opening import Opened, Urls
from daysheet.warehouse.roles import API_LOGIN, WORKER_LOGIN
from tests.operations.mover import office_at
from tests.stories.business import worker_url

MARK: Final = re.compile(r"{\w+}")
HOME: Final = frozenset({"127.0.0.1"})
TABS: Final = ("people", "keys", "locations", "alerts", "webhooks", "bi", "data", "audit")
METRICS: Final = (
    "net_sales",
    "gross_profit_percent?period=quarter",
    "work_in_progress_count",
    "earned_value?period=month",
)
KINDS: Final = ("shops", "technicians?period=month", "branches?period=quarter")
RULES: Final = ("technician_without_rate", "done_without_charges")
TABLES: Final = ("tekmetric.repair_orders", "smartmoving.customers")
ONE_RECORD: Final = ("/records/{table}/{key", "/records/of/")
RECORDS: Final = (
    ("tekmetric.repair_orders", "tm_shop_id", "tm_id", "status = 'POSTED'"),
    ("smartmoving.opportunities", "connection_id", "sm_id", "estimated_total_cents > 0"),
)
NOBODY_SIGNED_IN: Final = ("/sign-in", "/first-owner?token=made-up", "/offline")


@dataclass(kw_only=True)
class Stage:
    """A served house: its office, its business, its simulators, and where its pages are."""

    office: Office
    tenant: Tenant
    acts: list[Act]
    base_url: str
    _tellers: list[Teller] = field(default_factory=list, init=False)

    def act(self, name: str) -> Act:
        """Return what plays a vendor."""
        return next(each for each in self.acts if each.vendor.name == name)

    def owner(self, actor: str) -> Caller:
        """Return somebody who may do all that an owner may."""
        return Caller(
            tenant_id=self.tenant.tenant_id,
            tenant_name=self.tenant.name,
            actor=actor,
            is_session=True,
            scopes=ROLES["owner"],
            locations=None,
            csrf=None,
            name="Somebody",
        )

    async def tell(self) -> None:
        """Make an address for each vendor, which tells from now on what happens there."""
        self._tellers = await tellers(self.office, self.tenant, self.acts, self.base_url)

    async def deliver(self) -> None:
        """Let every vendor tell what happened since the last time."""
        for each in self._tellers:
            await each.tell()

    async def paths(self) -> list[str]:
        """Return an address of every page of the table of doors, with things of this business in it."""
        board = await journeys.board(self.office, self.tenant, "today", Seeing(only=None, persons=True))
        moved = board["journeys"] or await self._next_journeys(board)
        work = await work_in_progress.board(self.office, self.tenant, sees_persons=True)
        panels = [f"/boards/work-in-progress?open={each['id']}" for each in work["orders"][:1]]
        runs = await newest(self.office, self.tenant, None, 1)
        known: dict[str, list[str]] = {
            "{metric}": [*METRICS] if self.acts else [*METRICS[:1]],
            "{kind}": [*KINDS] if self.acts else [*KINDS[:1]],
            "{rule}": [*RULES] if self.acts else [*RULES[:1]],
            "{table}": [*TABLES],
            "{tab}": [*TABS],
            "{journey}": [str(each["id"]) for each in moved[:1]],
            "{name}": [each.row.name for each in self.acts],
            "{number}": await self._waiting(),
            "{run}": [str(each.run_id) for each in runs],
        }
        found: list[str] = []
        for door in (each for each in DOORS if "GET" in each.methods and not each.path.endswith("/csv")):
            if door.path.startswith(ONE_RECORD):
                found += await self._records(door.path)
                continue
            mark = (MARK.findall(door.path) or [""])[0]
            found += [door.path.replace(mark, word) for word in known[mark]] if mark else [door.path]
        return [*found, *panels, "/boards/journeys?day=tomorrow", "/boards/work-in-progress?flag=late", "/nothing-here"]

    async def _next_journeys(self, board: Any) -> list[Any]:
        if board["next_on"] is None:
            return []
        seeing = Seeing(only=None, persons=True)
        found = await journeys.board(self.office, self.tenant, str(board["next_on"]), seeing)
        return list(found["journeys"])

    async def _records(self, path: str) -> list[str]:
        """Return the pages of some records; what only leads to one of them is left out."""
        if "{table}" not in path or not self.acts:
            return []
        found: list[str] = []
        async with self.office.database.tenant(self.tenant.tenant_id) as connection:
            for table, place, number, condition in RECORDS:
                question = f"select {place} || '/' || {number} as key from {table} where {condition} limit 1"  # noqa: S608  # a test's own words
                rows = await (await connection.execute(question)).fetchall()
                found += [f"/records/{table}/{row['key']}" for row in rows]
        return found

    async def _waiting(self) -> list[str]:
        question = "select quarantine_id from control.quarantine where resolved_at is null limit 1"
        async with self.office.database.tenant(self.tenant.tenant_id) as connection:
            rows = await (await connection.execute(question)).fetchall()
        return [str(row["quarantine_id"]) for row in rows]


@asynccontextmanager
async def open_stage(
    url: str, *, orders: int = 160, reads: bool = False, before: Callable[[Act], None] | None = None
) -> AsyncIterator[Stage]:
    """Stage the demo in a database, with *orders* in its shops, and serve it; *before* may spoil what is read."""
    async with Database(worker_url(url), connections_max=8) as database:
        office = _office(database, url)
        async with demo.staged(office, simulator_of, orders) as (tenant, acts):
            for act in acts:
                if before is not None:
                    before(act)
                await demo.perform(office, tenant, act, nobody)
                assert act.run.errors == []
            async with _open_to(office, tenant, reads=reads) as base_url:
                yield Stage(office=office, tenant=tenant, acts=acts, base_url=base_url)


@asynccontextmanager
async def open_empty(url: str, name: str = "nothing yet") -> AsyncIterator[Stage]:
    """Serve a business that has connected nothing."""
    async with Database(worker_url(url), connections_max=4) as database:
        office = _office(database, url)
        tenant = await Tenants(database).ensure(name)
        async with _open_to(office, tenant, reads=False) as base_url:
            yield Stage(office=office, tenant=tenant, acts=[], base_url=base_url)


def _office(database: Database, url: str) -> Office:
    urls = Urls(owner=url, worker=worker_url(url, WORKER_LOGIN), api=worker_url(url, API_LOGIN))
    opened = Opened(urls=urls, key=bytes(32), is_embedded=False, migrated=())
    office = office_at(database, url, system_clock)
    return replace(office, vendors=find_vendors(), opened=opened, allowed_hosts=HOME)


@asynccontextmanager
async def _open_to(office: Office, tenant: Tenant, *, reads: bool) -> AsyncIterator[str]:
    house = OpenHouse(tenant=tenant)
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.ensure_future(
        serve_office(
            office,
            host="127.0.0.1",
            port=0,
            note=_no_line,
            on_ready=ready.set_result,
            reads=reads,
            house=house,
            pages=lambda inside, reading: create_console(Desk(office=inside, reading=reading, house=house)),
        )
    )
    serving.add_done_callback(lambda _: ready.done() or ready.cancel())
    try:
        yield await ready
    finally:
        serving.cancel()
        await asyncio.wait([serving])


def _no_line(_: str, **__: Any) -> None:
    """Write no line of a log."""
