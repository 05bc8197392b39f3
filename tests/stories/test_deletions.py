"""What the vendor deletes is marked, with how we know; what it only stops to show is not, until it is asked."""

from __future__ import annotations

from typing import Any

from tests.stories.business import Business, opened, simulated


async def marks(business: Business, table: str, tm_id: int) -> tuple[Any, Any]:
    question = "select deleted_at, deleted_reason from tekmetric.{} where tm_id = %s"
    rows = await business.ask(question.format(table), tm_id)
    return rows[0]["deleted_at"], rows[0]["deleted_reason"]


def fire_the_last_employee(business: Business) -> int:
    """Remove an employee without a trace, as the vendor does; return the id."""
    simulator = business.simulator
    tm_id: int = simulator.truth("employees", simulator.shop_ids[0])[-1]["id"]
    simulator.business.employees.remove(tm_id, simulator.clock.now())
    return tm_id


def living_order(business: Business) -> dict[str, Any]:
    return next(order for order in business.simulator.truth("repair_orders") if order["deletedDate"] is None)


async def test_soft_deleted_records_are_marked_by_the_vendor(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(13, orders=30, shops=1)) as business:
        await business.run()
        order = living_order(business)
        business.wait(minutes=10)
        now = business.simulator.clock.text()
        business.simulator.edit("repair_orders", {**order, "deletedDate": now, "updatedDate": now})

        await business.run()

        deleted_at, reason = await marks(business, "repair_orders", order["id"])
        assert (deleted_at, reason) == (business.clock(), "vendor")
        assert await business.differences() == []


async def test_undeleted_record_comes_back(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(13, orders=30, shops=1)) as business:
        order = living_order(business)
        now = business.simulator.clock.text()
        business.simulator.edit("repair_orders", {**order, "deletedDate": now, "updatedDate": now})
        await business.run()
        assert (await marks(business, "repair_orders", order["id"]))[1] == "vendor"
        business.wait(minutes=10)
        business.simulator.edit("repair_orders", {**order, "updatedDate": business.simulator.clock.text()})

        await business.run()

        assert await marks(business, "repair_orders", order["id"]) == (None, None)
        assert await business.differences() == []


async def test_employee_who_left_is_gone_after_the_daily_census(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(13, orders=30, shops=1)) as business:
        await business.run()
        tm_id = fire_the_last_employee(business)
        business.wait(hours=1)
        await business.run()
        assert await marks(business, "employees", tm_id) == (None, None)
        business.wait(hours=24)

        outcome = await business.run()

        assert await marks(business, "employees", tm_id) == (business.clock(), "gone")
        assert outcome.counts["employees"].deleted == 1
        assert await business.differences() == []


async def test_employee_who_comes_back_is_there_again_with_nothing_left_over(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(13, orders=30, shops=1)) as business:
        await business.run()
        shop = business.simulator.shop_ids[0]
        employee = business.simulator.truth("employees", shop)[-1]
        fire_the_last_employee(business)
        business.wait(hours=25)
        await business.run()
        business.wait(hours=25)
        business.simulator.edit("employees", employee, shop)

        await business.run()

        assert await marks(business, "employees", employee["id"]) == (None, None)
        assert await business.differences() == []


async def test_shop_that_leaves_the_scope_keeps_its_data(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(13, orders=30, shops=3)) as business:
        await business.run()
        lost = business.simulator.shop_ids[1]
        counted = "select count(*) from tekmetric.repair_orders where tm_shop_id = %s and deleted_at is null"
        before = await business.value(counted, lost)
        business.simulator.remove_shop(lost)
        business.wait(days=15)

        outcome = await business.run()

        assert outcome.errors == []
        assert before > 0
        assert await business.value(counted, lost) == before
        assert [each.source_id for each in await business.locations() if not each.in_scope] == [str(lost)]
        business.simulator.restore_shop(lost)
        business.live(40)
        await business.run()
        assert all(each.in_scope for each in await business.locations())
        assert await business.differences() == []


async def test_census_that_lost_too_much_marks_nothing(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(13, orders=120, shops=1)) as business:
        await business.run()
        customers = business.simulator.business.customers
        living = [each["id"] for each in business.simulator.truth("customers") if each["deletedDate"] is None]
        for tm_id in living[::2]:
            customers.remove(tm_id, business.simulator.clock.now())
        assert len(living[::2]) > 20
        business.wait(days=15)

        outcome = await business.run()

        assert any("too many to believe" in str(error) for error in outcome.errors)
        assert await business.value("select count(*) from tekmetric.customers where deleted_reason = 'gone'") == 0
        assert (await business.run("vehicles")).errors == []

        (refused,) = [str(error) for error in outcome.errors if "too many to believe" in str(error)]
        assert "--full --stream customers --accept-deletions" in refused
        accepted = await business.run("customers", full=True, accepts_deletions=True)

        assert accepted.errors == []
        gone = await business.value("select count(*) from tekmetric.customers where deleted_reason is not null")
        assert gone == len(living[::2])
        assert await business.differences() == []
