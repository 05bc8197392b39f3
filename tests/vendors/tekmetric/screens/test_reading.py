"""The screens as a second source: pay and profits arrive in the tables of the first one."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.core.differences import differences
from daysheet.vendors.tekmetric.screens.simulator.expected import TABLES, expected_screen_rows
from daysheet.warehouse.contents import rows_of
from tests.vendors.tekmetric.screens.desk import Desk

pytestmark = pytest.mark.anyio

KEYS = {
    "screen_staff": ("tm_shop_id", "tm_id"),
    "screen_employees": ("tm_shop_id", "tm_id"),
    "vendor_profits": ("tm_shop_id", "tm_repair_order_id"),
    "vendor_profit_labor": ("tm_shop_id", "tm_repair_order_id", "position"),
}


async def wrong_in(desk: Desk) -> list[str]:
    """Return where the tables of the screens are not what the vendor holds."""
    wrong: list[str] = []
    for stream in TABLES:
        expected = expected_screen_rows(stream, desk.simulator.truth(stream, desk.shop_id), desk.shop_id)
        for table, rows in expected.items():
            held = await rows_of(desk.office.database, desk.tenant.tenant_id, "tekmetric", table)
            wrong += map(str, differences(table, KEYS[table], rows, held))
    return wrong


async def test_pay_and_profits_are_the_vendors_own(desk: Desk) -> None:
    await desk.connect_public()
    await desk.sync("public")
    await desk.connect_screens()

    report = await desk.sync("screens")

    assert report.errors == []
    counts = report.runs["screens"].counts
    assert counts["vendor_profits"].new > 5
    assert counts["employee_pay"].new == len(desk.simulator.truth("employees", desk.shop_id))
    assert await wrong_in(desk) == []
    assert await desk.ask("select * from control.quarantine where resolved_at is null") == []


async def test_what_is_read_differs_from_another_truth(desk: Desk) -> None:
    await desk.connect_public()
    await desk.connect_screens()
    await desk.sync()
    technician = desk.simulator.truth("employees", desk.shop_id)[5]

    desk.simulator.set_pay(technician["id"], hourly_rate_cents=1)

    assert await wrong_in(desk) != []


async def test_what_did_not_change_is_not_asked_for_again(desk: Desk) -> None:
    await desk.connect_public()
    await desk.connect_screens()
    await desk.sync()
    desk.wait(hours=1)
    before = desk.simulator.stats.requests

    await desk.sync("screens")

    assert desk.simulator.stats.requests == before


async def test_profit_of_an_order_that_changed_is_read_again(desk: Desk) -> None:
    await desk.connect_public()
    await desk.connect_screens()
    await desk.sync()
    order = next(
        each
        for each in reversed(desk.simulator.truth("repair_orders", desk.shop_id))
        if each["repairOrderStatus"]["id"] == 5 and any(job["authorized"] and job["parts"] for job in each["jobs"])
    )
    desk.wait(hours=1)

    def dearer(record: dict[str, Any]) -> None:
        for job in record["jobs"]:
            for part in job["parts"]:
                part["retail"] += 100

    desk.simulator.change_order(order["id"], dearer)
    await desk.sync("public")
    assert await wrong_in(desk) != []

    report = await desk.sync("screens")

    assert report.runs["screens"].counts["vendor_profits"].changed == 1
    assert await wrong_in(desk) == []


async def test_pay_holds_since_ever_and_then_from_the_day_it_was_seen_to_change(desk: Desk) -> None:
    await desk.connect_screens()
    await desk.sync()
    employee = next(each for each in desk.simulator.truth("employee_pay", desk.shop_id) if each["hourlyRate"])
    first = await desk.pay_of(employee["id"])
    assert first == [("0001-01-01", employee["hourlyRate"], employee["canTech"], "internal")]

    # 03:30 in UTC is still the evening before where the shop is.
    await desk.pass_days(hours=36.5)
    desk.simulator.set_pay(employee["id"], hourly_rate_cents=4_321)
    await desk.connect_public()
    await desk.sync()

    assert desk.simulator.clock.text() == "2026-06-17T03:30:00Z"
    assert await desk.pay_of(employee["id"]) == [*first, ("2026-06-16", 4_321, employee["canTech"], "internal")]


async def test_what_a_person_entered_is_never_overwritten(desk: Desk) -> None:
    await desk.connect_screens()
    await desk.sync()
    employee = next(each for each in desk.simulator.truth("employee_pay", desk.shop_id) if each["hourlyRate"])
    await desk.pass_days(hours=24)
    await desk.ask(
        "insert into tekmetric.employee_pay (tenant_id, tm_shop_id, tm_employee_id, valid_from_on, hourly_rate_cents, "
        "is_technician, pay_source) "
        "values (%s, %s, %s, '2026-06-16', 5555, true, 'manual') returning 1",
        desk.tenant.tenant_id,
        desk.shop_id,
        employee["id"],
    )
    desk.simulator.set_pay(employee["id"], hourly_rate_cents=4_321)

    report = await desk.sync()

    assert report.errors == []
    assert (await desk.pay_of(employee["id"]))[1:] == [("2026-06-16", 5_555, True, "manual")]


async def test_somebody_who_left_no_longer_counts_in_the_average(desk: Desk) -> None:
    await desk.connect_screens()
    await desk.sync()
    # Of those who left, one in three is listed and cannot be asked for.
    leaving = next(
        each for each in desk.simulator.truth("employee_pay", desk.shop_id) if each["canTech"] and each["id"] % 3
    )
    await desk.pass_days(hours=24)
    desk.simulator.business.dismiss(leaving["id"])

    report = await desk.sync()

    assert report.errors == []
    assert [row[2] for row in await desk.pay_of(leaving["id"])] == [True, False]


async def test_somebody_who_is_listed_and_not_shown_is_passed_over(desk: Desk) -> None:
    await desk.connect_screens()
    await desk.sync()
    forgotten = next(each for each in desk.simulator.truth("employee_pay", desk.shop_id) if each["id"] % 3 == 0)
    pay = await desk.pay_of(forgotten["id"])
    desk.simulator.business.dismiss(forgotten["id"])
    await desk.pass_days(hours=24)

    report = await desk.sync()

    assert report.errors == []
    assert await desk.pay_of(forgotten["id"]) == pay
    assert await desk.ask("select 1 from tekmetric.screen_employees where deleted_at is not null") == []
