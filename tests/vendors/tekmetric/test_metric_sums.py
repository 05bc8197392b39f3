"""Over a whole invented business: rows, days, views and totals are one and the same figure for every metric."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from daysheet.core.metrics import Sum
from daysheet.core.periods import Period
from daysheet.operations.figures import metrics
from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.metrics import FIGURES
from daysheet.vendors.tekmetric.simulator import create_simulator
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.metric_sums import By
from tests.conftest import drop_database, make_database
from tests.stories.business import opened
from tests.vendors.tekmetric.worked_shop import WorkedShop, enter_pay

YEARS = Period(first_on=date(2023, 1, 1), last_on=date(2026, 12, 31))
STRETCHES: tuple[By, ...] = ("day", "week", "month")
SEED, ORDERS = 5, 260


async def _open(url: str) -> AsyncIterator[WorkedShop]:
    simulator = create_simulator(seed=SEED, orders=ORDERS, shops=2, faults="realistic", calls_per_minute=0)
    simulator.faults = "none"
    async with opened(url, simulator, vendor=VENDOR) as business:
        yield WorkedShop(business=business, shop_id=simulator.shop_ids[0], x=0, y=0)


async def _read(url: str) -> None:
    async for shop in _open(url):
        technicians = shop.business.simulator.truth("employees", shop.shop_id)[:2]
        await enter_pay(shop, {each["id"]: 3_000 + number for number, each in enumerate(technicians)})
        await shop.business.run()
        await shop.compute()


@pytest.fixture(scope="module")
def read_template(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> str:
    """Name of a database into which a whole business was read: parts without cost, and a shop without any rate."""
    name = make_database(cluster_url, migrated_template)
    asyncio.run(_read(cluster.url(name)))
    return name


@pytest.fixture
async def business(cluster: EmbeddedCluster, cluster_url: str, read_template: str) -> AsyncIterator[WorkedShop]:
    name = make_database(cluster_url, read_template)
    async for shop in _open(cluster.url(name)):
        yield shop
    drop_database(cluster_url, name)


async def test_the_rows_behind_every_metric_add_up_to_it_at_every_shop(business: WorkedShop) -> None:
    differing = {}
    for metric in FIGURES.metrics:
        answer = await metrics.show(business.office, business.tenant, metric.name, YEARS)
        _, rows = await metrics.rows(business.office, business.tenant, metric.name, YEARS)
        for each in (metric.numerator, metric.denominator):
            if each is not None:
                whole = {datum.place.name: each.total(datum.sums) for datum in answer.data if datum.place is not None}
                of_rows = _by_place(each, rows)
                differing[metric.name] = {name for name in whole if whole[name] != of_rows.get(name, 0)}

    assert {name: places for name, places in differing.items() if places} == {}


def _by_place(each: Sum, rows: list[dict[str, Any]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[str(row["location"])] += each.total(row)
    return found


async def test_what_is_left_out_is_all_that_the_coverage_lacks(business: WorkedShop) -> None:
    lacking = {}
    for metric in FIGURES.metrics:
        if metric.table is None or metric.known is None or metric.of is None:
            continue
        answer = await metrics.show(business.office, business.tenant, metric.name, YEARS)
        for datum in answer.data:
            lacks = metric.of.total(datum.sums) - metric.known.total(datum.sums)
            told = sum(each.amount for each in datum.missing)
            if metric.left_out != ("worked_hours_unknown", "presence_unknown") and lacks != told:
                lacking[metric.name] = (lacks, told)

    assert lacking == {}


async def test_days_weeks_and_months_add_up_to_the_whole(business: WorkedShop) -> None:
    for name in ("gross_profit_percent", "car_count", "technician_billed_hours"):
        whole = await metrics.show(business.office, business.tenant, name, YEARS)
        assert whole.totals[0].value
        for by in STRETCHES:
            parts = await metrics.show(business.office, business.tenant, name, YEARS, by=by)
            assert parts.totals[0].sums == whole.totals[0].sums
            assert len(parts.data) > len(whole.data)


async def test_a_group_of_shops_is_divided_once(business: WorkedShop) -> None:
    answer = await metrics.show(business.office, business.tenant, "average_repair_order", YEARS)

    values = [each.value for each in answer.data if each.value is not None]
    assert len(values) == 2
    cars, sales = (sum(each.sums[name] for each in answer.data) for name in ("ro_count", "labor_net_cents"))
    assert answer.totals[0].sums["ro_count"] == cars
    assert answer.totals[0].sums["labor_net_cents"] == sales
    assert answer.totals[0].value != sum(values) / 2


async def test_the_view_holds_the_same_sums(business: WorkedShop) -> None:
    answer = await metrics.show(business.office, business.tenant, "gross_profit_percent", YEARS)
    (row,) = await business.business.ask(
        "select sum(gross_profit_percent_numerator) as top, sum(gross_profit_percent_denominator) as bottom "
        "from mart.shop_figures"
    )

    metric, sums = answer.metric, answer.totals[0].sums
    assert metric.denominator is not None
    assert (row["top"], row["bottom"]) == (metric.numerator.total(sums), metric.denominator.total(sums))
