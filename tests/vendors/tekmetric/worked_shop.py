"""
The worked example of the product as a shop: three stated orders, read over real HTTP, and its figures as people ask.

Technician X costs 35.00 an hour and logs 3.8 hours on the two jobs, in 8.0 hours of presence; Y costs 42.00.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from daysheet.core.metrics import Figures
from daysheet.core.periods import Period
from daysheet.core.vendor import Vendor
from daysheet.operations.figures import metrics
from daysheet.operations.figures.metric_answers import Datum
from daysheet.operations.figures.one_look import OneLook
from daysheet.operations.office import Office
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.simulator import Order, Simulator, create_simulator
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.daily_figures import DailyFigures
from daysheet.warehouse.deriving import Deriving
from tests.operations.mover import office_at
from tests.stories.business import Business, opened
from tests.vendors.tekmetric.simulator.test_exact import worked_example
from tests.vendors.tekmetric.worked_figures import COVERAGES, EXPECTED, OF_X, PARTS_OF_RATIOS, RATE_OF_ALL

DAY: Final = date(2026, 3, 4)
ON_THE_DAY: Final = Period(first_on=DAY, last_on=DAY)
OF_THE_MONTH: Final = Period(first_on=date(2026, 3, 1), last_on=date(2026, 3, 31))


@dataclass(kw_only=True)
class WorkedShop:
    """The shop, the technicians X and Y, and the ways to its figures."""

    business: Business
    shop_id: int
    x: int
    y: int
    vendor: Vendor = VENDOR

    @property
    def office(self) -> Office:
        """An office with this warehouse in it."""
        office = office_at(self.business.database, self.business.owner_url, self.business.clock)
        return replace(office, vendors={self.vendor.name: self.vendor})

    @property
    def tenant(self) -> Tenant:
        """The tenant whose shop it is."""
        return Tenant(tenant_id=self.business.tenant_id, name="main street")

    @property
    def figures(self) -> Figures:
        """The declarations that hold here."""
        assert self.vendor.figures is not None
        return self.vendor.figures

    async def compute(self) -> int:
        """Compute the marked days; return how many there were."""
        return await self._daily.compute(self.business.clock())

    async def compute_from_nothing(self) -> None:
        """Forget every picture and every figure, and make them from the orders again."""
        for table in ("ro_snapshots", "order_sales", "daily_shop_metrics", "tech_daily_metrics"):
            await self.business.ask(f"delete from tekmetric.{table}")  # noqa: S608  the names stand above
        assert self.vendor.derivation is not None
        deriving = Deriving(
            package=self.vendor.package,
            derivation=self.vendor.derivation,
            tenant_id=self.business.tenant_id,
            connection_id=self.business.connection_id,
            location_key=self.shop_id,
        )
        async with self.business.database.tenant(self.business.tenant_id) as connection:
            await deriving.mark_stale(connection, self.vendor.name, self.business.clock(), "test")
        await self._daily.mark_all([str(self.shop_id)], self.business.clock())
        await self.compute()

    @property
    def _daily(self) -> DailyFigures:
        return DailyFigures(database=self.business.database, vendor=self.vendor, tenant_id=self.business.tenant_id)

    async def datum(
        self, name: str, period: Period = ON_THE_DAY, person: int | None = None, look: OneLook | None = None
    ) -> Datum:
        """Return a metric of the shop, or of one of its technicians."""
        by: Any = "location" if person is None else "person"
        answer = await metrics.show(self.office, self.tenant, name, period, by=by, look=look)
        (found,) = [each for each in answer.data if person is None or each.bucket == person]
        return found

    async def shown(self, only: str | None = None) -> dict[str, str]:
        """Return every figure of the worked example as people see it, or all that is expected of one metric."""
        look = OneLook(self.office, self.tenant)
        asked = {name: await self.datum(name, look=look) for name in EXPECTED if only in (None, name)}
        found = {name: datum.shown for name, datum in asked.items()}
        for name in OF_X:
            if only in (None, name):
                found[f"X {name}"] = (await self.datum(name, person=self.x, look=look)).shown
        found |= {f"parts of {name}": _parts(asked[name]) for name in PARTS_OF_RATIOS if name in asked}
        for name in (each for each in COVERAGES if each in asked):
            coverage = asked[name].metric.coverage(asked[name].sums)
            found[f"coverage of {name}"] = "none" if coverage is None else f"{coverage * 100:.1f}"
        return found if only is not None else found | await self._of_all()

    async def _of_all(self) -> dict[str, str]:
        answer = await metrics.show(self.office, self.tenant, RATE_OF_ALL, ON_THE_DAY, by="person")
        lines = await self.business.ask(
            "select line.discount_cents::bigint as cents from tekmetric.repair_orders as repair_order "
            "cross join lateral tekmetric.line_figures(repair_order.tenant_id, repair_order.tm_shop_id, "
            "array[repair_order.tm_id]) as line "
            "where line.discount_cents <> 0 order by repair_order.ro_number, line.gross_cents"
        )
        return {
            "total over technicians": answer.totals[0].shown,
            "car count of the month": (await self.datum("car_count", OF_THE_MONTH)).shown,
            "discounts by line": " ".join(str(line["cents"]) for line in lines),
        }


def _parts(datum: Datum) -> str:
    assert datum.metric.denominator is not None
    sums = (datum.metric.numerator.total(datum.sums), datum.metric.denominator.total(datum.sums))
    return " of ".join(f"{each.normalize():f}" for each in sums)


def stated_orders(shop_id: int, x: int, y: int) -> list[Order]:
    """
    Return the three orders, with what X logged on the two jobs.

    They were done on the day before they were posted, and there is tax on them: neither may change a figure.
    """
    first, second, third = worked_example(shop_id, x, y)
    brakes, *others = first.jobs
    (recheck,) = third.jobs
    orders = [
        replace(first, jobs=[replace(brakes, logged_hours="2.4"), *others]),
        second,
        replace(third, jobs=[replace(recheck, logged_hours="1.4")]),
    ]
    return [replace(each, completed="2026-03-03T18:00:00Z", tax_basis_points=825) for each in orders]


def simulated_shop() -> tuple[Simulator, int, int, int]:
    """Return a simulator of one shop that has nothing but the three orders, and its technicians X and Y."""
    simulator = create_simulator(seed=11, orders=0, shops=1, calls_per_minute=0)
    shop_id = simulator.shop_ids[0]
    x, y = [each["id"] for each in simulator.truth("employees", shop_id)][:2]
    for order in stated_orders(shop_id, x, y):
        simulator.put_order(order)
    return simulator, shop_id, x, y


async def read_worked_shop(owner_url: str) -> None:
    """Read the shop over real HTTP into the warehouse at *owner_url*, with pay and presence entered before."""
    simulator, shop_id, x, y = simulated_shop()
    async with served(simulator.app) as address, opened(owner_url, simulator, vendor=VENDOR, base_url=address) as found:
        shop = WorkedShop(business=found, shop_id=shop_id, x=x, y=y)
        await enter_pay(shop, {x: 3_500, y: 4_200})
        await enter_presence(shop, x, "8.0")
        outcome = await found.run()
        assert outcome.status == "completed", outcome.errors
        await shop.compute()


@asynccontextmanager
async def reopened(owner_url: str) -> AsyncIterator[WorkedShop]:
    """Open a warehouse into which the shop was read."""
    simulator, shop_id, x, y = simulated_shop()
    async with opened(owner_url, simulator, vendor=VENDOR) as business:
        yield WorkedShop(business=business, shop_id=shop_id, x=x, y=y)


async def enter_pay(shop: WorkedShop, rates: dict[int, int]) -> None:
    """Say what technicians cost, since ever."""
    async with shop.business.database.tenant(shop.business.tenant_id) as connection:
        for employee, cents in rates.items():
            await connection.execute(
                "insert into tekmetric.employee_pay (tenant_id, tm_shop_id, tm_employee_id, valid_from_on, "
                "hourly_rate_cents, is_technician, pay_source) values (%s, %s, %s, '0001-01-01', %s, true, 'manual')",
                [shop.business.tenant_id, shop.shop_id, employee, cents],
            )


async def enter_presence(shop: WorkedShop, employee: int, hours: str) -> None:
    """Say how long somebody was there on the day."""
    async with shop.business.database.tenant(shop.business.tenant_id) as connection:
        await connection.execute(
            "insert into tekmetric.technician_hours (tenant_id, tm_shop_id, tm_employee_id, worked_on, attended_hours) "
            "values (%s, %s, %s, %s, %s)",
            [shop.business.tenant_id, shop.shop_id, employee, DAY, hours],
        )
