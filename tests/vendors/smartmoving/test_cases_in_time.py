"""The cases that the journeys sheet names (section 9), 13, 14, 16 and 17: what changes, and who says so."""

from __future__ import annotations

import pytest

from tests.stories.business import Business
from tests.vendors.smartmoving.held import (
    another,
    changes,
    dispatch,
    journey,
    journeys,
    make_again,
    place,
    read,
)
from tests.vendors.smartmoving.served import Account
from tests.vendors.smartmoving.simulator.worked_example import HALIFAX

VANCOUVER = "0a54a803-7b46-42e9-b96a-b2fa00eec2a8"
OTHER_HALIFAX = "0d98db16-111e-44e7-bd20-ad0200dbc6e5"
HOUR, DAY = 3_600, 86_400


async def test_case_13_a_reset_after_the_audit_reopens(account: Account, business: Business) -> None:
    made = account.add(status=11)
    await read(business)
    await dispatch(business, "140001-1", "AUDITED")
    assert (await journey(business))["status"] == "AUDITED"

    for status, expected in ((4, "SCHEDULED"), (11, "COMPLETED")):
        made["status"] = status
        account.clock.advance(60)
        await read(business)
        row = await journey(business)
        assert (row["status"], row["local_stage"]) == (expected, None)

    told = [reason for _, _, reason in await changes(business)]
    assert told == [None, None, "reset_at_source", None]


async def test_case_13_a_cancellation_is_taken_back(account: Account, business: Business) -> None:
    made = account.add(status=4)
    first = account.job(1)["id"]
    for status, reason in ((4, None), (20, " Customer changed plans "), (4, None)):
        made |= {"status": status, "cancellationReason": reason}
        account.clock.advance(60)
        await read(business)

    row = await journey(business)
    assert (str(row["sm_job_id"]), row["status"], row["status_reason"]) == (first, "SCHEDULED", None)
    assert [became for _, became, _ in await changes(business)] == ["SCHEDULED", "CANCELLED", "SCHEDULED"]
    assert [reason for _, _, reason in await changes(business)] == [None, "Customer changed plans", None]


@pytest.mark.parametrize("moved_to", [20260813, 20260901])
async def test_case_13_a_move_to_another_day_takes_back_what_was_set_for_the_old(
    account: Account, business: Business, moved_to: int
) -> None:
    made = account.add(status=4)
    await read(business)
    await dispatch(business, "140001-1", "EN_ROUTE")
    assert (await journey(business))["status"] == "EN_ROUTE"

    made["jobs"][0]["jobDate"] = moved_to
    account.clock.advance(60)
    await read(business)

    row = await journey(business)
    assert (row["status"], row["local_stage"], row["local_stage_at"]) == ("SCHEDULED", None, None)
    assert [(was, became) for was, became, _ in await changes(business, "service_date")] == [
        ("2026-08-12", str(row["service_date"]))
    ]


async def test_case_13_the_day_passes_at_the_midnight_of_each_branch(account: Account, business: Business) -> None:
    for branch in account.branches:
        account.add(branch={"name": branch["name"], "phoneNumber": None})
    await read(business)
    await place(business, HALIFAX)
    await place(business, VANCOUVER, name="Vancouver", zone="America/Vancouver")
    overdue = []
    for hours in (0, 11.9, 0.2, 3.8, 0.2):
        account.clock.advance(hours * HOUR)
        await make_again(business)
        held = await journeys(business)
        overdue.append([number for number, row in held.items() if "overdue_completion" in row["flags"]])

    # At 15:00 in UTC begins the test; Moncton is on nobody's map, so its days are those of UTC.
    assert [set(each) for each in overdue] == [
        set(),
        {"140002-1"},
        {"140002-1", "140001-1"},
        {"140002-1", "140001-1"},
        {"140002-1", "140001-1", "140003-1"},
    ]


async def test_case_13_a_job_deleted_and_found_again(account: Account, business: Business) -> None:
    made = account.add(status=4, jobs=[account.job(1, 1), account.job(1, 2)])
    both = made["jobs"]
    await read(business)
    found = []
    for jobs in (both[:1], both):
        made["jobs"] = jobs
        account.clock.advance(60)
        await read(business)
        row = (await journeys(business))["140001-2"]
        found.append((row["status"], row["status_reason"], row["deleted_at"] is None, row["estimated_cost_cents"]))

    assert found == [("CANCELLED", "deleted_at_source", False, 107_450), ("SCHEDULED", None, True, 107_450)]
    assert (await journeys(business))["140001-1"]["status"] == "SCHEDULED"
    assert [reason for _, _, reason in await changes(business)] == [None, None, "deleted_at_source", None]


async def test_case_14_one_number_in_two_tenants(account: Account, business: Business) -> None:
    account.add()
    other = await another(business, account, tenant="harbour", name="harbour")

    await read(business)
    await read(other)

    assert [(await journey(each))["external_id"] for each in (business, other)] == ["sm_job_140001-1"] * 2


async def test_case_14_a_number_that_is_used_again_after_deletion(account: Account, business: Business) -> None:
    made = account.add()
    await read(business)
    made["jobs"] = [account.job(1, 2, jobNumber="140001-1")]
    account.clock.advance(60)

    await read(business)

    rows = await business.ask("select * from smartmoving.truck_journeys order by sm_job_id")
    assert [(row["external_id"], row["deleted_at"] is None) for row in rows] == [
        ("sm_job_140001-1", False),
        ("sm_job_140001-1", True),
    ]
    assert all("duplicate_number" not in row["flags"] for row in rows)


async def test_case_16_two_connections_with_branches_of_one_name(account: Account, business: Business) -> None:
    account.add()
    of_other = Account()
    of_other.branches[0]["id"] = OTHER_HALIFAX
    of_other.add()
    other = await another(business, of_other)
    await read(business)
    await read(other)

    here = await place(business, HALIFAX)
    assert (await journey(other))["location_id"] is None
    there = await place(other, OTHER_HALIFAX, name="Halifax South")

    assert [(await journey(each))["location_id"] for each in (business, other)] == [here, there]
    assert here != there


@pytest.mark.parametrize(
    ("local", "status", "flags"),
    [("EN_ROUTE", "CANCELLED", []), ("COMPLETED", "COMPLETED", ["conflict"]), ("AUDITED", "AUDITED", ["conflict"])],
)
async def test_case_17_dispatch_and_then_a_cancellation(
    account: Account, business: Business, local: str, status: str, flags: list[str]
) -> None:
    made = account.add(status=4)
    await read(business)
    await place(business, HALIFAX)
    await dispatch(business, "140001-1", local)
    assert (await journey(business))["status"] == local

    made["status"] = 20
    account.clock.advance(60)
    await read(business)

    row = await journey(business)
    assert (row["status"], row["vendor_stage"], row["flags"]) == (status, "CANCELLED", flags)
