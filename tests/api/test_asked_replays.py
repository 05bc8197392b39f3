"""A replay of the quarantine that somebody asks for is made in slices like any other reading, and can be called off."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from daysheet.operations.runs.scheduled import reader
from daysheet.operations.runs.working import Worker
from daysheet.warehouse.scheduling import Turns
from tests.api.front import NAME, Front

pytestmark = pytest.mark.anyio

BROKEN = 3


async def work(front: Front, *, slice_seconds: float, steps: int) -> None:
    """Let a worker make so many slices at the most."""
    worker = Worker(
        turns=Turns(front.office.database, "w"),
        read=reader(front.office),
        clock=front.office.clock,
        stop=asyncio.Event(),
        slice_seconds=slice_seconds,
    )
    for _ in range(steps):
        if await worker.step() is None:
            return


async def replays(front: Front) -> list[dict[str, Any]]:
    """Return the replays that were made."""
    found = (await front.get(f"/v1/runs?connection={NAME}", await front.key("read:records"))).json()["data"]
    return [each for each in found if each["kind"] == "quarantine"]


@pytest.fixture
async def broken(front: Front) -> Front:
    """A shop of which some orders could not be read."""
    orders = [each for each in front.simulator.truth("repair_orders") if each["deletedDate"] is None]
    for order in orders[:BROKEN]:
        front.simulator.edit("repair_orders", {**order, "keytag": 17})
    await front.sync()
    return front


async def test_a_replay_is_made_in_slices_until_all_was_tried(broken: Front) -> None:
    asked = await broken.ask("POST", "/v1/quarantine/replay", await broken.key("start:runs"), {"connection": NAME})
    assert asked.status_code == 202, asked.text

    await work(broken, slice_seconds=0, steps=BROKEN * 3)

    made = await replays(broken)
    ends = sorted((each["status"], each["is_cut"]) for each in made)
    assert ends == [("completed", False)] + [("partial", True)] * (BROKEN - 1)
    assert [each["received"] for each in made] == [1] * BROKEN


async def test_a_replay_that_is_called_off_goes_on_no_more(broken: Front) -> None:
    asked = await broken.ask("POST", "/v1/quarantine/replay", await broken.key("start:runs"), {"connection": NAME})
    await work(broken, slice_seconds=0, steps=1)
    (run,) = await replays(broken)

    answer = await broken.ask("POST", f"/v1/runs/{run['id']}/cancel", await broken.key("start:runs"))
    await work(broken, slice_seconds=0, steps=BROKEN * 3)

    assert (asked.status_code, answer.status_code) == (202, 200)
    assert len(await replays(broken)) == 1
