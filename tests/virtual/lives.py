"""What happens in a town by itself, at instants that a seed draws."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from typing import Any, Final

from daysheet.vendors.tekmetric.simulator.money import WORK_IN_PROGRESS
from daysheet.vendors.tekmetric.simulator.stated import Job, Labor, Order
from tests.virtual.town import Town

ORDERS_OF_NOISY: Final = 300
HOUR_SECONDS: Final = 3_600


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How busy a day is; *noisy_times* is how many times the usual changes happen in its first shop besides."""

    hours: float = 3.0
    warm_up_hours: float = 1.0
    events_per_shop_and_hour: float = 10.0
    moves_per_hour: float = 60.0
    noisy_times: int = 0
    with_webhooks: bool = False
    seed: int = 1


class Life:
    """The life of both accounts until *stop* is set; *noisy* is the shop in which more happens, if there is one."""

    def __init__(self, town: Town, plan: Plan, stop: asyncio.Event) -> None:
        self.noisy = min(town.shops.simulator.shop_ids) if plan.noisy_times else None
        self._town = town
        self._plan = plan
        self._stop = stop
        if self.noisy is not None:
            _fill(town, self.noisy)

    async def of_shops(self) -> None:
        """Let things happen in the shops, each as often as any other, but for the noisy one."""
        simulator, chance = self._town.shops.simulator, random.Random(self._plan.seed)
        usual = len(simulator.shop_ids) * self._plan.events_per_shop_and_hour / HOUR_SECONDS
        noise = self._plan.events_per_shop_and_hour * self._plan.noisy_times / HOUR_SECONDS
        while not self._stop.is_set():
            await asyncio.sleep(chance.expovariate(usual + noise))
            if chance.random() * (usual + noise) < usual:
                simulator.vendor.life.step(seconds=0.0)
            else:
                self._edit_of_noisy(chance)

    def _edit_of_noisy(self, chance: random.Random) -> None:
        """Let somebody touch an order of the noisy shop."""
        simulator = self._town.shops.simulator
        row = chance.choice(simulator.business.repair_orders.rows([self.noisy], with_deleted=False))

        def edit(record: dict[str, Any]) -> None:
            record["milesIn"] = (record["milesIn"] or 0) + 1

        simulator.change_order(row.id, edit)

    async def of_movers(self) -> None:
        """Let things happen at the movers, if there are any."""
        if self._town.movers is None:
            return
        simulator, chance = self._town.movers.simulator, random.Random(self._plan.seed)
        while not self._stop.is_set():
            await asyncio.sleep(chance.expovariate(self._plan.moves_per_hour / HOUR_SECONDS))
            simulator.keep_up()
            simulator.vendor.life.step(seconds=0.0)


def _fill(town: Town, shop: int) -> None:
    """Give a shop as many open orders as so many changes are about."""
    for _ in range(ORDERS_OF_NOISY):
        job = Job(labor=(Labor(hours=1, rate_cents=12_000),))
        town.shops.simulator.put_order(Order(shop_id=shop, jobs=(job,), status_id=WORK_IN_PROGRESS))
