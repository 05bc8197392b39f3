"""The samples of the fact sheet, read by the real engine, become the rows of the journeys sheet (section 8)."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from tests.stories.business import Business
from tests.vendors.smartmoving.held import Row, journeys, place, read
from tests.vendors.smartmoving.served import Account
from tests.vendors.smartmoving.simulator.worked_example import (
    CHANGED_BY_THE_EVENING,
    CHANGED_ON_PACKING_DAY,
    EXPECTED_OF_MOVING_DAY,
    HALIFAX,
    MOVING_DAY,
    other_move,
    sample,
)

PACKING_ON, MOVING_ON = date(2026, 8, 18), date(2026, 8, 19)
ROWAN = "ab8fbb70-e34b-4942-8fd2-b48d016bfa20"
HOURS_OF_SERVICE_MORNING = 6 * 24 + 19
HOURS_UNTIL_EVENING = 12

# The API's own detail of a job charges by GUID, the opportunity by position: only names and sums are alike.
CHARGED = {"description": None, "editableDescription": None, "discountAmount": 0.0}


@pytest.fixture
def account() -> Account:
    made = Account()
    made.swept = sample("9.2", 16)["pageResults"]
    made.opportunities[ROWAN] = sample("9.3", 23)
    for customer, opportunity in ((0, 0), (0, 1), (1, 0)):
        move = other_move(customer, opportunity)
        made.opportunities[move["id"]] = move
    made.times[ROWAN] = sample("9.5", 25)
    return made


async def seen(business: Business, *more: str) -> dict[str, Row]:
    """The two days are read, and Halifax is mapped before it is looked at."""
    await read(business, "job_time_lists", *more, first=PACKING_ON, last=MOVING_ON)
    held = await journeys(business)
    if held["131118-2"]["location_id"] is None:
        await place(business, HALIFAX)
    return await journeys(business)


def told(row: Row, expected: dict[str, Any]) -> dict[str, Any]:
    """What a journey says in the columns that are expected; the location has the number the warehouse gave it."""
    return {name: row[name] for name in expected} | {"location_id": 1 if row["location_id"] else None}


async def test_both_days_seen_on_12_august(account: Account, business: Business) -> None:
    held = await seen(business)

    assert told(held["131118-2"], EXPECTED_OF_MOVING_DAY) == EXPECTED_OF_MOVING_DAY
    packing = EXPECTED_OF_MOVING_DAY | CHANGED_ON_PACKING_DAY
    assert told(held["131118-1"], packing) == packing


async def test_an_expectation_that_is_off_by_a_cent_is_noticed(account: Account, business: Business) -> None:
    held = await seen(business)

    wrong = EXPECTED_OF_MOVING_DAY | {"estimated_total_share_cents": 122_492}
    assert told(held["131118-2"], wrong) != wrong


async def test_on_the_morning_of_the_move_it_is_confirmed(account: Account, business: Business) -> None:
    await seen(business)
    account.clock.advance(3600 * HOURS_OF_SERVICE_MORNING)
    account.opportunities[ROWAN]["jobs"][1]["confirmed"] = True
    account.times[ROWAN][1]["confirmedAtUtc"] = "2026-08-17T13:05:20Z"

    held = await seen(business)

    assert (held["131118-2"]["status"], held["131118-2"]["vendor_stage"]) == ("CONFIRMED", "CONFIRMED")
    assert held["131118-2"]["flags"] == ["no_crew"]
    # The packing of the day before was never said to be done.
    assert held["131118-1"]["flags"] == ["overdue_completion"]


async def test_after_the_job_detail_of_the_evening(account: Account, business: Business) -> None:
    await seen(business)
    account.clock.advance(3600 * (HOURS_OF_SERVICE_MORNING + HOURS_UNTIL_EVENING))
    detail = sample("9.6", 31)
    account.details[MOVING_DAY] = detail
    packing = account.opportunities[ROWAN]["jobs"][0]["id"]
    account.details[packing] = detail | {**account.times[ROWAN][0], "stops": [], "crewMembers": []}
    job = account.opportunities[ROWAN]["jobs"][1]
    job |= {"confirmed": True, "jobTime": detail["jobTime"]}
    job["actualCharges"] = [
        {name: value for name, value in charge.items() if "stimated" not in name}
        | CHARGED
        | {"sortOrder": place_of, "discountAmount": charge["discountAmount"] or 0.0}
        for place_of, charge in enumerate(detail["actualCharges"])
    ]

    held = await seen(business, "job_details")

    evening = EXPECTED_OF_MOVING_DAY | CHANGED_BY_THE_EVENING
    assert told(held["131118-2"], evening) == evening


async def test_the_stages_of_the_moving_day(account: Account, business: Business) -> None:
    await seen(business)
    account.clock.advance(3600 * (HOURS_OF_SERVICE_MORNING + HOURS_UNTIL_EVENING))
    known = copy.deepcopy(account.times[ROWAN][1])
    found = []
    for name in ("confirmedAtUtc", "startTimeUtc", "completedAtUtc"):
        known[name] = sample("9.6", 31)[name]
        account.times[ROWAN][1] = dict(known)
        account.clock.advance(2 * 3600)
        found.append((await seen(business))["131118-2"]["status"])

    assert found == ["CONFIRMED", "ONSITE", "COMPLETED"]


async def test_the_second_customer_has_a_closed_and_a_cancelled_journey(account: Account, business: Business) -> None:
    held = await seen(business)

    closed, cancelled = held["130212-1"], held["131390-1"]
    assert (closed["vendor_status"], closed["status"], closed["service_date"]) == (11, "COMPLETED", date(2026, 6, 4))
    assert (closed["customer_name"], closed["customer_email"]) == ("Advent Dental Studio / Imani Okafor-Lind", None)
    assert (cancelled["status"], cancelled["status_reason"]) == ("CANCELLED", "cancelled")
    assert (cancelled["billing_status"], cancelled["flags"]) == ("CANCELLED", [])


async def test_the_third_customer_lost_makes_no_journey(account: Account, business: Business) -> None:
    held = await seen(business)

    assert set(held) == {"131118-1", "131118-2", "130212-1", "131390-1"}
