"""What cannot be read is set aside alone, the rest goes on; and it comes in as soon as it can be read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from daysheet.core.fields import text
from daysheet.core.vendor import Vendor
from daysheet.simulation.faults import Fault
from tests.stories.business import Business, opened, simulated

ORDERS = "/api/v1/repair-orders"
STREAM = "repair_orders"


def first_order(business: Business) -> dict[str, Any]:
    """Return an order with lines that each page of orders begins with."""
    shop = business.simulator.shop_ids[0]
    order: dict[str, Any] = business.simulator.truth(STREAM, shop)[0]
    return order


def bend(business: Business, where: str, *, value: str = "fraction", times: int | None = None) -> None:
    """Let the vendor send something unreadable in the first order of each list, until it is mended."""
    business.simulator.faults.add(Fault(path=ORDERS, distortion=f"value:{value}:{where}", times=times))


async def lines_of(business: Business, order: dict[str, Any]) -> int:
    lines = await business.value("select count(*) from tekmetric.jobs where tm_repair_order_id = %s", order["id"])
    return int(lines)


async def is_complete(business: Business, order: dict[str, Any]) -> bool | None:
    rows = await business.ask("select is_complete from tekmetric.repair_orders where tm_id = %s", order["id"])
    return rows[0]["is_complete"] if rows else None


async def test_one_broken_line_is_set_aside_alone(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        order = first_order(business)
        assert len(order["jobs"]) > 1
        bend(business, "jobs.0.subtotal")

        outcome = await business.run()

        assert outcome.errors == []
        assert [each.split(":")[0] for each in await business.waiting()] == [f"{STREAM} {order['id']} jobs[0]"]
        assert await lines_of(business, order) == len(order["jobs"]) - 1
        assert await is_complete(business, order) is False
        assert await business.value("select count(*) from tekmetric.repair_orders") == len(
            business.simulator.truth(STREAM)
        )
        assert await business.differences() == []


async def test_one_broken_record_is_set_aside_alone(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        order = first_order(business)
        bend(business, "totalSales")

        outcome = await business.run()

        assert outcome.errors == []
        assert [each.split(":")[0] for each in await business.waiting()] == [f"{STREAM} {order['id']} "]
        assert await is_complete(business, order) is None
        assert await business.value("select count(*) from tekmetric.repair_orders") == (
            len(business.simulator.truth(STREAM)) - 1
        )


@pytest.mark.parametrize("where", ["jobs.0.subtotal", "totalSales", "jobs.0.parts.0.quantity", "updatedDate"])
async def test_next_run_heals_what_the_vendor_has_mended(warehouse_url: str, where: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        bend(business, where, value="currency_text")
        await business.run()
        assert len(await business.waiting()) == 1
        business.simulator.faults.clear()

        await business.run()

        assert await business.waiting() == []
        assert await business.differences() == []
        assert await is_complete(business, first_order(business)) is True


async def test_a_broken_version_leaves_the_one_in_place(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        await business.run()
        order = first_order(business)
        business.wait(minutes=10)
        edited = {**order, "keytag": "edited", "updatedDate": business.simulator.clock.text()}
        business.simulator.edit(STREAM, edited)
        bend(business, "jobs.0.subtotal")

        await business.run()

        assert len(await business.waiting()) == 1
        assert await lines_of(business, order) == len(order["jobs"])
        assert await is_complete(business, order) is False
        assert await business.value("select keytag from tekmetric.repair_orders where tm_id = %s", order["id"]) == (
            "edited"
        )


def that_reads_totals_as_text(vendor: Vendor) -> Vendor:
    """Return the vendor with other reading rules: a label where a whole number was expected."""
    stream = vendor.stream("appointments")
    columns = {**stream.record.columns, "color": text("color", nullable=True)}
    changed = replace(stream, record=replace(stream.record, columns=columns))
    return replace(vendor, streams=tuple(changed if each.name == stream.name else each for each in vendor.streams))
