"""The log of runs grows for years; what people and alerts ask of it all day does not read all of it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from daysheet.warehouse.connections import Connections, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query
from daysheet.warehouse.run_history import RunHistory
from daysheet.warehouse.sealing import Vault

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
RUNS, SHOPS = 400, 6


@pytest.fixture
async def database(worker_database: str) -> AsyncIterator[Database]:
    async with Database(worker_database) as found:
        yield found


@pytest.fixture
async def busy(database: Database, database_url: str) -> int:
    """A tenant whose shops were read every ten minutes, one reading in a hundred with something in quarantine."""
    tenant = await Tenants(database).ensure(f"busy {uuid.uuid4()}")
    row = await Connections(database, Vault(bytes(32)), tenant.tenant_id).add(
        name="main",
        vendor="tekmetric",
        base_url="https://shop.example.com",
        secret={},
        budget_key="none",
        calls_per_minute=None,
        now=NOW,
    )
    place = {"tenant": tenant.tenant_id, "row": row.connection_id, "now": NOW, "runs": RUNS, "shops": SHOPS}
    statements = (
        "insert into control.runs (tenant_id, run_id, connection_id, kind, status, started_at, finished_at) select "
        "%(tenant)s, gen_random_uuid(), %(row)s, case when n = 1 then 'look back' else 'sync' end, 'completed', "
        "%(now)s::timestamptz - n * interval '10 minutes', %(now)s from generate_series(1, %(runs)s) as n",
        "insert into control.sync_cursors (tenant_id, connection_id, stream, location_id, mode, updated_at) select "
        "%(tenant)s, %(row)s, 'repair_orders', n, 'incremental', %(now)s from generate_series(1, %(shops)s) as n",
        "insert into control.sync_log (tenant_id, run_id, stream, location_id, status, started_at, finished_at, "
        "received, quarantined, details) select run.tenant_id, run.run_id, 'repair_orders', shop, 'completed', "
        "run.started_at, %(now)s, hit, hit, jsonb_build_object('passes', (shop > 1)::integer) from (select *, "
        "(row_number() over (order by started_at) %% 100 = 0)::integer as hit from control.runs where tenant_id = "
        "%(tenant)s) as run, generate_series(1, %(shops)s) as shop",
    )
    with psycopg.connect(database_url, autocommit=True) as owner:
        for statement in statements:
            owner.execute(statement.encode(), place)
        owner.execute("analyze control.runs")
        owner.execute("analyze control.sync_log")
    return tenant.tenant_id


async def plan_of(database: Database, tenant_id: int, name: str, *, topic: str = "run_history", **values: Any) -> str:
    """Return how the service's own question would be answered."""
    async with database.tenant(tenant_id) as connection:
        question = f"explain (costs off) {query(topic, name)}".encode()
        rows = await (await connection.execute(question, {"tenant_id": tenant_id, **values})).fetchall()
    return "\n".join(row["QUERY PLAN"] for row in rows)


@pytest.mark.parametrize(("name", "index"), [("held", "sync_log_whole"), ("success", "sync_log_quarantined")])
async def test_how_fresh_things_are_is_asked_of_an_index_of_its_own(
    database: Database, busy: int, name: str, index: str
) -> None:
    assert index in await plan_of(database, busy, name, since=NOW - timedelta(days=30))


async def test_when_a_run_last_ended_is_asked_of_the_last_one(database: Database, busy: int) -> None:
    plan = await plan_of(database, busy, "last_runs", topic="metrics", vendor="tekmetric", source_ids=["1"])

    assert "runs_completed" in plan
    assert "Aggregate" not in plan


async def test_only_runs_that_are_shown_are_added_up(database: Database, busy: int) -> None:
    none: dict[str, Any] = {"connection": None, "states": None, "before_at": None, "after_id": None}

    plan = await plan_of(database, busy, "newest_runs", limit=5, **none)

    # Were all of them added up before the first are taken, the sum would stand below the limit.
    assert plan.index("Limit") < plan.index("Aggregate")
    assert plan.index("Limit") < plan.index("runs_by_time") < plan.index("Aggregate")


async def test_the_answers_are_right(database: Database, busy: int) -> None:
    history = RunHistory(database, busy)

    newest = await history.newest(None, 3)
    (success,) = await history.success(NOW - timedelta(days=30))
    held = await history.held(NOW - timedelta(days=30))

    assert [each.started_at for each in newest] == [NOW - n * timedelta(minutes=10) for n in (1, 2, 3)]
    assert [(each.received, each.quarantined) for each in newest] == [(SHOPS, SHOPS), (0, 0), (0, 0)]
    assert (success.runs, success.with_quarantine) == (RUNS, RUNS // 100)
    # The first shop was never read whole, and a look back does not count.
    assert sorted(each.read_at or NOW for each in held) == [NOW - timedelta(minutes=20)] * (SHOPS - 1) + [NOW]


async def test_a_run_is_found_by_the_beginning_of_its_id(database: Database, busy: int) -> None:
    history = RunHistory(database, busy)
    (run,) = await history.newest(None, 1)
    text = str(run.run_id)

    for length in (12, 13, 14, 36):
        assert [each.run_id for each in await history.starting_with(text[:length].upper())] == [run.run_id]
    for wrong in (text[:12].replace("-", ""), f"{text}0", "what", "-" * 5):
        assert await history.starting_with(wrong) == []
