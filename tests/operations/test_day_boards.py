"""The manager sees what is on the trucks today, each location by its own calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from daysheet.core.errors import UnknownThing
from daysheet.operations.boards.dispatching import board
from daysheet.vendors.smartmoving import VENDOR
from tests.operations.desk import Desk
from tests.vendors.smartmoving.yard import CANCELLED, DAY, MORNING, Job, instant

pytestmark = pytest.mark.anyio


async def test_today_and_tomorrow_are_each_locations_own(desk: Desk, halifax: Job, vancouver: Job) -> None:
    await halifax.is_now(service_on=DAY + timedelta(days=1))
    await halifax.made_at(MORNING)
    # It is half past midnight in Halifax, and half past eight in the evening of the day before in Vancouver.
    desk.now = instant(DAY + timedelta(days=1)) + timedelta(minutes=30)

    assert await desk.numbers("today") == [halifax.number, vancouver.number]
    assert await desk.numbers("tomorrow") == []
    assert await desk.numbers(str(DAY)) == [vancouver.number]
    desk.now -= timedelta(hours=1)
    assert await desk.numbers("today") == [vancouver.number]
    assert await desk.numbers("tomorrow") == [halifax.number]


async def test_what_has_no_location_is_on_the_board_wherever_it_may_be_that_day(desk: Desk, halifax: Job) -> None:
    lost = await desk.yard.job(branch="NOWHERE")

    assert await desk.numbers() == [lost.number, halifax.number]
    assert await desk.numbers(unmapped=True) == [lost.number]
    assert await desk.numbers("tomorrow") == []
    desk.now -= timedelta(days=1)
    assert await desk.numbers("tomorrow") == [lost.number, halifax.number]


async def test_a_location_is_chosen_by_its_name(desk: Desk, halifax: Job, vancouver: Job) -> None:
    assert await desk.numbers(location="VANCOUVER") == [vancouver.number]
    with pytest.raises(UnknownThing, match="Locations: HALIFAX, VANCOUVER"):
        await desk.board(location="Atlantis")


async def test_what_is_cancelled_comes_last(desk: Desk, halifax: Job) -> None:
    other = await desk.yard.job(branch="HALIFAX")
    await halifax.opportunity_is_now(status=CANCELLED)
    await halifax.made_at(MORNING)

    assert await desk.numbers() == [other.number, halifax.number]


@pytest.mark.parametrize(
    ("day", "beside"),
    [
        ("2026-08-10", (DAY, None)),
        ("2026-08-20", (None, DAY)),
        ("today", (DAY, None)),
        ("tomorrow", (DAY, None)),
    ],
)
async def test_an_empty_day_names_the_days_beside_it(
    desk: Desk, halifax: Job, day: str, beside: tuple[date | None, date | None]
) -> None:
    desk.now = instant(DAY - timedelta(days=2), 12)

    found = await desk.board(day)

    assert (found.journeys, found.next_on, found.last_on) == ([], *beside)


async def test_the_next_day_after_today_may_be_tomorrow(desk: Desk, halifax: Job) -> None:
    desk.now = instant(DAY - timedelta(days=1), 23)

    assert (await desk.board()).next_on == DAY


async def test_nothing_known_has_no_days_beside_it(desk: Desk) -> None:
    found = await desk.board()

    assert (found.journeys, found.next_on, found.last_on) == ([], None, None)


async def test_without_a_vendor_that_has_journeys_the_board_is_empty(desk: Desk) -> None:
    office = replace(desk.office, vendors={VENDOR.name: replace(VENDOR, board=None)})

    assert (await board(office, desk.tenant)).journeys == []
