"""`/metrics`: what monitoring is told, to whom, and that no business, person, record or secret is ever in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from daysheet.api.app import create_app
from daysheet.api.state import Serving
from daysheet.operations.host import telemetry
from daysheet.operations.office import Office
from daysheet.operations.runs import scheduling
from daysheet.operations.runs.scheduled import reader
from daysheet.operations.runs.working import Worker
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric.simulator import create_simulator
from daysheet.warehouse.database import Database
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.roles import API_LOGIN, WORKER_LOGIN, set_passwords
from daysheet.warehouse.scheduling import Turns
from daysheet.warehouse.telemetry import Measured, measure
from tests.api.front import Front, open_front, orders_of, told
from tests.conftest import drop_database, make_database
from tests.operations.crew import never
from tests.stories.business import WORKER_PASSWORD, worker_url

pytestmark = pytest.mark.anyio

TOKEN = "invented-token-of-a-monitor"


@asynccontextmanager
async def watched(office: Office, token: str | None = TOKEN) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve an office as `daysheet serve` does, and return a caller with the token."""
    async with (
        served(create_app(Serving(office=office, metrics_token=token))) as base_url,
        httpx2.AsyncClient(base_url=base_url, headers={"authorization": f"Bearer {TOKEN}"}) as client,
    ):
        yield client


async def text_of(client: httpx2.AsyncClient) -> str:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    return answer.text


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and the values of its labels."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def own_url(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> Iterator[str]:
    """The worker's way into an empty warehouse of the test's own: what is told is told of all businesses in it."""
    name = make_database(cluster_url, migrated_template)
    passwords = {WORKER_LOGIN: WORKER_PASSWORD, API_LOGIN: WORKER_PASSWORD}
    asyncio.run(set_passwords(cluster_url, passwords))
    yield worker_url(cluster.url(name))
    drop_database(cluster_url, name)


@pytest.fixture
async def alone(own_url: str) -> AsyncIterator[Front]:
    """A repair shop alone in a warehouse, that was read once."""
    async with open_front(own_url) as front:
        await front.sync()
        yield front


async def test_without_the_setting_there_is_no_such_address(front: Front) -> None:
    async with watched(front.office, token=None) as client:
        missing, unknown = await client.get("/metrics"), await client.get("/nowhere")

    assert (missing.status_code, unknown.status_code) == (404, 404)
    assert missing.json()["code"] == unknown.json()["code"]


