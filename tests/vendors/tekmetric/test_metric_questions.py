"""Metrics that are counted from rows, each on orders whose figure can be told by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from daysheet.core.periods import Period
from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.simulator import Job, Labor, Order, Part, Sublet, SubletItem, create_simulator
from tests.stories.business import opened
from tests.vendors.tekmetric.worked_shop import WorkedShop

# The simulator's clock stands at 2026-06-15, 15:00 UTC, which is the same day at the shop.
MARCH = Period(first_on=date(2026, 3, 1), last_on=date(2026, 3, 31))
ESTIMATE, IN_PROGRESS, DONE, SAVED, POSTED, OWING, DELETED = range(1, 8)


def order(posted: str | None = None, *cents: int, **more: Any) -> Order:
    """An order with a job of one part for each price; posted on a day at noon where the shop is."""
    jobs = more.pop("jobs", [Job(parts=[Part(retail_cents=each, cost_cents=0)]) for each in cents])
    at = None if posted is None else f"{posted}T18:00:00Z"
    created = "2025-01-02T18:00:00Z" if posted is None else f"{posted}T15:00:00Z"
    return replace(Order(shop_id=0, jobs=jobs, created=created, completed=at, posted=at), **more)


@asynccontextmanager
async def shop_with(url: str, orders: Sequence[Order]) -> AsyncIterator[WorkedShop]:
    """Read a shop that has these orders."""
    simulator = create_simulator(seed=11, orders=0, shops=1, calls_per_minute=0)
    for each in orders:
        simulator.put_order(replace(each, shop_id=simulator.shop_ids[0]))
    async with opened(url, simulator, vendor=VENDOR) as business:
        outcome = await business.run()
        assert outcome.status == "completed", outcome.errors
        shop = WorkedShop(business=business, shop_id=simulator.shop_ids[0], x=0, y=0)
        await shop.compute()
        yield shop


async def test_carry_over_is_what_was_authorized_before_the_period(shop_url: str) -> None:
    def job(cents: int, authorized_at: str, **more: Any) -> Job:
        part = Part(retail_cents=cents, cost_cents=0)
        return replace(Job(parts=[part], authorized_at=authorized_at), **more)

    before, inside = "2026-02-27T18:00:00Z", "2026-03-01T18:00:00Z"
    jobs = [
        job(10_000, before, discounts=[("Coupon", 1_000)], fees=[("Supplies", 500)]),
        job(20_000, inside),
        job(40_000, before, authorized=False),
    ]
    sooner = [order("2026-03-02", jobs=jobs, created="2026-02-26T18:00:00Z")]
    late = [order("2026-02-27", 70_000), order("2026-04-01", 80_000)]
    async with shop_with(shop_url, [*sooner, *late]) as shop:
        found = await shop.datum("carry_over", MARCH)

    assert found.shown == "95.00"
    assert found.metric.coverage(found.sums) == 1


async def test_a_customer_is_new_once(shop_url: str) -> None:
    orders = [
        order("2026-02-10", 100, customer_id=1),
        order("2026-03-02", 100, customer_id=1),
        order("2026-03-03", 100, customer_id=2),
        order("2026-03-04", 100, customer_id=2),
        order("2026-03-05", 100, customer_id=3),
        order("2026-03-06", 100, customer_id=None),
    ]
    async with shop_with(shop_url, orders) as shop:
        found = await shop.datum("new_customer_percent", MARCH)

    assert found.shown == "2 of 4 (50.0 %)"
    assert found.metric.coverage(found.sums) == Decimal(4) / 5


async def test_a_car_that_comes_again_with_the_same_kind_of_job_may_be_a_comeback(shop_url: str) -> None:
    def visit(day: str, category: str | None, vehicle_id: int | None = 5, *, authorized: bool = True) -> Order:
        parts = [Part(retail_cents=100, cost_cents=0)]
        return order(day, jobs=[Job(category=category, authorized=authorized, parts=parts)], vehicle_id=vehicle_id)

    orders = [
        visit("2026-02-20", "Brakes"),
        visit("2026-03-05", "Brakes"),  # 13 days later: counts
        visit("2026-03-06", "Tires"),  # another kind
        visit("2026-03-07", "Brakes", 6),  # another car
        visit("2026-03-08", "Brakes", 6, authorized=False),  # not done again, and of no known kind
        visit("2026-03-09", None, 6),  # of no known kind
        visit("2026-03-10", "Brakes", None),  # of no known car
        visit("2026-01-10", "Oil", 7),
        visit("2026-03-11", "Oil", 7),  # too long ago
    ]
    async with shop_with(shop_url, orders) as shop:
        found = await shop.datum("return_visits_in_30_days", MARCH)

    assert found.metric.shown_of(found.sums) == "1 of 4 (25.0 %)"
    assert found.metric.coverage(found.sums) == Decimal(4) / 7
    # Four of seven is too little for a number.
    assert found.value is None


async def test_the_gap_to_the_posted_rate(shop_url: str) -> None:
    labor = [Labor(hours=2, rate_cents=15_000), Labor(hours="0.5", rate_cents=0)]
    orders = [order("2026-03-02", jobs=[Job(labor=labor)]), order("2026-03-20", jobs=[Job(labor=labor)])]
    async with shop_with(shop_url, orders) as shop:
        unknown = await shop.datum("effective_labor_rate_gap", MARCH)
        await shop.business.ask(
            "insert into tekmetric.shop_rates (tenant_id, tm_shop_id, valid_from_on, posted_rate_cents) "
            "values (%s, %s, '2026-03-01', 16000), (%s, %s, '2026-03-10', 17000)",
            *[shop.business.tenant_id, shop.shop_id] * 2,
        )
        found = await shop.datum("effective_labor_rate_gap", MARCH)

    assert unknown.value is None
    assert found.shown == "225.00"


BOARD = [
    order(None, 10_000, status_id=ESTIMATE),
    order(None, 20_000, status_id=IN_PROGRESS),
    order(None, 40_000, status_id=DONE, completed="2026-06-14T18:00:00Z", paid_cents=30_000),
    order(None, 5_000, status_id=DONE, completed="2026-06-14T18:00:00Z", paid_cents=5_000),
    order(None, 80_000, status_id=SAVED),
    order(None, 160_000, status_id=DELETED, last_status_id=IN_PROGRESS),
    order("2026-06-14", 320_000),
    order(
        None,
        status_id=IN_PROGRESS,
        jobs=[
            Job(authorized=None, parts=[Part(retail_cents=700, cost_cents=0)], discounts=[("Coupon", 100)]),
            Job(authorized=False, parts=[Part(retail_cents=900, cost_cents=0)]),
        ],
        sublets=[Sublet(items=[SubletItem(price_cents=50, cost_cents=0)])],
    ),
]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("work_in_progress_count", "4"),
        ("work_in_progress_value", "650.50"),
        ("pending_value", "6.00"),
        ("ready_unpaid", "1"),
    ],
)
async def test_what_is_on_the_board(shop_url: str, name: str, shown: str) -> None:
    async with shop_with(shop_url, BOARD) as shop:
        found = await shop.datum(name)

    assert found.shown == shown
    beside = {words: each.total(found.sums) for words, each in found.metric.beside.items()}
    assert beside in ({}, {"waiting for an answer": 600}, {"worth before tax, less what is paid": 10_000})


async def test_late_is_past_the_promise_and_not_done(shop_url: str) -> None:
    orders = [order(None, 100, status_id=IN_PROGRESS)] * 4 + [order(None, 100, status_id=DONE)]
    async with shop_with(shop_url, orders) as shop:
        await shop.business.ask(
            "update tekmetric.repair_orders set promised_at = case when ro_number % 2 = 0 "
            "then timestamptz '2026-06-15 14:59:00+00' else timestamptz '2026-06-15 15:01:00+00' end"
        )
        found = await shop.datum("late")
        await shop.business.ask("update tekmetric.repair_orders set promised_at = null where ro_number % 2 = 0")
        unknown = await shop.datum("late")

    assert (found.shown, found.metric.coverage(found.sums)) == ("2", Decimal(1))
    assert unknown.shown == "not enough data"


OWED = [
    order("2026-06-15", 10_000, status_id=OWING, paid_cents=4_000),  # today
    order("2026-05-16", 10_000, status_id=OWING, paid_cents=9_000),  # 30 days
    order("2026-05-15", 10_000, status_id=OWING, paid_cents=8_000),  # 31 days
    order("2026-04-16", 10_000, status_id=OWING, paid_cents=9_900),  # 60 days
    order("2026-03-17", 10_000, status_id=OWING, paid_cents=9_990),  # 90 days: out of the sales of 90 days
    order("2026-03-16", 10_000, status_id=OWING, paid_cents=9_999),  # 91 days
    order("2026-06-01", 10_000, status_id=POSTED, paid_cents=11_000),  # too much, never netted
    order(None, 10_000, status_id=DONE, paid_cents=0),  # not invoiced
]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("receivables", "91.11"),
        ("receivables_0_to_30_days", "70.00"),
        ("receivables_31_to_60_days", "21.00"),
        ("receivables_61_to_90_days", "0.10"),
        ("receivables_over_90_days", "0.01"),
        ("days_sales_outstanding", "16.4"),
    ],
)
async def test_what_is_owed(shop_url: str, name: str, shown: str) -> None:
    async with shop_with(shop_url, OWED) as shop:
        found = await shop.datum(name)

    assert found.shown == shown
    assert {words: each.total(found.sums) for words, each in found.metric.beside.items()} in (
        {},
        {"paid too much, never netted": 1_000},
    )


async def test_days_of_sales_need_ninety_days_of_history(shop_url: str) -> None:
    async with shop_with(
        shop_url, [each for each in OWED if each.posted is None or each.posted > "2026-03-18"]
    ) as shop:
        found = await shop.datum("days_sales_outstanding")

    assert (found.shown, found.value) == ("-", None)
