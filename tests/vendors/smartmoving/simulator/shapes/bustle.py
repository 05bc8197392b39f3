"""Many callers who write at random, some of them nonsense, while the account lives on."""

from __future__ import annotations

import random
from typing import Any

from daysheet.vendors.smartmoving.simulator import Simulator
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
from tests.vendors.smartmoving.simulator.shapes.operations import OPERATIONS, WRITES

ANSWERED_WITH = (200, 201, 400, 404)


async def bustle(caller: Caller, simulator: Simulator, chance: random.Random, writes: int) -> dict[int, int]:
    """Send writes about whatever there is just now; returns how many were carried out, by operation."""
    known = await KnownIds.of(caller)
    done = dict.fromkeys(WRITES, 0)
    for step in range(writes):
        number = chance.choice(WRITES)
        if step % 10 == 0:
            simulator.live(3, chance)
            simulator.clock.advance(chance.choice((60, 3_600, 20_000)))
        answer = await caller.send(number, body=body_for(number, known, simulator, chance), **ids_at(simulator, chance))
        assert answer.status_code in ANSWERED_WITH, f"{number}: HTTP {answer.status_code} {answer.text}"
        done[number] += answer.status_code == OPERATIONS[number].status
    return done


def ids_at(simulator: Simulator, chance: random.Random) -> dict[str, Any]:
    """Return ids that belong together as far as the opportunity that was drawn has such things; half have many."""
    business = simulator.business
    every = list(business.opportunities.values())
    busy = [each for each in every if each.follow_ups and (each.inventory or {}).get("rooms")]
    opportunity = chance.choice(busy if busy and chance.random() < 0.5 else every)
    room: dict[str, Any] = chance.choice((opportunity.inventory or {}).get("rooms") or [{}])
    return {
        "opportunityId": opportunity.id,
        "customerId": opportunity.customer_id or next(iter(business.customers)),
        "jobId": chance.choice([job.id for job in opportunity.jobs] or [opportunity.id]),
        "leadId": chance.choice([lead.id for lead in business.leads()] or [opportunity.id]),
        "followupId": chance.choice([each["id"] for each in opportunity.follow_ups] or [opportunity.id]),
        "roomId": room.get("id", opportunity.id),
        "inventoryItemId": chance.choice([item["id"] for item in room.get("items", [])] or [opportunity.id]),
    }


def body_for(number: int, known: KnownIds, simulator: Simulator, chance: random.Random) -> Any:
    """Return a body that fits the operation, or now and then an empty one."""
    if chance.random() < 0.05:
        return {}
    customer = chance.choice(list(simulator.business.customers))
    bodies: dict[int, Any] = {
        40: CUSTOMER,
        41: CUSTOMER,
        42: {**PREMIUM_LEAD, "moveSize": f"Size {chance.randrange(5)}"},
        43: known.lead(moveDate=MOVE_DAY),
        44: {"serviceTypeId": chance.choice((1, 3, 5)), "moveSizeId": known.ids["moveSizeId"]},
        45: known.opening(customer),
        46: known.opening(customer),
        47: {
            "volume": chance.randrange(2_000),
            "opportunityType": chance.randrange(3),
            "branchId": known.ids["branchId"],
        },
        48: {"serviceType": chance.choice((1, 3, 4))},
        51: {"crewNotes": f"Note {chance.randrange(9)}"},
        52: STOPS[: chance.randrange(3)],
        53: {"materials": [{"materialId": known.ids["materialId"], "quantity": 2}]},
        54: CALL,
        55: {"notes": "Third floor"},
        56: known.follow_up(),
        57: known.follow_up(completed=chance.random() < 0.5),
        60: ATTACHMENT,
        61: [{"name": "Attic", "roomTypeId": known.ids["roomTypeId"]}],
        62: ITEMS,
        63: {"quantity": 4, "notes": "Heavy"},
    }
    return bodies.get(number)
