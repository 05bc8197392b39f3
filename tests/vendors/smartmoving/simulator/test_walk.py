"""Every operation of the simulator is visited, over several seeds, and every answer held against its shape."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from daysheet.vendors.smartmoving.simulator import Fault, FaultProfile, create_simulator
from tests.vendors.smartmoving.simulator.shapes import OPERATIONS, violations
from tests.vendors.smartmoving.simulator.shapes.bustle import bustle
from tests.vendors.smartmoving.simulator.shapes.caller import Caller, calling, envelope_faults
from tests.vendors.smartmoving.simulator.shapes.operations import page_of
from tests.vendors.smartmoving.simulator.shapes.sightings import fields_of
from tests.vendors.smartmoving.simulator.shapes.walk import walk

# Inside of what the simulated account has none of: tasks about a customer, and boxes beside the rooms.
NEVER_SERVED = re.compile(r"(\.tasks\[\]\.customer|\.boxes\[\])\.")


@pytest.mark.parametrize("seed", [1, 7, 23])
async def test_every_operation_of_the_simulator_answers_in_its_shape(seed: int) -> None:
    simulator = create_simulator(seed=seed, orders=150, calls_per_minute=0, calls_per_month=0)
    simulator.live(60)
    simulator.clock.advance(26 * 3_600)
    simulator.live(60)

    async with calling(simulator) as caller:
        await walk(caller)

    assert caller.faults == []
    assert unvisited(caller) == []
    assert unmet(caller) == []


def unmet(caller: Caller) -> list[str]:
    every = [f"{number} {field}" for number, operation in OPERATIONS.items() for field in fields_of(operation.rule)]
    return [field for field in every if field not in caller.met and not NEVER_SERVED.search(field)]


def unvisited(caller: Caller) -> list[int]:
    return sorted(set(OPERATIONS) - caller.visited)


async def test_an_operation_that_was_not_visited_is_told() -> None:
    async with calling(create_simulator(seed=1, orders=10)) as caller:
        await caller.call(1)

    assert unvisited(caller) == list(range(2, 66))
    assert "2 $.pageResults[].dispatchLocation.lat" in unmet(caller)


async def test_the_walk_tells_an_answer_out_of_shape() -> None:
    simulator = create_simulator(seed=1, orders=10)
    branch = next(iter(simulator.business.branches))
    simulator.edit("branches", branch, phone_number=9025550110)
    simulator.faults.add(Fault(path="/v1/api/users", status=500))

    async with calling(simulator) as caller:
        await caller.call(2)
        await caller.call(3)

    assert [fault.partition(".pageResults")[2].partition("]")[2] for fault in caller.faults[:1]] == [
        ".phoneNumber: 9025550110 is not text"
    ]
    assert [fault[:11] for fault in caller.faults[1:]] == ["3: HTTP 500"]


def test_an_envelope_that_does_not_add_up_is_found() -> None:
    page = {"pageNumber": 2, "pageSize": 200, "totalResults": 450, "pageResults": [{}] * 200}
    right = {**page, "totalPages": 3, "totalThisPage": 200, "lastPage": False}

    assert envelope_faults(OPERATIONS[16], right) == []
    assert len(envelope_faults(OPERATIONS[16], {**right, "lastPage": True})) == 1
    assert len(envelope_faults(OPERATIONS[16], {**right, "pageResults": [{}]})) == 1
    assert len(envelope_faults(OPERATIONS[16], {**right, "totalThisPage": 1, "pageResults": [{}]})) == 2


@pytest.mark.parametrize("seed", [2, 13])
async def test_after_many_writes_the_account_lives_on_and_every_answer_keeps_its_shape(seed: int) -> None:
    simulator = create_simulator(seed=seed, orders=60, calls_per_minute=0, calls_per_month=0)

    async with calling(simulator) as caller:
        done = await bustle(caller, simulator, random.Random(seed), writes=500)
        simulator.clock.advance(3 * 86_400)
        simulator.live(200)
        await walk(caller)

    assert caller.faults == []
    assert [number for number, times in done.items() if times == 0] == []


@pytest.mark.parametrize("number", [18, 19, 29])
async def test_the_lists_drawn_as_arrays_may_come_in_the_envelope(number: int) -> None:
    simulator = create_simulator(seed=1, orders=150, calls_per_minute=0, faults=FaultProfile(has_enveloped_lists=True))
    operation = OPERATIONS[number]
    found = []

    async with calling(simulator) as caller:
        for customer in simulator.truth("customers"):
            page = (await caller.send(number, customerId=customer["id"])).json()
            found += violations(page_of(operation.answer), page)
            found += envelope_faults(replace(operation, paging="page"), page)

    assert found == []
