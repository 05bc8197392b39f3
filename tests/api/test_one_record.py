"""One record over HTTP: its lines, its origin, and nothing that the caller may not see."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.api.resources.record_shapes import OneRecord
from daysheet.operations.entries.placing import locations
from tests.api.front import Front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio


def posted_in(front: Front) -> dict[str, Any]:
    """Return an order that was invoiced, as the vendor has it."""
    return next(
        each
        for each in front.simulator.truth("repair_orders")
        if each["repairOrderStatus"]["id"] == 5 and each["deletedDate"] is None and each["jobs"]
    )


async def test_an_order_comes_with_its_lines_its_figures_and_its_origin(shop: Front) -> None:
    order = posted_in(shop)
    key = await shop.key("read:records", "read:pii")

    answer = await shop.get(f"/v1/records/tekmetric.repair_orders/{order['shopId']},{order['id']}", key)

    found = answer.json()
    assert answer.status_code == 200, answer.text
    assert fits(OneRecord, found)
    assert found["row"]["ro_number"] == order["repairOrderNumber"]
    lines = {each["table"]: each["rows"] for each in found["lines"]}
    assert [row["tm_id"] for row in lines["tekmetric.jobs"]] == sorted(job["id"] for job in order["jobs"])
    assert {part["metric"]: part["adds"] for part in found["figures"]}["car_count"] == 1
    assert found["origin"]["id"] == str(order["id"])
    assert str(order["repairOrderNumber"]) in found["origin"]["payload"]


async def test_a_record_of_another_location_is_not_there(shop: Front) -> None:
    order = posted_in(shop)
    known = await locations(shop.office, shop.tenant)
    elsewhere = [row["location_id"] for row in known if row["source_id"] != str(order["shopId"])]
    key = await shop.key("read:records", locations=elsewhere)

    theirs = await shop.get(f"/v1/records/tekmetric.repair_orders/{order['shopId']},{order['id']}", key)
    nobodys = await shop.get("/v1/records/tekmetric.repair_orders/1,1", key)

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.json()["detail"] == nobodys.json()["detail"]


async def test_personal_data_is_neither_in_the_row_nor_in_what_was_sent(shop: Front) -> None:
    customer = next(each for each in shop.simulator.truth("customers") if each["firstName"] and not each["deletedDate"])
    path = f"/v1/records/tekmetric.customers/{customer['shopId']},{customer['id']}"

    seen = (await shop.get(path, await shop.key("read:records", "read:pii"))).json()
    hidden = (await shop.get(path, await shop.key("read:records"))).json()

    assert seen["row"]["first_name"] == customer["firstName"]
    assert customer["firstName"] in seen["origin"]["payload"]
    assert "first_name" not in hidden["row"]
    assert customer["firstName"] not in hidden["origin"]["payload"]
    assert hidden["origin"]["is_masked"]
