"""Whoever follows a run is told how far it is, of how many records, and how long the rest takes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from daysheet.api.resources.run_shapes import RunDetails
from daysheet.engine import streams
from daysheet.vendors.tekmetric.simulator import create_simulator
from tests.api.front import Front, open_front
from tests.api.shaped import fits
from tests.api.test_asked_runs import ask, run, work

pytestmark = pytest.mark.anyio


async def details(front: Front, run_id: str) -> dict[str, Any]:
    found = await run(front, run_id)
    assert fits(RunDetails, {**found, "streams": []})
    return found


async def test_a_run_says_of_how_many_records_it_has_how_many(
    worker_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator = create_simulator(seed=5, orders=300, shops=1, calls_per_minute=0)
    stored, going_on, usual = asyncio.Event(), asyncio.Event(), streams.Storing.flush

    async def held(storing: streams.Storing, position: Mapping[str, Any] | None, *more: Any) -> None:
        await usual(storing, position, *more)
        if position is not None and not stored.is_set():
            await storing.settle()
            stored.set()
            await going_on.wait()

    monkeypatch.setattr(streams.Storing, "flush", held)
    monkeypatch.setattr(streams, "RECORDS_PER_BATCH", 1)
    async with open_front(worker_database, simulator=simulator, address=False) as front:
        asked = await ask(front, streams=["customers"], full=True)
        assert (await details(front, asked["id"]))["progress"] is None

        working = asyncio.create_task(work(front))
        waiting = asyncio.create_task(stored.wait())
        await asyncio.wait({waiting, working}, return_when=asyncio.FIRST_COMPLETED)
        assert stored.is_set()
        front.wait(seconds=10)
        found = await details(front, asked["id"])
        going_on.set()
        await working
        done = await details(front, asked["id"])

    announced = len([each for each in simulator.truth("customers") if not each.get("deletedDate")])
    assert (found["status"], done["status"], done["progress"]) == ("running", "completed", None)
    (of_stream,) = [each for each in found["progress"]["streams"] if each["stream"] == "customers"]
    assert (of_stream["state"], of_stream["total"]) == ("reading", announced)
    assert 0 < of_stream["done"] < announced
    # What came in ten seconds, and as much time for each record that is left.
    assert of_stream["left_seconds"] == pytest.approx((announced / of_stream["done"] - 1) * 10, abs=0.2)
    whole = found["progress"]
    assert (whole["unit"], whole["total"] >= announced) == ("records", True)
    assert whole["done"] == sum(each["done"] for each in whole["streams"])
    assert whole["left_seconds"] == of_stream["left_seconds"]
