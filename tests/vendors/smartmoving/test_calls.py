"""How many calls a reading costs, beside the least that the vendor's API allows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import pytest

from tests.stories.business import Business
from tests.vendors.smartmoving.held import place
from tests.vendors.smartmoving.served import Account, invented_id

CUSTOMERS_A_DAY = 185
BRANCHES = 30
PAGE_SIZE = 200
TODAY, TOMORROW = 20260812, 20260813
# Users, service types, sizes, sources, windows, three kinds of reasons and labels; branches were read before.
LISTS = 9
PAGES_OF_LEADS = 1
MOST_PER_LEAST = 1.1


@dataclass(frozen=True, kw_only=True)
class Cost:
    """The calls of one reading, and the CPU seconds of the worker, the account and their talk."""

    calls: list[str]
    cpu_seconds: float


@pytest.fixture
def account() -> Account:
    """Two full days in thirty branches, at an hour when it is the same day in all of them."""
    made = Account()
    made.branches = [
        {**made.branches[0], "id": invented_id(9, number), "name": f"BRANCH {number} - Harbour & Pine"}
        for number in range(1, BRANCHES + 1)
    ]
    for number in range(1, 2 * CUSTOMERS_A_DAY + 1):
        branch = made.branches[number % BRANCHES]
        day = TODAY if number <= CUSTOMERS_A_DAY else TOMORROW
        made.add(branch={"name": branch["name"], "phoneNumber": None}, jobs=[made.job(number, jobDate=day)])
    return made


@pytest.fixture
async def mapped(account: Account, business: Business) -> Business:
    """Half of the branches are in the east, half in the west."""
    await business.run("branches")
    ids = [branch["id"] for branch in account.branches]
    await place(business, *ids[: BRANCHES // 2], name="East", zone="America/Halifax")
    await place(business, *ids[BRANCHES // 2 :], name="West", zone="America/Vancouver")
    return business


async def cost_of_a_reading(business: Business, account: Account) -> Cost:
    account.clock.advance(60)
    before, began = len(account.calls), time.process_time()
    outcome = await business.run()
    assert outcome.errors == []
    return Cost(calls=account.calls[before:], cpu_seconds=time.process_time() - began)


def pages_of_the_list(account: Account) -> int:
    """The least pages that show the two days, each page as long as the vendor allows."""
    per_day = dict.fromkeys((TODAY, TOMORROW), 0)
    for opportunity in account.opportunities.values():
        for job in opportunity["jobs"]:
            per_day[job["jobDate"]] += 1
    return sum(-(-customers // PAGE_SIZE) for customers in per_day.values())


def change_a_tenth(account: Account) -> list[dict[str, Any]]:
    """Change every tenth opportunity in a way that the list shows: its status, a date, its jobs."""
    changed = list(account.opportunities.values())[::10]
    for place_of, opportunity in enumerate(changed):
        job = opportunity["jobs"][0]
        if place_of % 3 == 0:
            opportunity["status"] = 10
        elif place_of % 3 == 1:
            job["jobDate"] = TODAY if job["jobDate"] == TOMORROW else TOMORROW
        else:
            number = int(opportunity["quoteNumber"]) - 140_000
            opportunity["jobs"].append(account.job(number, 2, jobDate=job["jobDate"]))
    return changed


async def test_calls_of_a_first_an_unchanged_and_a_changed_reading(account: Account, mapped: Business) -> None:
    first = await cost_of_a_reading(mapped, account)
    everything = len(account.opportunities)
    assert everything == 2 * CUSTOMERS_A_DAY
    assert await mapped.value("select count(*) from smartmoving.truck_journeys where location_id is null") == 0
    least = LISTS + pages_of_the_list(account) + everything + PAGES_OF_LEADS
    assert len(first.calls) <= MOST_PER_LEAST * least

    unchanged = await cost_of_a_reading(mapped, account)
    assert sorted(set(unchanged.calls)) == ["customers", "leads"]
    least = pages_of_the_list(account) + PAGES_OF_LEADS
    assert len(unchanged.calls) <= MOST_PER_LEAST * least

    changed = change_a_tenth(account)
    tenth = await cost_of_a_reading(mapped, account)
    asked = [call.split("/")[1] for call in tenth.calls if "/" in call]
    assert sorted(asked) == sorted(each["id"] for each in changed)
    least = pages_of_the_list(account) + len(changed) + PAGES_OF_LEADS
    assert len(tenth.calls) <= MOST_PER_LEAST * least

    print(
        f"\ncalls: first {len(first.calls)}, unchanged {len(unchanged.calls)}, a tenth changed {len(tenth.calls)}; "
        f"an unchanged reading took {unchanged.cpu_seconds:.2f} CPU seconds"
    )


async def test_a_vendor_that_loses_what_was_read_costs_more_than_allowed(account: Account, mapped: Business) -> None:
    for each in list(account.opportunities)[10:]:
        del account.opportunities[each]
    await cost_of_a_reading(mapped, account)
    await mapped.ask("update smartmoving.opportunities set status = 3")

    unchanged = await cost_of_a_reading(mapped, account)

    assert len(unchanged.calls) > MOST_PER_LEAST * (pages_of_the_list(account) + PAGES_OF_LEADS)


async def test_lists_that_are_fresh_are_not_read_again_within_a_day(account: Account, business: Business) -> None:
    account.opportunities.clear()
    read = []
    for hours in (0, 19, 2):
        account.clock.advance(hours * 3_600)
        cost = await cost_of_a_reading(business, account)
        read.append(sum(call not in ("customers", "leads") for call in cost.calls))

    assert read == [LISTS + 1, 0, LISTS + 1]


async def test_what_can_still_change_is_asked_for_again_after_a_day(account: Account, business: Business) -> None:
    account.opportunities.clear()
    for number, status in enumerate((4, 10, 11, 20, 30), 1):
        account.add(status=status, jobs=[account.job(number, jobDate=TOMORROW)])
    open_or_done = [each["id"] for each in account.opportunities.values() if each["status"] < 20]
    await cost_of_a_reading(business, account)
    asked = []
    for hours in (20, 5):
        account.clock.advance(hours * 3_600)
        cost = await cost_of_a_reading(business, account)
        asked.append([call.split("/")[1] for call in cost.calls if call.startswith("opportunities/")])

    assert [sorted(each) for each in asked] == [[], open_or_done]
