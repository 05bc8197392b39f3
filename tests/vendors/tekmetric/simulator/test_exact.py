from dataclasses import replace
from typing import Any

import pytest

from daysheet.vendors.tekmetric.simulator import (
    Job,
    Labor,
    Order,
    Part,
    Simulator,
    Sublet,
    SubletItem,
    create_simulator,
)
from tests.vendors.tekmetric.simulator.caller import Caller
from tests.vendors.tekmetric.simulator.identities import broken_identities

RATE = 16_000


def worked_example(shop_id: int, first: int, second: int) -> list[Order]:
    """The three orders of the product's worked example; technicians *first* and *second*."""
    brakes = Job(
        name="Brakes",
        parts=[
            Part(name="Pads", retail_cents=11_250, cost_cents=4_500),
            Part(name="Rotor", quantity=2, retail_cents=10_400, cost_cents=5_200),
        ],
        labor=[Labor(hours=2, rate_cents=RATE, technician_id=first)],
        discounts=[("Loyalty", 3_000)],
        fees=[("Shop supplies", 1_200)],
    )
    oil = Job(
        name="Oil service",
        parts=[
            Part(name="Oil", quantity="5.5", retail_cents=1_150, cost_cents=620),
            Part(name="Filter", retail_cents=1_500, cost_cents=600),
        ],
        labor=[Labor(hours="0.5", rate_cents=RATE)],
        fees=[("Disposal", 300)],
    )
    cabin = Job(
        name="Cabin filter",
        authorized=False,
        parts=[Part(retail_cents=4_000, cost_cents=1_500)],
        labor=[Labor(hours="0.3", rate_cents=RATE)],
    )
    tow = Job(
        name="Tow and diagnosis",
        labor=[Labor(hours=1, rate_cents=RATE, technician_id=second)],
        parts=[Part(name="Fuse", retail_cents=800, cost_cents=None)],
    )
    recheck = Job(name="Recheck", labor=[Labor(hours=1, rate_cents=0, technician_id=first)], logged_hours="3.8")
    towing = Sublet(items=[SubletItem(price_cents=12_000, cost_cents=9_000)])
    blank = Order(
        shop_id=shop_id,
        created="2026-03-02T14:00:00Z",
        completed="2026-03-04T18:00:00Z",
        posted="2026-03-04T20:00:00Z",
    )
    return [
        replace(blank, jobs=[brakes, oil, cabin]),
        replace(blank, jobs=[tow], sublets=[towing], discounts=[("Goodwill", 2_000)]),
        replace(blank, jobs=[recheck]),
    ]


@pytest.fixture
def example(simulator: Simulator) -> list[dict[str, Any]]:
    shop_id = simulator.shop_ids[0]
    return [simulator.put_order(order) for order in worked_example(shop_id, 551_014, 551_015)]


def test_stated_orders_add_up_as_the_vendor_does(example: list[dict[str, Any]]) -> None:
    assert [problem for order in example for problem in broken_identities(order)] == []
    assert [order["totalSales"] for order in example] == [79_875 + 1_500 - 3_000, 28_800 - 2_000, 0]


def test_the_totals_are_those_of_the_worked_example(example: list[dict[str, Any]]) -> None:
    def total(name: str) -> int:
        return sum(order[name] for order in example)

    sales = (total("laborSales"), total("partsSales"), total("subletSales"), total("feeTotal"))
    assert sales == (56_000, 40_675, 12_000, 1_500)
    assert sum(sales) == 110_175
    assert sum(sales) - total("discountTotal") == 105_175 == total("totalSales")


async def test_a_stated_order_is_served_as_any_other(
    simulator: Simulator, caller: Caller, example: list[dict[str, Any]]
) -> None:
    newest = (await caller.rows("repair-orders", sort="id,asc"))[-3:]

    assert newest == example
    assert newest == simulator.truth("repair_orders")[-3:]
    fuse = newest[1]["jobs"][0]["parts"][0]
    assert fuse["cost"] is None
    assert newest[2]["jobs"][0]["loggedHours"] == 3.8


def test_a_changed_order_gets_its_totals_again(simulator: Simulator, example: list[dict[str, Any]]) -> None:
    simulator.clock.advance(60)

    def without_fees(order: dict[str, Any]) -> None:
        order["jobs"][0]["fees"] = []

    changed = simulator.change_order(example[0]["id"], without_fees)

    assert broken_identities(changed) == []
    assert changed["feeTotal"] == 300
    assert changed["updatedDate"] == simulator.clock.text() > example[0]["updatedDate"]


def test_what_the_vendor_never_has_is_refused(simulator: Simulator) -> None:
    shop_id = simulator.shop_ids[0]
    with pytest.raises(ValueError, match="do not follow"):
        simulator.put_order(Order(shop_id=shop_id, completed="2026-03-05T00:00:00Z", posted="2026-03-04T00:00:00Z"))
    with pytest.raises(ValueError, match="two decimals"):
        simulator.put_order(Order(shop_id=shop_id, jobs=[Job(labor=[Labor(hours="0.125", rate_cents=1)])]))
    with pytest.raises(KeyError):
        simulator.change_order(1, lambda order: None)


def test_profiles_with_unknown_costs_have_them_and_others_none() -> None:
    def unknown(profile: str) -> int:
        orders = create_simulator(seed=2, orders=200, faults=profile).truth("repair_orders")
        return sum(part["cost"] is None for order in orders for job in order["jobs"] for part in job["parts"])

    assert (unknown("none"), unknown("page-shift")) == (0, 0)
    assert 0 < unknown("realistic") < unknown("hostile")
