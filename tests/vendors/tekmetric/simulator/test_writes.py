"""What callers may change, with the envelopes and the refusals of the vendor."""

from __future__ import annotations

from typing import Any

import pytest
from httpx2 import Response

from daysheet.vendors.tekmetric.simulator import Simulator
from tests.vendors.tekmetric.simulator.caller import API, Caller
from tests.vendors.tekmetric.simulator.identities import broken_identities

SHOP = 90417
TIMES = {"startTime": "2026-07-01T14:00:00Z", "endTime": "2026-07-01T14:30:00-00:00"}


async def write(caller: Caller, method: str, path: str, body: Any) -> Response:
    return await caller.client.request(method, f"{API}/{path}", json=body)


def order_in_state(simulator: Simulator, *status_ids: int) -> dict[str, Any]:
    return next(
        order
        for order in reversed(simulator.truth("repair_orders"))
        if order["repairOrderStatus"]["id"] in status_ids and order["jobs"]
    )


def record(simulator: Simulator, stream: str, number: int) -> dict[str, Any]:
    return next(row for row in simulator.truth(stream) if row["id"] == number)


async def test_a_new_customer_is_kept_and_shown_with_milliseconds(simulator: Simulator, caller: Caller) -> None:
    form = {
        "shopId": SHOP,
        "firstName": "Iris",
        "email": ["iris@mail.example", "second@mail.example"],
        "phones": [{"number": "312-555-0199", "type": "Cell", "primary": True}],
        "address": {"address1": "1 Elm Rd", "city": "Elmford", "state": "IL", "zip": "60000"},
    }

    answer = (await write(caller, "POST", "customers", form)).json()

    kept = record(simulator, "customers", answer["data"]["id"])
    assert answer["type"] == "SUCCESS"
    assert answer["data"]["createdDate"] == "2026-06-15T15:00:00.000Z"
    assert kept["createdDate"] == "2026-06-15T15:00:00Z"
    assert kept["email"] == "iris@mail.example"
    assert kept["phone"][0]["number"] == "312-555-0199"
    assert kept["address"]["fullAddress"] == "1 Elm Rd, Elmford, IL 60000"
    assert kept["customerType"]["code"] == "PERSON"


async def test_a_customer_is_changed_field_by_field(simulator: Simulator, caller: Caller) -> None:
    before = next(row for row in simulator.truth("customers") if row["phone"] and not row["deletedDate"])
    simulator.clock.advance(60)
    phone = before["phone"][0]

    answer = await write(
        caller,
        "PATCH",
        f"customers/{before['id']}",
        {"notes": "new", "phones": [{**phone, "number": "312-555-0100"}]},
    )

    after = record(simulator, "customers", before["id"])
    assert answer.json()["data"] == after
    assert after["phone"] == [{**phone, "number": "312-555-0100"}]
    assert {name for name in after if after[name] != before[name]} == {"notes", "phone", "updatedDate"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "field"),
    [
        ("POST", "customers", {"shopId": SHOP}, 400, "firstName"),
        ("POST", "customers", {"shopId": SHOP, "firstName": "X", "email": "text@mail.example"}, 400, "email"),
        ("POST", "customers", {"shopId": SHOP, "firstName": "X", "customerTypeId": 9}, 200, "customerTypeId"),
        ("POST", "vehicles", {"customerId": 1, "year": 2020, "make": "A", "model": "B"}, 200, "customerId"),
        ("POST", "vehicles", {"customerId": 1}, 400, "year"),
        ("POST", "appointments", {"shopId": SHOP, "title": "X"}, 400, "startTime"),
        ("POST", "appointments", {"shopId": SHOP, "title": "X", **TIMES, "status": "LATE"}, 200, "status"),
        ("POST", "appointments", {"shopId": SHOP, "title": "X", **TIMES, "color": "#0D4A80"}, 200, "color"),
        ("POST", "appointments", {"shopId": SHOP, "title": "X", **TIMES, "rideOption": "RIDE"}, 400, "rideOption"),
        ("POST", "appointments", {"shopId": SHOP, "title": "X", **TIMES, "customerId": 5}, 200, "customerId"),
        ("POST", "appointments", {"shopId": SHOP, "title": "X", **TIMES, "startTime": "noon"}, 400, "startTime"),
    ],
)
async def test_a_bad_form_changes_nothing(
    simulator: Simulator, caller: Caller, method: str, path: str, body: Any, status: int, field: str
) -> None:
    before = simulator.truth_bytes(path)

    answer = await write(caller, method, path, body)

    assert (answer.status_code, answer.json()["type"]) == (status, "ERROR")
    assert field in answer.json()["details"]
    assert simulator.truth_bytes(path) == before


