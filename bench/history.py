"""How long a changed day takes, and a month's figures, with little and with much history on record."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg

from daysheet.vendors.tekmetric import VENDOR
from daysheet.warehouse.connections import Tenants
from daysheet.warehouse.daily_figures import DailyFigures
from daysheet.warehouse.database import Database
from daysheet.warehouse.deriving import Deriving

AT_ONCE: Final = 2_000
REPEATS: Final = 9
MONTH: Final = (
    "select tm_shop_id, sum(ro_count) as orders, sum(labor_net_cents + parts_net_cents) as sales"
    " from tekmetric.shop_days where metric_date between '2020-03-01' and '2020-03-31' group by tm_shop_id"
)


@dataclass(frozen=True)
class Times:
    """Median milliseconds with a certain number of orders on record, and the plan of the month's question."""

    orders: int
    derived_seconds: float
    changed_day_ms: float
    month_ms: float
    plan: str


def fill(owner_url: str, tenant_id: int, first: int, last: int) -> None:
    """Put orders on record, behind the product's back: reading them is timed elsewhere."""
    statements = Path(__file__).with_name("history.sql").read_text("utf-8").split(";\n")
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        for statement in statements:
            if statement.strip():
                parameters = {"tenant_id": tenant_id, "first": first, "last": last}
                connection.execute(statement.encode(), parameters)


async def derive(database: Database, tenant_id: int, first: int, last: int) -> None:
    """Have the product make the snapshots and the daily figures of some orders."""
    for start in range(first, last + 1, AT_ONCE):
        await _derive_some(database, tenant_id, [*range(start, min(start + AT_ONCE, last + 1))])
    await _figures(database, tenant_id).compute(datetime.now(UTC))


async def _derive_some(database: Database, tenant_id: int, orders: list[int]) -> None:
    assert VENDOR.derivation is not None
    for shop in sorted({1 + order // 100_000 for order in orders}):
        deriving = Deriving(
            package=VENDOR.package,
            derivation=VENDOR.derivation,
            tenant_id=tenant_id,
            connection_id=1,
            location_key=shop,
        )
        mine = [str(order) for order in orders if 1 + order // 100_000 == shop]
        async with database.tenant(tenant_id) as connection:
            await deriving.after(connection, "repair_orders", mine, datetime.now(UTC))


def _figures(database: Database, tenant_id: int) -> DailyFigures:
    return DailyFigures(database=database, vendor=VENDOR, tenant_id=tenant_id)


async def times(database: Database, owner_url: str, tenant_id: int, first: int, last: int) -> Times:
    """Fill up to *last*, then time a changed order up to its day's new figures, and a month over all shops."""
    fill(owner_url, tenant_id, first, last)
    began = time.perf_counter()
    await derive(database, tenant_id, first, last)
    derived_seconds = time.perf_counter() - began
    # Autovacuum does so within a minute.
    async with await psycopg.AsyncConnection.connect(owner_url, autocommit=True) as connection:
        await connection.execute("vacuum analyze")
    changed = [await _change(database, owner_url, tenant_id, number * 997 % 9_000 + 1) for number in range(REPEATS)]
    month, plan = await _month(database, tenant_id)
    return Times(last, derived_seconds, statistics.median(changed) * 1_000, month * 1_000, plan)


async def _change(database: Database, owner_url: str, tenant_id: int, order: int) -> float:
    async with await psycopg.AsyncConnection.connect(owner_url, autocommit=True) as connection:
        change = "update tekmetric.job_labor set hours = hours + 0.1 where tm_shop_id = 1 and tm_repair_order_id = %s"
        await connection.execute(change, [order])
    began = time.perf_counter()
    await _derive_some(database, tenant_id, [order])
    await _figures(database, tenant_id).compute(datetime.now(UTC))
    return time.perf_counter() - began


async def _month(database: Database, tenant_id: int) -> tuple[float, str]:
    taken: list[float] = []
    async with database.tenant(tenant_id, "daysheet_service", read_only=True) as connection:
        for _ in range(REPEATS):
            began = time.perf_counter()
            await (await connection.execute(MONTH)).fetchall()
            taken.append(time.perf_counter() - began)
        rows = await (await connection.execute(f"explain (analyze, costs off, buffers off) {MONTH}")).fetchall()
    return statistics.median(taken), "\n".join(row["QUERY PLAN"] for row in rows)


def measure_history(owner_url: str, service_url: str, few: int, many: int) -> tuple[Times, Times]:
    """Return the times with few and with many orders on record, for the only tenant there is."""

    async def work() -> tuple[Times, Times]:
        async with Database(service_url) as database:
            tenant = (await Tenants(database).ensure("default")).tenant_id
            little = await times(database, owner_url, tenant, 1, few)
            return little, await times(database, owner_url, tenant, few + 1, many)

    return asyncio.run(work())
