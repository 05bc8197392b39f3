"""Every cent between our figures and the vendor's own has a cause, where the shop lets us see the vendor's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from daysheet.core.periods import Period
from daysheet.operations.figures import metrics
from daysheet.operations.figures.metric_answers import Datum
from daysheet.operations.reconciliation.reconciling import Reconciliation, reconcile
from daysheet.vendors.tekmetric.simulator import Job, Labor, Order, Part
from tests.stories.scale import seeds
from tests.vendors.tekmetric.screens.desk import Desk, open_desk

pytestmark = pytest.mark.anyio

SEEDS = 2
EVER = (date(2000, 1, 1), date(2100, 1, 1))


async def both_read(desk: Desk) -> Desk:
    """Read both sources; the screens last, so that they show the orders as we have them."""
    await desk.connect_public()
    await desk.connect_screens()
    await desk.sync("public")
    await desk.sync("screens")
    return desk


async def compared(desk: Desk) -> Reconciliation:
    """Compare everything that was ever invoiced."""
    return await reconcile(desk.office, desk.tenant, *EVER, None)


@pytest.fixture(params=["none", "realistic"])
def profile(request: pytest.FixtureRequest) -> str:
    """What kind of days the vendor has."""
    found: str = request.param
    return found


@pytest.mark.parametrize("seed", seeds(SEEDS))
async def test_no_cent_is_unexplained(worker_may_in: str, profile: str, seed: int) -> None:
    async with open_desk(worker_may_in, seed=seed, faults=profile, orders=30) as desk:
        desk.simulator.faults = "none"
        await both_read(desk)
        desk.simulator.live(20)
        await desk.sync("public")
        await desk.sync("screens")

        found = await compared(desk)

    assert found.figures["profit"].compared > 5
    assert {name: each.not_told for name, each in found.figures.items()} == dict.fromkeys(found.figures, 0)
    assert [row for row in found.orders if row["unexplained"] or row["timing"]] == []
    assert found.unexplained == 0


async def test_an_order_that_changed_since_is_a_matter_of_timing(desk: Desk) -> None:
    await both_read(desk)
    order_id = desk.simulator.put_order(order(desk, cost_cents=4_500))["id"]
    await desk.sync("public")
    await desk.sync("screens")

    def dearer(record: dict[str, Any]) -> None:
        record["jobs"][0]["parts"][0]["cost"] += 1_000

    desk.wait(hours=1)
    desk.simulator.change_order(order_id, dearer)
    await desk.sync("public")

    rows = [row for row in (await compared(desk)).orders if row["source_id"] == str(order_id)]

    assert {row["figure"]: (row["timing"], row["unexplained"]) for row in rows} == {
        "cost": (1_000, 0),
        "profit": (-1_000, 0),
    }


def order(desk: Desk, cost_cents: int | None) -> Order:
    """Return a posted order with one job."""
    return Order(
        shop_id=desk.shop_id,
        jobs=(
            Job(
                labor=(Labor(hours=2, rate_cents=16_000),),
                parts=(Part(retail_cents=9_000, cost_cents=cost_cents), Part(retail_cents=800, cost_cents=400)),
                discounts=(("Loyalty", 1_000),),
            ),
        ),
    )


async def test_a_part_without_a_cost_is_the_vendors_profit(desk: Desk) -> None:
    await both_read(desk)
    order_id = desk.simulator.put_order(order(desk, cost_cents=None))["id"]
    await desk.sync("public")
    await desk.sync("screens")

    rows = [row for row in (await compared(desk)).orders if row["source_id"] == str(order_id)]

    # 90.00 less its share of the 10.00: 10.00 x 90.00 / 418.00 = 2.15.
    (profit,) = [row for row in rows if row["figure"] == "profit"]
    assert (profit["parts_cost"], profit["unexplained"]) == (-8_785, 0)


async def test_authorized_revenue_says_whose_it_is(desk: Desk) -> None:
    await desk.connect_public()
    await desk.sync("public")
    (ours,) = await revenue(desk)
    assert ours.value
    assert (ours.sums["of_vendor_cents"], ours.sums["of_ours_cents"]) == (0, ours.value)

    await desk.connect_screens()
    await desk.sync("screens")
    await desk.look("update tekmetric.vendor_profits set total_retail_cents = total_retail_cents + 1 returning 1", None)

    (theirs,) = await revenue(desk)
    count = (await desk.ask("select count(*) as n from tekmetric.vendor_profits"))[0]["n"]
    assert theirs.value == theirs.sums["of_vendor_cents"] == ours.value + count
    assert theirs.sums["of_ours_cents"] == 0


async def revenue(desk: Desk) -> Sequence[Datum]:
    """Return the authorized revenue of everything ever invoiced."""
    period = Period(first_on=EVER[0], last_on=EVER[1])
    return (await metrics.show(desk.office, desk.tenant, "authorized_revenue", period)).data


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ("update tekmetric.vendor_profits set total_profit_cents = total_profit_cents + 5000", "profit"),
        ("update tekmetric.vendor_profits set total_cost_cents = total_cost_cents + 5000", "cost"),
        ("update tekmetric.vendor_profits set labor_hours = labor_hours + 1", "hours"),
        ("update tekmetric.repair_orders set total_sales_cents = total_sales_cents + 5000", "sales"),
    ],
)
async def test_what_nothing_explains_is_told(desk: Desk, change: str, figure: str) -> None:
    await both_read(desk)
    assert (await compared(desk)).figures[figure].unexplained == 0

    await desk.look(f"{change} returning 1", None)

    found = (await compared(desk)).figures[figure]
    assert found.unexplained != 0
    assert found.difference == sum(found.causes.values(), Decimal(0))


@pytest.fixture
async def public_only(desk: Desk) -> Desk:
    """A shop whose screens nobody connected."""
    await desk.connect_public()
    await desk.sync("public")
    return desk


async def test_without_the_screens_nothing_turns_into_zero(public_only: Desk) -> None:
    found = await compared(public_only)

    assert found.figures["sales"].compared > 0
    assert found.figures["sales"].difference == 0
    for name in ("cost", "profit", "hours"):
        assert found.figures[name].compared == 0
        assert found.figures[name].not_told == found.figures["sales"].compared
