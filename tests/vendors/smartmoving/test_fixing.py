"""What a moving company should put right, on the worked example of its metrics: one job there is not charged yet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from daysheet.operations.morning.fixing import fix_list
from daysheet.operations.office import Office
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.fixing import FIXES
from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.exact import book_job, do_job, put_lead
from daysheet.warehouse.connections import Tenant
from tests.operations.mover import office_at
from tests.vendors.smartmoving.worked_day import WorkedDay, exact_job, lived_through

pytestmark = pytest.mark.anyio

# Job D of the example: done, estimated at 1,000.00, neither charged nor with a begin.
OF_D = Decimal(100_000)


@pytest.fixture
async def day(url: str) -> AsyncIterator[WorkedDay]:
    async with lived_through(url) as found:
        yield found


def office_of(day: WorkedDay) -> tuple[Office, Tenant]:
    """Return an office with this warehouse in it, and its tenant."""
    office = office_at(day.business.database, day.business.owner_url, day.business.clock)
    tenant = Tenant(tenant_id=day.business.tenant_id, name="movers")
    return replace(office, vendors={VENDOR.name: VENDOR}), tenant


async def found(day: WorkedDay, *names: str) -> dict[str, tuple[int, Decimal, int]]:
    """Return how many records each rule finds, the cents that they blur, and how many have no amount."""
    report = await fix_list(*office_of(day), None)
    return {
        each.rule.name: (each.records, each.amount_cents, each.without_amount)
        for each in report.findings
        if each.rule.name in names or not names
    }


async def read_a_day_later(day: WorkedDay) -> None:
    """Let a day go by, and read everything: of what does not change in its lists, the usual reading asks in turns."""
    day.business.wait(days=1)
    await day.read(full=True)


async def test_a_done_job_without_charges_and_start_is_found_until_both_are_entered(day: WorkedDay) -> None:
    names = ("done_without_charges", "begun_without_start", "done_without_hours")

    # Without a begin there is no time from begin to end, and without charges nobody knows what it earned.
    assert await found(day, *names) == {
        "done_without_charges": (1, OF_D, 0),
        "begun_without_start": (1, OF_D, 0),
        "done_without_hours": (1, Decimal(0), 1),
    }

    (job,) = [
        job
        for each in day.simulator.business.opportunities.values()
        for job in each.jobs
        if job.completed_at and not job.actual_charges
    ]
    do_job(day.simulator, job, start_hour=8.0, charged_cents=99_000)
    await read_a_day_later(day)

    assert await found(day, *names) == {}
    known = (await fix_list(*office_of(day), None)).known
    assert [(each.metric.name, each.coverage) for each in known] == [("earned_value", Decimal(1))]


async def test_bookings_without_a_source_are_found_with_what_they_were_estimated_at(day: WorkedDay) -> None:
    before = await found(day, "booking_without_source")
    for source in (day.simulator.business.catalogue.referral_sources[0]["id"], None):
        lead = put_lead(day.simulator, day.north, f"Came by {source}")
        lead.referral_source_id = source
        await day.read()
        book_job(day.simulator, lead, replace(exact_job("A"), day=20260828))
    await read_a_day_later(day)
    after = await found(day, "booking_without_source")

    # The seven of the example came without one: A four times, B, C and D.
    assert before == {"booking_without_source": (7, Decimal(720_000), 0)}
    assert after == {"booking_without_source": (8, Decimal(840_000), 0)}


async def test_coming_jobs_without_a_crew_or_a_price_are_found_until_they_have_them(day: WorkedDay) -> None:
    names = ("coming_without_crew", "booked_without_price")
    assert await found(day, *names) == {}
    lead = put_lead(day.simulator, day.north, "To come")
    job = book_job(day.simulator, lead, replace(exact_job("A"), day=20260828))
    charges = list(job.estimated_charges)
    acts.reprice_job(day.simulator.business, job, [])
    await read_a_day_later(day)

    bare = await found(day, *names)
    acts.reprice_job(day.simulator.business, job, charges)
    await read_a_day_later(day)

    assert bare.keys() == set(names)
    assert bare["booked_without_price"] == (1, Decimal(0), 1)
    assert await found(day, *names) == {}


def test_every_rule_of_a_mover_was_seen_at_work() -> None:
    seen = {"done_without_charges", "begun_without_start", "done_without_hours", "booking_without_source"}

    assert {each.name for each in FIXES.rules} == seen | {"coming_without_crew", "booked_without_price"}
