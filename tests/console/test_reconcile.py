"""Ours beside the vendor's by day and by cause, what somebody lets stand, and months that are closed."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from daysheet.console.wording import MINUS, NOTHING
from daysheet.core.reconciling import CAUSES, FIGURES
from daysheet.operations.entries import mapping_desk
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from daysheet.operations.reconciliation import closing, reconcile_desk
from daysheet.operations.reconciliation.reconcile_desk import RESTATEMENTS_SHOWN
from daysheet.operations.reconciliation.reconciling import reconcile
from daysheet.vendors.smartmoving import VENDOR as MOVERS
from daysheet.vendors.smartmoving.simulator import create_simulator as create_mover
from daysheet.warehouse.accepted_differences import accepted
from daysheet.warehouse.closed_months import ClosedMonths
from tests.console.differing import DAY, MONTH, TOLD_WRONG, Planted, plant
from tests.console.house import House, open_house
from tests.console.moving import open_movers
from tests.console.statements import listen

pytestmark = pytest.mark.anyio


@pytest.fixture
async def planted(house: House) -> Planted:
    """The house with its two orders."""
    return await plant(house)


def figures_in(text: str) -> list[str]:
    """Return the figures of a page's counters, in their order."""
    return re.findall(rf"<dd>([{MINUS}0-9,.{NOTHING}]+)", text)


async def test_the_days_of_a_month_add_up_to_the_month(planted: Planted) -> None:
    front = planted.house.front
    found = await reconcile_desk.compared(front.office, front.tenant, planted.place, *MONTH)
    month = await reconcile(front.office, front.tenant, *MONTH, planted.place["location_id"], catches_up=False)

    assert month.figures["sales"].compared > 1
    for name in FIGURES:
        days = [figures[name] for figures in found.days.values()]
        whole = month.figures[name]
        assert (sum(each.ours for each in days), sum(each.theirs for each in days)) == (whole.ours, whole.theirs)
        assert sum(each.compared for each in days) == whole.compared
        for cause in CAUSES:
            assert sum(each.causes[cause] for each in days) == whole.causes[cause]
    assert month.figures["sales"].unexplained == TOLD_WRONG


async def test_the_calendar_shows_each_day_and_the_month_they_come_to(planted: Planted) -> None:
    front, owner = planted.house.front, await planted.house.visitor("owner")
    found = await reconcile_desk.compared(front.office, front.tenant, planted.place, *MONTH)

    text = (await owner.get(f"/reconcile?month=2026-05&figure=sales&location={planted.place['location_id']}")).text

    days = re.findall(r"day=(\d{4}-\d\d-\d\d)", text)
    assert days == [str(day) for day in found.days]
    sales = found.found.figures["sales"]
    shown = [f"{Decimal(each) / 100:,.2f}".replace("-", MINUS) for each in (sales.ours, sales.theirs, sales.difference)]
    assert figures_in(text)[:3] == shown
    assert text.count(" unexplained</span>") == 1
    assert "1 day to look at" in text


async def test_a_day_goes_from_theirs_to_ours_by_its_causes(planted: Planted) -> None:
    owner = await planted.house.visitor("owner")
    await planted.tell_profit(cost_cents=4_500)

    text = (await owner.get(planted.page.replace("sales", "profit"))).text

    # The vendor counts the fuse as free: its 7.44 are the difference, and nothing else is.
    rows = re.findall(rf'<th scope="row">([A-Z][a-z ]+).*?<td class="number">([{MINUS}0-9,.]+)</td>', text, re.DOTALL)
    amounts = {name.strip(): amount for name, amount in rows}
    assert amounts["Parts cost"] == amounts["Difference"] == f"{MINUS}7.44"
    assert {name for name, amount in amounts.items() if amount == "0.00"} == {
        cause.replace("_", " ").capitalize() for cause in CAUSES if cause != "parts_cost"
    }
    assert text.count('<svg class="fall"') == len(CAUSES) + 2
    order = f"/records/tekmetric.repair_orders/{planted.place['source_id']}/{planted.order['id']}"
    assert f'<a href="{order}">' in text
    assert "explained" in text
    assert "to look at" not in text