async def test_malformed_bodies_and_foreign_shops_are_refused(caller: Caller) -> None:
    malformed = await caller.client.post(f"{API}/customers", content=b"{")
    not_an_object = await write(caller, "POST", "customers", [1])
    foreign = await write(caller, "POST", "customers", {"shopId": 90500, "firstName": "X"})

    assert [answer.status_code for answer in (malformed, not_an_object, foreign)] == [400, 400, 403]


async def test_a_new_vehicle_belongs_to_the_shop_of_its_owner(simulator: Simulator, caller: Caller) -> None:
    owner = simulator.truth("customers", 90418)[0]["id"]
    form = {"customerId": owner, "year": "2019", "make": "Subaru", "model": "Forester"}

    created = (await write(caller, "POST", "vehicles", form)).json()["data"]
    changed = (await write(caller, "PATCH", f"vehicles/{created['id']}", {"color": "teal"})).json()["data"]

    assert created["year"] == 2019
    assert changed["color"] == "teal"
    assert created["id"] in [row["id"] for row in simulator.truth("vehicles", 90418)]


async def test_an_order_takes_a_key_tag_under_one_name_and_shows_it_under_another(
    simulator: Simulator, caller: Caller
) -> None:
    order = order_in_state(simulator, 1, 2, 3, 4)
    simulator.clock.advance(60)

    answer = await write(caller, "PATCH", f"repair-orders/{order['id']}", {"keyTag": "77", "milesIn": 12, "jobs": []})

    after = record(simulator, "repair_orders", order["id"])
    assert answer.json()["data"] == {}
    assert (after["keytag"], after["milesIn"]) == ("77", 12)
    assert after["jobs"] == order["jobs"]
    assert after["updatedDate"] == simulator.clock.text()


async def test_an_invoiced_order_can_not_be_changed(simulator: Simulator, caller: Caller) -> None:
    order = order_in_state(simulator, 5, 6)

    answer = await write(caller, "PATCH", f"repair-orders/{order['id']}", {"keyTag": "77"})

    assert answer.status_code == 400
    assert "active" in answer.json()["message"]
    assert record(simulator, "repair_orders", order["id"]) == order


async def test_an_order_can_be_shared(simulator: Simulator, caller: Caller) -> None:
    order = order_in_state(simulator, 5)

    shared = await write(caller, "PATCH", f"repair-orders/{order['id']}/share-link", {"shareItem": "INSPECTION"})
    refused = await write(caller, "PATCH", f"repair-orders/{order['id']}/share-link", {"shareItem": "PHOTO"})

    assert shared.json()["type"] == "SUCCESS"
    assert record(simulator, "repair_orders", order["id"])["inspectionShareDate"] == simulator.clock.text()
    assert refused.json()["type"] == "ERROR"


