"""Keys, plans and the two limits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from httpx2 import ASGITransport, AsyncClient, Response

from daysheet.vendors.smartmoving.simulator import PROFILES, Clock, Fault, Simulator, create_simulator
from tests.vendors.smartmoving.simulator.caller import API, HOST, Caller, calling


def refusal(answer: Response) -> tuple[int, str]:
    """Return status and text of the gateway's refusal."""
    body = answer.json()
    assert body["statusCode"] == answer.status_code
    return answer.status_code, body["message"]


async def test_a_key_is_needed_and_has_to_be_right(simulator: Simulator) -> None:
    async with AsyncClient(transport=ASGITransport(app=simulator.app), base_url=HOST) as client:
        missing = refusal(await client.get(f"{API}/branches"))
        wrong = refusal(await client.get(f"{API}/branches", headers={"x-api-key": "0" * 32}))
        in_query = await client.get(f"{API}/branches", params={"API-key": simulator.api_key})

    assert missing[0] == wrong[0] == 401
    assert missing[1].startswith("Access denied due to missing subscription key.")
    assert wrong[1].startswith("Access denied due to invalid subscription key.")
    assert in_query.status_code == 200
    assert simulator.limits.calls_this_month == 1


async def test_a_revoked_key_is_a_wrong_key(simulator: Simulator, caller: Caller) -> None:
    old = simulator.secret
    fresh = simulator.revoke_key()

    assert (await caller.get("ping")).status_code == 401
    caller.client.headers["x-api-key"] = fresh
    assert (await caller.get("ping")).status_code == 200
    assert old != simulator.secret == {"api_key": fresh}


@pytest.mark.parametrize("status", [403, 401, 404])
async def test_a_basic_key_reads_plain_paths_only(status: int) -> None:
    profile = replace(PROFILES["none"], basic_refusal=status)  # type: ignore[arg-type]  # the parameters are the literals
    simulator = create_simulator(seed=1, orders=5, tier="basic", faults=profile)
    async with calling(simulator) as caller:
        plain = await caller.get("branches")
        paid = await caller.get("premium/room-types")
        written = await caller.client.post(f"{API}/premium/customers", json={"name": "Rowan Ellery"})

    assert (plain.status_code, paid.status_code, written.status_code) == (200, status, status)
    assert simulator.limits.calls_per_month == 20_000
    assert simulator.limits.calls_this_month == 3


async def test_the_121st_call_within_a_minute_is_too_fast() -> None:
    clock = Clock.frozen("2026-08-12T15:00:00Z")
    simulator = create_simulator(seed=1, orders=5, clock=clock)
    async with calling(simulator) as caller:
        first = await caller.get("ping")
        clock.advance(20)
        rest = [(await caller.get("ping")).status_code for _ in range(119)]
        refused = await caller.get("ping")
        clock.advance(39)
        still = await caller.get("ping")
        clock.advance(1)
        again, next_one = await caller.get("ping"), await caller.get("ping")

    assert (first.status_code, set(rest)) == (200, {200})
    assert refusal(refused) == (429, "Rate limit is exceeded. Try again in 40 seconds.")
    assert (refused.headers["retry-after"], still.headers["retry-after"]) == ("40", "1")
    assert (again.status_code, next_one.status_code) == (200, 429)
    assert (simulator.stats.throttled, simulator.limits.calls_this_month) == (3, 124)


async def test_a_month_has_so_many_calls_and_the_next_one_begins_anew() -> None:
    clock = Clock.frozen("2026-08-19T20:55:55Z")
    simulator = create_simulator(seed=1, orders=5, clock=clock, calls_per_minute=2, calls_per_month=4)
    async with calling(simulator) as caller:
        statuses = [(await caller.get("ping")).status_code for _ in range(4)]
        refused = refusal(await caller.get("branches"))
        clock.advance(13 * 86_400)
        fresh = await caller.get("ping")

    assert statuses == [200, 200, 429, 429]
    assert refused == (403, "Out of call volume quota. Quota will be replenished in 12.03:04:05.")
    assert fresh.status_code == 200
    assert simulator.stats.over_quota == 1


async def test_limits_can_be_switched_off_and_every_call_counts(simulator: Simulator, caller: Caller) -> None:
    for _ in range(150):
        assert (await caller.get("ping")).status_code == 200
    simulator.faults.add(Fault(status=500))
    await caller.get("ping")
    await caller.get("customers/nobody")
    await caller.get("nowhere")

    assert simulator.limits.calls_this_month == 153


def test_a_plan_has_its_own_quota() -> None:
    assert create_simulator(seed=1, orders=0).limits.calls_per_month == 125_000
    assert create_simulator(seed=1, orders=0, calls_per_month=7).limits.calls_per_month == 7


async def test_unknown_paths_are_answered_by_the_host_they_are_on(caller: Caller) -> None:
    ours, other = await caller.get("jobs"), await caller.client.get("/api/jobs")
    del caller.client.headers["x-api-key"]

    assert refusal(ours) == (404, "Resource not found")
    assert (other.status_code, other.content) == (404, b"")
    assert (await caller.client.get("/api/account")).status_code == 404
