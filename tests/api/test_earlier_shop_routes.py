"""The routes of the earlier shop warehouse, called as its scripts call them: a GET begins a reading."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.api.earlier import shapes
from daysheet.operations.identity.open_house import OpenHouse
from tests.api.front import Front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio

SYNC = "/api/sync"
READINGS = ("employees", "customers", "vehicles", "repair-orders", "full-backfill")


def asked_for(found: Any) -> tuple[int, str, bool]:
    """Return what says that a run was asked for and not waited for."""
    return found.status_code, found.json()["runs"][0]["status"], fits(shapes.SyncStarted, found.json())


@pytest.mark.parametrize("what", READINGS)
async def test_a_reading_is_begun_by_a_get_with_a_key(front: Front, what: str) -> None:
    shop_id = front.simulator.truth("shops")[0]["id"]
    await front.sync(streams=("shops",))
    query = f"?shop_id={shop_id}&limit=10&store_raw=true" + ("" if what == "employees" else "&days_back=7")

    found = await front.get(f"{SYNC}/{what}{query}", await front.key("start:runs", "read:records"))

    assert asked_for(found) == (202, "queued", True)
    assert found.json()["ignored"] == ["limit", "store_raw"]
    assert found.headers["location"] == f"/v1/runs/{found.json()['run_id']}"


async def test_one_order_is_asked_for_by_its_id(front: Front) -> None:
    key = await front.key("start:runs", "read:records")

    found = await front.get(f"{SYNC}/repair-orders/4711?board=ALL", key)
    known = await front.get(f"{SYNC}/repair-orders/4711", key)
    run = await front.get(known.headers.get("location") or found.headers["location"], key)

    assert found.status_code == 422, "there is no board for one order"
    assert asked_for(known) == (202, "queued", True)
    assert run.json()["reason"] == "asked for at an earlier address"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/repair-orders?board=LOST", 422),
        ("/repair-orders?days_back=-1", 422),
        ("/repair-orders/x", 422),
        ("/repair-orders?shop_id=0", 404),
        ("/employees?shop=1", 422),
    ],
)
async def test_what_does_not_fit_is_refused(front: Front, path: str, status: int) -> None:
    found = await front.get(SYNC + path, await front.key("start:runs"))

    assert found.status_code == status


async def test_a_second_reading_waits_for_the_first(front: Front) -> None:
    key = await front.key("start:runs")
    await front.get(f"{SYNC}/employees", key)

    again = await front.get(f"{SYNC}/customers", key)

    assert (again.status_code, again.json()["code"]) == (409, "not_possible")


@pytest.mark.parametrize("what", [*READINGS, "repair-orders/7"])
async def test_no_browser_begins_a_reading_by_a_get(front: Front, what: str) -> None:
    front.serving.house = OpenHouse(tenant=front.tenant)

    found = await front.get(f"{SYNC}/{what}")

    assert (found.status_code, found.json()["code"]) == (403, "not_permitted")
    assert (await front.get("/v1/runs", await front.key("read:records"))).json()["data"] == []
