"""What tests of months, differences and fixes need: a key for all of it, and orders that make something of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from daysheet.operations.entries.placing import locations, move_to_zone
from daysheet.vendors.tekmetric.simulator import Job, Labor, Order
from tests.api.front import Front


async def admin(front: Front, *more: str, **how: Any) -> str:
    """Make a key that may read figures and records, and change the business."""
    return await front.key("read:metrics", "read:records", "admin:tenant", *more, **how)


async def with_zones(shop: Front) -> list[dict[str, Any]]:
    """Say where every location is, and return them."""
    for row in await locations(shop.office, shop.tenant):
        await move_to_zone(shop.office, shop.tenant, row["location_id"], "America/Chicago", actor="a test")
    return await locations(shop.office, shop.tenant)


async def month_of_sales(shop: Front) -> str:
    """Return a month that is over and in which something was sold."""
    path = "/v1/metrics/net_sales?from=2020-01-01&to=2030-12-31&by=month"
    found = (await shop.get(path, await admin(shop))).json()["data"]
    past = [each for each in found if each["value"] and each["from"][:7] < f"{shop.office.clock():%Y-%m}"]
    return str(max(past, key=lambda each: each["from"])["from"])[:7]


async def planted(shop: Front) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Put an order without a technician into the first location, with other sales than its lines come to."""
    place, other = await with_zones(shop)
    at = f"{shop.office.clock() - timedelta(days=3):%Y-%m-%dT18:00:00Z}"
    labor = [Labor(hours=1, rate_cents=99_999_900, name="Gold plating")]
    stated = Order(
        shop_id=int(place["source_id"]), jobs=[Job(labor=labor)], created=at, completed=at, posted=at, customer_id=1
    )
    order = shop.simulator.put_order(stated)
    shop.wait(hours=1)
    now = f"{shop.office.clock():%Y-%m-%dT%H:%M:%SZ}"
    shop.simulator.edit("repair_orders", {**order, "totalSales": order["totalSales"] + 5_000, "updatedDate": now})
    await shop.sync()
    return place, other, {**order, "day": at[:10]}
