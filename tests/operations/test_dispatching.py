"""The dispatcher sets EN_ROUTE at ten past eight and does not lose it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from daysheet.core.errors import DaysheetError, SettingWrong, UnknownThing
from daysheet.operations.boards.dispatching import TAGS_MAX, TEXT_MAX, board, say, shown
from daysheet.operations.entries import mapping
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import create_simulator
from daysheet.warehouse.connections import Tenant
from tests.operations.desk import Desk
from tests.operations.mover import office_at
from tests.stories.business import opened
from tests.vendors.smartmoving.yard import CANCELLED, DAY, LOCAL, MORNING, Job, instant, open_yard

pytestmark = pytest.mark.anyio


async def test_a_stage_outlives_every_sync(journeys_url: str) -> None:
    simulator: Any = create_simulator(seed=5, orders=40, branches=3, calls_per_minute=0)
    async with opened(journeys_url, simulator, vendor=VENDOR) as business:
        office = replace(office_at(business.database, journeys_url, business.clock), vendors={VENDOR.name: VENDOR})
        tenant = Tenant(tenant_id=business.tenant_id, name="main street")
        await business.run()
        await mapping.map_suggested(office, tenant)
        today = (await board(office, tenant)).journeys
        mine = next(row for row in today if row["status"] == "MORNING_PREP")
        business.wait(seconds=1)
        await say(office, tenant, mine["job"], {"stage": "EN_ROUTE", "truck": "12", "tags": ["piano"]}, "Ana")

        async def local() -> Any:
            question = f"select {', '.join(LOCAL)} from smartmoving.truck_journeys where sm_job_id = %s"  # noqa: S608  names of ours
            return await business.ask(question, mine["id"])

        said = await local()
        assert said[0]["local_stage"] == "EN_ROUTE"
        for full in (False, True):
            business.live(60)
            business.wait(hours=1)
            outcome = await business.run(full=full)

            assert outcome.errors == []
            assert await local() == said
        found = (await shown(office, tenant, mine["job"])).journey
        assert found["status"] in ("EN_ROUTE", "ONSITE", "COMPLETED", "CANCELLED")


@pytest.mark.parametrize("word", ["number", "external id", "vendor's id"])
async def test_a_journey_has_three_names(desk: Desk, halifax: Job, word: str) -> None:
    names = {
        "number": halifax.number,
        "external id": f"sm_job_{halifax.number}",
        "vendor's id": str(halifax.id).upper(),
    }

    found = await desk.say(f" {names[word]} ", stage="en-route")

    assert found.shown.journey["shown_status"] == "EN_ROUTE"
    assert found.warnings == []
    assert (await halifax.local())["local_stage_by"] == "Ana"


async def test_two_of_one_number_are_both_told(desk: Desk, halifax: Job) -> None:
    other = await desk.yard.job(branch="HALIFAX", number=halifax.number, on=DAY + timedelta(days=1))

    with pytest.raises(UnknownThing) as refused:
        await desk.say(halifax, stage="EN_ROUTE")

    for each in (halifax, other):
        assert f"{each.id} on {(await each.row())['service_date']}, HALIFAX (connection movers)" in str(refused.value)
        assert (await each.local())["local_stage"] is None
    await desk.say(str(other.id), stage="EN_ROUTE")
    assert (await other.local())["local_stage"] == "EN_ROUTE"


async def test_an_unknown_journey_says_where_to_look(desk: Desk) -> None:
    with pytest.raises(UnknownThing, match="daysheet journeys list today"):
        await desk.say("131118-2", stage="EN_ROUTE")


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"stage": "MORNING_PREP"},
        {"stage": "SCHEDULED"},
        {"priority": "none"},
        {"priority": "VERY"},
        {"note": "n" * (TEXT_MAX + 1)},
        {"truck": "1\0"},
        {"tags": [str(number) for number in range(TAGS_MAX + 1)]},
    ],
    ids=str,
)
async def test_a_word_that_is_none_is_wrong_use_and_changes_nothing(
    desk: Desk, halifax: Job, said: dict[str, Any]
) -> None:
    before = await halifax.row()

    with pytest.raises(SettingWrong) as refused:
        await desk.say(halifax, **said)

    assert DaysheetError.exit_code != refused.value.exit_code == 2
    assert await halifax.row() == before


async def test_none_takes_everything_away_again(desk: Desk, halifax: Job) -> None:
    before = await halifax.local()
    await desk.say(halifax, stage="ONSITE", tags=["piano", " piano ", "stairs"], note=" Call first. ", truck="12")
    found = await halifax.local()
    assert (found["local_tags"], found["local_notes"]) == (["piano", "stairs"], "Call first.")

    desk.now += timedelta(minutes=1)
    await desk.say(halifax, stage="none", tags=["none"], note="none", truck="None")

    assert await halifax.local() == before


async def test_a_stage_that_the_vendor_overrules_is_told(desk: Desk, halifax: Job) -> None:
    await halifax.opportunity_is_now(status=CANCELLED)
    await halifax.made_at(MORNING)

    overruled = await desk.say(halifax, stage="EN_ROUTE")
    desk.now += timedelta(minutes=1)
    doubtful = await desk.say(halifax, stage="COMPLETED")

    assert overruled.warnings == ["It still shows CANCELLED: the vendor says CANCELLED."]
    assert doubtful.warnings == ["The vendor says CANCELLED: one of the two is wrong."]


async def test_a_stage_before_its_day_is_told(desk: Desk, halifax: Job) -> None:
    desk.now = instant(DAY) - timedelta(minutes=1)
    assert (await desk.say(halifax, stage="EN_ROUTE")).warnings == ["Its day, 2026-08-19, has not begun there."]

    desk.now = instant(DAY)
    assert (await desk.say(halifax, stage="ONSITE")).warnings == []


async def test_one_shows_its_charges_and_its_history(desk: Desk, halifax: Job) -> None:
    own = {"sm_opportunity_id": halifax.opportunity_id, "sm_job_id": halifax.id, "discount_cents": 0}
    line = {"position": 1, "name": " Labor ", "charge_category": 1, "sort_order": 1, "subtotal_cents": 38_700}
    await desk.yard.insert("job_estimated_charges", total_cents=38_700, **own, **line)
    await desk.yard.insert("job_actual_charges", total_cents=40_000, **own, **line)
    await desk.say(halifax, stage="EN_ROUTE")

    found = await shown(desk.office, desk.tenant, halifax.number)

    charges = [(row["kind"], row["name"], row["total_cents"]) for row in found.charges]
    assert charges == [("estimated", "Labor", 38_700), ("actual", "Labor", 40_000)]
    assert [row["became"] for row in found.history] == ["SCHEDULED", "EN_ROUTE"]
    assert (found.journey["local_stage"], found.journey["estimated_cost_cents"]) == ("EN_ROUTE", 38_700)
    assert "tenant_id" not in found.journey


async def test_another_business_neither_sees_nor_sets(desk: Desk, halifax: Job, journeys_url: str) -> None:
    async with open_yard(journeys_url) as elsewhere:
        other = Desk(elsewhere)

        assert await other.numbers() == []
        with pytest.raises(UnknownThing):
            await other.say(str(halifax.id), stage="CANCELLED")

    assert (await halifax.local())["local_stage"] is None
