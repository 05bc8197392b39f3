import pytest

from daysheet.vendors.tekmetric.simulator import Fault, FaultProfile, Simulator, create_simulator
from tests.vendors.tekmetric.simulator.caller import API, Caller, calling

TOKEN = f"{API}/oauth/token"


async def test_the_token_is_the_same_at_every_asking(simulator: Simulator, caller: Caller) -> None:
    first, second = (await caller.sign_in()).json(), (await caller.sign_in()).json()

    assert first == second
    assert first == {"access_token": simulator.access.token, "token_type": "bearer", "scope": "90417 90418 90419"}


async def test_the_grant_may_stand_in_the_query(simulator: Simulator, caller: Caller) -> None:
    pair = (simulator.client_id, simulator.client_secret)

    answer = await caller.client.post(TOKEN, params={"grant_type": "client_credentials"}, auth=pair)

    assert answer.status_code == 200


async def test_wrong_credentials_and_wrong_grants_are_told_apart(simulator: Simulator, caller: Caller) -> None:
    pair = (simulator.client_id, simulator.client_secret)
    wrong_secret = await caller.client.post(
        TOKEN, data={"grant_type": "client_credentials"}, auth=(simulator.client_id, "guess")
    )
    wrong_grant = await caller.client.post(TOKEN, data={"grant_type": "password"}, auth=pair)
    no_header = await caller.client.post(
        TOKEN, data={"grant_type": "client_credentials"}, headers={"authorization": "x"}
    )

    assert (wrong_secret.status_code, wrong_secret.json()) == (401, {"error": "invalid_client"})
    assert no_header.status_code == 401
    assert wrong_grant.status_code == 400
    assert wrong_grant.json()["error"] == "unsupported_grant_type"
    assert "error_description" in wrong_grant.json()


async def test_there_is_no_second_token_path(caller: Caller) -> None:
    assert (await caller.client.post(f"{API}/oauth2/token")).status_code in (404, 405)
    assert (await caller.client.post("/oauth2/token")).status_code in (404, 405)


async def test_a_bad_token_is_refused_with_an_empty_body(simulator: Simulator, caller: Caller) -> None:
    for header in ("Bearer nonsense", "", f"Basic {simulator.access.token}"):
        answer = await caller.client.get(f"{API}/shops", headers={"authorization": header})
        assert (answer.status_code, answer.content) == (401, b"")
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_the_documented_refusal_of_a_token_can_be_switched_on(simulator: Simulator, caller: Caller) -> None:
    simulator.faults = FaultProfile(unauthorized_body="documented")

    answer = await caller.client.get(f"{API}/shops", headers={"authorization": "Bearer nonsense"})

    assert answer.json()["error"] == "invalid_token"


async def test_a_revoked_token_dies_and_the_next_asking_gives_another(simulator: Simulator, caller: Caller) -> None:
    old = simulator.access.token

    simulator.revoke_token()

    assert (await caller.get("shops")).status_code == 401
    assert (await caller.sign_in()).json()["access_token"] != old
    assert (await caller.get("shops")).status_code == 200


async def test_a_revoked_key_gets_nothing_any_more(simulator: Simulator, caller: Caller) -> None:
    simulator.revoke_key()

    assert (await caller.get("shops")).status_code == 401
    assert (await caller.sign_in()).status_code == 401


@pytest.mark.parametrize("path", ["jobs?shop=90500", "repair-orders?shop=90500", "shops/90500"])
async def test_a_foreign_shop_is_forbidden_in_both_forms(simulator: Simulator, caller: Caller, path: str) -> None:
    observed = await caller.client.get(f"{API}/{path}")
    simulator.faults = FaultProfile(forbidden_body="documented")
    documented = await caller.client.get(f"{API}/{path}")

    assert (observed.status_code, documented.status_code) == (403, 403)
    assert observed.json() == {"type": "ERROR", "message": "Access Denied", "data": None, "details": {}}
    assert documented.json()["error"] == "insufficient_scope"
    assert documented.json()["scope"] == "90500"


