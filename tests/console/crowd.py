"""Houses whose boards have something to show: orders that stand in the shops, and a mover with jobs on its days."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from daysheet.operations.entries.mapping import map_suggested
from daysheet.vendors.smartmoving import VENDOR as MOVERS
from daysheet.vendors.smartmoving.simulator import create_simulator
from daysheet.vendors.tekmetric.simulator import Job, Labor, Order
from tests.console.house import House, open_house

ESTIMATE: Final = 1
IN_WORK: Final = 2


def job(name: str, *, authorized: bool | None = True) -> Job:
    """Return a job of two hours that the customer said yes, no or nothing to."""
    return Job(name=name, authorized=authorized, labor=[Labor(hours=2, rate_cents=16_000)])


async def fill(house: House, *, in_work: int = 12, waiting: int = 3) -> list[dict[str, Any]]:
    """Put orders in work into the first shop, and orders that wait for an answer into the second; return all."""
    simulator = house.front.simulator
    first, second = simulator.shop_ids[:2]
    made = [
        simulator.put_order(
            Order(shop_id=first, status_id=IN_WORK, jobs=[job("Brakes"), job("Wipers", authorized=False)])
        )
        for _ in range(in_work)
    ]
    made += [
        simulator.put_order(Order(shop_id=second, status_id=ESTIMATE, jobs=[job("Tyres", authorized=None)]))
        for _ in range(waiting)
    ]
    house.front.wait(seconds=1)
    await house.front.sync()
    return made


@asynccontextmanager
async def open_movers(url: str) -> AsyncIterator[House]:
    """Serve a mover whose branches are mapped."""
    simulator = create_simulator(seed=4, orders=60, branches=3, calls_per_minute=0, calls_per_month=0)
    async with open_house(url, vendor=MOVERS, simulator=simulator) as found:
        await map_suggested(found.front.office, found.front.tenant, found.front.row.name)
        await found.front.sync(full=True)
        yield found
