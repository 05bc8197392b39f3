"""What cannot be read is set aside alone, the rest goes on; and it comes in as soon as it can be read."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from daysheet.core.fields import TEXT
from daysheet.core.vendor import Vendor
from daysheet.simulation.faults import Fault
from tests.stories.business import Business, opened, simulated

STREAM = "repair_orders"
ORDERS = Fault(path="/api/v1/repair-orders", exact_path=True, times=None)


def an_order(business: Business) -> dict[str, Any]:
    """Return an order that has several jobs, one of them with parts."""
    for order in business.simulator.truth(STREAM):
        if len(order["jobs"]) > 1 and order["jobs"][0]["parts"] and order["deletedDate"] is None:
            return order
    raise AssertionError("no order has jobs and parts")


def with_a(order: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return an order with another value at a path, such as jobs.0.subtotal."""
    changed = copy.deepcopy(order)
    thing: Any = changed
    *way, leaf = path.split(".")
    for step in way:
        thing = thing[int(step)] if step.isdigit() else thing[step]
    thing[leaf] = value
    return changed


async def row_of(business: Business, order: dict[str, Any]) -> dict[str, Any]:
    """Return the row of an order, with the number of its jobs; empty where there is none."""
    rows = await business.ask(
        "select t.*, (select count(*) from tekmetric.jobs where tm_repair_order_id = t.tm_id) as jobs "
        "from tekmetric.repair_orders as t where tm_id = %s",
        order["id"],
    )
    return rows[0] if rows else {}


async def what_waits(business: Business) -> list[str]:
    """Return the stream, the id and the path of what is in quarantine."""
    return [each.partition(":")[0].strip() for each in await business.waiting()]


async def test_one_broken_line_is_set_aside_alone(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        order = an_order(business)
        business.simulator.edit(STREAM, with_a(order, "jobs.0.subtotal", 8907.5))

        outcome = await business.run()

        row = await row_of(business, order)
        assert outcome.errors == []
        assert outcome.counts[STREAM].lines_quarantined > 0
        assert await what_waits(business) == [f"{STREAM} {order['id']} jobs[0]"]
        assert (row["jobs"], row["is_complete"]) == (len(order["jobs"]) - 1, False)
        assert await business.differences() == []


async def test_one_broken_record_is_set_aside_alone(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        order = an_order(business)
        business.simulator.edit(STREAM, with_a(order, "totalSales", 8907.5))

        outcome = await business.run()

        assert outcome.errors == []
        assert await what_waits(business) == [f"{STREAM} {order['id']}"]
        assert await row_of(business, order) == {}
        stored = await business.value("select count(*) from tekmetric.repair_orders")
        assert stored == len(business.simulator.truth(STREAM)) - 1
        assert await business.differences() == []


@pytest.mark.parametrize("path", ["jobs.0.subtotal", "jobs.0.parts.0.quantity", "totalSales", "repairOrderNumber"])
async def test_next_run_heals_what_the_vendor_has_mended(warehouse_url: str, path: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        order = an_order(business)
        business.simulator.edit(STREAM, with_a(order, path, "12 apples"))
        await business.run()
        assert len(await what_waits(business)) == 1
        # Its stamp stays where it was: only asking for it by its id finds out.
        business.simulator.edit(STREAM, order)

        await business.run()

        assert await what_waits(business) == []
        assert await business.differences() == []
        assert (await row_of(business, order))["is_complete"] is True


async def test_a_broken_line_leaves_its_older_version_in_place(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        await business.run()
        order = an_order(business)
        business.wait(minutes=10)
        edited = {**order, "keytag": "edited", "updatedDate": business.simulator.clock.text()}
        business.simulator.edit(STREAM, with_a(edited, "jobs.0.subtotal", 8907.5))

        await business.run()

        row = await row_of(business, order)
        assert await what_waits(business) == [f"{STREAM} {order['id']} jobs[0]"]
        assert (row["keytag"], row["jobs"], row["is_complete"]) == ("edited", len(order["jobs"]), False)


def with_numbers_as_keytags(vendor: Vendor) -> Vendor:
    """Return the vendor with another rule: a key tag may be sent as a number."""
    stream = vendor.stream(STREAM)
    keytag = stream.record.columns["keytag"]
    columns = {**stream.record.columns, "keytag": replace(keytag, kind=replace(TEXT, take=str))}
    changed = replace(stream, record=replace(stream.record, columns=columns))
    return replace(vendor, streams=tuple(changed if each is stream else each for each in vendor.streams))


async def test_replay_heals_what_new_rules_can_read(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        order = an_order(business)
        business.simulator.edit(STREAM, with_a(order, "keytag", 17))
        await business.run()
        assert await what_waits(business) == [f"{STREAM} {order['id']}"]
        requests = business.simulator.stats.requests

        await business.replay().quarantine()
        still = await what_waits(business)
        outcome = await business.replay(with_numbers_as_keytags(business.vendor)).quarantine()

        row = await row_of(business, order)
        assert still == [f"{STREAM} {order['id']}"]
        assert outcome.counts[STREAM].new == 1
        assert await what_waits(business) == []
        assert (row["keytag"], row["jobs"], row["is_complete"]) == ("17", len(order["jobs"]), True)
        assert business.simulator.stats.requests == requests


async def reached(business: Business) -> object:
    return await business.value("select reached_at from control.sync_cursors where stream = %s", STREAM)


async def test_a_record_without_an_id_holds_the_cursor_once(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        business.simulator.faults.add(replace(ORDERS, query=(("page", "0"),), distortion="value:null:id"))

        first = await business.run()
        reached_at_first = await reached(business)
        second = await business.run()

        assert STREAM in first.unproven
        assert reached_at_first is None
        assert STREAM not in second.unproven
        assert await reached(business) is not None
        assert set(await what_waits(business)) == {f"{STREAM} None"}
        assert await business.differences() != []


async def test_a_record_that_got_its_id_back_comes_in(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        business.simulator.faults.add(replace(ORDERS, query=(("page", "0"),), distortion="value:null:id"))
        await business.run()
        business.simulator.faults.clear()

        await business.run()

        assert await what_waits(business) == []
        assert await business.differences() == []


async def test_a_page_of_broken_records_stops_its_stream_alone(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(11, orders=30, shops=1)) as business:
        await business.run()
        business.wait(minutes=10)
        for order in business.simulator.truth(STREAM)[:8]:
            stamped = {**order, "totalSales": 8907.5, "updatedDate": business.simulator.clock.text()}
            business.simulator.edit(STREAM, stamped)
        customer = business.simulator.truth("customers")[0]
        business.simulator.edit(
            "customers", {**customer, "notes": "seen", "updatedDate": business.simulator.clock.text()}
        )

        outcome = await business.run()

        assert len(outcome.errors) == 1
        assert "cannot be read" in str(outcome.errors[0])
        assert await business.value("select count(*) from tekmetric.repair_orders where total_sales_cents = 8907") == 0
        assert await business.value("select count(*) from tekmetric.customers where notes = 'seen'") == 1
