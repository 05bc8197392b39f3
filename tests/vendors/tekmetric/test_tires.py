"""The margin on parts without tires: neither the price nor the missing cost of a tire has a part in it."""

from __future__ import annotations

import pytest

from daysheet.operations.figures import metrics
from daysheet.vendors.tekmetric.simulator import Job, Part
from tests.vendors.tekmetric.figure_mutants import Mutant
from tests.vendors.tekmetric.test_figure_mutants import put_in
from tests.vendors.tekmetric.test_metric_questions import MARCH, order, shop_with
from tests.vendors.tekmetric.worked_shop import WorkedShop

NAME = "parts_gross_profit_percent_without_tires"
TIRE = 2
PARTS = [
    Part(retail_cents=10_000, cost_cents=4_000),
    Part(retail_cents=5_000, cost_cents=None),
    Part(retail_cents=20_000, cost_cents=16_000, type_id=TIRE),
    Part(retail_cents=40_000, cost_cents=None, type_id=TIRE),
]
ORDERS = [order("2026-03-02", jobs=[Job(parts=PARTS)])]
RIGHT = ("60.0 %", "66.7", {"part_cost_unknown": (1, 5_000)})

WITHOUT_TIRES = "filter (where line.kind = 'part' and not line.is_tire) as parts_without_tires_net_cents"
COSTED = "line.kind = 'part' and line.cost_cents is not null and not line.is_tire)"
MUTANTS = {
    "tires among all parts without tires": Mutant(
        query="take_snapshots", old=WITHOUT_TIRES, new=WITHOUT_TIRES.replace(" and not line.is_tire", "")
    ),
    "parts without cost among those with": Mutant(
        query="take_snapshots", old=COSTED, new="line.kind = 'part' and not line.is_tire)"
    ),
    "the cost of tires": Mutant(
        query="take_snapshots",
        old="filter (where line.kind = 'part' and not line.is_tire) as parts_without_tires_cost_cents",
        new="filter (where line.kind = 'part') as parts_without_tires_cost_cents",
    ),
}


async def told(shop: WorkedShop) -> tuple[str, str, dict[str, tuple[int, int]]]:
    """Return the margin as people see it, its coverage, and what is left out of it."""
    found = await shop.datum(NAME, MARCH)
    coverage = found.metric.coverage(found.sums)
    missing = {each.reason: (each.rows, int(each.amount)) for each in found.missing}
    return found.shown, "none" if coverage is None else f"{coverage * 100:.1f}", missing


async def test_a_tire_without_a_cost_does_not_blur_it(shop_url: str) -> None:
    async with shop_with(shop_url, ORDERS) as shop:
        assert await told(shop) == RIGHT
        assert (await shop.datum("parts_gross_profit_percent", MARCH)).shown == "not enough data"
        _, left_out = await metrics.rows(
            shop.office, shop.tenant, "parts_gross_profit_percent", MARCH, only_missing=True
        )

    assert {row["reason"]: row["amount"] for row in left_out} == {
        "tire_cost_unknown": 40_000,
        "part_cost_unknown": 5_000,
    }


@pytest.mark.parametrize("name", MUTANTS)
async def test_a_wrong_statement_is_noticed(shop_url: str, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    async with shop_with(shop_url, ORDERS) as shop:
        put_in(MUTANTS[name], shop, monkeypatch)
        await shop.compute_from_nothing()

        assert await told(shop) != RIGHT
