"""What the vendor, its plans or people at the office get wrong costs what it is about, and nothing else."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from daysheet.core.errors import AllowanceSpent, ForbiddenByScope, VendorChanged
from daysheet.simulation.faults import Fault
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import Simulator, acts, create_simulator
from tests.stories.business import Business, opened
from tests.vendors.smartmoving.held import LAYERS, Row, another, journey, journeys, place, read
from tests.vendors.smartmoving.served import Account
from tests.vendors.smartmoving.simulator.worked_example import HALIFAX

DAY = 86_400
EVERYTHING = tuple(stream.name for stream in VENDOR.streams)
DELETED = "select count(*) from smartmoving.{} where deleted_at is not null"


@pytest.mark.parametrize(
    ("refusal", "told"), [(401, (ForbiddenByScope, 4)), (403, (ForbiddenByScope, 4)), (404, (VendorChanged, 1))]
)
async def test_a_basic_key_on_a_premium_path_costs_only_that_stream(
    url: str, refusal: int, told: tuple[type[Exception], int]
) -> None:
    basic: Any = create_simulator(seed=5, orders=120, branches=3, tier="basic", calls_per_minute=0)
    basic.faults = replace(basic.faults.profile, basic_refusal=refusal)
    async with opened(url, basic, vendor=VENDOR) as business:
        outcome = await business.run(*LAYERS, "job_details", "leads")

        assert len(await journeys(business)) > 0
        assert outcome.counts["leads"].received > 0
        assert outcome.status == "partial"
        (error,) = outcome.errors
        assert (type(error), error.exit_code) == told
        assert "plan" in str(error)
        assert "job_details" in str(error) or "/api/premium/" in str(error)
        assert await business.value("select count(*) from smartmoving.job_details") == 0


async def test_an_allowance_that_ends_in_the_middle_of_a_run(url: str) -> None:
    limited: Any = create_simulator(seed=5, orders=60, branches=3, calls_per_minute=0, calls_per_month=40)
    async with opened(url, limited, vendor=VENDOR) as business:
        outcome = await business.run(full=True)

        assert [type(error) for error in outcome.errors] == [AllowanceSpent]
        assert outcome.errors[0].exit_code == 6
        assert "next cycle" in str(outcome.errors[0])
        before = await journeys(business)
        assert before
        limited.clock.advance(20 * DAY)
        limited.limits.calls_per_month = 0

        assert (await business.run(*EVERYTHING, full=True)).errors == []
        assert await business.differences() == []
        assert before.keys() <= (await journeys(business)).keys()
        for table in ("customers", "opportunities"):
            assert await business.value(DELETED.format(table)) == 0


async def test_a_branch_that_was_renamed_before_its_list_was_read(account: Account, business: Business) -> None:
    made = account.add()
    await read(business)
    at = await place(business, HALIFAX)
    renamed = "QUAYSIDE 🇨🇦 - Harbour & Pine"
    made["branch"]["name"] = account.branches[0]["name"] = renamed
    account.clock.advance(60)

    await business.run("opportunities", source_ids=(made["id"],))
    row = await journey(business)
    assert (row["branch_name"], row["location_id"], "unmapped_branch" in row["flags"]) == (renamed, None, True)

    await business.run("branches")
    assert (await journey(business))["location_id"] == at


@pytest.mark.parametrize("number", [None, "", "  "])
async def test_a_job_without_a_number(account: Account, business: Business, number: str | None) -> None:
    account.add(jobs=[account.job(1, 1, jobNumber=number), account.job(1, 2)])

    await read(business)

    held = await journeys(business)
    nameless = held.pop(account.job(1, 1)["id"])
    assert (nameless["external_id"], nameless["job_number"], nameless["job_sequence"]) == (None, None, None)
    assert (nameless["status"], nameless["quote_number"]) == ("SCHEDULED", "140001")
    assert [row["external_id"] for row in held.values()] == ["sm_job_140001-2"]


@pytest.mark.parametrize("written", [0, None])
async def test_a_job_without_a_day_waits_alone(account: Account, business: Business, written: object) -> None:
    made = account.add(jobs=[account.job(1, 1), account.job(1, 2), account.job(1, 3)])
    account.days_listed = {made["jobs"][0]["id"]: written, made["jobs"][1]["id"]: "2026-08-12"}
    for job in made["jobs"][:2]:
        job["jobDate"] = written

    for _ in range(2):
        await read(business)
        account.clock.advance(60)

    held = await journeys(business)
    # What the list knows is enough for a journey; without any day there is none, and never one of today.
    assert {number: row["status"] for number, row in held.items()} == {"140001-2": "SCHEDULED", "140001-3": "SCHEDULED"}
    assert await business.value("select count(*) from smartmoving.opportunities") == 1
    assert await business.value("select count(*) from smartmoving.jobs") == 1
    assert [each.split(":")[0].split(" ")[0] for each in await business.waiting()] == [
        "customers",
        "opportunities",
        "opportunities",
    ]
    assert account.calls.count(f"opportunities/{made['id']}") == 1

    for job in made["jobs"]:
        job["jobDate"] = 20260812
    account.days_listed.clear()
    account.clock.advance(2 * 3600)
    await read(business)
    assert len(await journeys(business)) == 3
    assert await business.waiting() == []


async def test_a_job_that_lost_its_day_keeps_the_one_it_had(account: Account, business: Business) -> None:
    made = account.add(status=4)
    await read(business)
    before = await journey(business)
    made["jobs"][0]["jobDate"] = 0
    made["status"] = 10
    account.days_listed[made["jobs"][0]["id"]] = 0
    account.clock.advance(60)

    await business.run(*LAYERS)

    after = await journey(business)
    assert (after["service_date"], after["deleted_at"]) == (before["service_date"], None)
    assert (before["status"], after["status"]) == ("SCHEDULED", "COMPLETED")
    assert len(await business.waiting()) == 2


async def test_an_opportunity_that_the_office_deleted(mover: Business, simulator: Simulator) -> None:
    await mover.run(full=True)
    before = await journeys(mover)
    opportunities = simulator.business.opportunities.values()
    gone = next(each for each in opportunities if len(each.jobs) == 1 and each.status == 4)
    number = gone.jobs[0].number
    assert number is not None

    acts.delete_opportunity(simulator.business, gone)
    for _ in range(2):
        mover.wait(minutes=1)
        assert (await mover.run(full=True)).errors == []

    after = await journeys(mover)
    assert (after[number]["status"], after[number]["status_reason"]) == ("CANCELLED", "deleted_at_source")
    assert after[number]["deleted_at"] is not None
    assert {key: row for key, row in after.items() if key != number} == {
        key: row for key, row in before.items() if key != number
    }


async def test_two_jobs_with_one_number_until_one_gets_another(account: Account, business: Business) -> None:
    made = account.add(jobs=[account.job(1, 1), account.job(1, 2, jobNumber=" 140001-1 ")])
    await read(business)

    rows = await business.ask("select external_id, flags from smartmoving.truck_journeys order by sm_job_id")
    assert [row["external_id"] for row in rows] == [None, "sm_job_140001-1"]
    assert ["duplicate_number" in row["flags"] for row in rows] == [True, False]

    made["jobs"][1]["jobNumber"] = "140001-2"
    account.clock.advance(60)
    await read(business)
    rows = await business.ask("select external_id, flags from smartmoving.truck_journeys order by sm_job_id")
    assert [row["external_id"] for row in rows] == ["sm_job_140001-1", "sm_job_140001-2"]
    assert not any("duplicate_number" in row["flags"] for row in rows)


async def test_a_customer_merged_into_another(mover: Business, simulator: Simulator) -> None:
    await mover.run(full=True)
    before = await journeys(mover)
    kept, gone = [each for each in simulator.business.customers.values() if each.opportunity_ids][:2]
    moved = {str(row["sm_job_id"]) for row in before.values() if str(row["sm_customer_id"]) == gone.id}
    assert moved

    acts.merge_customers(simulator.business, kept, gone)
    for _ in range(2):
        mover.wait(minutes=1)
        await mover.run(*EVERYTHING, full=True)

    after = await journeys(mover)
    assert after.keys() == before.keys()
    assert all(row["deleted_at"] is None for row in after.values())
    owners = {str(row["sm_customer_id"]) for row in after.values() if str(row["sm_job_id"]) in moved}
    assert owners == {kept.id}
    assert await mover.differences() == []


async def test_a_status_that_only_the_list_shows_is_looked_up(url: str) -> None:
    served: Any = create_simulator(seed=5, orders=120, branches=3, calls_per_minute=0)
    async with opened(url, served, vendor=VENDOR) as business:
        await business.run()
        before = await journeys(business)
        fault = Fault(path="/v1/api/customers", times=None, distortion="value:99:opportunities.0.status")
        served.faults.add(fault)
        business.wait(minutes=1)

        outcome = await business.run()

        assert outcome.errors == []
        assert served.stats.faults[fault.name] > 0
        assert outcome.counts["opportunities"].received > 0

        held = await journeys(business)
        assert _without_flags(held) == _without_flags(before)


def _without_flags(rows: Mapping[str, Row]) -> dict[str, Row]:
    ours = ("changed_at", "flags")
    return {number: {name: row[name] for name in row if name not in ours} for number, row in rows.items()}


async def test_a_detail_that_is_set_aside_does_not_outrank_a_newer_list(account: Account, business: Business) -> None:
    made = account.add()
    await read(business)
    business.wait(minutes=1)
    made |= {"status": 20, "quoteNumber": "unreadable"}

    await read(business)

    assert len(await business.waiting()) == 1
    assert (await journey(business))["vendor_status"] == 20


async def test_labor_in_french_is_nothing_and_no_error(account: Account, business: Business) -> None:
    made = account.add()
    labor = made["jobs"][0]["estimatedCharges"][0]
    labor["description"] = "5 h à 189,00 $/h (1 camion, 3 déménageurs)"
    other = account.add(jobs=[copy.deepcopy(made["jobs"][0]) | {"id": account.job(2)["id"], "jobNumber": "140002-1"}])
    other["jobs"][0]["jobTime"] = None

    await read(business)

    held = await journeys(business)
    planned = ("estimated_labor_minutes", "truck_count_planned", "crew_count_planned", "estimated_cost_cents")
    assert [held["140001-1"][name] for name in planned] == [300, None, None, 107_450]
    assert [held["140002-1"][name] for name in planned] == [None, None, None, 107_450]


async def test_what_is_wrong_in_one_account_is_not_seen_in_another(account: Account, business: Business) -> None:
    account.add(jobs=[account.job(1, 1, jobDate=0)])
    healthy = Account()
    healthy.add()
    other = await another(business, healthy, tenant="harbour", name="harbour")

    await business.run(*LAYERS)
    await read(other)

    assert (await journey(other))["flags"] == ["no_crew", "unconfirmed", "unmapped_branch"]
    where = "select count(*) from control.quarantine where tenant_id = %s"
    assert await business.value(where, other.tenant_id) == 0
    assert await business.value(where, business.tenant_id) > 0
