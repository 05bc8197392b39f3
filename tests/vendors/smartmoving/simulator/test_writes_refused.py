"""What the vendor refuses, with its statuses and texts, and that a refused write changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from daysheet.vendors.smartmoving.simulator import FaultProfile, Simulator, create_simulator
from tests.vendors.smartmoving.simulator.shapes import OPERATIONS, violations
from tests.vendors.smartmoving.simulator.shapes.bodies import (
    ATTACHMENT,
    CALL,
    CUSTOMER,
    ITEMS,
    PREMIUM_LEAD,
    STOPS,
    KnownIds,
    open_opportunity,
)
from tests.vendors.smartmoving.simulator.shapes.caller import Caller, calling
from tests.vendors.smartmoving.simulator.shapes.refusals import MESSAGE, PROBLEM

NOBODY = "4b0ec241-2c99-47e4-bbd1-b49700ead530"
LONG = "x" * 5_001
FOLLOW_UP = {"type": 1, "title": "Call", "assignedToId": NOBODY, "dueDateTime": "2026-08-14T13:00:00Z"}
# Operation, body, and the field that is blamed for it.
WRONG_FORMS: list[tuple[int, Any, str]] = [
    (40, {}, "name"),
    (40, {"name": "  "}, "name"),
    (40, {"name": 5}, "name"),
    (40, {**CUSTOMER, "phoneType": 4}, "phoneType"),
    (40, {**CUSTOMER, "emailAddress": "x" * 101}, "emailAddress"),
    (40, {**CUSTOMER, "address": "x" * 501}, "address"),
    (40, {**CUSTOMER, "secondaryPhoneNumbers": [{"phoneType": "Mobile"}]}, "secondaryPhoneNumbers[0].phoneType"),
    (40, {**CUSTOMER, "secondaryPhoneNumbers": ["9025550188"]}, "secondaryPhoneNumbers[0]"),
    (40, [], "$"),
    (43, {"customerName": "Noor"}, "branchId"),
    (44, {"serviceTypeId": 2}, "serviceTypeId"),
    (44, {"moveDate": "20260905"}, "moveDate"),
    (44, {"fromExternalApi": "yes"}, "fromExternalApi"),
    (45, {}, "customerId"),
    (46, {"customerId": "12"}, "customerId"),
    (47, {"opportunityType": 3}, "opportunityType"),
    (47, {"isBinding": 1}, "isBinding"),
    (48, {"serviceType": 2}, "serviceType"),
    (51, {"crewNotes": 5}, "crewNotes"),
    (52, {}, "$"),
    (52, [{**STOPS[0], "stopType": 2}], "[0].stopType"),
    (52, [STOPS[0], {"order": 1, "propertyType": 9, "stopType": 0}], "[1].addressFullAddress"),
    (53, {"materials": []}, "materials"),
    (53, {"materials": [{"materialId": NOBODY, "quantity": 0}]}, "materials[0].quantity"),
    (54, {**CALL, "callDateTime": "noon"}, "callDateTime"),
    (54, {**CALL, "fromNumber": "9" * 16}, "fromNumber"),
    (54, {**CALL, "createdBy": "Ana Quill"}, "createdBy"),
    (55, {"notes": ""}, "notes"),
    (55, {"notes": LONG}, "notes"),
    (56, {**FOLLOW_UP, "title": "x" * 101}, "title"),
    (56, {**FOLLOW_UP, "type": 5}, "type"),
    (60, {**ATTACHMENT, "fileName": "a.b"}, "fileName"),
    (60, {**ATTACHMENT, "base64Contents": "no base64!"}, "base64Contents"),
    (60, {**ATTACHMENT, "category": 7}, "category"),
    (61, [{"name": "x" * 51, "roomTypeId": NOBODY}], "[0].name"),
    (61, ["Kitchen"], "[0]"),
]
# Operation, what is changed in a good body, and the text of the refusal.
UNKNOWN_NAMES: list[tuple[int, dict[str, Any], str]] = [
    (45, {"customerId": NOBODY}, "Customer not found"),
    (45, {"tariffId": NOBODY}, "Tariff not found"),
    (46, {"branchId": NOBODY}, "Branch not found"),
    (46, {"salesPersonId": NOBODY}, "User not found"),
    (46, {"moveSizeId": NOBODY}, "Move size not found"),
    (46, {"referralSourceId": NOBODY}, "Referral source not found"),
    (46, {"moveDate": "2026-08-11"}, "Move date cannot be in the past."),
    (45, {"moveDate": "2026-08-11"}, "Move date cannot be in the past."),
]


@pytest.fixture
def simulator() -> Simulator:
    return create_simulator(seed=5, orders=60, calls_per_minute=0)


@pytest.fixture
async def caller(simulator: Simulator) -> AsyncIterator[Caller]:
    async with calling(simulator) as signed_in:
        yield signed_in


@pytest.fixture
async def ids(caller: Caller) -> dict[str, Any]:
    """An opportunity with a job, a room with an item, and a lead."""
    known = await KnownIds.of(caller)
    ids = await open_opportunity(caller, known)
    opportunity = ids["opportunityId"]
    ids["leadId"] = (await caller.call(42, body=PREMIUM_LEAD))["leadId"]
    rooms = [{"name": "Attic", "roomTypeId": known.ids["roomTypeId"]}]
    ids["roomId"] = (await caller.call(61, body=rooms, opportunityId=opportunity))[0]["id"]
    items = await caller.call(62, body=ITEMS, opportunityId=opportunity, roomId=ids["roomId"])
    follow_up = await caller.call(56, body=known.follow_up(), opportunityId=opportunity)
    return {**ids, "inventoryItemId": items[0]["id"], "followupId": follow_up["id"]}


@pytest.mark.parametrize(("number", "body", "field"), WRONG_FORMS)
async def test_a_wrong_form_is_refused_with_a_problem_document(
    simulator: Simulator, caller: Caller, ids: dict[str, Any], number: int, body: Any, field: str
) -> None:
    before = (len(simulator.happened), simulator.truth_bytes("customers"), simulator.truth_bytes("leads"))

    answer = await caller.send(number, body=body, **ids)

    assert answer.status_code == 400
    assert violations(PROBLEM, answer.json()) == []
    assert field in answer.json()["errors"]
    assert before == (len(simulator.happened), simulator.truth_bytes("customers"), simulator.truth_bytes("leads"))


@pytest.mark.parametrize(("number", "change", "text"), UNKNOWN_NAMES)
async def test_a_body_that_names_the_unknown_is_refused(
    simulator: Simulator, caller: Caller, ids: dict[str, Any], number: int, change: dict[str, Any], text: str
) -> None:
    body = (await KnownIds.of(caller)).opening(ids["customerId"], **change)
    start = len(simulator.happened)

    answer = await caller.send(number, body=body, **ids)

    assert (answer.status_code, answer.json(), len(simulator.happened)) == (400, {"message": text}, start)


@pytest.mark.parametrize("number", [number for number, each in OPERATIONS.items() if "{" in each.path and number != 30])
async def test_an_unknown_id_is_answered_400_or_404_by_operation_and_switch(
    simulator: Simulator, caller: Caller, ids: dict[str, Any], number: int
) -> None:
    last = OPERATIONS[number].path.replace("/convert", "").rpartition("{")[2].partition("}")[0]
    wrong = {**ids, last: 1 if last == "quoteNumber" else NOBODY}
    always_404 = number in (48, 49, 51, 52)

    usual = await caller.send(number, body={}, **wrong)
    simulator.faults = FaultProfile(missing_status=404)
    switched = await caller.send(number, body={}, **wrong)

    assert [usual.status_code, switched.status_code] == [404 if always_404 else 400, 404]
    assert violations(MESSAGE, usual.json()) == violations(MESSAGE, switched.json()) == []
    assert usual.json()["message"].endswith(" not found")


async def test_a_closed_job_takes_no_writes(simulator: Simulator, caller: Caller) -> None:
    closed = next(job for job in simulator.business.jobs.values() if job.closed_at is not None)
    way: dict[str, Any] = {"opportunityId": closed.opportunity_id, "jobId": closed.id}
    start = len(simulator.happened)

    answers = [await caller.send(number, body=[], **way) for number in (49, 50, 51, 52, 53)]

    assert [answer.status_code for answer in answers] == [400] * 5
    assert [answer.json() for answer in answers] == [{"message": "Job is closed and cannot be updated."}] * 5
    assert len(simulator.happened) == start


@pytest.mark.parametrize(
    "change",
    [
        {"firstName": None, "lastName": " "},
        {"referralSource": None},
        {"leadCost": "12"},
        {"phoneNumber": 9025550188},
        {"serviceType": "Teleport"},
        {"moveDate": "soon"},
    ],
)
async def test_a_poor_lead_is_refused(simulator: Simulator, caller: Caller, change: dict[str, Any]) -> None:
    answer = await caller.send(42, body={**PREMIUM_LEAD, **change})

    assert (answer.status_code, answer.json()) == (400, {"message": "Invalid lead data provided"})
    assert simulator.happened == []


async def test_today_is_the_day_where_the_branch_is(simulator: Simulator, caller: Caller, ids: dict[str, Any]) -> None:
    simulator.clock.advance(14 * 3_600)
    days = {simulator.business.today(branch): branch.id for branch in simulator.business.branches.values()}
    known = await KnownIds.of(caller)
    bodies = [
        known.opening(ids["customerId"], branchId=days[day], moveDate="2026-08-12") for day in (20260812, 20260813)
    ]

    answers = [await caller.send(46, body=body) for body in bodies]

    assert simulator.clock.text() == "2026-08-13T05:00:00Z"
    assert [answer.status_code for answer in answers] == [200, 400]


async def test_a_submitted_inventory_is_locked(caller: Caller, ids: dict[str, Any]) -> None:
    first = await caller.send(65, **ids)
    second = await caller.send(65, **ids)

    assert [first.status_code, second.status_code] == [200, 400]
    assert (await caller.call(33, opportunityId=ids["opportunityId"]))["lockStatus"] is True


async def test_a_lost_opportunity_takes_no_job_and_a_lost_lead_no_conversion(
    simulator: Simulator, caller: Caller, ids: dict[str, Any]
) -> None:
    for row in (ids["opportunityId"], ids["leadId"]):
        simulator.edit("opportunities", row, status=30)
    body = (await KnownIds.of(caller)).opening(ids["customerId"])

    answers = [await caller.send(48, body={"serviceType": 1}, **ids), await caller.send(45, body=body, **ids)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert [violations(MESSAGE, answer.json()) for answer in answers] == [[], []]


@pytest.mark.parametrize(("content", "kind", "status"), [(b"{", "text/json", 400), (b"{}", "text/plain", 415)])
async def test_a_body_that_is_no_json_is_refused(caller: Caller, content: bytes, kind: str, status: int) -> None:
    answer = await caller.client.post("/v1/api/premium/customers", content=content, headers={"content-type": kind})

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_writes_need_a_premium_key_and_exact_paths(caller: Caller) -> None:
    singular = await caller.client.post("/v1/api/premium/opportunities", json={})
    async with calling(create_simulator(seed=5, orders=20, tier="basic")) as basic:
        refused = await basic.send(40, body=CUSTOMER)

    assert (singular.status_code, refused.status_code) == (404, 403)
