"""A run that somebody asks for waits for a worker, is made once, and can be called off."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest

from daysheet.operations.runs.scheduled import reader
from daysheet.operations.runs.scheduling import switch
from daysheet.operations.runs.working import Worker
from daysheet.warehouse.connections import Tenants
from daysheet.warehouse.scheduling import Turns
from tests.api.front import NAME, Front

pytestmark = pytest.mark.anyio

PATH = f"/v1/connections/{NAME}/runs"


async def work(front: Front, *, slice_seconds: float = 600.0) -> None:
    """Let a worker do what is due."""
    worker = Worker(
        turns=Turns(front.office.database, "w"),
        read=reader(front.office),
        clock=front.office.clock,
        stop=asyncio.Event(),
        slice_seconds=slice_seconds,
    )
    await worker.work(is_once=True)


async def ask(front: Front, **wish: Any) -> dict[str, Any]:
    answer = await front.ask("POST", PATH, await front.key("start:runs"), wish)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()["run"]
    assert answer.headers["location"] == f"/v1/runs/{found['id']}"
    return found


async def run(front: Front, run_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await front.get(f"/v1/runs/{run_id}", await front.key("read:records"))).json()
    return found


async def test_a_run_that_is_asked_for_is_made_once(front: Front) -> None:
    asked = await ask(front, streams=["employees"], reason="to be sure")
    assert (asked["status"], asked["reason"], asked["goes_on"]) == ("queued", "to be sure", True)

    await work(front)
    done = await run(front, asked["id"])
    requests = front.simulator.stats.requests
    await work(front)

    assert (done["status"], done["schedule"], done["goes_on"]) == ("completed", "asked", False)
    assert "employees" in {each["stream"] for each in done["streams"]}
    assert done["received"] > 0
    assert front.simulator.stats.requests == requests


async def test_one_at_a_time_is_asked_for_and_the_next_has_its_own_number(front: Front) -> None:
    key = await front.key("start:runs")
    first = await ask(front, streams=["employees"])

    refused = await front.ask("POST", PATH, key, {})
    await work(front)
    second = await ask(front, streams=["employees"])
    await work(front)

    assert (refused.status_code, refused.json()["code"]) == (409, "not_possible")
    assert first["id"] != second["id"]
    assert (await run(front, first["id"]))["status"] == (await run(front, second["id"]))["status"] == "completed"


async def test_the_same_request_again_asks_for_nothing_more(front: Front) -> None:
    key = await front.key("start:runs")

    first = await front.ask("POST", PATH, key, {}, idempotency_key="once")
    again = await front.ask("POST", PATH, key, {}, idempotency_key="once")

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()


async def test_slices_go_on_until_it_is_done(front: Front) -> None:
    asked = await ask(front, full=True)

    await work(front, slice_seconds=0.0)

    runs = (await front.get(f"/v1/runs?connection={NAME}", await front.key("read:records"))).json()["data"]
    assert {each["schedule"] for each in runs} == {"asked"}
    assert len(runs) > 1
    assert asked["id"] in {each["id"] for each in runs}
    assert await front.differences("repair_orders", "employees") == []
    assert not (await run(front, asked["id"]))["goes_on"]


async def test_single_records_are_asked_for_by_their_ids(shop: Front) -> None:
    order = next(each["id"] for each in shop.simulator.truth("repair_orders") if each["deletedDate"] is None)

    asked = await ask(shop, streams=["repair_orders"], ids=[str(order)])
    await work(shop)

    assert (await run(shop, asked["id"]))["kind"] == "record"


async def test_what_waits_is_called_off_before_it_begins(front: Front) -> None:
    asked = await ask(front)
    key = await front.key("start:runs", "read:records")

    called_off = await front.ask("POST", f"/v1/runs/{asked['id']}/cancel", key)
    await work(front)

    assert called_off.json()["status"] == "cancelled"
    assert (await run(front, asked["id"]))["status"] == "cancelled"
    assert front.simulator.stats.requests == 0
    assert (await front.ask("POST", f"/v1/runs/{asked['id']}/cancel", key)).status_code == 409


async def test_switching_all_schedules_on_repeats_nothing(front: Front) -> None:
    await ask(front, streams=["employees"])
    await work(front)
    requests = front.simulator.stats.requests

    await switch(front.office, front.tenant, NAME, None, is_enabled=True)
    await work(front)

    assert front.simulator.stats.requests == requests


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"streams": ["nonsense"]}, 404),
        ({"streams": ["employees", "jobs"], "ids": ["1"]}, 422),
        ({"full": True, "since": "2026-01-01"}, 422),
        ({"since": "2026-02-01", "until": "2026-01-01"}, 422),
        ({"since": "soon"}, 422),
        ({"nonsense": 1}, 422),
        ({"full": "yes"}, 422),
        ({"reason": "a\x00b"}, 422),
        ({"streams": ["repair_orders"], "ids": ["1\x00"]}, 422),
        ({"since": "0001-01-01"}, 422),
    ],
)
async def test_what_cannot_be_read_is_refused(front: Front, wish: dict[str, Any], status: int) -> None:
    answer = await front.ask("POST", PATH, await front.key("start:runs"), wish)

    assert answer.status_code == status
    assert not (await front.get("/v1/runs", await front.key("read:records"))).json()["data"]


async def test_runs_are_paged_without_one_lost(shop: Front) -> None:
    for _ in range(4):
        shop.wait(minutes=1)
        await shop.sync(streams=("employees",))
    key = await shop.key("read:records")
    whole = [each["id"] for each in (await shop.get("/v1/runs", key)).json()["data"]]

    pages: list[str] = []
    path: str | None = "/v1/runs?limit=2&status=completed,partial"
    while path:
        answer = (await shop.get(path, key)).json()
        pages += [each["id"] for each in answer["data"]]
        path = answer["next"] and f"/v1/runs?limit=2&status=completed,partial&after={answer['next']}"

    assert pages == whole
    assert len(whole) == 5
    assert (await shop.get("/v1/runs?status=failed", key)).json()["data"] == []
    assert (await shop.get("/v1/runs?status=nonsense", key)).status_code == 422


async def test_a_neighbour_finds_no_run(shop: Front) -> None:
    neighbour = await Tenants(shop.office.database).ensure("a neighbour of runs")
    theirs = await shop.key("read:records", "start:runs", tenant=neighbour)
    (one,) = (await shop.get("/v1/runs", await shop.key("read:records"))).json()["data"]

    there = await shop.get(f"/v1/runs/{one['id']}", theirs)
    nowhere = await shop.get(f"/v1/runs/{uuid.uuid4()}", theirs)

    assert (there.status_code, there.json()["detail"]) == (404, nowhere.json()["detail"])
    assert (await shop.ask("POST", f"/v1/runs/{one['id']}/cancel", theirs)).status_code == 404
    assert (await shop.get("/v1/runs/x", theirs)).status_code == 404
    assert (await shop.get("/v1/runs", theirs)).json()["data"] == []
