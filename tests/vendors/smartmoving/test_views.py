"""The board shows what the clock makes of a journey, to those who may see it."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest

from daysheet.core.errors import UnknownThing
from tests.vendors.smartmoving.yard import DAY, HALIFAX, MORNING, NOON, Job, Yard, instant, open_yard

pytestmark = pytest.mark.anyio

DAYS = [
    (HALIFAX, DAY, 24),
    ("America/Vancouver", DAY, 24),
    ("America/St_Johns", DAY, 24),
    (HALIFAX, date(2026, 3, 8), 23),
    ("America/Los_Angeles", date(2026, 11, 1), 25),
    ("America/Regina", date(2026, 3, 8), 24),
    # Here the clocks jump at midnight: the day begins at one o'clock.
    ("America/Havana", date(2026, 3, 8), 23),
]


@pytest.mark.parametrize(("zone", "day", "hours"), DAYS)
@pytest.mark.parametrize("confirmed", [False, True])
async def test_morning_prep_lasts_from_midnight_to_midnight_where_the_branch_is(
    yard: Yard, zone: str, day: date, hours: int, confirmed: bool
) -> None:
    job = await yard.job(branch=await yard.branch(zone, zone), on=day, confirmed=confirmed)
    begins, ends = instant(day, zone=zone), instant(day + timedelta(days=1), zone=zone)
    a_moment = timedelta(microseconds=1)
    assert ends - begins == timedelta(hours=hours)

    shown = [
        (found.journey["shown_status"], found.journey["is_today"], found.journey["is_tomorrow"])
        for found in [await job.seen_at(at) for at in (begins - a_moment, begins, ends - a_moment, ends)]
    ]

    own = "CONFIRMED" if confirmed else "SCHEDULED"
    assert shown == [
        (own, False, True),
        ("MORNING_PREP", True, False),
        ("MORNING_PREP", True, False),
        (own, False, False),
    ]
    assert (await job.row())["status"] == own


async def test_morning_prep_is_undone_by_a_change_of_the_date(booked: Job) -> None:
    assert (await booked.seen_at(NOON)).journey["shown_status"] == "MORNING_PREP"

    await booked.is_now(service_on=DAY + timedelta(days=2))
    await booked.made_at(NOON)

    assert (await booked.seen_at(NOON)).journey["shown_status"] == "SCHEDULED"


@pytest.mark.parametrize("vendor_stage", ["TENTATIVE", "ONSITE", "COMPLETED", "CANCELLED"])
async def test_morning_prep_is_for_what_is_booked_and_not_begun(booked: Job, vendor_stage: str) -> None:
    await booked.reaches(vendor_stage)
    await booked.made_at(NOON)

    assert (await booked.seen_at(NOON)).journey["shown_status"] == vendor_stage


async def test_without_a_zone_nobody_knows_whether_the_day_has_begun(yard: Yard) -> None:
    job = await yard.job(branch=await yard.branch("NOWHERE - Harbour & Pine", None))

    found = (await job.seen_at(NOON)).journey

    assert (found["is_unmapped"], found["location_name"], found["today_on"]) == (True, None, None)
    assert (found["is_today"], found["is_tomorrow"], found["shown_status"]) == (None, None, "SCHEDULED")


async def test_the_clock_of_the_board_is_the_servers_where_nobody_says_another(booked: Job, yard: Yard) -> None:
    question = "select bool_and(today_on = (now() at time zone time_zone)::date) from mart.journeys"

    assert await yard.as_role("daysheet_reader", question) == [(True,)]


@pytest.mark.parametrize("role", ["daysheet_reader", "daysheet_editor", "daysheet_analyst"])
@pytest.mark.parametrize("verb", ["update {} set priority = 'HIGH'", "delete from {}"])
async def test_readers_cannot_write(booked: Job, role: str, verb: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await booked.yard.as_role(role, f"{verb.format('smartmoving.truck_journeys')} returning 1")


@pytest.mark.parametrize("role", ["daysheet_service", "daysheet_reader", "daysheet_editor", "daysheet_analyst"])
async def test_nobody_writes_through_a_view(yard: Yard, role: str) -> None:
    rights = await yard.ask(
        """
        select view, verb
        from unnest(array['mart.journeys', 'mart.journeys_analytics']) as view
        cross join unnest(array['insert', 'update', 'delete']) as verb
        where has_table_privilege(%s, view, verb)
        """,
        role,
    )

    assert rights == []


async def test_the_service_may_write(booked: Job) -> None:
    statement = "update smartmoving.truck_journeys set priority = 'HIGH' returning priority"

    assert await booked.yard.as_role("daysheet_service", statement) == [("HIGH",)]


async def test_analysts_see_journeys_without_the_people(booked: Job, yard: Yard) -> None:
    seen = await yard.as_role("daysheet_analyst", "select job_number from mart.journeys_analytics")
    rows = await yard.ask(
        """
        select attribute.attname as name, col_description(attribute.attrelid, attribute.attnum) as note
        from pg_attribute as attribute
        where attribute.attrelid in ('smartmoving.truck_journeys'::regclass, 'mart.journeys'::regclass)
            and attribute.attnum > 0
        """
    )
    personal = {row["name"] for row in rows if row["note"].startswith("pii:")}
    columns = await yard.as_role(
        "daysheet_analyst",
        "select attname::text from pg_attribute where attrelid = 'mart.journeys_analytics'::regclass and attnum > 0",
    )

    assert seen == [(booked.number,)]
    assert {"customer_name", "crew_names", "local_notes", "local_stage_by"} <= personal
    assert personal.isdisjoint({name for (name,) in columns})
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await yard.as_role("daysheet_analyst", "select job_number from mart.journeys")


async def test_another_tenant_neither_sees_nor_sets(booked: Job, yard_url: str) -> None:
    await booked.say(MORNING, stage="EN_ROUTE")
    found = await booked.found()

    async with open_yard(yard_url) as other:
        assert await other.as_role("daysheet_reader", "select job_number from mart.journeys") == []
        assert await other.dispatch.named(booked.number, NOON) == []
        with pytest.raises(UnknownThing):
            await other.dispatch.say(found, {"stage": "CANCELLED"}, None, NOON)

    assert (await booked.row())["status"] == "EN_ROUTE"
