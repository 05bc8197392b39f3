"""The worked example of the product to the cent: simulator, real HTTP, sync, SQL, and the figure as people see it."""

from __future__ import annotations

from decimal import Decimal

from tests.vendors.tekmetric.worked_figures import expected
from tests.vendors.tekmetric.worked_shop import DAY, WorkedShop


async def test_every_figure_of_the_worked_example(shop: WorkedShop) -> None:
    assert await shop.shown() == expected()


async def test_computing_from_nothing_gives_the_same_figures(shop: WorkedShop) -> None:
    await shop.compute_from_nothing()

    assert await shop.shown() == expected()


async def test_what_the_worked_example_is_made_of(shop: WorkedShop) -> None:
    (day,) = await shop.business.ask("select * from tekmetric.daily_shop_metrics where metric_date = %s", DAY)

    assert {name: day[name] for name in day if name.endswith("_cents") and day[name]} == {
        "labor_revenue_cents": 56_000,
        "parts_revenue_cents": 40_675,
        "sublet_revenue_cents": 12_000,
        "fees_total_cents": 1_500,
        "shop_supplies_fees_cents": 1_200,
        "disposal_fees_cents": 300,
        "discount_total_cents": 5_000,
        "labor_net_cents": 53_390,
        "parts_net_cents": 39_118,
        "sublet_net_cents": 11_167,
        "costed_labor_net_cents": 53_390,
        "costed_parts_net_cents": 38_374,
        "costed_sublet_net_cents": 11_167,
        "labor_cost_cents": 16_625,
        "parts_cost_cents": 18_910,
        "sublet_cost_cents": 9_000,
        "parts_without_tires_net_cents": 39_118,
        "costed_parts_without_tires_net_cents": 38_374,
        "parts_without_tires_cost_cents": 18_910,
        "tax_total_cents": 3_356,
        "posted_revenue_cents": 105_175,
        "authorized_value_cents": 107_175,
        "potential_revenue_cents": 115_975,
        "declined_revenue_cents": 8_800,
    }
    assert (day["assigned_rate_hours"], day["shop_average_hours"]) == (Decimal("4.0"), Decimal("0.5"))


async def test_productivity_is_utilization_times_efficiency(shop: WorkedShop) -> None:
    found = [await shop.datum(name, person=shop.x) for name in ("utilization", "efficiency", "productivity")]

    utilization, efficiency, productivity = [each.value for each in found if each.value is not None]

    assert abs(utilization * efficiency / 100 - productivity) < Decimal("1e-20")


async def test_the_vendor_counts_the_fuse_as_free(shop: WorkedShop) -> None:
    names = ("gross_profit_vendor", "gross_profit_percent_vendor", "gross_profit_difference")
    before = [(await shop.datum(name)).shown for name in names]
    # Price and cost of the lines of 1001, 1002 and 1003, before fees and discounts.
    for place, (retail, cost) in enumerate([(79_875, 27_835), (28_800, 13_200), (0, 3_500)]):
        await shop.business.ask(
            "insert into tekmetric.vendor_profits (tenant_id, tm_shop_id, tm_repair_order_id, total_retail_cents, "
            "total_cost_cents, total_profit_cents, first_seen_at, changed_at, is_complete) "
            "select tenant_id, tm_shop_id, tm_id, %s, %s, %s, now(), now(), true from tekmetric.repair_orders "
            "order by ro_number limit 1 offset %s",
            *(retail, cost, retail - cost, place),
        )

    after = [(await shop.datum(name)).shown for name in names]

    assert before == ["not enough data"] * 3
    assert after == ["606.40", "57.7 %", "-7.44"]
