"""The cases that the journeys sheet names (section 9), 1 to 6: what the layers say becomes one journey."""

from __future__ import annotations

from datetime import date, time
from itertools import permutations
from typing import Any

import pytest

from daysheet.vendors.smartmoving.simulator import Simulator, acts
from tests.stories.business import Business
from tests.vendors.smartmoving.held import (
    another,
    changes,
    drifted,
    journey,
    journeys,
    make_again,
    place,
    read,
    without_bookkeeping,
)
from tests.vendors.smartmoving.served import Account
from tests.vendors.smartmoving.simulator.worked_example import HALIFAX, sample

MONCTON = "d5ad3930-f536-4955-a3d8-afa900f7ecc0"
TODAY = date(2026, 8, 12)


@pytest.mark.parametrize("order", list(permutations(("sweep", "detail", "times"))), ids="-".join)
async def test_case_1_layers_in_any_order_give_the_same_row(
    account: Account, business: Business, order: tuple[str, ...]
) -> None:
    made = account.add(status=4)
    times = {"startTimeUtc": "2026-08-12T11:00:00Z", "endTimeUtc": None, "completedAtUtc": None}
    moments = {**times, "confirmedAtUtc": "2026-08-11T13:00:00Z", "closedAtUtc": None}
    job = made["jobs"][0]
    account.times[made["id"]] = [{name: job[name] for name in ("id", "jobNumber", "jobDate", "type")} | moments]
    steps: dict[str, tuple[str, dict[str, Any]]] = {
        "sweep": ("customers", {"until": TODAY}),
        "detail": ("opportunities", {"source_ids": (made["id"],)}),
        "times": ("job_time_lists", {"source_ids": (made["id"],)}),
    }
    usual = await another(business, account)

    await read(usual, "job_time_lists")
    for step in order:
        account.clock.advance(60)
        name, wish = steps[step]
        assert (await business.run(name, **wish)).errors == []

    row = without_bookkeeping(await journey(business))
    assert row == without_bookkeeping(await journey(usual))
    assert row["status"] == "ONSITE"


async def test_case_1_of_two_layers_that_tell_the_crew_the_newer_counts(account: Account, business: Business) -> None:
    made = account.add(status=4)
    job = made["jobs"][0]
    account.details[job["id"]] = sample("9.6", 31) | {
        "id": job["id"],
        "opportunityId": made["id"],
        "jobDate": job["jobDate"],
        "crewMembers": ["Ilse Varga"],
        "totalTips": 40.0,
        "arrivalWindow": "10:00 AM - 11:00 AM",
    }
    await read(business, "job_details")
    detailed = await journey(business)
    made |= {"status": 10}
    job |= {"crewMembers": ["Dov Mensah", "Petra Nunn"], "totalTips": 45.5}
    account.clock.advance(60)
    await read(business)
    embedded = await journey(business)

    told = ("crew_names", "tips_cents", "arrival_window", "window_start")
    # The hours that the opportunity gives contradict the words of the detail.
    assert [detailed[name] for name in told] == [["Ilse Varga"], 4_000, "10:00 AM - 11:00 AM", None]
    assert [embedded[name] for name in told] == [["Dov Mensah", "Petra Nunn"], 4_550, "8:00 AM - 9:00 AM", time(8)]


async def test_case_1_reading_it_all_again_writes_nothing(mover: Business) -> None:
    await mover.run(full=True)
    before = await journeys(mover)
    assert len(before) > 20
    mover.wait(minutes=1)

    await make_again(mover)

    assert await journeys(mover) == before


async def test_case_2_two_jobs_one_done(account: Account, business: Business) -> None:
    account.add(status=10, jobs=[account.job(1, 1), account.job(1, 2, jobDate=20260815)])

    await read(business, last=date(2026, 8, 15))

    held = await journeys(business)
    done, ahead = held["140001-1"], held["140001-2"]
    assert (done["status"], "completed_by_opportunity" in done["flags"]) == ("COMPLETED", True)
    assert (ahead["status"], "conflict" in ahead["flags"]) == ("SCHEDULED", True)
    assert "conflict" not in done["flags"]


