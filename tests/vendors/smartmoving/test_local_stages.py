"""What the vendor says and what dispatch says, merged: the sheet's table, row by row, by the real statement."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from daysheet.core.errors import UnknownThing
from daysheet.warehouse.deriving import Deriving
from tests.vendors.smartmoving.yard import (
    BAD_LEAD,
    BOOKED,
    CANCELLED,
    DAY,
    EVENING,
    LOST,
    MORNING,
    NOON,
    Job,
    Yard,
    instant,
)

pytestmark = pytest.mark.anyio

MERGED = [
    ("CANCELLED", None, "CANCELLED", False),
    ("CANCELLED", "EN_ROUTE", "CANCELLED", False),
    ("CANCELLED", "ONSITE", "CANCELLED", False),
    ("CANCELLED", "CANCELLED", "CANCELLED", False),
    ("CANCELLED", "COMPLETED", "COMPLETED", True),
    ("CANCELLED", "AUDITED", "AUDITED", True),
    ("COMPLETED", None, "COMPLETED", False),
    ("COMPLETED", "EN_ROUTE", "COMPLETED", False),
    ("COMPLETED", "ONSITE", "COMPLETED", False),
    ("COMPLETED", "COMPLETED", "COMPLETED", False),
    ("COMPLETED", "AUDITED", "AUDITED", False),
    ("TENTATIVE", "EN_ROUTE", "EN_ROUTE", False),
    ("SCHEDULED", "EN_ROUTE", "EN_ROUTE", False),
    ("SCHEDULED", "CANCELLED", "CANCELLED", False),
    ("CONFIRMED", "ONSITE", "ONSITE", False),
    ("ONSITE", "EN_ROUTE", "ONSITE", False),
    ("ONSITE", "COMPLETED", "COMPLETED", False),
    ("ONSITE", "AUDITED", "AUDITED", False),
]


@pytest.mark.parametrize("is_local_first", [True, False], ids=["local first", "vendor first"])
@pytest.mark.parametrize(("vendor_stage", "local", "status", "is_conflict"), MERGED)
async def test_vendor_and_dispatch_merge_in_either_order(
    booked: Job, vendor_stage: str, local: str | None, status: str, is_conflict: bool, is_local_first: bool
) -> None:
    if is_local_first:
        await booked.say(MORNING, stage=local)
    await booked.reaches(vendor_stage)
    await booked.made_at(NOON)
    if not is_local_first:
        await booked.say(EVENING, stage=local)

    row = await booked.made_at(EVENING)

    assert (row["vendor_stage"], row["local_stage"], row["status"]) == (vendor_stage, local, status)
    assert ("conflict" in row["flags"]) is is_conflict


@pytest.mark.parametrize("end", [{"status": LOST}, {"status": BAD_LEAD}, {"deleted_at": NOON}], ids=str)
async def test_whatever_ends_at_the_vendor_ends_what_is_under_way(booked: Job, end: dict[str, Any]) -> None:
    await booked.say(MORNING, stage="EN_ROUTE")

    await booked.opportunity_is_now(**end)

    assert (await booked.made_at(NOON))["status"] == "CANCELLED"


async def test_a_deleted_journey_is_not_on_the_board(booked: Job, yard: Yard) -> None:
    found = await booked.found()
    await booked.opportunity_is_now(deleted_at=NOON)
    await booked.made_at(NOON)

    assert await yard.dispatch.named(booked.number, NOON) == []
    with pytest.raises(UnknownThing, match="is gone"):
        await yard.dispatch.say(found, {"stage": "EN_ROUTE"}, None, NOON)
    assert (await booked.local())["local_stage"] is None


@pytest.mark.parametrize("stage", ["EN_ROUTE", "ONSITE"])
async def test_a_stage_that_was_set_for_another_day_does_not_count(booked: Job, stage: str) -> None:
    await booked.say(MORNING, stage=stage)
    await booked.yard.write("truck_journeys", "sm_job_id", booked.id, {"local_stage_on": DAY - timedelta(days=1)})

    assert (await booked.made_at(NOON))["status"] == "SCHEDULED"


@pytest.mark.parametrize("confirmed", [False, True])
async def test_a_day_that_has_passed_keeps_its_stage_and_is_flagged(booked: Job, confirmed: bool) -> None:
    await booked.is_now(confirmed=confirmed)
    assert "overdue_completion" not in (await booked.made_at(EVENING))["flags"]

    row = await booked.made_at(instant(DAY + timedelta(days=1)))

    assert row["status"] == ("CONFIRMED" if confirmed else "SCHEDULED")
    assert "overdue_completion" in row["flags"]
    assert (await booked.seen_at(instant(DAY + timedelta(days=1)))).journey["shown_status"] == row["status"]


async def test_a_job_that_is_reset_loses_its_audit(booked: Job) -> None:
    await booked.reaches("COMPLETED")
    await booked.made_at(NOON)
    await booked.say(EVENING, stage="AUDITED")

    await booked.happened()
    row = await booked.made_at(EVENING + timedelta(hours=1))

    assert (row["status"], row["status_reason"], row["local_stage"]) == ("SCHEDULED", "reset_at_source", None)
    assert (await booked.history())[-1] == ("status", "AUDITED", "SCHEDULED", "sync", "reset_at_source")


@pytest.mark.parametrize(
    ("stage", "kept"), [("EN_ROUTE", None), ("ONSITE", None), ("COMPLETED", "COMPLETED"), ("CANCELLED", "CANCELLED")]
)
async def test_a_job_that_moves_to_another_day_leaves_what_was_under_way(
    booked: Job, stage: str, kept: str | None
) -> None:
    await booked.say(MORNING, stage=stage)

    await booked.is_now(service_on=DAY + timedelta(days=1))
    row = await booked.made_at(NOON)

    assert (row["sm_job_id"], row["local_stage"], row["status"]) == (booked.id, kept, kept or "SCHEDULED")
    assert ("service_date", "2026-08-19", "2026-08-20", "sync", None) in await booked.history()


async def test_a_cancellation_that_is_booked_again_revives_the_same_row(booked: Job) -> None:
    await booked.opportunity_is_now(status=CANCELLED)
    await booked.made_at(MORNING)

    await booked.opportunity_is_now(status=BOOKED)
    row = await booked.made_at(NOON)

    assert (row["status"], row["status_reason"], row["deleted_at"]) == ("SCHEDULED", None, None)
    assert [became for what, _, became, _, _ in await booked.history() if what == "status"] == [
        "SCHEDULED",
        "CANCELLED",
        "SCHEDULED",
    ]


async def test_what_dispatch_says_stands_in_the_history_as_its_own(booked: Job) -> None:
    await booked.say(MORNING, stage="EN_ROUTE")
    await booked.say(NOON, stage=None)

    assert [each[1:4] for each in await booked.history()] == [
        (None, "SCHEDULED", "sync"),
        ("SCHEDULED", "EN_ROUTE", "user"),
        ("EN_ROUTE", "SCHEDULED", "user"),
    ]


async def test_a_sync_never_writes_what_dispatch_said(booked: Job) -> None:
    await booked.say(MORNING, stage="EN_ROUTE", priority="URGENT", tags=["piano"], note="Call first.", truck="12")
    said = await booked.local()
    assert said["local_stage_at"] == MORNING
    assert said["local_stage_by"] == "Ana"
    assert said["local_stage_on"] == DAY

    for vendor_stage in ("CONFIRMED", "ONSITE", "COMPLETED", "CANCELLED"):
        await booked.reaches(vendor_stage)
        await booked.made_at(NOON)

        assert await booked.local() == said


async def test_saying_the_same_again_changes_nothing(booked: Job) -> None:
    await booked.say(MORNING, stage="EN_ROUTE", truck="12")
    before = await booked.row()

    await booked.say(NOON, stage="EN_ROUTE", truck="12")

    assert await booked.row() == before


async def test_only_what_is_spoken_of_changes(booked: Job) -> None:
    await booked.say(MORNING, stage="EN_ROUTE", priority="HIGH", tags=["piano"], note="Call first.", truck="12")

    await booked.say(NOON, truck=None)

    found = await booked.local()
    assert (found["local_stage"], found["local_stage_at"], found["truck_number"]) == ("EN_ROUTE", MORNING, None)
    assert (found["priority"], found["local_tags"], found["local_notes"]) == ("HIGH", ["piano"], "Call first.")


def merging_at_once(deriving: Deriving) -> Deriving:
    """Return what makes journeys without asking first whether dispatch is setting one."""
    return replace(deriving, derivation=replace(deriving.derivation, steps=("merge_journeys",)))


async def status_after_a_race(job: Job, syncing: Deriving) -> str:
    """Let a sync merge while dispatch has not yet committed; return the status that both leave."""
    yard = job.yard
    await job.is_now(confirmed=True)

    async def sync() -> None:
        async with yard.database.tenant(yard.tenant_id) as connection:
            await syncing.make(connection, [job.id], NOON, "sync")

    async with asyncio.timeout(60), yard.database.tenant(yard.tenant_id) as dispatching:
        await dispatching.execute(
            "update smartmoving.truck_journeys set local_stage = 'EN_ROUTE', local_stage_on = service_date"
        )
        running = asyncio.create_task(sync())
        while not running.done() and not await yard.ask(
            "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        ):
            pass
        await yard.deriving.make(dispatching, [job.id], MORNING, "user")
    await running
    return str((await job.row())["status"])


async def test_a_sync_waits_for_what_dispatch_is_setting(booked: Job) -> None:
    assert await status_after_a_race(booked, booked.yard.deriving) == "EN_ROUTE"


async def test_a_sync_that_did_not_wait_would_lose_it(booked: Job) -> None:
    assert await status_after_a_race(booked, merging_at_once(booked.yard.deriving)) == "CONFIRMED"
