"""Each fault does what it says, and none of them touches the truth."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from daysheet.simulation.asgi import ConnectionCut
from daysheet.vendors.smartmoving.simulator import PROFILES, Fault, FaultProfile, Simulator, create_simulator
from daysheet.vendors.smartmoving.simulator.truth import TRUTHS
from tests.vendors.smartmoving.simulator.caller import API, Caller, calling

EVER = {"FromServiceDate": 19000101, "ToServiceDate": 29991231}
DAYS = {"FromServiceDate": 20260701, "ToServiceDate": 20260901, "PageSize": 40}


async def test_a_fault_meets_the_right_requests_and_then_ends(simulator: Simulator, caller: Caller) -> None:
    simulator.faults.add(Fault(path=f"{API}/customers", after_requests=2, status=503, body=b"busy", times=2))

    statuses = [(await caller.get("customers")).status_code for _ in range(6)]

    assert statuses == [200, 200, 503, 503, 200, 200]
    assert simulator.stats.faults == {"status 503": 2}


async def test_connections_drop_and_bodies_are_cut(simulator: Simulator, caller: Caller) -> None:
    whole = (await caller.get("branches")).content
    simulator.faults.add(Fault(path=f"{API}/branches", is_dropped=True))
    simulator.faults.add(Fault(path=f"{API}/branches", cut_at=100))
    simulator.faults.add(Fault(path=f"{API}/branches", cut_at=100, content_length="wrong"))

    with pytest.raises(ConnectionCut):
        await caller.get("branches")
    assert (await caller.get("branches")).content == whole[:100]
    with pytest.raises(ConnectionCut):
        await caller.get("branches")
    assert (await caller.get("branches")).content == whole


async def test_latency_is_waited_for(simulator: Simulator, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("daysheet.vendors.smartmoving.simulator.gate.asyncio.sleep", note)
    simulator.faults.add(Fault(latency_seconds=3.0))
    await caller.get("ping")
    simulator.faults = FaultProfile(latency_seconds=0.25)
    await caller.get("ping")

    assert waited == [3.0, 0.25]


@pytest.mark.parametrize(("form", "told"), [("always", {True}), ("never", {False}), ("mixed", {True, False})])
async def test_too_fast_may_come_without_a_header_but_never_without_the_text(form: Any, told: set[bool]) -> None:
    profile = FaultProfile(rate_limited=1.0, has_retry_after=form)
    async with calling(create_simulator(seed=1, orders=5, faults=profile, calls_per_minute=0)) as caller:
        answers = [await caller.get("ping") for _ in range(12)]

    assert {answer.json()["message"] for answer in answers} == {"Rate limit is exceeded. Try again in 33 seconds."}
    assert {"retry-after" in answer.headers for answer in answers} == told


@pytest.mark.parametrize("profile", ["realistic", "hostile"])
async def test_profiles_never_touch_the_truth(profile: str) -> None:
    calm = replace(PROFILES[profile], live_per_request=0.0)
    simulator = create_simulator(seed=8, orders=100, faults=calm, calls_per_minute=0)
    before = {stream: simulator.truth_bytes(stream) for stream in TRUTHS}
    seen: set[int | str] = set()
    async with calling(simulator) as caller:
        for number in range(400):
            try:
                seen.add((await caller.get("customers", **DAYS, Page=1 + number % 3)).status_code)
            except ConnectionCut:
                seen.add("cut")

    assert {stream: simulator.truth_bytes(stream) for stream in TRUTHS} == before
    assert {200, 429, "cut"} <= seen
    assert seen & {500, 502, 503, 504}
    assert {name for name, rate in calm.distortions if rate >= 0.05} <= set(simulator.stats.faults)


async def test_pages_shift_while_they_are_walked() -> None:
    twice = missed = 0
    for seed in range(4):
        simulator = create_simulator(seed=seed, orders=200, faults="page-shift", calls_per_minute=0)
        before = {row["id"] for row in simulator.truth("customers")}
        async with calling(simulator) as caller:
            walked = [row["id"] for row in await caller.rows("customers", **{**EVER, "PageSize": 3})]
        there = {row["id"] for row in simulator.truth("customers")}
        twice += len(walked) - len(set(walked))
        missed += len(there & before - set(walked))

    assert twice > 0
    assert missed > 0


async def test_ids_are_never_in_upper_case() -> None:
    simulator = create_simulator(seed=2, orders=60, faults="hostile", calls_per_minute=0)
    async with calling(simulator) as caller:
        for _ in range(40):
            try:
                answer = await caller.get("customers", **DAYS)
                rows = json.loads(answer.content)["pageResults"] if answer.status_code == 200 else []
            except (ConnectionCut, ValueError):
                continue
            assert all(row["id"] is None or row["id"] == row["id"].lower() for row in rows if "id" in row)
