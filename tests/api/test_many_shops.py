"""A single record is found among many locations with one call or two, whatever the event said of where it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from daysheet.vendors.tekmetric.simulator import create_simulator
from tests.api.front import Front, asked_for, open_front, told

pytestmark = pytest.mark.anyio

SHOPS = 66


@pytest.fixture
async def chain(worker_database: str) -> AsyncIterator[Front]:
    """A chain of shops of which nothing is known but where they are."""
    simulator = create_simulator(seed=5, orders=60, shops=SHOPS, calls_per_minute=0)
    async with open_front(worker_database, simulator=simulator) as front:
        await front.sync(streams=("shops",))
        yield front


def living_orders(front: Front) -> list[dict[str, Any]]:
    """Return orders of several shops, none of them of the first."""
    first = front.simulator.shop_ids[0]
    orders = front.simulator.truth("repair_orders")
    return [each for each in orders if each["deletedDate"] is None and each["shopId"] != first]


async def stored(front: Front) -> dict[int, int]:
    """Return the shop of each order that is stored."""
    async with front.office.database.tenant(front.tenant.tenant_id) as connection:
        rows = await (await connection.execute("select tm_id, tm_shop_id from tekmetric.repair_orders")).fetchall()
    return {row["tm_id"]: row["tm_shop_id"] for row in rows}


async def calls_of(front: Front, order_id: int, **data: Any) -> int:
    """Tell of an order and look; return how many calls it took."""
    await told(front, order_id, **data)
    before = asked_for(front)
    report = await front.look()
    assert (report.put_back, report.errors) == (0, [])
    return asked_for(front) - before


async def test_an_unknown_order_is_asked_for_at_the_shop_that_its_event_names(chain: Front) -> None:
    order = living_orders(chain)[0]

    assert await calls_of(chain, order["id"], shopId=order["shopId"]) == 1

    assert await stored(chain) == {order["id"]: order["shopId"]}


@pytest.mark.parametrize("said", [{}, {"shopId": 0}, {"shopId": 987_654_321}, {"shopId": "nonsense"}])
async def test_an_event_that_names_no_shop_costs_one_call_more(chain: Front, said: dict[str, Any]) -> None:
    order = living_orders(chain)[0]

    assert await calls_of(chain, order["id"], **said) == 2

    assert await stored(chain) == {order["id"]: order["shopId"]}


async def test_an_event_that_names_the_wrong_shop_stores_nothing_there(chain: Front) -> None:
    order = living_orders(chain)[0]
    other = next(each["shopId"] for each in living_orders(chain) if each["shopId"] != order["shopId"])

    assert await calls_of(chain, order["id"], shopId=other) == 2

    assert await stored(chain) == {order["id"]: order["shopId"]}


async def test_a_stored_order_is_asked_for_where_it_is_stored(chain: Front) -> None:
    order = living_orders(chain)[0]
    await calls_of(chain, order["id"], shopId=order["shopId"])

    assert await calls_of(chain, order["id"], color="red") == 1


async def test_several_unknown_orders_cost_two_calls_each_at_most(chain: Front) -> None:
    orders = living_orders(chain)[:8]
    for each in orders:
        await told(chain, each["id"])
    before = asked_for(chain)

    outcome = await chain.look()

    assert outcome.put_back == 0
    assert asked_for(chain) - before <= 2 * len(orders)
    assert await stored(chain) == {each["id"]: each["shopId"] for each in orders}


async def test_an_order_that_there_is_not_costs_one_call(chain: Front) -> None:
    assert await calls_of(chain, 999_999_999) == 1


async def test_the_log_counts_what_was_asked_for_at_one_shop_twice(chain: Front) -> None:
    wrong, *rest = living_orders(chain)
    right = next(each for each in rest if each["shopId"] != wrong["shopId"])
    # Each is asked for first at the shop of the other one, which is asked for its own afterwards.
    outcome = await chain.sync(
        streams=("repair_orders",),
        source_ids=(str(wrong["id"]), str(right["id"])),
        named_at={str(wrong["id"]): str(right["shopId"]), str(right["id"]): str(wrong["shopId"])},
    )

    counts = outcome.counts["repair_orders"]
    assert (counts.received, counts.new) == (2, 2)
    assert await stored(chain) == {each["id"]: each["shopId"] for each in (wrong, right)}