async def test_what_single_orders_cost_is_for_those_who_may_see_persons(planted: Planted) -> None:
    await planted.tell_profit(cost_cents=4_500)
    analyst = await planted.house.visitor("analyst")

    profit = (await analyst.get(planted.page.replace("sales", "profit"))).text
    sales = (await analyst.get(planted.page)).text

    assert "tells what somebody earns" in profit
    assert f"/{planted.order['id']}" not in profit
    assert f"/{planted.order['id']}" in sales


async def test_what_the_vendor_does_not_tell_is_said_and_never_nothing(planted: Planted) -> None:
    owner = await planted.house.visitor("owner")

    text = (await owner.get(planted.page.replace("sales", "hours"))).text

    assert "The vendor tells no hours of the" in text
    assert "Accept" not in text


async def test_a_difference_is_accepted_with_a_reason_and_taken_back(planted: Planted) -> None:
    owner = await planted.house.visitor("owner")
    month = f"/reconcile?month=2026-05&figure=sales&location={planted.place['location_id']}"

    empty = await owner.send("/reconcile/accept", planted.said("accept", reason="  "), follow_redirects=True)
    assert "Say why it may stand" in empty.text
    done = await owner.send(
        "/reconcile/accept", planted.said("accept", reason="Their rounding & ours"), follow_redirects=True
    )
    assert f"{MINUS}50.00 accepted" in done.text
    assert "Their rounding &amp; ours" in done.text
    assert "A owner" in done.text
    assert "every difference explained or accepted" in (await owner.get(month)).text
    again = await owner.send("/reconcile/accept", planted.said("accept", reason="Twice"), follow_redirects=True)
    assert "accepted already" in again.text

    await planted.tell_wrong(7_000)
    assert "not what was accepted" in (await owner.get(planted.page)).text
    assert "1 day to look at" in (await owner.get(month)).text
    back = await owner.send("/reconcile/accept", planted.said("take back"), follow_redirects=True)
    assert "Taken back before: 1" in back.text
    assert " unexplained</span>" in back.text
    assert "Nothing was accepted" in (await owner.send("/reconcile/accept", planted.said("take back"))).text

    actions = [row["action"] for row in await auditing.entries(planted.house.front.office, planted.house.front.tenant)]
    assert [each for each in actions if each.startswith("difference")] == [
        "difference.taken_back",
        "difference.accepted",
    ]


async def test_nobody_accepts_what_is_not_theirs_or_no_difference(planted: Planted) -> None:
    front = planted.house.front
    elsewhere = await planted.house.visitor("owner", at=[planted.other["source_id"]])
    manager, owner = await planted.house.visitor("manager"), await planted.house.visitor("owner")
    said = planted.said("accept", reason="mine")

    assert (await elsewhere.send("/reconcile/accept", said)).status_code == 404
    assert (await manager.send("/reconcile/accept", said)).status_code == 403
    assert (await owner.send("/reconcile/accept", said, csrf="made up")).status_code == 403
    for wrong in ({"day": "2026-05-32"}, {"figure": "mood"}, {"location": "x"}):
        assert (await owner.send("/reconcile/accept", {**said, **wrong})).status_code in (404, 409), wrong
    quiet = await owner.send("/reconcile/accept", {**said, "day": "2026-05-02"}, follow_redirects=True)
    assert "There is no difference to accept" in quiet.text
    numbers = [planted.place["location_id"], planted.other["location_id"]]
    assert await accepted(front.office.database, front.tenant.tenant_id, numbers, *MONTH) == []


async def test_who_sees_one_location_sees_no_day_of_another(planted: Planted) -> None:
    visitor = await planted.house.visitor("manager", at=[planted.other["source_id"]])

    month = (await visitor.get("/reconcile?month=2026-05&figure=sales")).text
    day = await visitor.get(planted.page)

    assert planted.other["name"] in month
    assert planted.place["name"] not in month
    assert "to look at" not in month
    assert (day.status_code, planted.place["name"] in day.text) == (404, False)