@pytest.mark.parametrize("said", ["", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}"])
async def test_nobody_else_is_told_anything(front: Front, said: str) -> None:
    async with watched(front.office) as client:
        answer = await client.get("/metrics", headers={"authorization": said})

    assert answer.status_code == 401
    assert "daysheet_" not in answer.text


async def test_readings_rows_and_calls_are_counted_over_all_runs(alone: Front) -> None:
    async with watched(alone.office) as client:
        first = samples(await text_of(client))
        alone.wait(minutes=1)
        alone.simulator.change_order(orders_of(alone, 1)[0], lambda order: order.update(color="#123456"))
        await alone.sync()
        alone.wait(minutes=1)
        second = samples(await text_of(client))

    def grown(*labels: str) -> float:
        return second[labels] - first[labels]

    # Two shops, each a reading of its own.
    assert first["daysheet_readings_total", "completed", "repair_orders", "tekmetric"] == 2
    assert grown("daysheet_readings_total", "completed", "repair_orders", "tekmetric") == 2
    assert grown("daysheet_readings_total", "failed", "repair_orders", "tekmetric") == 0
    assert first["daysheet_rows_total", "new", "repair_orders", "tekmetric"] == 40
    assert grown("daysheet_rows_total", "changed", "repair_orders", "tekmetric") == 1
    assert grown("daysheet_vendor_calls_total", "repair_orders", "tekmetric") > 0
    assert grown("daysheet_vendor_rate_limited_total", "repair_orders", "tekmetric") == 0
    assert grown("daysheet_reading_seconds_count", "repair_orders", "tekmetric") == 2
    assert second["daysheet_reading_seconds_bucket", "+Inf", "repair_orders", "tekmetric"] == 4
    assert second["daysheet_database_answers",] == 1


async def test_refusals_for_haste_and_failures_are_counted(own_url: str) -> None:
    simulator = create_simulator(seed=5, orders=40, shops=2, calls_per_minute=0, faults="hostile")
    async with open_front(own_url, simulator=simulator) as front, watched(front.office) as client:
        for _ in range(4):
            await scheduling.make_missing(front.office)
            await worker_of(front).work(is_once=True)
            front.wait(minutes=30)
        found = samples(await text_of(client))

    assert sum(value for labels, value in found.items() if labels[0] == "daysheet_vendor_rate_limited_total") > 0
    assert sum(value for labels, value in found.items() if labels[0] == "daysheet_vendor_retries_total") > 0


def worker_of(front: Front) -> Worker:
    return Worker(
        turns=Turns(front.office.database, "first"),
        read=reader(front.office),
        clock=front.office.clock,
        stop=asyncio.Event(),
        sleep=never,
    )


async def test_ages_and_queues_are_those_of_this_moment(alone: Front) -> None:
    await scheduling.make_missing(alone.office)
    async with watched(alone.office) as client:
        waiting = samples(await text_of(client))
        await worker_of(alone).work(is_once=True)
        alone.wait(minutes=5)
        await told(alone, orders_of(alone, 1)[0])
        fresh = samples(await text_of(client))
        alone.wait(hours=4)
        stale = samples(await text_of(client))

    assert waiting["daysheet_schedules_due", "tekmetric"] == 3
    assert waiting["daysheet_schedules_never_good", "tekmetric"] == 3
    assert ("daysheet_freshness_worst_seconds", "tekmetric") not in waiting
    assert (fresh["daysheet_schedules_due", "tekmetric"], fresh["daysheet_schedules_stale", "tekmetric"]) == (0, 0)
    assert fresh["daysheet_freshness_worst_seconds", "tekmetric"] == pytest.approx(300, abs=60)
    assert fresh["daysheet_webhooks_waiting", "tekmetric"] == 1
    # The employees are read once a day.
    assert (stale["daysheet_schedules_due", "tekmetric"], stale["daysheet_schedules_stale", "tekmetric"]) == (2, 2)
    assert stale["daysheet_schedules_due_for_seconds", "tekmetric"] > 3 * 3600


async def test_what_waits_in_quarantine_is_counted(own_url: str) -> None:
    async with open_front(own_url) as front, watched(front.office) as client:
        row = front.simulator.business.repair_orders.get(orders_of(front, 1)[0])
        front.simulator.business.put_order({**row.record(), "repairOrderNumber": 17.5})
        await front.sync()

        found = samples(await text_of(client))

    assert found["daysheet_quarantine_waiting", "tekmetric"] == 1

    # Once in its list, and once when it was asked for again.
    assert found["daysheet_rows_total", "quarantined", "repair_orders", "tekmetric"] == 2


async def test_no_label_names_a_business_a_record_or_a_secret(own_url: str) -> None:
    async with open_front(own_url) as front, watched(front.office) as client:
        await front.sync()
        await told(front, orders_of(front, 1)[0])
        text = await text_of(client)
        labels = {
            (name, value)
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            for name, value in sample.labels.items()
        }

    assert {name for name, _ in labels} == {"vendor", "stream", "outcome", "le", "version"}
    canaries = [front.tenant.name, front.row.name, front.token, TOKEN, *front.simulator.secret.values()]
    canaries += [str(each) for each in (*orders_of(front, 40), *front.simulator.shop_ids)]
    assert [each for each in canaries if each in text] == []


async def test_what_nobody_declared_becomes_no_label(alone: Front) -> None:
    async with alone.office.database.tenant(alone.tenant.tenant_id) as connection:
        for vendor, stream in (("tekmetric", "canary"), ("canary", "repair_orders")):
            await connection.execute(
                "insert into control.stream_totals (tenant_id, vendor, stream) values (%s, %s, %s)",
                (alone.tenant.tenant_id, vendor, stream),
            )
    async with watched(alone.office) as client:
        text = await text_of(client)

    assert "repair_orders" in text
    assert "canary" not in text


async def test_a_database_that_does_not_answer_is_told_and_nothing_else(
    alone: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telemetry, "READ_SECONDS_MAX", 0.0)
    async with watched(alone.office) as client:
        cut_off = samples(await text_of(client))
    async with Database(alone.office.opened.urls.worker) as closed:
        pass
    async with watched(replace(alone.office, database=closed)) as client:
        away = samples(await text_of(client))

    for found in (cut_off, away):
        assert found.pop(("daysheet_database_answers",)) == 0
        assert {name for name, *_ in found} == {"daysheet_build_info"}


async def test_the_database_is_asked_once_in_a_while_however_many_look(
    alone: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def counting(database: Database, tenant_ids: Sequence[int], now: datetime) -> list[Measured]:
        nonlocal asked
        asked += 1
        return await measure(database, tenant_ids, now)

    monkeypatch.setattr("daysheet.operations.host.telemetry.measure", counting)
    async with watched(alone.office) as client:
        await asyncio.gather(*(text_of(client) for _ in range(10)))
        assert asked == 1
        alone.wait(seconds=telemetry.KEPT_FOR / timedelta(seconds=1))
        await text_of(client)

    assert asked == 2