async def test_a_removed_shop_is_gone_from_everything_but_its_records_stay(
    simulator: Simulator, caller: Caller
) -> None:
    order = simulator.truth("repair_orders", 90418)[0]
    before = simulator.access.token

    simulator.remove_shop(90418)

    assert (await caller.sign_in()).json() == {"access_token": before, "token_type": "bearer", "scope": "90417 90419"}
    assert [shop["id"] for shop in (await caller.get("shops")).json()] == [90417, 90419]
    assert {row["shopId"] for row in await caller.rows("repair-orders")} == {90417, 90419}
    assert (await caller.get(f"repair-orders/{order['id']}")).status_code == 403
    simulator.restore_shop(90418)
    assert (await caller.get(f"repair-orders/{order['id']}")).json() == order


async def test_a_shop_can_be_taken_out_of_the_scope_by_a_call(simulator: Simulator, caller: Caller) -> None:
    answer = await caller.client.delete(f"{API}/shops/90419/scope")

    assert answer.json()["type"] == "SUCCESS"
    assert answer.json()["data"] == 90419
    assert simulator.shop_ids == [90417, 90418]
    assert (await caller.client.delete(f"{API}/shops/90419/scope")).status_code == 403


async def test_what_does_not_exist_is_not_found(simulator: Simulator, caller: Caller) -> None:
    for path in ("customers/1", "repair-orders/1", "payments", "inspections"):
        assert (await caller.get(path)).status_code == 404
    assert (await caller.client.post(f"{API}/repair-orders")).status_code == 405
    simulator.faults = FaultProfile(empty_not_found=True)
    assert (await caller.get("customers/1")).content == b""


async def test_the_limit_belongs_to_the_key_and_refills_on_the_simulated_clock() -> None:
    simulator = create_simulator(seed=1, orders=5, calls_per_minute=60)
    async with calling(simulator) as caller:
        passed = [(await caller.get("shops")).status_code for _ in range(70)]
        refused = await caller.get("jobs")
        simulator.clock.advance(5)
        after = [(await caller.get("jobs")).status_code for _ in range(6)]

    assert passed == [200] * 60 + [429] * 10
    assert (refused.status_code, refused.content) == (429, b"")
    assert "retry-after" not in refused.headers
    assert after == [200] * 5 + [429]
    assert simulator.stats.throttled == 12


async def test_asking_for_a_token_costs_no_call() -> None:
    simulator = create_simulator(seed=1, orders=5, calls_per_minute=1)
    async with calling(simulator) as caller:
        assert [(await caller.sign_in()).status_code for _ in range(5)] == [200] * 5
        assert (await caller.get("shops")).status_code == 200


async def test_a_request_may_cost_simulated_time() -> None:
    simulator = create_simulator(seed=1, orders=5, calls_per_minute=60)
    simulator.vendor.seconds_per_request = 1.0
    async with calling(simulator) as caller:
        assert {(await caller.get("shops")).status_code for _ in range(90)} == {200}


@pytest.mark.parametrize(("form", "hint"), [("seconds", "1"), ("http-date", "Mon, 15 Jun 2026 15:00:01 GMT")])
async def test_the_hint_of_a_refusal_has_two_forms(form: str, hint: str) -> None:
    simulator = create_simulator(seed=1, orders=5, calls_per_minute=60, burst=1)
    simulator.faults = FaultProfile(retry_after=form)  # type: ignore[arg-type]  # parametrised text
    async with calling(simulator) as caller:
        await caller.get("shops")
        assert (await caller.get("shops")).headers["retry-after"] == hint


async def test_answers_are_dated_in_the_vendor_s_time(simulator: Simulator, caller: Caller) -> None:
    simulator.clock.advance(61)
    right = await caller.get("shops")
    simulator.faults = FaultProfile(clock_skew_seconds=-30)
    skewed = await caller.get("shops")
    simulator.faults = FaultProfile(date_header="absent")
    absent = await caller.get("shops")
    simulator.faults = FaultProfile(date_header="garbage")
    garbage = await caller.get("shops")

    assert right.headers["date"] == "Mon, 15 Jun 2026 15:01:01 GMT"
    assert skewed.headers["date"] == "Mon, 15 Jun 2026 15:00:31 GMT"
    assert "date" not in absent.headers
    assert garbage.headers["date"] == "not a date"


async def test_a_token_can_die_in_the_middle_of_a_list(simulator: Simulator, caller: Caller) -> None:
    simulator.faults.add(Fault(path=f"{API}/jobs", query=(("page", "1"),), status=401))

    statuses = [(await caller.get("jobs", page=number)).status_code for number in (0, 1, 1)]

    assert statuses == [200, 401, 200]
