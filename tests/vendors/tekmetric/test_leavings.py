"""Who left no longer counts in the shop's average rate, from the day after; who comes back counts as if never gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.simulator import Job, Labor, Order, create_simulator
from tests.stories.business import opened
from tests.stories.figures import move, places_of
from tests.vendors.tekmetric.worked_shop import WorkedShop, enter_pay

# The simulator's clock stands at 2026-06-15, 15:00 UTC; two days later somebody is gone, and it is noticed.
BEFORE, LAST, AFTER = "2026-06-14", "2026-06-17", "2026-06-18"
HOUR_OF_NOBODY = Job(labor=[Labor(hours=1, rate_cents=10_000)])


@pytest.fixture
async def shop(shop_url: str) -> AsyncIterator[WorkedShop]:
    simulator = create_simulator(seed=11, orders=0, shops=1, calls_per_minute=0)
    x, y = [each["id"] for each in simulator.truth("employees", simulator.shop_ids[0])][:2]
    async with opened(shop_url, simulator, vendor=VENDOR) as business:
        shop = WorkedShop(business=business, shop_id=simulator.shop_ids[0], x=x, y=y)
        await enter_pay(shop, {x: 3_000, y: 5_000})
        invoice(shop, BEFORE)
        await read(shop)
        yield shop


def invoice(shop: WorkedShop, *days: str) -> None:
    """Let an hour be invoiced, on each of these days, that no technician is named for."""
    for day in days:
        order = Order(shop_id=shop.shop_id, jobs=[HOUR_OF_NOBODY], created=f"{day}T14:00:00Z")
        shop.business.simulator.put_order(replace(order, completed=f"{day}T17:00:00Z", posted=f"{day}T18:00:00Z"))


async def read(shop: WorkedShop) -> None:
    outcome = await shop.business.run()
    assert outcome.errors == []
    await shop.compute()


async def costs(shop: WorkedShop) -> dict[str, int]:
    """Return what the hour of each day cost."""
    rows = await shop.business.ask("select metric_date::text as day, labor_cost_cents from tekmetric.shop_days")
    return {row["day"]: row["labor_cost_cents"] for row in rows}


async def let_go(shop: WorkedShop) -> dict[str, Any]:
    """Let X leave, and the shop invoice on the day it is noticed and on the next; return who X was."""
    business = shop.business.simulator.business
    record = business.anybody(shop.x)
    assert record is not None
    shop.business.wait(days=2)
    business.dismiss(shop.x)
    await read(shop)
    shop.business.wait(days=2)
    invoice(shop, LAST, AFTER)
    await read(shop)
    return dict(record)


async def test_who_left_counts_until_it_was_noticed(shop: WorkedShop) -> None:
    await let_go(shop)

    assert await costs(shop) == {BEFORE: 4_000, LAST: 4_000, AFTER: 5_000}


async def test_who_comes_back_counts_again_on_every_day(shop: WorkedShop) -> None:
    record = await let_go(shop)

    record["updatedDate"] = shop.business.simulator.business.clock.text()
    shop.business.simulator.business.put_employee(record, shop.shop_id)
    await read(shop)

    assert await costs(shop) == {BEFORE: 4_000, LAST: 4_000, AFTER: 4_000}
    assert await shop.business.value("select count(*) from tekmetric.employee_leavings") == 0


async def test_what_was_invoiced_before_it_was_noticed_is_looked_at_again(shop: WorkedShop) -> None:
    (place,) = await places_of(shop.business)
    await move(shop.business, place, "Pacific/Auckland")
    shop.business.wait(days=2)
    # 14:00 in Greenwich is the next day at the shop, and that is after the day on which it will be noticed.
    job = replace(HOUR_OF_NOBODY, authorized_at="2026-06-17T13:00:00Z")
    blank = Order(shop_id=shop.shop_id, jobs=[job], created="2026-06-17T13:00:00Z")
    shop.business.simulator.put_order(replace(blank, completed="2026-06-17T13:30:00Z", posted="2026-06-17T14:00:00Z"))
    await shop.business.run("repair_orders")
    await shop.compute()
    before = (await costs(shop))[AFTER]

    shop.business.simulator.business.dismiss(shop.x)
    await read(shop)

    assert (before, (await costs(shop))[AFTER]) == (4_000, 5_000)


async def test_an_own_rate_outlasts_leaving(shop: WorkedShop) -> None:
    await let_go(shop)
    job = Job(labor=[Labor(hours=1, rate_cents=10_000, technician_id=shop.x)])
    shop.business.simulator.put_order(
        Order(
            shop_id=shop.shop_id,
            jobs=[job],
            created="2026-06-19T10:00:00Z",
            completed="2026-06-19T11:00:00Z",
            posted="2026-06-19T12:00:00Z",
        )
    )
    await read(shop)

    assert (await costs(shop))["2026-06-19"] == 3_000


async def test_figures_made_from_nothing_are_the_same(shop: WorkedShop) -> None:
    await let_go(shop)
    kept = await costs(shop)

    await shop.compute_from_nothing()

    assert await costs(shop) == kept
