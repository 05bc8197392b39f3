"""Walks all writes of a simulator along the life of one customer."""

from __future__ import annotations

from tests.vendors.smartmoving.simulator.shapes.bodies import (
    ATTACHMENT,
    CALL,
    CUSTOMER,
    ITEMS,
    MOVE_DAY,
    PREMIUM_LEAD,
    STOPS,
    KnownIds,
)
from tests.vendors.smartmoving.simulator.shapes.caller import Caller


async def walk_writes(caller: Caller) -> None:
    """Visit operations 40 to 65."""
    known = await KnownIds.of(caller)
    customer = str(await caller.call(40, body=CUSTOMER))
    await caller.call(41, body={**CUSTOMER, "name": "Noor Castellane-Lind"}, customerId=customer)
    lead = (await caller.call(42, body=PREMIUM_LEAD))["leadId"]
    await caller.call(43, body=known.lead(moveDate=MOVE_DAY), leadId=lead)
    await caller.call(44, body={"phoneNumber": "9025550190", "fromExternalApi": True}, leadId=lead)
    await caller.call(45, body=known.opening(customer), leadId=lead)
    await walk_jobs(caller, known, lead)
    await walk_talk(caller, known, lead)
    await walk_inventory(caller, known, lead)
    opened = (await caller.call(46, body=known.opening(customer, customField01="VIP")))["opportunityId"]
    await caller.call(47, body={"volume": 500.0, "depositAmount": 150.25, "isBinding": True}, opportunityId=opened)
    for opportunity in (lead, opened):
        await caller.call(23, opportunityId=opportunity, query={"IncludeCharges": "true", "IncludeFiles": "true"})


async def walk_jobs(caller: Caller, known: KnownIds, opportunity: str) -> None:
    """Visit the writes about jobs, and read what they wrote."""
    await caller.call(48, body={"serviceType": 3}, opportunityId=opportunity)
    first, second = [job["id"] for job in await caller.rows(25, opportunityId=opportunity)]
    await caller.call(49, opportunityId=opportunity, jobId=second)
    await caller.call(50, opportunityId=opportunity, jobId=first)
    await caller.call(51, body={"crewNotes": "Piano on floor 2"}, opportunityId=opportunity, jobId=first)
    await caller.call(52, body=STOPS, opportunityId=opportunity, jobId=first)
    materials = {"materials": [{"materialId": known.ids["materialId"], "quantity": 5}]}
    await caller.call(53, body=materials, opportunityId=opportunity, jobId=first)
    query = {"IncludeStops": "true", "IncludeNotes": "true", "IncludeEstimatedMaterials": "true"}
    await caller.call(31, opportunityId=opportunity, jobId=first, query=query)


async def walk_talk(caller: Caller, known: KnownIds, opportunity: str) -> None:
    """Visit the writes about calls, notes, follow-ups and files."""
    await caller.call(54, body=CALL, opportunityId=opportunity)
    await caller.call(55, body={"notes": "Third floor"}, opportunityId=opportunity)
    first, second = [(await caller.call(56, body=known.follow_up(), opportunityId=opportunity))["id"] for _ in range(2)]
    await caller.call(57, body=known.follow_up(notes="Asked twice"), opportunityId=opportunity, followupId=first)
    await caller.call(59, opportunityId=opportunity, followupId=first)
    await caller.call(58, opportunityId=opportunity, followupId=second)
    await caller.call(34, opportunityId=opportunity)
    await caller.call(60, body=ATTACHMENT, opportunityId=opportunity)


async def walk_inventory(caller: Caller, known: KnownIds, opportunity: str) -> None:
    """Visit the writes about the inventory, and read what they wrote."""
    rooms = [{"name": "Kitchen upstairs", "roomTypeId": known.ids["roomTypeId"]}]
    room = (await caller.call(61, body=rooms, opportunityId=opportunity))[0]["id"]
    item = (await caller.call(62, body=ITEMS, opportunityId=opportunity, roomId=room))[0]["id"]
    await caller.call(63, body={"quantity": 3}, opportunityId=opportunity, roomId=room, inventoryItemId=item)
    await caller.call(33, opportunityId=opportunity)
    await caller.call(64, opportunityId=opportunity, roomId=room, inventoryItemId=item)
    await caller.call(65, opportunityId=opportunity)
