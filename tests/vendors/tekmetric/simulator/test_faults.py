"""Each fault does what it says, and none of them touches the truth."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from httpx2 import Response

from daysheet.simulation.asgi import ConnectionCut
from daysheet.vendors.tekmetric.simulator import PROFILES, Fault, FaultProfile, Simulator, create_simulator
from daysheet.vendors.tekmetric.simulator.distortions import DISTORTIONS, NAMED_VALUES, PLAUSIBLE
from tests.vendors.tekmetric.simulator.caller import API, Caller, calling

ORDERS = f"{API}/repair-orders"
STREAMS = ("shops", "employees", "customers", "vehicles", "repair_orders", "jobs", "appointments")


async def bent(caller: Caller, distortion: str, path: str = "repair-orders", **params: Any) -> Response:
    caller.simulator.faults.add(Fault(path=f"{API}/{path}", distortion=distortion))
    return await caller.get(path, **{"size": 20, "shop": 90417, **params})


async def test_a_fault_meets_the_right_requests_and_then_ends(simulator: Simulator, caller: Caller) -> None:
    simulator.faults.add(Fault(path=ORDERS, after_requests=2, status=503, body=b"busy", times=2))

    statuses = [(await caller.get("repair-orders")).status_code for _ in range(6)]

    assert statuses == [200, 200, 503, 503, 200, 200]
    assert (await caller.get("jobs")).status_code == 200
    assert simulator.stats.faults == {"status 503": 2}


async def test_a_fault_may_carry_any_answer(simulator: Simulator, caller: Caller) -> None:
    simulator.faults.add(Fault(path=ORDERS, status=429, headers=(("retry-after", "99999"),)))

    answer = await caller.get("repair-orders")

    assert (answer.status_code, answer.content, answer.headers["retry-after"]) == (429, b"", "99999")


async def test_a_dropped_connection_is_one(simulator: Simulator, caller: Caller) -> None:
    simulator.faults.add(Fault(path=ORDERS, is_dropped=True))

    with pytest.raises(ConnectionCut):
        await caller.get("repair-orders")
    assert (await caller.get("repair-orders")).status_code == 200


async def test_a_body_can_be_cut_at_every_byte(simulator: Simulator, caller: Caller) -> None:
    whole = (await caller.get("repair-orders", size=1)).content
    for at in range(0, len(whole), 97):
        simulator.faults.add(Fault(path=ORDERS, cut_at=at))
        answer = await caller.get("repair-orders", size=1)
        assert (answer.content, answer.headers["content-length"]) == (whole[:at], str(at))
    for length in ("wrong", "absent"):
        simulator.faults.add(Fault(path=ORDERS, cut_at=10, content_length=length))
        with pytest.raises(ConnectionCut):
            await caller.get("repair-orders", size=1)


async def test_a_write_can_be_carried_out_and_its_answer_lost(simulator: Simulator, caller: Caller) -> None:
    form = {"shopId": 90417, "firstName": "Lost"}
    simulator.faults.add(Fault(path=f"{API}/customers", method="POST", is_dropped=True, is_carried_out=True))
    simulator.faults.add(Fault(path=f"{API}/customers", method="POST", status=502))

    with pytest.raises(ConnectionCut):
        await caller.client.post(f"{API}/customers", json=form)
    refused = await caller.client.post(f"{API}/customers", json=form)

    assert refused.status_code == 502
    assert [row["firstName"] for row in simulator.truth("customers")].count("Lost") == 1


async def test_latency_is_waited_for(simulator: Simulator, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("daysheet.vendors.tekmetric.simulator.gate.asyncio.sleep", note)
    simulator.faults.add(Fault(latency_seconds=3.0))
    await caller.get("shops")
    simulator.faults = FaultProfile(latency_seconds=0.25)
    await caller.get("shops")

    assert waited == [3.0, 0.25]


async def test_html_comes_with_status_200(caller: Caller) -> None:
    honest, lying = await bent(caller, "html"), await bent(caller, "html_as_json")

    assert (honest.status_code, lying.status_code) == (200, 200)
    assert honest.headers["content-type"].startswith("text/html")
    assert lying.headers["content-type"].startswith("application/json")
    assert honest.content == lying.content
    assert b"<html>" in honest.content


async def test_a_login_page_is_redirected_to(caller: Caller) -> None:
    answer = await bent(caller, "login_redirect")

    assert (answer.status_code, answer.headers["location"]) == (302, "https://login.example/session")


async def test_encodings_and_types_can_be_wrong(caller: Caller) -> None:
    plain = (await caller.get("repair-orders", size=20, shop=90417)).content

    assert (await bent(caller, "byte_order_mark")).content == b"\xef\xbb\xbf" + plain
    assert (await bent(caller, "utf_16")).content.decode("utf-16") == plain.decode()
    assert (await bent(caller, "latin_1")).content == plain.decode().encode("latin-1", "replace")
    assert (await bent(caller, "wrong_content_type")).headers["content-type"] == "text/plain"
    assert "content-type" not in (await bent(caller, "no_content_type")).headers


async def test_content_can_be_missing_while_the_totals_stand(caller: Caller) -> None:
    page = (await bent(caller, "empty_content")).json()

    assert page["content"] == []
    assert page["totalElements"] > 20


async def test_a_list_can_claim_to_have_no_end(caller: Caller) -> None:
    plain = await caller.page("repair-orders", size=20, shop=90417, page=900)

    page = (await bent(caller, "never_last", page=900)).json()

    assert (plain["last"], page["last"]) == (True, False)
    assert page["totalPages"] == plain["totalPages"] + 1


async def test_a_page_can_come_twice(caller: Caller) -> None:
    first = (await caller.get("repair-orders", size=20, shop=90417, page=1)).json()

    second = (await bent(caller, "repeated_page", page=2)).json()

    assert second["content"] == first["content"]
    assert (first["number"], second["number"]) == (1, 2)


async def test_a_row_can_come_twice(caller: Caller) -> None:
    ids = [row["id"] for row in (await bent(caller, "duplicated_row")).json()["content"]]

    assert len(ids) == 21
    assert len(set(ids)) == 20


async def test_undocumented_fields_appear(caller: Caller) -> None:
    rows = (await bent(caller, "extra_fields")).json()["content"]

    assert all("undocumentedFlag" in row for row in rows)
    assert all("undocumentedScore" in job for row in rows for job in row["jobs"])


async def test_the_older_envelope_is_a_switch_and_a_distortion(simulator: Simulator, caller: Caller) -> None:
    once = (await bent(caller, "older_envelope")).json()
    simulator.faults = FaultProfile(older_envelope=True)
    always = await caller.page("repair-orders", sort="id,asc")

    for page in (once, always):
        assert isinstance(page["sort"], list)
        assert "pageable" not in page
        assert "empty" not in page


async def test_timestamps_can_lose_their_zone(simulator: Simulator, caller: Caller) -> None:
    plain = await caller.page("repair-orders")
    simulator.faults = FaultProfile(zoneless_timestamps=True)

    row = (await caller.page("repair-orders"))["content"][0]

    assert row["createdDate"] + "Z" == plain["content"][0]["createdDate"]
    assert row["estimateUrl"] == plain["content"][0]["estimateUrl"]


async def test_integers_can_come_as_floats(simulator: Simulator, caller: Caller) -> None:
    plain = await caller.get("repair-orders", size=100)
    simulator.faults = FaultProfile(floats_for_integers=True)

    floated = await caller.get("repair-orders", size=100)

    assert floated.json()["content"] == plain.json()["content"]
    assert b'"totalSales":' in floated.content
    integers = [row[name] for row in floated.json()["content"] for name in ("id", "totalSales", "shopId")]
    assert {type(value) for value in integers} == {float}
    assert isinstance(floated.json()["totalElements"], int)


@pytest.mark.parametrize("distortion", ["null_where_none_is_promised", "missing_field"])
async def test_one_promised_field_of_one_row_is_absent(caller: Caller, distortion: str) -> None:
    plain = (await caller.get("repair-orders", size=20, shop=90417)).json()["content"]

    rows = (await bent(caller, distortion)).json()["content"]

    differing = [(mine, theirs) for mine, theirs in zip(rows, plain, strict=True) if mine != theirs]
    assert len(differing) == 1
    mine, theirs = differing[0]
    assert len([name for name in theirs if mine.get(name) != theirs[name]]) == 1


async def test_hostile_values_hit_one_row_and_can_be_told_from_true_ones(simulator: Simulator) -> None:
    seen = set()
    async with calling(simulator) as caller:
        plain = (await caller.get("repair-orders", size=20, shop=90417)).content
        for _ in range(60):
            answer = await bent(caller, "hostile_value")
            assert answer.content != plain
            seen.add(b"NaN" in answer.content or b"\\ud800" in answer.content or b"8907.5" in answer.content)
    assert seen == {True, False}


@pytest.mark.parametrize("name", sorted(NAMED_VALUES))
async def test_a_named_value_stands_where_it_was_put(caller: Caller, name: str) -> None:
    answer = await bent(caller, f"value:{name}:jobs.0.subtotal", repairOrderStatusId=5)

    assert f'"subtotal":{NAMED_VALUES[name]},'.encode() in answer.content


async def test_any_json_text_can_stand_anywhere(caller: Caller) -> None:
    answer = await bent(caller, 'value:="0001-01-01T00:00:00Z":createdDate')

    assert answer.json()["content"][0]["createdDate"] == "0001-01-01T00:00:00Z"


async def test_a_row_can_contradict_itself(caller: Caller) -> None:
    rows = (await bent(caller, "contradicting_row", path="customers")).json()["content"]

    assert rows[0]["id"] == rows[-1]["id"]
    assert rows[0]["updatedDate"] == rows[-1]["updatedDate"]
    assert rows[0]["firstName"] != rows[-1]["firstName"]


async def test_nesting_can_be_deep_and_keys_given_twice(caller: Caller) -> None:
    deep = (await bent(caller, "deep_nesting")).content
    twice = (await bent(caller, "duplicate_key")).content
    contradicting = (await bent(caller, "contradicting_key")).content

    assert b"[" * 5_000 in deep
    pairs: list[list[str]] = []
    json.loads(twice, object_pairs_hook=lambda found: pairs.append([name for name, _ in found]))
    assert sum(names.count("id") == 2 for names in pairs) == 1
    assert contradicting.count(b'"undocumentedPair":1,"id":41') == 1


async def test_part_names_can_all_be_null(caller: Caller) -> None:
    rows = (await bent(caller, "null_part_names")).json()["content"]

    assert {part["name"] for row in rows for job in row["jobs"] for part in job["parts"]} == {None}


async def test_an_unknown_distortion_is_a_mistake_of_the_test(caller: Caller) -> None:
    with pytest.raises(ValueError, match="unknown distortion"):
        await bent(caller, "moonlight")


async def test_lists_can_lag_while_single_objects_do_not(simulator: Simulator, caller: Caller) -> None:
    simulator.clock.advance(600)
    before = {path: await caller.rows(path) for path in ("customers", "jobs", "employees", "repair-orders")}
    simulator.faults = FaultProfile(list_lag_seconds=100_000)
    simulator.live(300)

    for path, rows in before.items():
        assert await caller.rows(path) == rows
    newest = simulator.truth("repair_orders")[-1]
    assert newest["id"] not in {row["id"] for row in before["repair-orders"]}
    assert (await caller.get(f"repair-orders/{newest['id']}")).json() == newest

    simulator.clock.advance(100_001)
    alive = [row for row in simulator.truth("customers") if row["deletedDate"] is None]
    assert await caller.rows("customers") == alive


async def test_rows_change_between_pages() -> None:
    simulator = create_simulator(seed=3, orders=200, faults="page-shift", calls_per_minute=0)
    before = simulator.truth_bytes("repair_orders")
    async with calling(simulator) as caller:
        await caller.rows("repair-orders", size=10)

    assert simulator.truth_bytes("repair_orders") != before
    assert sum(simulator.stats.life_events.values()) > 5


@pytest.mark.parametrize("name", ["realistic", "hostile"])
async def test_faults_never_touch_the_truth_and_can_be_switched_off(name: str) -> None:
    simulator = create_simulator(seed=3, orders=200, calls_per_minute=0)
    before = {stream: simulator.truth_bytes(stream) for stream in STREAMS}
    async with calling(simulator) as caller:
        simulator.faults = replace(PROFILES[name], live_per_request=0.0)
        for number in range(300):
            path = STREAMS[number % 7].replace("_", "-")
            try:
                await caller.get(path, size=50, page=number % 4)
            except ConnectionCut:
                continue
        assert {stream: simulator.truth_bytes(stream) for stream in STREAMS} == before
        assert len(simulator.stats.faults) > 3

        simulator.faults = "none"
        simulator.faults.clear()
        for stream in ("employees", "jobs"):
            hidden = {order["id"] for order in simulator.truth("repair_orders") if order["deletedDate"]}
            rows = [row for row in simulator.truth(stream) if row.get("repairOrderId") not in hidden]
            assert await caller.rows(stream) == rows


def test_the_hostile_vendor_does_everything_it_announces() -> None:
    simulator = create_simulator(seed=3, orders=0, faults="hostile")

    happened = {name for _ in range(3_000) for name in simulator.faults.judge("GET", ORDERS, "").names}

    assert {name for name, _ in PROFILES["hostile"].distortions} <= happened
    assert {"dropped", "cut", "status 429", "status 500", "status 503", "bad date"} <= happened


async def test_the_hostile_vendor_still_lets_a_patient_caller_through() -> None:
    simulator = create_simulator(seed=3, orders=100, faults="hostile", calls_per_minute=0)
    simulator.faults.use(replace(PROFILES["hostile"], live_per_request=0.0))
    good = 0
    async with calling(simulator) as caller:
        for number in range(150):
            try:
                answer = await caller.get("repair-orders", size=20, page=number % 5)
            except ConnectionCut:
                continue
            good += answer.status_code == 200
    assert 75 < good < 150


def test_no_ready_made_profile_lies_beyond_recognition() -> None:
    for profile in PROFILES.values():
        assert not {name for name, _ in profile.distortions} & set(PLAUSIBLE)
        assert {name for name, _ in profile.distortions} <= set(DISTORTIONS)


def test_an_unknown_profile_is_refused(simulator: Simulator) -> None:
    with pytest.raises(ValueError, match="page-shift"):
        simulator.faults = "terrible"
    assert simulator.faults.profile.name == "none"


async def test_bursts_are_short_enough_to_wait_out() -> None:
    simulator = create_simulator(seed=8, orders=20, calls_per_minute=0)
    async with calling(simulator) as caller:
        simulator.faults = FaultProfile(server_errors=0.1, longest_burst=3)
        passed = [(await caller.get("shops")).status_code == 200 for _ in range(400)]
    statuses = "".join("." if one else "x" for one in passed)

    assert "xx" in statuses
    assert max(len(run) for run in statuses.split(".")) < 10
