"""The pictures of an order over HTTP: listed, taken, and kept from those who may not see them."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.api.resources.order_shapes import Snapshots
from daysheet.operations.daily import compute_days
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from tests.api.front import Front, open_front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio


def posted_in(front: Front) -> dict[str, Any]:
    """Return an order that was invoiced, as the vendor has it."""
    return next(
        each
        for each in front.simulator.truth("repair_orders")
        if each["repairOrderStatus"]["id"] == 5 and each["deletedDate"] is None
    )


async def test_a_posted_order_has_its_picture_and_a_person_takes_another(shop: Front) -> None:
    await compute_days(shop.office, shop.tenant, shop.vendor)
    order = posted_in(shop)
    path = f"/v1/orders/{order['id']}/snapshots"
    reads, writes = await shop.key("read:records"), await shop.key("read:records", "write:boards")
    before = (await shop.get(path, reads)).json()

    taken = await shop.ask("POST", path, writes, idempotency_key="one")
    again = await shop.ask("POST", path, writes, idempotency_key="one")
    after = (await shop.get(path, reads)).json()

    assert all(fits(Snapshots, each) for each in (before, after))
    assert before["order"] == {"id": str(order["id"]), "number": str(order["repairOrderNumber"])}
    assert "posted" in [each["trigger"] for each in before["snapshots"]]
    assert (taken.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert len(after["snapshots"]) == len(before["snapshots"]) + 1
    assert after["snapshots"][0]["trigger"] == "manual"
    assert taken.json()["snapshots"] == after["snapshots"]
    entries = [each for each in await auditing.entries(shop.office, shop.tenant) if each["action"] == "snapshot.taken"]
    assert [each["thing"] for each in entries] == [f"order {order['id']}"]
    assert (await shop.ask("POST", path, reads)).status_code == 403


async def test_what_an_order_earned_is_for_those_who_may_see_pay(shop: Front) -> None:
    await compute_days(shop.office, shop.tenant, shop.vendor)
    path = f"/v1/orders/{posted_in(shop)['id']}/snapshots"

    seen = (await shop.get(path, await shop.key("read:records", "read:pii"))).json()["snapshots"][0]
    hidden = (await shop.get(path, await shop.key("read:records"))).json()["snapshots"][0]

    assert seen["gross_profit"]["currency"] == "USD"
    assert hidden["gross_profit"] is None
    assert hidden["net_sales"] == seen["net_sales"]


async def test_an_order_elsewhere_is_as_unknown_as_none(shop: Front, worker_database: str) -> None:
    order = posted_in(shop)
    path = f"/v1/orders/{order['id']}/snapshots"
    places = await locations(shop.office, shop.tenant)
    other = next(row for row in places if row["source_id"] != str(order["shopId"]))
    here = await shop.key("read:records", "write:boards", locations=[other["location_id"]])
    everywhere = await shop.key("read:records")
    unknown = (await shop.get("/v1/orders/1/snapshots", everywhere)).json()["detail"]

    for method in ("GET", "POST"):
        refused = await shop.ask(method, path, here)
        assert (refused.status_code, refused.json()["detail"]) == (404, unknown)
    # The number of an order is not its id.
    assert (await shop.get(f"/v1/orders/{order['repairOrderNumber']}/snapshots", everywhere)).status_code == 404
    assert (await shop.get("/v1/orders/first/snapshots", everywhere)).status_code == 404
    async with open_front(worker_database) as theirs:
        key = await theirs.key("read:records")
        foreign = await theirs.get(path, key)
        assert (foreign.status_code, foreign.json()["detail"]) == (404, unknown)
