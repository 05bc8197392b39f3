"""
The API under load: both boards beside a bare route that answers with the same bytes, and a page of a large table.

Each server is a process of its own with one worker; the businesses behind it are simulated and were read once.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

# The office is put together by the tests' own kit.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg
from asking import Asked, asked
from psycopg import sql
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.api.app import create_app
from daysheet.api.limits import Buckets
from daysheet.api.state import Serving
from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.core.browsing import wanted
from daysheet.core.clock import system_clock
from daysheet.core.events import nobody
from daysheet.engine.run import Wish
from daysheet.operations.browsing.records import Library
from daysheet.operations.connections.connecting import connect
from daysheet.operations.entries.mapping import map_suggested
from daysheet.operations.identity.access import make_key
from daysheet.operations.office import Office
from daysheet.operations.runs.syncing import sync_one
from daysheet.simulation.clock import Clock
from daysheet.simulation.serving import serve, served
from daysheet.vendors.smartmoving.simulator import create_simulator as create_mover
from daysheet.vendors.tekmetric.simulator import create_simulator as create_shop
from daysheet.warehouse.connections import Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import migrate
from daysheet.warehouse.roles import API_LOGIN, WORKER_LOGIN, set_passwords
from tests.operations.mover import office_at
from tests.stories.business import WORKER_PASSWORD, worker_url

BOARDS: Final = {"work in progress": "/v1/boards/work-in-progress", "journeys": "/v1/boards/journeys"}
ORDERS: Final = 300
PAGE: Final = 100
PAGES: Final = 300
ROUNDS: Final = 3
TABLE: Final = "tekmetric.repair_orders"
TIMES: Final = re.compile(r"(?:Planning|Execution) Time: ([0-9.]+) ms")


@dataclass(frozen=True)
class Page:
    """
    Milliseconds of pages in order: those that the database takes, to plan and to read, and those that the server waits.

    The latter hold the way there and back, and whatever else the machine does. `plan` is that of one page.
    """

    in_database: list[float]
    waited: list[float]
    plan: str


@contextlib.asynccontextmanager
async def office_of(url: str) -> AsyncIterator[tuple[Office, Database]]:
    """Open an office with every vendor, and the way in that reads."""
    async with (
        Database(worker_url(url), connections_max=8) as database,
        Database(worker_url(url, API_LOGIN), connections_max=8) as reading,
    ):
        yield replace(office_at(database, worker_url(url), system_clock), vendors=find_vendors()), reading


async def business(url: str) -> str:
    """Make a business with a shop and a mover, read both, and return a key of it."""
    shop = create_shop(seed=3, orders=ORDERS, shops=2, clock=Clock.ticking(), calls_per_minute=0)
    mover = create_mover(
        seed=3, orders=ORDERS, branches=2, clock=Clock.ticking(), calls_per_minute=0, calls_per_month=0
    )
    async with office_of(url) as (office, _), served(shop.app) as shop_url, served(mover.app) as mover_url:
        tenant = await Tenants(office.database).ensure("a business")
        for name, base_url, simulator in (("tekmetric", shop_url, shop), ("smartmoving", mover_url, mover)):
            vendor = office.vendor(name)
            row, _ = await connect(
                office,
                tenant,
                vendor,
                name=name,
                base_url=base_url + vendor.base_path,
                secret=simulator.secret,
                calls_per_minute=1_000_000,
            )
            if vendor.maps_locations:
                await sync_one(office, tenant, row, Wish(streams=("branches",)), nobody)
                await map_suggested(office, tenant, name)
            await sync_one(office, tenant, row, Wish(full=True), nobody)
        key = await make_key(office, tenant, name="bench", scopes=["read:records"], by="bench")
    return key.text


async def serve_api(url: str) -> None:
    """Serve the API until this process is stopped; nobody is held back."""
    minutes = iter(range(0, 10**9, 60))
    async with office_of(url) as (office, reading):
        serving = Serving(office=office, reading=reading, buckets=Buckets(elapsed=lambda: float(next(minutes))))
        await serve(create_app(serving), on_ready=_tell)


async def serve_bare(file: str) -> None:
    """Serve the bytes of a file at every address until this process is stopped."""
    content = await asyncio.to_thread(Path(file).read_bytes)

    async def bare(_: Request) -> Response:
        return Response(content, media_type="application/json")

    await serve(Starlette(routes=[Route("/{path:path}", bare)]), on_ready=_tell)


def _tell(port: int) -> None:
    print(port, flush=True)


@contextlib.contextmanager
def process(what: str, argument: str) -> Iterator[str]:
    """Run one of the servers as a process of its own, and yield its base URL."""
    command = [sys.executable, str(Path(__file__)), what, argument]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        port = running.stdout.readline().strip()
        if not port.isdigit():
            raise SystemExit("The server of the bench did not start.")
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


def boards(url: str, key: str, folder: Path, seconds: float) -> dict[str, tuple[Asked, Asked]]:
    """Return how each board answered, and beside it the bare route with the same bytes: medians of rounds in turn."""
    found = {}
    for name, path in BOARDS.items():
        with process("api", url) as base_url:
            file = folder / "body.json"
            file.write_bytes(asyncio.run(asked(base_url, path, key, seconds / 10)).body)
            with process("bare", str(file)) as bare_url:
                rounds = [
                    [asyncio.run(asked(each, path, key, seconds)) for each in (base_url, bare_url)]
                    for _ in range(ROUNDS)
                ]
        board, bare = (sorted(each, key=lambda one: one.per_second)[ROUNDS // 2] for each in zip(*rounds, strict=True))
        found[name] = board, bare
    return found


async def pages(url: str, tenant: Tenant, orders: int) -> Page:
    """Return how long pages of orders take that begin anywhere, behind the tenants' wall."""
    chance, waited, in_database = random.Random(1), list[float](), list[float]()
    seen, usual = list[tuple[Any, Any]](), psycopg.AsyncConnection.execute

    async def noted(connection: Any, statement: Any, values: Any = None, **more: Any) -> Any:
        # Who asks, and for which tenant, is said before it, without values.
        if isinstance(statement, sql.Composed) and values:
            seen.append((statement, values))
        return await usual(connection, statement, values, **more)

    async with office_of(url) as (office, reading):
        library = await Library.opened(office, reading)
        table = library.table(TABLE, sees_persons=False)
        with patch.object(psycopg.AsyncConnection, "execute", noted):
            for number in range(PAGES + 20):
                start = chance.randrange(1, orders - PAGE)
                wish = wanted(table, {}, fields=None, sort=None, limit=PAGE)
                # As the orders are made: a hundred thousand of them in each shop.
                place = {"tm_shop_id": 1 + start // 100_000, "tm_id": start}
                wish = wish.after_row(tuple(str(place[each.column]) for each in wish.order))
                began = time.perf_counter()
                rows = await library.page(tenant, wish, sees_persons=False, only=None)
                if number >= 20:
                    waited.append((time.perf_counter() - began) * 1_000)
        if len(rows) != PAGE + 1:
            raise SystemExit(f"A page had {len(rows)} rows.")
        explained = sql.SQL("explain (analyze, timing off, costs off, summary on) {}")
        for statement, values in seen[-PAGES:]:
            async with reading.tenant(tenant.tenant_id, "daysheet_analyst", read_only=True) as connection:
                lines = await connection.execute(explained.format(statement), values)
                plan = "\n".join(row["QUERY PLAN"] for row in await lines.fetchall())
            in_database.append(sum(float(each) for each in TIMES.findall(plan)))
    return Page(sorted(in_database), sorted(waited), plan)


def measure_api(seconds: float, orders: int) -> tuple[dict[str, tuple[Asked, Asked]], Page]:
    """Return how the boards answered, and pages of a table with *orders* rows."""
    with (
        tempfile.TemporaryDirectory(prefix="daysheet-api-") as folder,
        EmbeddedCluster(Path(folder) / "postgresql") as cluster,
    ):
        url = cluster.url("postgres")
        asyncio.run(migrate(url, migration_sets(find_vendors())))
        asyncio.run(set_passwords(url, {WORKER_LOGIN: WORKER_PASSWORD, API_LOGIN: WORKER_PASSWORD}))
        key = asyncio.run(business(url))
        found = boards(url, key, Path(folder), seconds)
        large = asyncio.run(_large(url))
        fill_orders(url, large.tenant_id, orders)
        return found, asyncio.run(pages(url, large, orders))


def fill_orders(url: str, tenant_id: int, orders: int) -> None:
    """Put orders on record, behind the product's back; their jobs are not asked for."""
    statement = Path(__file__).with_name("history.sql").read_text("utf-8").split(";\n")[0]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(statement.encode(), {"tenant_id": tenant_id, "first": 1, "last": orders})
        # Autovacuum does so within a minute.
        connection.execute("vacuum analyze tekmetric.repair_orders")


async def _large(url: str) -> Tenant:
    async with office_of(url) as (office, _):
        return await Tenants(office.database).ensure("a large business")


if __name__ == "__main__":
    asyncio.run({"api": serve_api, "bare": serve_bare}[sys.argv[1]](sys.argv[2]))
