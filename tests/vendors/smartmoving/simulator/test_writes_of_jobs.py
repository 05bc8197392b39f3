"""What writes change on jobs, and on what the office and the customer put around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from tests.vendors.smartmoving.simulator.shapes.bodies import (
    ATTACHMENT,
    CALL,
    ITEMS,
    STOPS,
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


async def test_jobs_are_added_confirmed_and_deleted(
    simulator: Simulator, caller: Caller, opened: dict[str, Any]
) -> None:
    opportunity, job = opened["opportunityId"], opened["jobId"]
    start = len(simulator.happened)
    added = await caller.send(48, body={"serviceType": 3}, opportunityId=opportunity)
    first, second = await caller.rows(25, opportunityId=opportunity)

    confirmed = await caller.send(50, opportunityId=opportunity, jobId=job, query={"category": "Phone"})
    deleted = await caller.send(49, opportunityId=opportunity, jobId=second["id"])
    await caller.call(48, body={"serviceType": 4}, opportunityId=opportunity)

    numbers = [each["jobNumber"].partition("-")[2] for each in await caller.rows(25, opportunityId=opportunity)]
    assert [(each.status_code, each.content) for each in (added, confirmed, deleted)] == [
        (201, b""),
        (200, b""),
        (200, b""),
    ]
    assert (second["type"], second["jobDate"], numbers) == (3, first["jobDate"], ["1", "3"])
    assert (await caller.rows(25, opportunityId=opportunity))[0]["confirmedAtUtc"] == simulator.clock.text()
    assert [each for each in events_since(simulator, start) if each.startswith("job-")] == [
        "job-created",
        "job-deleted",
        "job-created",
    ]


async def test_notes_stops_and_materials_replace_what_was_there(
    caller: Caller, opened: dict[str, Any], known: KnownIds
) -> None:
    job: dict[str, Any] = {"opportunityId": opened["opportunityId"], "jobId": opened["jobId"]}
    await caller.call(51, body={"crewNotes": "Piano", "internalNotes": "VIP"}, **job)
    await caller.call(51, body={"crewNotes": "No piano"}, **job)
    stops = await caller.call(52, body=STOPS, **job)
    kept = await caller.call(52, body=[{**STOPS[0], "id": stops[1]["id"]}], **job)
    for quantity in (9, 5):
        wanted = {"materials": [{"materialId": known.ids["materialId"], "quantity": quantity}]}
        written = await caller.call(53, body=wanted, **job)

    read = await caller.call(31, query=all_flags(31), **job)
    assert (read["notes"]["crewNotes"], read["notes"]["internalNotes"]) == ("No piano", "VIP")
    assert [(stop["order"], stop["isOrigin"], stop["isDestination"]) for stop in stops] == [
        (0, True, False),
        (1, False, True),
    ]
    assert [stop["id"] for stop in read["stops"]] == [stop["id"] for stop in kept] == [stops[1]["id"]]
    assert (await detail(caller, opened["opportunityId"]))["jobs"][0]["jobAddresses"] == [
        STOPS[0]["addressFullAddress"]
    ]
    assert [(row["id"], row["materialsQuantity"]) for row in read["estimatedMaterials"]] == [(written[0]["id"], 5)]


async def test_follow_ups_live_and_tell_it(
    simulator: Simulator, caller: Caller, opened: dict[str, Any], known: KnownIds
) -> None:
    opportunity = opened["opportunityId"]
    start = len(simulator.happened)
    made = await caller.call(
        56, body=known.follow_up(dueDateTime="2026-08-14T10:00:00-03:00"), opportunityId=opportunity
    )
    way = {"opportunityId": opportunity, "followupId": made["id"]}
    changed = await caller.call(57, body=known.follow_up(title="Ask again"), **way)
    done = await caller.call(59, **way)
    await caller.call(59, **way)
    await caller.call(58, **way)

    assert (made["dueDateTime"], made["completed"], changed["title"]) == ("2026-08-14T13:00:00Z", False, "Ask again")
    assert (done["completed"], done["completedAtUtc"]) == (True, simulator.clock.text())
    assert await caller.rows(34, opportunityId=opportunity) == []
    assert (await caller.send(35, **way)).json() == {"message": "Follow-up not found"}
    assert events_since(simulator, start) == [
        f"follow-up-{what}" for what in ("created", "changed", "completed", "deleted")
    ]


async def test_calls_notes_and_files_show_only_as_changes(
    simulator: Simulator, caller: Caller, opened: dict[str, Any], known: KnownIds
) -> None:
    opportunity = opened["opportunityId"]
    start = len(simulator.happened)
    await caller.call(54, body={**CALL, "createdBy": known.ids["salesPersonId"]}, opportunityId=opportunity)
    await caller.call(55, body={"notes": "x" * 4000}, opportunityId=opportunity)
    answer = await caller.send(60, body=ATTACHMENT, opportunityId=opportunity)

    assert events_since(simulator, start) == ["opportunity-changed"] * 3
    assert (answer.status_code, answer.headers["content-type"]) == (201, "text/plain; charset=utf-8")
    assert (await detail(caller, opportunity))["opportunityFiles"] == ["survey.pdf"]
    assert len(await caller.rows(26, opportunityId=opportunity)) >= 4


async def test_the_inventory_sets_the_size_of_the_move_unless_told_otherwise(
    caller: Caller, opened: dict[str, Any], known: KnownIds
) -> None:
    opportunity = opened["opportunityId"]
    before = sum_of_volumes(await caller.call(33, opportunityId=opportunity))
    rooms = [{"name": "Attic", "roomTypeId": known.ids["roomTypeId"]}]
    room = (await caller.call(61, body=rooms, opportunityId=opportunity))[0]["id"]
    item = (await caller.call(62, body=ITEMS, opportunityId=opportunity, roomId=room))[0]["id"]
    counted = await detail(caller, opportunity)
    way = {"opportunityId": opportunity, "roomId": room, "inventoryItemId": item}
    await caller.call(63, body={"quantity": 10}, query={"ChangeVolumeWeightCalculationMode": "false"}, **way)
    unmoved = await detail(caller, opportunity)
    removed = await caller.send(64, **way)

    assert (counted["volumeWeightCalculationMode"], counted["volume"]) == (1, before + 24.0)
    assert unmoved["volume"] == counted["volume"]
    assert removed.headers["content-type"].startswith("text/plain")
    assert (await detail(caller, opportunity))["volume"] == before
    assert (await caller.call(33, opportunityId=opportunity))["rooms"][-1]["items"] == []


def sum_of_volumes(inventory: dict[str, Any]) -> float:
    items = [item for room in inventory["rooms"] for item in room["items"]]
    return float(sum(item["volume"] * item["quantity"] for item in items))


async def test_an_item_of_the_accounts_own_list_and_one_saved_to_it(
    caller: Caller, opened: dict[str, Any], known: KnownIds
) -> None:
    opportunity = opened["opportunityId"]
    master = (await caller.rows(36))[0]
    body = [{"name": "Attic", "roomTypeId": known.ids["roomTypeId"]}]
    room = (await caller.call(61, body=body, opportunityId=opportunity))[0]["id"]
    items = {"items": [{"id": master["id"]}, {"name": "Harpsichord", "saveToMaster": True, "volume": 30}]}

    first, second = await caller.call(62, body=items, opportunityId=opportunity, roomId=room)

    kept = (await caller.call(33, opportunityId=opportunity))["rooms"][-1]["items"]
    saved = next(row for row in await caller.rows(36) if row["name"] == "Harpsichord")
    assert (first["name"], kept[0]["inventoryItemId"], kept[0]["volume"]) == (
        master["name"],
        master["id"],
        master["volume"],
    )
    assert (second["name"], kept[1]["inventoryItemId"], kept[1]["shortCode"]) == (
        "Harpsichord",
        saved["id"],
        saved["shortCode"],
    )
