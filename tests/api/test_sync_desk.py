"""Freshness, schedules, quarantine, locations and branches over HTTP, each with what it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from daysheet.operations.runs.scheduled import reader
from daysheet.operations.runs.working import Worker
from daysheet.vendors.smartmoving import VENDOR as MOVERS
from daysheet.vendors.smartmoving.simulator import create_simulator
from daysheet.warehouse.connections import Tenants
from daysheet.warehouse.scheduling import Turns
from tests.api.front import NAME, Front, open_front

pytestmark = pytest.mark.anyio

CANARY = "canary-91f0"


@pytest.fixture
async def movers(worker_database: str) -> AsyncIterator[Front]:
    """A mover whose branches were read, and are not mapped yet."""
    simulator = create_simulator(seed=4, orders=10, branches=3, calls_per_minute=0, calls_per_month=0)
    async with open_front(worker_database, vendor=MOVERS, simulator=simulator, address=False) as front:
        await front.sync(streams=("branches",))
        yield front


async def admin(front: Front) -> str:
    return await front.key("read:records", "admin:tenant", "start:runs")


async def spoil(front: Front) -> None:
    """Let one record of the next reading be unreadable, with a canary in it."""
    order = next(each for each in front.simulator.truth("repair_orders") if each["deletedDate"] is None)
    front.simulator.edit("repair_orders", {**order, "totalSales": 8907.5, "keytag": CANARY})


async def work(front: Front) -> None:
    worker = Worker(
        turns=Turns(front.office.database, "w"),
        read=reader(front.office),
        clock=front.office.clock,
        stop=asyncio.Event(),
    )
    await worker.work(is_once=True)


async def test_streams_and_status_tell_how_fresh_things_are(shop: Front) -> None:
    places = await locations(shop.office, shop.tenant)
    some = await shop.key("read:records", locations=[places[0]["location_id"]])
    nobody = await shop.key("write:leads", locations=[places[0]["location_id"]])

    (whole,) = (await shop.get("/v1/streams", await admin(shop))).json()["data"]
    (short,) = (await shop.get("/v1/status", nobody)).json()["data"]

    names = {each["location"] for each in whole["streams"]} - {None}
    assert names == {each["name"] for each in places}
    assert short["connection"] == NAME
    assert (await shop.get("/v1/streams", some)).status_code == 403
    assert places[1]["name"] not in (await shop.get("/v1/status", some)).text


async def test_a_status_of_a_neighbour_is_empty(shop: Front) -> None:
    theirs = await shop.key("read:records", tenant=await Tenants(shop.office.database).ensure("a neighbour of status"))

    assert (await shop.get("/v1/status", theirs)).json() == {"state": "unknown", "data": []}
    assert (await shop.get("/v1/streams", theirs)).json()["data"] == []


async def schedules(front: Front) -> None:
    from daysheet.operations.runs.scheduling import make_usual

    await make_usual(front.office, front.tenant, front.row)


async def test_a_schedule_is_changed_by_whoever_saw_it_as_it_is(front: Front) -> None:
    await schedules(front)
    key = await admin(front)
    name = (await front.get("/v1/schedules", key)).json()["data"][0]["name"]
    path = f"/v1/connections/{NAME}/schedules/{name}"
    version = (await front.get(path, key)).headers["etag"]

    without = await front.ask("PATCH", path, key, {"every": "20m"})
    done = await front.ask("PATCH", path, key, {"every": "20m", "is_enabled": False}, if_match=version)
    stale = await front.ask("PATCH", path, key, {"every": "30m"}, if_match=version)

    assert (without.status_code, stale.status_code) == (428, 412)
    assert (done.json()["every_seconds"], done.json()["is_enabled"]) == (1_200, False)
    again = await front.get(path, key)
    at = {"times": ["06:00", "12:30"], "time_zone": "America/Chicago"}
    timed = await front.ask("PATCH", path, key, at, if_match=again.headers["etag"])
    assert (timed.json()["times_of_day"], timed.json()["every_seconds"]) == (["06:00", "12:30"], None)
    assert timed.json()["time_zone"] == "America/Chicago"


@pytest.mark.parametrize(
    "change",
    [{}, {"every": "1s"}, {"times": ["25:00"]}, {"every": "1h", "times": ["06:00"]}, {"time_zone": "Moon/Base"}],
)
async def test_a_change_that_says_nothing_sensible_is_refused(front: Front, change: dict[str, Any]) -> None:
    await schedules(front)
    key = await admin(front)
    name = (await front.get("/v1/schedules", key)).json()["data"][0]["name"]
    path = f"/v1/connections/{NAME}/schedules/{name}"

    answer = await front.ask("PATCH", path, key, change, if_match="*")

    assert (answer.status_code, answer.json()["code"]) == (422, "does_not_fit")
    assert (await front.get(f"{path}-not", key)).status_code == 404


async def test_an_entry_is_shown_with_its_payload_only_to_whoever_may_see_persons(front: Front) -> None:
    await spoil(front)
    await front.sync()
    key, open_key = await admin(front), await front.key("read:records", "read:pii")

    listed = (await front.get("/v1/quarantine", key)).json()
    (one,) = listed["data"]
    closed = await front.get(f"/v1/quarantine/{one['id']}", key)
    opened = await front.get(f"/v1/quarantine/{one['id']}", open_key)

    assert listed["waiting"] == 1
    assert CANARY not in closed.text
    assert (closed.json()["payload"], closed.json()["problems"]) == (None, None)
    assert CANARY in opened.json()["payload"]
    assert (await front.get("/v1/quarantine/x", key)).status_code == 404


async def test_an_entry_is_accepted_and_waits_on_until_it_can_be_read(front: Front) -> None:
    await spoil(front)
    await front.sync()
    key = await admin(front)
    (one,) = (await front.get("/v1/quarantine", key)).json()["data"]

    accepted = await front.ask("POST", f"/v1/quarantine/{one['id']}/accept", key)
    asked = await front.ask("POST", "/v1/quarantine/replay", key)
    requests = front.simulator.stats.requests
    await work(front)

    assert accepted.json()["accepted_at"] is not None
    assert (await front.get("/v1/quarantine", key)).json()["waiting"] == 1
    (run,) = asked.json()["runs"]
    assert (asked.status_code, run["status"], run["kind"]) == (202, "queued", "replay")
    done = (await front.get(f"/v1/runs/{run['id']}", key)).json()
    assert (done["status"], done["schedule"]) == ("completed", "asked")
    assert front.simulator.stats.requests == requests
    actions = [each["action"] for each in await auditing.entries(front.office, front.tenant)]
    assert {"quarantine.accepted", "run.asked"} <= set(actions)


async def test_a_neighbour_finds_no_entry_and_no_location(front: Front) -> None:
    await spoil(front)
    await front.sync()
    neighbour = await Tenants(front.office.database).ensure("a neighbour of the desk")
    theirs = await front.key("read:records", "read:pii", "admin:tenant", "start:runs", tenant=neighbour)
    (one,) = (await front.get("/v1/quarantine", await admin(front))).json()["data"]
    place = (await locations(front.office, front.tenant))[0]["location_id"]

    for method, path in (
        ("GET", f"/v1/quarantine/{one['id']}"),
        ("POST", f"/v1/quarantine/{one['id']}/accept"),
        ("GET", f"/v1/locations/{place}"),
        ("PATCH", f"/v1/locations/{place}"),
    ):
        body = {"time_zone": "UTC"} if method == "PATCH" else None
        assert (await front.ask(method, path, theirs, body)).status_code == 404, path
    assert (await front.get("/v1/locations", theirs)).json()["data"] == []
    assert (await front.ask("POST", "/v1/quarantine/replay", theirs)).json() == {"runs": []}


async def test_a_location_moves_to_a_zone_and_its_days_with_it(shop: Front) -> None:
    key = await admin(shop)
    (first, second) = (await shop.get("/v1/locations", key)).json()["data"]
    path = f"/v1/locations/{first['id']}"
    version = (await shop.get(path, key)).headers["etag"]
    some = await shop.key("read:records", "admin:tenant", locations=[int(second["id"])])

    wrong = await shop.ask("PATCH", path, key, {"time_zone": "Moon/Base"}, if_match=version)
    done = await shop.ask("PATCH", path, key, {"time_zone": "Pacific/Honolulu"}, if_match=version)
    stale = await shop.ask("PATCH", path, key, {"time_zone": "UTC"}, if_match=version)

    assert (wrong.status_code, stale.status_code) == (422, 412)
    assert (done.json()["time_zone"], done.json()["time_zone_source"]) == ("Pacific/Honolulu", "person")
    assert await shop.differences("repair_orders") == []
    assert [each["id"] for each in (await shop.get("/v1/locations", some)).json()["data"]] == [second["id"]]
    assert (await shop.get(path, some)).status_code == 404


async def test_a_branch_becomes_a_location(movers: Front) -> None:
    key = await admin(movers)
    path = f"/v1/connections/{NAME}/branches"
    first, second, _ = (await movers.get(path, key)).json()["data"]
    zone = {"time_zone": "America/Chicago", "currency": "USD"}

    made = await movers.ask("PUT", f"{path}/{first['id']}", key, zone)
    place = (await movers.get("/v1/locations", key)).json()["data"][0]
    same = await movers.ask("PUT", f"{path}/{second['id']}", key, {"location_id": place["id"]})

    assert (made.status_code, same.status_code) == (200, 200)
    assert made.json()["location"] == same.json()["location"] == place["name"]
    assert place["time_zone"] == "America/Chicago"
    assert (await movers.ask("PUT", f"{path}/nobody", key, zone)).status_code == 404
    assert (await movers.ask("PUT", f"{path}/{second['id']}", key, {"location_id": "999999"})).status_code == 404
    wrong = await movers.ask("PUT", f"{path}/{second['id']}", key, {**zone, "time_zone": "Moon/Base"})
    assert wrong.status_code == 422


async def test_a_plan_is_reckoned_and_stored_where_it_fits(movers: Front) -> None:
    key, path = await admin(movers), f"/v1/connections/{NAME}/plan"

    often = await movers.ask("PUT", path, key, {"every_minutes": 1, "customers_per_day": 500})
    seldom = await movers.ask("PUT", path, key, {"every_minutes": 1_440, "customers_per_day": 5})
    only = await movers.ask("POST", path, await movers.key("read:records"), {"every_minutes": 720})

    assert (often.json()["fits"], often.json()["is_stored"]) == (False, False)
    assert (seldom.json()["fits"], seldom.json()["is_stored"]) == (True, True), seldom.text
    assert (only.status_code, only.json()["is_stored"]) == (200, False)
    assert (await movers.get(f"/v1/connections/{NAME}/calls", key)).json()["plan"] == seldom.json()["plan"]
    assert (await movers.ask("PUT", path, key, {"every_minutes": 0})).status_code == 422
