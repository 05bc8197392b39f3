"""What is answered about connections and runs is what the description says: the same fields, of the same kinds."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.routing import APIRoute

from daysheet.api.resources import connections, freshness, locations, quarantine, runs, schedules, vendor_hooks
from daysheet.operations.entries import placing
from daysheet.operations.runs.scheduling import make_usual
from tests.api.front import NAME, Front

pytestmark = pytest.mark.anyio

ROUTES = [
    route
    for module in (connections, freshness, locations, quarantine, runs, schedules, vendor_hooks)
    for route in module.router.routes
    if isinstance(route, APIRoute) and route.methods == {"GET"}
]


def fields_of(value: Any) -> Any:
    """Return the names of the fields of an answer, all the way down; values do not count."""
    if isinstance(value, dict):
        return {name: fields_of(each) for name, each in value.items()}
    return [fields_of(each) for each in value] if isinstance(value, list) else None


@pytest.fixture
async def full(shop: Front) -> Front:
    """A business that has some of everything."""
    order = next(each for each in shop.simulator.truth("repair_orders") if each["deletedDate"] is None)
    shop.simulator.edit("repair_orders", {**order, "totalSales": 8907.5})
    await shop.sync(full=True)
    await make_usual(shop.office, shop.tenant, shop.row)
    await shop.post(b'{"event": "something"}')
    return shop


async def test_every_answer_is_as_described(full: Front) -> None:
    key = await full.key("read:records", "read:pii")
    found = (await full.get("/v1/runs", key)).json()["data"][0]["id"]
    entry = (await full.get("/v1/quarantine", key)).json()["data"][0]["id"]
    place = (await placing.locations(full.office, full.tenant))[0]["location_id"]
    names = {
        "name_or_id": NAME,
        "run_id": found,
        "entry_id": entry,
        "location_id": place,
        "schedule": full.vendor.rhythms[0].name,
    }

    for route in ROUTES:
        answer = await full.get(route.path.format(**names), key)
        assert answer.status_code == 200, (route.path, answer.text)
        model: Any = route.response_model
        described = model.model_validate(answer.json()).model_dump(mode="json")
        assert fields_of(described) == fields_of(answer.json()), route.path


async def test_a_list_comes_as_csv_as_well(full: Front) -> None:
    key = await full.key("read:records")

    for path in ("/v1/runs", "/v1/schedules", "/v1/quarantine", "/v1/locations"):
        answer = await full.get(path, key, accept="text/csv")
        lines = answer.text.splitlines()
        assert len(lines) == 1 + len((await full.get(path, key)).json()["data"]) > 1, path


def test_there_are_routes_to_ask() -> None:
    assert len(ROUTES) >= 16
