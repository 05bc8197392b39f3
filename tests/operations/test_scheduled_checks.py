"""What looks again at what was read: by posted date each night, whole each week, by the vendor's totals each month."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from daysheet.core.vendor import LookBack
from daysheet.operations.runs import scheduling
from daysheet.operations.runs.run_desk import details, newest
from daysheet.operations.runs.status import status_of
from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.simulator import create_simulator
from daysheet.warehouse.count_checks import Counted, last_counts
from daysheet.warehouse.run_history import RunHistory
from tests.operations.shop import Record, Shop, open_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def shop(own_url: str) -> AsyncIterator[Shop]:
    """A repair shop alone in a warehouse; it was read once and has its schedules."""
    async with open_shop(own_url) as found:
        await found.sync()
        await scheduling.make_missing(found.office)
        yield found


async def carry_out(shop: Shop, name: str) -> str:
    """Let one schedule be due, and no other; return the id of its run."""
    shop.wait(minutes=1)
    await shop.only(name)
    assert await shop.worker().step() is not None
    (run,) = await newest(shop.office, shop.tenant, None, 1)
    assert (run.schedule, run.status) == (name, "completed")
    return str(run.run_id)


async def counted(shop: Shop, stream: str) -> list[Counted]:
    found = await last_counts(shop.office.database, shop.tenant.tenant_id)
    return [each for each in found if each.stream == stream and each.since_at is None]


async def test_the_checks_are_schedules_that_wait_for_their_time(shop: Shop) -> None:
    found = {each.name: each for each in await scheduling.listed(shop.office, shop.tenant)}

    assert {each.kind for each in found.values()} == {"board", "fresh", "census", "reconcile", "count"}
    now = shop.office.clock()
    assert {name for name, each in found.items() if each.next_due_at <= now} == {"board", "employees", "the rest"}
    assert found["posted orders"].next_due_at <= now + timedelta(hours=24, minutes=5)
    assert found["census"].next_due_at <= now + timedelta(days=10.5)
    assert found["count"].next_due_at <= now + timedelta(days=45)


async def test_checks_take_no_stream_from_the_readings(shop: Shop) -> None:
    await carry_out(shop, "the rest")

    (status,) = await status_of(shop.office, shop.tenant)
    expected = {each.stream: each.expected for each in status.streams}
    assert expected["customers"] == timedelta(minutes=10)
    assert max(each for each in expected.values() if each is not None) <= timedelta(days=1)


async def test_the_night_finds_edits_that_no_change_told_of(shop: Shop) -> None:
    order = shop.posted()[0]
    shop.change_in_silence(order["id"], lambda each: each.update(color="#123456"))
    shop.wait(hours=1)
    await shop.sync()
    assert len(await shop.differences("repair_orders")) == 1

    run_id = await carry_out(shop, "posted orders")

    assert await shop.differences("repair_orders") == []
    streams = (await details(shop.office, shop.tenant, run_id)).streams
    assert {each["stream"] for each in streams} == {"repair_orders"}
    assert sum(each["changed"] for each in streams) == 1
    for each in streams:
        assert (each["difference"], each["announced"]) == (0, each["held"] + each["set_aside"])
    assert sum(each["announced"] for each in streams) >= len(shop.posted())


async def test_the_night_finds_orders_that_were_unposted_in_silence(shop: Shop) -> None:
    order = shop.posted()[0]

    def unpost(each: Record) -> None:
        each.update(postedDate=None, repairOrderStatus={"id": 2, "code": "WORKINPROGRESS", "name": "Work-In-Progress"})

    shop.change_in_silence(order["id"], unpost)
    shop.wait(hours=1)
    await shop.sync()
    assert await shop.differences("repair_orders") != []

    await carry_out(shop, "posted orders")

    assert await shop.differences("repair_orders") == []


async def test_a_look_back_is_no_reading_of_what_changed(shop: Shop) -> None:
    shop.wait(hours=6)
    await carry_out(shop, "posted orders")

    (status,) = await status_of(shop.office, shop.tenant)
    ages = {each.age for each in status.streams if each.stream == "repair_orders"}
    assert all(age is not None and age >= timedelta(hours=6) for age in ages)


async def test_a_date_filter_that_means_something_else_is_not_believed(own_url: str) -> None:
    simulator = create_simulator(seed=5, orders=600, shops=1, calls_per_minute=0)
    # Nothing was deleted since: this is how a filter looks that the vendor has turned round.
    wrong = LookBack(parameter="postedDateEnd", held="posted_since", days=400)
    streams = tuple(replace(each, look_back=wrong if each.look_back else None) for each in VENDOR.streams)
    async with open_shop(own_url, vendor=replace(VENDOR, streams=streams), simulator=simulator) as shop:
        await shop.sync()
        shop.wait(minutes=1)
        await shop.only("posted orders")
        await shop.worker().step()

        (run,) = await newest(shop.office, shop.tenant, None, 1)
        assert run.error is not None
        assert "too many to believe" in run.error
        assert await shop.differences("repair_orders") == []


async def test_the_month_counts_alike_on_both_sides(shop: Shop) -> None:
    shop.simulator.live(40)
    shop.wait(minutes=1)

    run_id = await carry_out(shop, "count")

    streams = [each for each in (await details(shop.office, shop.tenant, run_id)).streams if each["held"] is not None]
    names = {"employees", "customers", "vehicles", "repair_orders", "appointments"}
    assert {each["stream"] for each in streams} == names
    assert [each for each in streams if each["difference"]] == []
    assert sum(each["announced"] for each in streams) > 100


async def test_a_record_that_was_lost_is_a_difference(shop: Shop) -> None:
    order = shop.posted()[0]
    async with shop.office.database.tenant(shop.tenant.tenant_id) as connection:
        await connection.execute("delete from tekmetric.repair_orders where tm_id = %s", (order["id"],))

    await carry_out(shop, "count")

    assert sorted(each.difference for each in await counted(shop, "repair_orders")) == [0, 1]
    (status,) = await status_of(shop.office, shop.tenant)
    missing = [(each.stream, each.count.difference) for each in status.streams if each.count and each.count.difference]
    assert missing == [("repair_orders", 1)]


async def test_what_waits_in_quarantine_is_no_difference(own_url: str) -> None:
    async with open_shop(own_url) as shop:
        order = shop.posted()[0]
        shop.change_in_silence(order["id"], lambda each: each.update(repairOrderNumber=17.5))
        await shop.sync()

        await carry_out(shop, "count")

        found = await counted(shop, "repair_orders")
        assert [(each.set_aside, each.difference) for each in found if each.set_aside] == [(1, 0)]


async def test_the_week_reads_everything_whole(shop: Shop) -> None:
    shop.wait(days=1)
    began_at = shop.office.clock()

    await carry_out(shop, "census")

    read = await RunHistory(shop.office.database, shop.tenant.tenant_id).read_since(
        shop.row.connection_id, began_at, ("full",)
    )
    assert {stream for stream, _ in read} >= {"employees", "customers", "vehicles", "repair_orders", "appointments"}
