"""
Two businesses that are alike, behind one server: the same vendors, names and ids, each with some of everything.

What is personal or named at the second one bears a mark, so that a byte of it in an answer to the first is known.
They are read once for a whole run of the tests; each module has a copy of their database, and a server of its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

import httpx2
import psycopg
from psycopg import sql
from starlette.types import ASGIApp

from daysheet.api.app import create_app
from daysheet.api.limits import Buckets
from daysheet.api.state import Serving
from daysheet.core.access import TENANT_SCOPES
from daysheet.core.events import nobody
from daysheet.core.vendor import Vendor
from daysheet.engine.run import Wish
from daysheet.operations.entries.mapping import map_suggested
from daysheet.operations.identity.access import make_key
from daysheet.operations.office import Office
from daysheet.operations.runs.scheduling import make_usual
from daysheet.operations.runs.syncing import sync_one
from daysheet.simulation.clock import Clock
from daysheet.simulation.serving import served
from daysheet.vendors.smartmoving import VENDOR as MOVERS
from daysheet.vendors.smartmoving.simulator import create_simulator as create_mover
from daysheet.vendors.tekmetric import VENDOR as SHOPS
from daysheet.vendors.tekmetric.simulator import create_simulator as create_shop
from daysheet.warehouse.connections import Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.roles import API_LOGIN
from tests.api.in_process import asked
from tests.operations.mover import office_at
from tests.stories.business import worker_url

MARK: Final = "Quillfeather"
PASSWORD: Final = "an invented password of a twin"
MONTH: Final = "2026-04"
OWNER: Final = tuple(sorted(TENANT_SCOPES))
_numbers = count(1)


@dataclass(kw_only=True)
class Twin:
    """One of the two: its key, and the ids of its things by the name of the path parameter that takes them."""

    tenant: Tenant
    key: str
    mark: str
    ids: dict[str, list[str]] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Twins:
    """The server of both."""

    office: Office
    serving: Serving
    owner_url: str
    app: ASGIApp
    first: Twin
    second: Twin
    lines: list[dict[str, Any]]

    async def send(
        self,
        method: str,
        path: str,
        key: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx2.Response:
        """Send a request, with a key; of an answer without end the head is returned."""
        named = dict(headers or {})
        if key is not None:
            named["authorization"] = f"Bearer {key}"
        return await asked(self.app, method, path, headers=named, **more)

    async def made(self, twin: Twin, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Do something that works, as one of them."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self.send(method, path, twin.key, headers=named, body=body)
        assert answer.status_code < 300, (method, path, answer.text)
        return answer.json() if answer.content else None


@dataclass(kw_only=True)
class Ground:
    """The two at rest: what is known of them, and the clock of their world. Their vendors go on answering."""

    first: Twin
    second: Twin
    clock: Clock


@asynccontextmanager
async def open_ground(owner_url: str) -> AsyncIterator[Ground]:
    """Read two businesses into a database, let them have some of everything, and leave it alone from then on."""
    number = next(_numbers)
    shops = create_shop(seed=5, orders=24, shops=2, calls_per_minute=0)
    more_shops = create_shop(seed=5, orders=40, shops=2, calls_per_minute=0)
    movers = create_mover(seed=4, orders=16, branches=2, calls_per_minute=0, calls_per_month=0)
    more_movers = create_mover(seed=4, orders=30, branches=2, calls_per_minute=0, calls_per_month=0)
    async with (
        served(shops.app) as shop_url,
        served(more_shops.app) as more_shops_url,
        served(movers.app) as mover_url,
        served(more_movers.app) as more_movers_url,
    ):
        async with _opened(owner_url, shops.clock) as (office, serving):
            twins = Twins(
                office=office,
                serving=serving,
                owner_url=owner_url,
                app=create_app(serving),
                first=await _twin(office, f"Ashdown {number}", "Ashdown"),
                second=await _twin(office, f"{MARK} {number}", MARK),
                lines=[],
            )
            for twin, shop, shop_at, mover, mover_at in (
                (twins.first, shops, shop_url, movers, mover_url),
                (twins.second, more_shops, more_shops_url, more_movers, more_movers_url),
            ):
                order = next(each for each in shop.truth("repair_orders") if each["deletedDate"] is None)
                shop.edit("repair_orders", {**order, "totalSales": 8907.5})
                await _connect(twins, twin, "shop", SHOPS, shop_at, shop.secret)
                secret = {**mover.secret, "provider_key": mover.provider_key}
                await _connect(twins, twin, "movers", MOVERS, mover_at, secret)
                await fill(twins, twin)
                await part(owner_url)
            await mark(twins)
            await collect(twins)
        yield Ground(first=twins.first, second=twins.second, clock=shops.clock)


@asynccontextmanager
async def open_twins(ground: Ground, owner_url: str) -> AsyncIterator[Twins]:
    """Serve the two out of a copy of their database."""
    lines = list[dict[str, Any]]()
    async with _opened(owner_url, ground.clock) as (office, serving):
        serving.note = lambda event, **fields: lines.append({"event": event, **fields})
        first, second = deepcopy((ground.first, ground.second))
        yield Twins(
            office=office,
            serving=serving,
            owner_url=owner_url,
            app=create_app(serving),
            first=first,
            second=second,
            lines=lines,
        )


@asynccontextmanager
async def _opened(owner_url: str, clock: Clock) -> AsyncIterator[tuple[Office, Serving]]:
    """Open a database as a server does whose buckets are always full: every answer is wanted, not how many."""
    url, minutes = worker_url(owner_url), count(0, 60)
    async with Database(url) as database, Database(worker_url(owner_url, API_LOGIN)) as reading:
        office = replace(
            office_at(database, url, lambda: datetime.fromtimestamp(clock.now(), UTC)),
            vendors={SHOPS.name: SHOPS, MOVERS.name: MOVERS},
        )
        serving = Serving(office=office, reading=reading, buckets=Buckets(elapsed=lambda: float(next(minutes))))
        try:
            yield office, serving
        finally:
            serving.stop()


async def _twin(office: Office, name: str, mark: str) -> Twin:
    tenant = await Tenants(office.database).ensure(name)
    key = await make_key(office, tenant, name=mark, scopes=OWNER, by="a test")
    return Twin(tenant=tenant, key=key.text, mark=mark)


async def _connect(
    twins: Twins, twin: Twin, name: str, vendor: Vendor, base_url: str, secret: Mapping[str, str]
) -> None:
    office = twins.office
    row = await office.connections(twin.tenant).add(
        name=name,
        vendor=vendor.name,
        base_url=base_url + vendor.base_path,
        secret=secret,
        budget_key=f"{twin.tenant.name} {name}",
        calls_per_minute=10_000_000,
        now=office.clock(),
    )
    if vendor is MOVERS:
        await sync_one(office, twin.tenant, row, Wish(streams=("branches",)), nobody)
        await map_suggested(office, twin.tenant, name)
    outcome = await sync_one(office, twin.tenant, row, Wish(full=True), nobody)
    assert outcome.errors == []
    await make_usual(office, twin.tenant, row)


async def fill(twins: Twins, twin: Twin) -> None:
    """Let a business have some of everything, by its own requests."""

    async def made(method: str, path: str, body: Any = None, **headers: str) -> Any:
        return await twins.made(twin, method, path, body, **headers)

    name, mail = f"{twin.mark} Pell", f"{twin.mark.lower()}@example.com"
    place = next(each for each in (await made("GET", "/v1/locations"))["data"] if "USD" in str(each))["id"]
    hook = await made("POST", "/v1/connections/shop/vendor-webhooks", {})
    told = {"event": f"Repair Order #1 posted by {twin.mark}", "data": {"id": 1}}
    answer = await twins.send("POST", hook["path"], body=told)
    assert answer.status_code == 202
    twin.ids["token"] = [hook["path"].rpartition("/")[2]]
    person = {"email": mail, "name": name, "role": "owner", "password": PASSWORD}
    await made("POST", "/v1/people", person)
    rule = {"metric": "car_count", "comparison": "below", "limit": "3", "name": f"rule-{twin.mark}"}
    await made("POST", "/v1/alert-rules", rule)
    lead = {"full_name": name, "phone": "902-555-0188", "email": mail, "move_on": "2026-12-05"}
    await made("POST", "/v1/leads", lead, idempotency_key=f"form-{twin.mark}")
    await made("POST", "/v1/connections/shop/runs", {"streams": [], "reason": f"asked by {name}"})
    await made("PUT", "/v1/rates", {"location_id": int(place), "default_cost_cents": 4_200, "from_on": "2026-01-01"})
    await made("PUT", "/v1/fee-patterns", {"position": 1, "pattern": f"{twin.mark}%", "fee_type": "other"})
    await made("POST", f"/v1/months/{MONTH}/close", {})
    order = (await made("GET", "/v1/records/tekmetric.repair_orders?limit=1&sort=-tm_id"))["data"][0]["tm_id"]
    await made("POST", f"/v1/orders/{order}/snapshots")


async def part(owner_url: str) -> None:
    """Let the numbers of what comes go on elsewhere, and not be those of other things."""
    async with await psycopg.AsyncConnection.connect(owner_url, autocommit=True) as connection:
        await connection.execute(
            "select setval(format('%I.%I', schemaname, sequencename)::regclass, 100000 + 1000 * number)"
            " from (select *, row_number() over (order by schemaname, sequencename) as number from pg_sequences)"
            " as each"
        )


async def mark(twins: Twins) -> None:
    """Let everything personal or named of the second business bear its mark."""
    async with await psycopg.AsyncConnection.connect(twins.owner_url, autocommit=True) as connection:
        found = await (
            await connection.execute(
                "select namespace.nspname, class.relname, attribute.attname"
                " from pg_attribute as attribute"
                " join pg_class as class on class.oid = attribute.attrelid and class.relkind in ('r', 'p')"
                " join pg_namespace as namespace on namespace.oid = class.relnamespace"
                " where namespace.nspname in ('tekmetric', 'smartmoving', 'control') and attribute.attnum > 0"
                " and attribute.atttypid = 'text'::regtype"
                " and (col_description(class.oid, attribute.attnum) like 'pii:%'"
                "   or attribute.attname = 'name' and (namespace.nspname <> 'control' or class.relname = 'locations'))"
                " and exists (select from pg_attribute as other where other.attrelid = class.oid"
                "   and other.attname = 'tenant_id')"
            )
        ).fetchall()
        marked = 0
        for schema, table, column in found:
            statement = sql.SQL("update {} set {column} = {column} || %s where tenant_id = %s").format(
                sql.Identifier(schema, table), column=sql.Identifier(column)
            )
            try:
                done = await connection.execute(statement, (f" {MARK}", twins.second.tenant.tenant_id))
            except psycopg.errors.IntegrityError:
                # A name that others point at, or one with a form of its own; connections and tenants among them.
                continue
            marked += done.rowcount
        assert marked > 100, marked


async def collect(twins: Twins) -> None:
    """Ask as each of them for the ids, page tokens and versions of its things."""
    for twin in (twins.first, twins.second):
        for name, path, id_field in LISTS:
            rows = (await twins.made(twin, "GET", path))["data"]
            found = [str(each.get(id_field)) for each in rows if each.get(id_field) is not None]
            twin.ids.setdefault(name, []).extend(found[:500])
        twin.ids["tenant_id"] = [str(twin.tenant.tenant_id)]
        twin.ids["month"] = [MONTH]
        twin.ids["branch_id"] = ["1"]
        for path in PAGED:
            answer = await twins.send("GET", path, twin.key)
            assert answer.status_code == 200, (path, answer.text)
            twin.versions.append(answer.headers["etag"])
            if answer.json()["next"]:
                twin.pages.append(answer.json()["next"])
        assert all(twin.ids.values()), twin.ids
        assert len(twin.pages) > 3
    for name, theirs in twins.second.ids.items():
        # Vendors' ids are the same at both; only those that the first one does not have are the second one's.
        twins.second.ids[name] = [each for each in theirs if each not in twins.first.ids[name]]


LISTS: Final = (
    ("journey_id", "/v1/journeys?limit=500", "id"),
    ("order_id", "/v1/records/tekmetric.repair_orders?limit=500", "tm_id"),
    ("lead_id", "/v1/leads", "id"),
    ("name_or_id", "/v1/connections", "id"),
    ("run_id", "/v1/runs", "id"),
    ("entry_id", "/v1/quarantine", "id"),
    ("location_id", "/v1/locations", "id"),
    ("schedule", "/v1/schedules", "name"),
    ("name", "/v1/alert-rules", "name"),
    ("key_id", "/v1/keys", "id"),
    ("person_id", "/v1/people", "id"),
)
PAGED: Final = (
    "/v1/journeys?limit=1",
    "/v1/runs?limit=1",
    "/v1/leads?limit=1",
    "/v1/audit?limit=1",
    "/v1/records/tekmetric.repair_orders?limit=1",
    "/v1/records/smartmoving.jobs?limit=1",
    "/v1/metrics/car_count/rows?limit=1&from=2020-01-01&to=2026-12-31",
)
