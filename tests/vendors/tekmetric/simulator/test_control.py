"""The endpoints for outside checks, in process and over real HTTP."""

import asyncio

import pytest
from httpx2 import AsyncClient, TransportError

from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric.simulator import Clock, Fault, Simulator, create_simulator
from tests.vendors.tekmetric.simulator.caller import API, Caller

STREAMS = (
    "shops", "employees", "customers", "vehicles", "repair_orders", "jobs", "appointments", "canned_jobs", "inventory",
)  # fmt: skip


async def test_the_truth_is_told_without_sign_in(simulator: Simulator, caller: Caller) -> None:
    del caller.client.headers["authorization"]

    for stream in STREAMS:
        assert (await caller.client.get(f"/_truth/{stream}")).content == simulator.truth_bytes(stream)
    one_shop = await caller.client.get("/_truth/employees", params={"shop": 90418})
    assert one_shop.json() == simulator.truth("employees", 90418)
    assert (await caller.client.get("/_truth/secrets")).status_code == 404


async def test_faults_are_switched_from_outside(simulator: Simulator, caller: Caller) -> None:
    hostile = await caller.client.post("/_faults", json={"profile": "hostile"})
    simulator.faults.add(Fault(times=None, status=500))
    refused = await caller.client.post("/_faults", json={"profile": "terrible"})
    health = await caller.client.get("/_health")
    none = await caller.client.post("/_faults", json={"profile": "none"})

    assert (hostile.json()["profile"], none.json()["profile"]) == ("hostile", "none")
    assert (refused.status_code, health.json()["profile"]) == (400, "hostile")
    assert (await caller.get("shops")).status_code == 200


async def test_life_goes_on_from_outside(simulator: Simulator, caller: Caller) -> None:
    before = simulator.truth_bytes("repair_orders")

    happened = (await caller.client.post("/_live", json={"steps": 50})).json()

    assert sum(happened.values()) == 50
    assert simulator.truth_bytes("repair_orders") != before


async def test_the_clock_is_moved_from_outside(simulator: Simulator, caller: Caller) -> None:
    moved = await caller.client.post("/_clock", json={"advance_seconds": 600})

    assert moved.json() == {"now": "2026-06-15T15:10:00Z", "is_frozen": True}
    assert (await caller.client.get("/_clock")).json() == moved.json()


async def test_the_counters_tell_paths_and_statuses(simulator: Simulator, caller: Caller) -> None:
    await caller.get(f"repair-orders/{simulator.truth('repair_orders')[0]['id']}")
    await caller.get("repair-orders")
    await caller.get("nothing")

    stats = (await caller.client.get("/_stats")).json()

    assert stats["requests"] == 4
    assert stats["paths"][f"{API}/repair-orders/{{id}}"] == 1
    assert stats["statuses"] == {"200": 3, "404": 1}
    assert stats["throttled"] == 0


async def test_everything_works_over_real_http() -> None:
    simulator = create_simulator(seed=1, orders=60, clock=Clock.ticking("2026-06-15T15:00:00Z"))
    pair = (simulator.client_id, simulator.client_secret)
    async with served(simulator.app) as base_url, AsyncClient(base_url=base_url) as client:
        grant = {"grant_type": "client_credentials"}
        token = (await client.post(f"{API}/oauth/token", data=grant, auth=pair)).json()["access_token"]
        client.headers["authorization"] = f"Bearer {token}"
        answers = await asyncio.gather(*(client.get(f"{API}/jobs", params={"page": page}) for page in range(6)))
        bad_token = await client.get(f"{API}/shops", headers={"authorization": "Bearer nonsense"})
        simulator.faults.add(Fault(is_dropped=True))
        with pytest.raises(TransportError):
            await client.get(f"{API}/shops")
        truth = (await client.get("/_truth/shops")).json()
        shops = await client.get(f"{API}/shops")

    assert {answer.status_code for answer in answers} == {200}
    assert len({row["id"] for answer in answers for row in answer.json()["content"]}) == 60
    assert (bad_token.status_code, bad_token.content, bad_token.headers["www-authenticate"]) == (401, b"", "Bearer")
    assert shops.json() == truth
    assert shops.headers["date"].startswith("Mon, 15 Jun 2026 15:0")