async def test_case_3_lost_after_it_was_booked(account: Account, business: Business) -> None:
    made = account.add(status=4)
    await read(business)
    made["status"] = 30
    account.clock.advance(60)

    await read(business)

    row = await journey(business)
    assert (row["status"], row["status_reason"], row["deleted_at"]) == ("CANCELLED", "lost", None)
    assert await changes(business) == [(None, "SCHEDULED", None), ("SCHEDULED", "CANCELLED", "lost")]


@pytest.mark.parametrize("status", [30, 50])
async def test_case_3_what_was_never_booked_is_no_journey(account: Account, business: Business, status: int) -> None:
    account.add(status=status)

    await read(business)

    assert await journeys(business) == {}
    assert await business.value("select count(*) from smartmoving.customer_jobs") == 1


@pytest.mark.parametrize("status", [2, 99])
async def test_case_4_an_unknown_status_keeps_the_stage_and_is_told_once(
    account: Account, business: Business, status: int
) -> None:
    known = account.add(status=4)
    await read(business)
    known["status"] = status
    account.add(status=status)
    for _ in range(2):
        account.clock.advance(60)
        await read(business)

    held = await journeys(business)
    assert (held["140001-1"]["status"], held["140002-1"]["status"]) == ("SCHEDULED", "TENTATIVE")
    assert all("unknown_status" in row["flags"] for row in held.values())
    assert await drifted(business, "unknown_word") == [
        ("customer_opportunities.status", str(status)),
        ("opportunities.status", str(status)),
    ]


@pytest.mark.parametrize("written", ["2026-08-12", "2026-08-12T00:00:00", 20260812])
async def test_case_5_a_day_in_each_way_it_is_written(account: Account, business: Business, written: object) -> None:
    job = account.add()["jobs"][0]
    account.days_listed[job["id"]] = written

    await business.run("customers")

    assert (await journey(business))["service_date"] == TODAY
    assert await business.waiting() == []


@pytest.mark.parametrize("written", [0, None, "soon"])
async def test_case_5_no_day_in_the_list_waits_in_quarantine(
    account: Account, business: Business, written: object
) -> None:
    made = account.add(jobs=[account.job(1, 1), account.job(1, 2)])
    account.days_listed[made["jobs"][0]["id"]] = written

    await business.run("customers")

    assert list(await journeys(business)) == ["140001-2"]
    assert len(await business.waiting()) == 1


async def test_case_6_a_branch_is_found_however_its_name_is_written(account: Account, business: Business) -> None:
    for written in ("MONCTON🇨🇦 - Harbour & Pine ", "MONCTON 🇨🇦 - Harbour & Pine", "moncton - harbour  & pine"):
        account.add(branch={"name": written, "phoneNumber": None})
    account.add(branch={"name": "SHEDIAC - Harbour & Pine", "phoneNumber": None})
    await read(business)

    at = await place(business, MONCTON, name="Moncton", zone="America/Moncton")

    held = await journeys(business)
    assert [held[f"14000{number}-1"]["location_id"] for number in (1, 2, 3)] == [at, at, at]
    assert (held["140004-1"]["location_id"], "unmapped_branch" in held["140004-1"]["flags"]) == (None, True)


async def test_case_6_a_renamed_branch_keeps_its_location(mover: Business, simulator: Simulator) -> None:
    await mover.run(full=True)
    branch = next(iter(simulator.business.branches.values()))
    at = await place(mover, branch.id)
    before = {number for number, row in (await journeys(mover)).items() if row["location_id"] == at}
    assert before

    acts.rename_branch(simulator.business, branch, "QUAYSIDE - Harbour & Pine")
    for names in (("branches",), ("customers", "opportunities")):
        mover.wait(minutes=1)
        await mover.run(*names, full=True)
        assert {number for number, row in (await journeys(mover)).items() if row["location_id"] == at} == before


async def test_case_6_two_branches_of_one_name_leave_it_unmapped_until_one_is_renamed(
    account: Account, business: Business
) -> None:
    account.add()
    await read(business)
    at = await place(business, HALIFAX)
    found = [(await journey(business))["location_id"]]

    for name in ("Halifax -  Harbour & Pine", "Old Halifax"):
        account.branches[1]["name"] = name
        account.clock.advance(60)
        await business.run("branches")
        found.append((await journey(business))["location_id"])

    assert found == [at, None, at]