async def test_canned_jobs_are_put_on_an_open_order(simulator: Simulator, caller: Caller) -> None:
    order = order_in_state(simulator, 1, 2)
    canned = simulator.truth("canned_jobs", order["shopId"])[:2]

    answer = await write(
        caller, "POST", f"repair-orders/{order['id']}/canned-jobs", [template["id"] for template in canned]
    )
    unknown = await write(caller, "POST", f"repair-orders/{order['id']}/canned-jobs", [1])
    not_a_list = await write(caller, "POST", f"repair-orders/{order['id']}/canned-jobs", {"ids": [1]})

    after = record(simulator, "repair_orders", order["id"])
    added = after["jobs"][len(order["jobs"]) :]
    assert answer.json()["data"]["jobs"] == [job["id"] for job in added]
    assert [job["name"] for job in added] == [template["name"] for template in canned]
    assert [job["cannedJobId"] for job in added] == [template["id"] for template in canned]
    assert broken_identities(after) == []
    assert (unknown.json()["type"], not_a_list.status_code) == ("ERROR", 400)


async def test_a_job_is_changed_and_shown_without_its_lines(simulator: Simulator, caller: Caller) -> None:
    order = order_in_state(simulator, 2, 5)
    job = order["jobs"][0]
    simulator.clock.advance(60)

    answer = (await write(caller, "PATCH", f"jobs/{job['id']}", {"completed": True, "note": "done"})).json()["data"]

    after = record(simulator, "jobs", job["id"])
    assert (answer["labor"], answer["parts"], answer["fees"], answer["discounts"]) == ([], [], [], [])
    assert (after["note"], after["completedDate"]) == ("done", simulator.clock.text())
    assert all(line["complete"] for line in after["labor"])
    assert after["updatedDate"] == simulator.clock.text()
    assert record(simulator, "repair_orders", order["id"])["updatedDate"] == order["updatedDate"]


async def test_the_clock_of_a_job_keeps_its_hours(simulator: Simulator, caller: Caller) -> None:
    job = order_in_state(simulator, 2, 5)["jobs"][0]

    answer = await write(caller, "PUT", f"jobs/{job['id']}/job-clock", {"technicianId": 551014, "loggedHours": 1.25})

    assert answer.json()["content"][0]["loggedTime"] == 1.25
    assert record(simulator, "jobs", job["id"])["loggedHours"] == 1.25


async def test_a_labor_line_gets_another_technician(simulator: Simulator, caller: Caller) -> None:
    job = order_in_state(simulator, 2, 5)["jobs"][0]
    line = job["labor"][0]

    answer = await write(caller, "PATCH", f"labor/{line['id']}", {"technicianId": 551014})
    unknown = await write(caller, "PATCH", "labor/5", {"technicianId": 551014})

    assert answer.json()["content"] == {
        name: value for name, value in {**line, "technicianId": 551014}.items() if name in answer.json()["content"]
    }
    assert record(simulator, "jobs", job["id"])["labor"][0]["technicianId"] == 551014
    assert unknown.status_code == 404


async def test_an_appointment_is_made_moved_and_deleted(simulator: Simulator, caller: Caller) -> None:
    vehicle = simulator.truth("vehicles", SHOP)[0]
    form = {
        "shopId": SHOP,
        "title": "Brakes",
        "customerId": vehicle["customerId"],
        "vehicleId": vehicle["id"],
        "appointmentOption": "TOW",
        "confirmationStatus": "CONFIRMED",
        **TIMES,
    }

    number = (await write(caller, "POST", "appointments", form)).json()["data"]
    made = record(simulator, "appointments", number)
    change = {"status": "CANCELED", "color": "red", "rideOption": "NONE"}
    changed = (await write(caller, "PATCH", f"appointments/{number}", change)).json()["data"]
    deleted = (await caller.client.delete(f"{API}/appointments/{number}")).json()

    assert (made["color"], made["endTime"]) == ("#0D4A80", "2026-07-01T14:30:00Z")
    assert (made["appointmentOption"]["code"], made["confirmationStatus"]) == ("STAY", "NONE")
    assert (changed["appointmentStatus"], changed["color"]) == ("CANCELED", "#D01919")
    assert deleted["data"] == number
    assert record(simulator, "appointments", number)["deletedDate"] == simulator.clock.text()
