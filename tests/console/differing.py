"""A shop whose vendor tells other figures of one order than its lines come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from daysheet.operations.entries.placing import locations, move_to_zone
from daysheet.vendors.tekmetric.simulator import Job, Order, Part
from tests.console.house import House

# The simulator's clock stands at 2026-06-15, 15:00 UTC.
DAY = date(2026, 5, 20)
MONTH = (date(2026, 5, 1), date(2026, 5, 31))
TOLD_WRONG = 5_000


@dataclass(kw_only=True)
class Planted:
    """An order of one day at the first shop that the vendor tells other figures of than its lines come to."""

    house: House
    place: dict[str, Any]
    other: dict[str, Any]
    order: dict[str, Any]

    @property
    def page(self) -> str:
        """The address of its day."""
        return f"/reconcile?location={self.place['location_id']}&day={DAY}&figure=sales"

    def said(self, do: str, **more: str) -> dict[str, str]:
        """Return what a form of its day sends."""
        number = str(self.place["location_id"])
        return {"do": do, "location": number, "day": DAY.isoformat(), "figure": "sales", **more}

    async def tell_wrong(self, cents: int) -> None:
        """Let the vendor tell other sales than its lines come to, and read them."""
        front = self.house.front
        front.wait(hours=1)
        now = f"{front.office.clock():%Y-%m-%dT%H:%M:%SZ}"
        front.simulator.edit(
            "repair_orders", {**self.order, "totalSales": self.order["totalSales"] + cents, "updatedDate": now}
        )
        await front.sync()

    async def tell_profit(self, cost_cents: int) -> None:
        """Let the vendor's own cost and profit of the order be known, as its screens would tell them."""
        revenue = self.order["totalSales"]
        async with self.house.front.office.database.tenant(self.house.front.tenant.tenant_id) as connection:
            await connection.execute(
                "insert into tekmetric.vendor_profits (tenant_id, tm_shop_id, tm_repair_order_id, labor_hours, "
                "labor_retail_cents, labor_cost_cents, labor_profit_cents, total_retail_cents, total_cost_cents, "
                "total_profit_cents, first_seen_at, changed_at, is_complete) "
                "values (%s, %s, %s, 0, 0, 0, 0, %s, %s, %s, now(), now(), true)",
                [
                    self.house.front.tenant.tenant_id,
                    int(self.place["source_id"]),
                    self.order["id"],
                    revenue,
                    cost_cents,
                    revenue - cost_cents,
                ],
            )


async def plant(house: House) -> Planted:
    """Say where the shops are, and put two orders into the first; the vendor tells other sales of one of them."""
    front = house.front
    for row in await locations(front.office, front.tenant):
        await move_to_zone(front.office, front.tenant, row["location_id"], "America/Chicago", actor="a test")
    place, other = await locations(front.office, front.tenant)
    parts = [Part(retail_cents=11_250, cost_cents=4_500), Part(retail_cents=744, cost_cents=None, name="Fuse")]
    at = f"{DAY}T18:00:00Z"
    order = front.simulator.put_order(
        Order(shop_id=int(place["source_id"]), jobs=[Job(parts=parts)], created=at, completed=at, posted=at)
    )
    later = f"{DAY + timedelta(days=1)}T18:00:00Z"
    front.simulator.put_order(
        Order(shop_id=int(place["source_id"]), jobs=[Job(parts=parts)], created=later, completed=later, posted=later)
    )
    found = Planted(house=house, place=place, other=other, order=order)
    await found.tell_wrong(TOLD_WRONG)
    return found
