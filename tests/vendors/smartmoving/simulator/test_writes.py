"""What writes change, and that it can be read at once; each answer is held against its shape as well."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from tests.vendors.smartmoving.simulator.shapes.bodies import (
    CUSTOMER,
    PREMIUM_LEAD,
    KnownIds,
    open_opportunity,
)
from tests.vendors.smartmoving.simulator.shapes.caller import Caller, calling
from tests.vendors.smartmoving.simulator.shapes.walk import all_flags

TODAY = 20260812


@pytest.fixture
def simulator() -> Simulator:
    return create_simulator(seed=5, orders=60, calls_per_minute=0)


@pytest.fixture
async def caller(simulator: Simulator) -> AsyncIterator[Caller]:
    async with calling(simulator) as signed_in:
        yield signed_in
        assert signed_in.faults == []


@pytest.fixture
async def known(caller: Caller) -> KnownIds:
    return await KnownIds.of(caller)


@pytest.fixture
async def opened(caller: Caller, known: KnownIds) -> dict[str, Any]:
    return await open_opportunity(caller, known)


def events_since(simulator: Simulator, start: int) -> list[str]:
    return [happening["event_type"] for happening in simulator.happened[start:]]


async def detail(caller: Caller, opportunity_id: str) -> dict[str, Any]:
    found: dict[str, Any] = await caller.call(23, opportunityId=opportunity_id, query=all_flags(23))
    return found


async def test_a_customer_is_created_and_replaced_as_a_whole(simulator: Simulator, caller: Caller) -> None:
    start = len(simulator.happened)

    customer = await caller.call(40, body=CUSTOMER)
    created = await caller.call(17, customerId=customer)
    answer = await caller.send(41, body={"NAME": "Noor Lind"}, customerId=customer)

    assert created == {**CUSTOMER, "id": customer}
    assert (answer.status_code, answer.content) == (200, b"")
    assert await caller.call(17, customerId=customer) == {
        **dict.fromkeys(CUSTOMER),
        "id": customer,
        "name": "Noor Lind",
        "secondaryPhoneNumbers": [],
    }
    assert events_since(simulator, start) == ["customer-created", "customer-updated"]


async def test_a_new_lead_is_read_at_once_under_both_paths(caller: Caller) -> None:
    lead = (await caller.call(42, body={**PREMIUM_LEAD, "originCity": "Halifax"}))["leadId"]

    row = await caller.call(21, leadId=lead)
    whole = await detail(caller, lead)

    assert (row["customerName"], row["status"], row["serviceDate"], row["type"]) == ("Noor Castellane", 0, 20260905, 1)
    assert (row["phoneType"], row["originCity"], row["referralSourceName"]) == (0, "Halifax", "Your Website")
    assert (whole["customer"], whole["jobs"], whole["status"]) == (None, [], 0)
    assert lead in [each["id"] for each in await caller.rows(20, query={"From": TODAY, "To": TODAY})]


async def test_a_lead_is_replaced_as_a_whole_and_changed_field_by_field(caller: Caller, known: KnownIds) -> None:
    lead = (await caller.call(42, body=PREMIUM_LEAD))["leadId"]

    await caller.call(43, body=known.lead(emailAddress="n@example.com", originAddress={"city": "Truro"}), leadId=lead)
    replaced = await caller.call(21, leadId=lead)
    await caller.call(44, body={"serviceTypeId": 5, "moveDate": "2026-08-12", "emailAddress": None}, leadId=lead)
    changed = await caller.call(21, leadId=lead)

    assert (replaced["customerName"], replaced["phoneNumber"]) == ("Noor C. Castellane", None)
    assert (replaced["serviceDate"], replaced["type"], replaced["originCity"]) == (0, None, "Truro")
    assert {name for name in changed if changed[name] != replaced[name]} == {"type", "serviceDate"}
    assert (changed["type"], changed["serviceDate"]) == (5, TODAY)


async def test_a_lead_is_converted_under_its_own_id(simulator: Simulator, caller: Caller, known: KnownIds) -> None:
    customer = await caller.call(40, body=CUSTOMER)
    lead = (await caller.call(42, body=PREMIUM_LEAD))["leadId"]
    start = len(simulator.happened)

    answer = await caller.call(45, body=known.opening(customer), leadId=lead)

    whole = await detail(caller, lead)
    gone = await caller.send(21, leadId=lead)
    again = await caller.send(45, body=known.opening(customer), leadId=lead)
    assert answer == {"opportunityId": lead}
    assert (whole["status"], whole["customer"]["id"], whole["serviceDate"]) == (3, customer, 20260905)
    assert [job["jobNumber"] for job in whole["jobs"]] == [f"{whole['quoteNumber']}-1"]
    assert whole["jobs"][0]["jobAddresses"] == ["2 Sample Mews, Halifax, NS B3L 0A7"]
    assert whole["tariff"]["id"] == known.ids["tariffId"]
    assert [(each.status_code, each.json()) for each in (gone, again)] == [(400, {"message": "Lead not found"})] * 2
    assert {"opportunity-status-changed", "job-created"} <= set(events_since(simulator, start))
    assert "opportunity-created" not in events_since(simulator, start)


async def test_an_opportunity_is_opened_and_changed(caller: Caller, opened: dict[str, Any]) -> None:
    opportunity = opened["opportunityId"]
    size = (await caller.rows(8))[-1]
    await caller.call(47, body={"moveSizeId": size["id"], "customField02": "gate 7"}, opportunityId=opportunity)
    by_size = await detail(caller, opportunity)
    by_hand_body = {"weight": 1234.5, "opportunityType": 2, "customField03": "VIP"}
    await caller.call(47, body=by_hand_body, opportunityId=opportunity)
    by_hand = await detail(caller, opportunity)

    assert (by_size["moveSize"]["name"], by_size["volume"]) == (size["name"], float(size["volume"] or 0))
    assert (by_size["status"], by_size["volumeWeightCalculationMode"]) == (3, 0)
    assert (by_hand["weight"], by_hand["volume"]) == (1234.5, by_size["volume"])
    assert (by_hand["volumeWeightCalculationMode"], by_hand["opportunityType"]) == (2, 2)
    assert [by_hand[f"customField0{number}"] for number in (1, 2, 3)] == [None, "gate 7", "VIP"]


async def test_a_change_without_fields_changes_nothing(
    simulator: Simulator, caller: Caller, opened: dict[str, Any]
) -> None:
    lead = (await caller.call(42, body=PREMIUM_LEAD))["leadId"]
    start = len(simulator.happened)

    await caller.call(47, body={"nobodyKnows": 1, "volume": None}, opportunityId=opened["opportunityId"])
    await caller.call(44, body={}, leadId=lead)
    await caller.call(51, body={"crewFeedback": "not to be written"}, **opened)

    assert len(simulator.happened) == start
