"""The endpoints for outside checks."""

from __future__ import annotations

from daysheet.vendors.smartmoving.simulator import Fault, Simulator
from daysheet.vendors.smartmoving.simulator.truth import TRUTHS
from tests.vendors.smartmoving.simulator.caller import Caller


async def test_the_truth_is_told_without_a_key(simulator: Simulator, caller: Caller) -> None:
    del caller.client.headers["x-api-key"]

    for stream in TRUTHS:
        assert (await caller.client.get(f"/_truth/{stream}")).content == simulator.truth_bytes(stream)
        ids = [record["id"] for record in simulator.truth(stream)]
        assert ids == sorted(set(ids)) != []
    assert (await caller.client.get("/_truth/secrets")).status_code == 404


async def test_faults_are_switched_from_outside(simulator: Simulator, caller: Caller) -> None:
    hostile = await caller.client.post("/_faults", json={"profile": "hostile"})
    simulator.faults.add(Fault(times=None, status=500))
    refused = await caller.client.post("/_faults", json={"profile": "terrible"})
    health = await caller.client.get("/_health")
    none = await caller.client.post("/_faults", json={"profile": "none"})

    assert (hostile.json()["profile"], none.json()["profile"]) == ("hostile", "none")
    assert (refused.status_code, health.json()["profile"]) == (400, "hostile")
    assert (await caller.get("branches")).status_code == 200


async def test_life_goes_on_from_outside(simulator: Simulator, caller: Caller) -> None:
    before = simulator.truth_bytes("opportunities")

    happened = (await caller.client.post("/_live", json={"steps": 50})).json()

    assert sum(happened.values()) == 50
    assert simulator.truth_bytes("opportunities") != before


async def test_the_clock_is_moved_from_outside_and_jobs_follow(simulator: Simulator, caller: Caller) -> None:
    moved = await caller.client.post("/_clock", json={"advance_seconds": 36_000})

    assert moved.json() == {"now": "2026-08-13T01:00:00Z", "is_frozen": True}
    assert (await caller.client.get("/_clock")).json() == moved.json()
    assert simulator.stats.life_events["workday"] > 0


async def test_the_counters_tell_paths_and_statuses(simulator: Simulator, caller: Caller) -> None:
    await caller.get(f"opportunities/{simulator.truth('opportunities')[0]['id']}")
    await caller.get("customers", FromServiceDate=20260812)
    await caller.get("nothing")

    stats = (await caller.client.get("/_stats")).json()

    assert stats["requests"] == 3
    assert stats["statuses"] == {"200": 2, "404": 1}
    assert stats["paths"] == {"/v1/api/customers": 1, "/v1/api/nothing": 1, "/v1/api/opportunities/{id}": 1}
