"""Goals: one number a month at each location, set by who may, and the pace of the month beside it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from daysheet.api.resources.scorecard_shapes import Goal, Goals
from daysheet.core.errors import SettingWrong
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures.metrics import find
from daysheet.operations.morning.goals import Pace, goal_in, month_of
from daysheet.operations.morning.today import trades
from tests.api.shaped import fits
from tests.console.house import House, text_of

pytestmark = pytest.mark.anyio


async def month_now(house: House) -> str:
    """Return the month that yesterday was in at the first shop."""
    (trade,) = await trades(house.front.office, house.front.tenant)
    return f"{trade.month.places[0].first_on:%Y-%m}"


async def test_a_goal_is_set_on_the_page_and_its_pace_is_on_today(house: House) -> None:
    owner = await house.visitor("owner")
    first, second = await locations(house.front.office, house.front.tenant)
    month = await month_now(house)
    form = {"month": month, f"goal_{first['location_id']}": "40,000", f"goal_{second['location_id']}": ""}

    assert "Set a goal" in (await owner.get("/today")).text
    kept = await owner.send("/metrics/net_sales", form)

    assert kept.status_code == 303
    assert 'value="40,000.00"' in (await owner.get(kept.headers["location"])).text
    (trade,) = await trades(house.front.office, house.front.tenant)
    paces = {each.place.location["location_id"]: each.pace for each in trade.cards}
    pace = paces[first["location_id"]]
    assert pace is not None
    assert paces[second["location_id"]] is None
    month_so_far = {each.place.location["location_id"]: each.month.value for each in trade.cards}
    assert (pace.goal, pace.reached) == (Decimal(4_000_000), month_so_far[first["location_id"]])
    page = text_of((await owner.get("/today")).text)
    assert f"of 40,000.00 USD · day {pace.last_on.day} of {pace.days}" in page
    audit = await house.front.get("/v1/audit", await house.front.key("admin:tenant"))
    assert f"net_sales of {month} at location {first['location_id']}: 4000000" in audit.text
    assert audit.text.count("goal.set") == 1

    await owner.send("/metrics/net_sales", {**form, f"goal_{first['location_id']}": " "})
    (trade,) = await trades(house.front.office, house.front.tenant)
    assert [each.pace for each in trade.cards] == [None, None]


async def test_only_who_may_sets_a_goal_and_only_at_their_locations(house: House) -> None:
    first, second = await locations(house.front.office, house.front.tenant)
    month = await month_now(house)
    manager = await house.visitor("manager")
    form = {"month": month, f"goal_{first['location_id']}": "5"}

    refused = await manager.send("/metrics/car_count", form)

    assert refused.status_code == 403
    limited = await house.visitor("owner", at=[first["source_id"]])
    await limited.send("/metrics/car_count", {**form, f"goal_{second['location_id']}": "7"})
    key = await house.front.key("read:metrics")
    found = (await house.front.get(f"/v1/goals?metric=car_count&month={month}", key)).json()
    assert fits(Goals, found)
    assert {each["location_id"]: each["goal"] for each in found["data"]} == {
        first["location_id"]: 5,
        second["location_id"]: None,
    }
    assert "Goals of" in (await manager.get(f"/metrics/car_count?from={month}-01&to={month}-02")).text
    assert "Keep the goals" not in (await manager.get(f"/metrics/car_count?from={month}-01&to={month}-02")).text


async def test_goals_are_set_by_program_too(house: House) -> None:
    first, second = await locations(house.front.office, house.front.tenant)
    key = await house.front.key("admin:tenant", "read:metrics")
    said = {"location_id": first["location_id"], "metric": "gross_profit_percent", "month": "2026-03", "goal": 57.46}

    done = await house.front.ask("PUT", "/v1/goals", key, said)

    assert fits(Goal, done.json())
    assert done.json()["goal"] == 57.5
    for wrong in (
        {"goal": 0},
        {"goal": "made up"},
        {"month": "2026-13"},
        {"metric": "receivables"},
        {"metric": "technician_gross_profit_per_billed_hour"},
        {"made_up": 1},
    ):
        answer = await house.front.ask("PUT", "/v1/goals", key, said | wrong)
        assert answer.status_code == 422, wrong
    for unknown in ({"metric": "made_up"}, {"location_id": 999_999}):
        assert (await house.front.ask("PUT", "/v1/goals", key, said | unknown)).status_code == 404, unknown
    limited = await house.front.key("admin:tenant", locations=[second["location_id"]])
    assert (await house.front.ask("PUT", "/v1/goals", limited, said)).status_code in (403, 404)
    cleared = await house.front.ask("PUT", "/v1/goals", key, said | {"goal": None})
    assert cleared.json()["goal"] is None


async def test_what_is_typed_is_read_as_it_is_shown(house: House) -> None:
    vendors = house.front.office.vendors
    _, sales = find(vendors, "net_sales")
    _, margin = find(vendors, "gross_profit_percent")

    assert goal_in(sales, " 40,000.50 ") == 4_000_050
    assert goal_in(margin, "57.4 %") == Decimal("57.4")
    assert goal_in(sales, "  ") is None
    for wrong in ("-5", "0", "nan", "1e99", "forty", "0.001"):
        with pytest.raises(SettingWrong):
            goal_in(sales, wrong)
    with pytest.raises(SettingWrong):
        month_of("2026-00")


def test_the_pace_is_of_the_days_that_are_over() -> None:
    first = month_of("2026-02")

    pace = Pace(reached=Decimal(50), goal=Decimal(200), last_on=first + timedelta(days=6))

    assert (pace.days, pace.share, pace.share_of_days) == (28, Decimal("0.25"), Decimal("0.25"))
    assert Pace(reached=None, goal=Decimal(1), last_on=first).share is None