async def test_a_month_is_closed_from_the_page_and_what_changes_later_is_told(planted: Planted) -> None:
    front, owner = planted.house.front, await planted.house.visitor("owner")
    limited = await planted.house.visitor("owner", at=[planted.other["source_id"]])
    said = {"do": "close", "month": "2026-05", "location": str(planted.place["location_id"])}

    assert (await limited.send("/reconcile/close", said)).status_code == 403
    early = await owner.send("/reconcile/close", {**said, "month": "2026-06"}, follow_redirects=True)
    assert "is not over" in early.text
    closed = await owner.send("/reconcile/close", said, follow_redirects=True)
    assert f"2026-05 is closed at {planted.place['name']}." in closed.text

    def dearer(record: dict[str, Any]) -> None:
        record["jobs"][0]["parts"][0]["cost"] += 1_000

    front.wait(hours=1)
    front.simulator.change_order(planted.order["id"], dearer)
    await front.sync()
    text = (await owner.get("/reconcile")).text
    assert re.search(r"parts cost</td><td[^>]*>([0-9,.]+)</td><td[^>]*>([0-9,.]+)</td>", text) is not None
    assert f"/records/tekmetric.repair_orders/{planted.place['source_id']}/{planted.order['id']}" in text
    assert "parts cost" not in (await limited.get("/reconcile")).text

    opened = await owner.send("/reconcile/close", {**said, "do": "reopen"}, follow_redirects=True)
    assert "follows its records again" in opened.text
    assert "No month is closed" in opened.text


async def test_what_others_restated_hides_nothing_of_ones_own(planted: Planted) -> None:
    front = planted.house.front
    await closing.close_month(front.office, front.tenant, MONTH[0], None, "a test")
    for place, rows in ((planted.place, 1), (planted.other, RESTATEMENTS_SHOWN)):
        front.wait(minutes=1)
        month = ClosedMonths(vendor=front.vendor, tenant_id=front.tenant.tenant_id, location_key=place["source_id"])
        before = {("daily_shop_metrics", DAY, f"row {number}"): {"car_count": 1} for number in range(rows)}
        async with front.office.database.tenant(front.tenant.tenant_id) as connection:
            await month.restate(connection, before, {}, {}, front.office.clock())

    async def keys_seen(only: frozenset[int] | None) -> list[str]:
        _, restated = await reconcile_desk.closed(front.office, front.tenant, only, sees_persons=True)
        return [row["source_id"] for row in restated]

    assert await keys_seen(frozenset({planted.place["location_id"]})) == [planted.place["source_id"]]
    assert await keys_seen(None) == [planted.other["source_id"]] * RESTATEMENTS_SHOWN


async def test_closed_months_need_as_many_questions_for_many_locations_as_for_one(
    worker_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_movers(worker_database) as movers:
        office, tenant = movers.front.office, movers.front.tenant
        mapped = await mapping_desk.map_all_proposed(office, tenant, movers.front.row, actor="a test")
        one = await locations(office, tenant)
        heard = listen(monkeypatch)

        await reconcile_desk.closed(office, tenant, frozenset({one[0]["location_id"]}), sees_persons=True)
        of_one = len(heard)
        await reconcile_desk.closed(office, tenant, None, sees_persons=True)

        assert len(mapped) == len(one) > 1
        assert len(heard) == 2 * of_one
        assert max(Counter(heard).values()) == 2


async def test_movers_are_told_that_there_is_nothing_to_compare_with(worker_database: str) -> None:
    simulator = create_mover(seed=4, orders=6, branches=1, calls_per_minute=0, calls_per_month=0)
    async with open_house(worker_database, vendor=MOVERS, simulator=simulator) as house:
        owner = await house.visitor("owner")

        text = (await owner.get("/reconcile")).text

        assert "Nothing to compare" in text
        assert "Closed months" in text
