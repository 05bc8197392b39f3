"""Two repair shops without any order, into which a test puts what is right and what is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from daysheet.operations.entries.placing import locations
from daysheet.operations.morning.fixing import FixReport, fix_list
from daysheet.vendors.tekmetric.simulator import Job, Labor, Order, Part, create_simulator
from tests.operations.shop import Record, Shop, open_shop

# The simulator's clock stands at 2026-06-15, 15:00 UTC.
LATELY = "2026-06-10T18:00:00Z"


@dataclass(kw_only=True)
class Yard:
    """A business of two shops without any order, and a technician of the first whose rate is known."""

    shop: Shop
    north: int
    south: int
    technician: int

    async def put(self, *orders: Order) -> list[Record]:
        """Let orders be there, and read them."""
        made = [self.shop.simulator.put_order(each) for each in orders]
        await self.read()
        return made

    async def read(self) -> None:
        """Let an hour go by, and read what changed."""
        self.shop.wait(hours=1)
        await self.shop.sync()

    async def listed(self, *only: int) -> FixReport:
        """Return the list of some locations, by the vendor's ids of them, or of all."""
        return await fix_list(self.shop.office, self.shop.tenant, await self.numbers(*only) if only else None)

    async def found(self, *only: int) -> dict[str, tuple[int, Decimal]]:
        """Return how many records each rule finds, and the cents that they blur."""
        return {each.rule.name: (each.records, each.amount_cents) for each in (await self.listed(*only)).findings}

    async def numbers(self, *shops: int) -> frozenset[int]:
        """Return our numbers of some shops."""
        rows = await locations(self.shop.office, self.shop.tenant)
        return frozenset(row["location_id"] for row in rows if int(row["source_id"]) in shops)

    def right(self, **more: Any) -> Order:
        """Return an order of the first shop at which nothing is to be put right."""
        labor = [Labor(hours=2, rate_cents=16_000, technician_id=self.technician)]
        jobs = [Job(labor=labor, parts=[Part(retail_cents=9_000, cost_cents=4_500)], logged_hours="1.5")]
        stated = Order(
            shop_id=self.north,
            jobs=jobs,
            created=LATELY,
            completed=LATELY,
            posted=LATELY,
            customer_id=1,
            advisor_id=self.technician,
        )
        return replace(stated, **more)


@asynccontextmanager
async def open_yard(url: str) -> AsyncIterator[Yard]:
    simulator = create_simulator(seed=11, orders=0, shops=2, calls_per_minute=0)
    north, south = simulator.shop_ids
    async with open_shop(url, simulator=simulator) as shop:
        await shop.sync()
        technician = simulator.truth("employees", north)[0]["id"]
        async with shop.office.database.tenant(shop.tenant.tenant_id) as connection:
            await connection.execute(
                "insert into tekmetric.employee_pay (tenant_id, tm_shop_id, tm_employee_id, valid_from_on, "
                "hourly_rate_cents, is_technician, pay_source) values (%s, %s, %s, '0001-01-01', 3500, true, 'manual')",
                [shop.tenant.tenant_id, north, technician],
            )
        yield Yard(shop=shop, north=north, south=south, technician=technician)
