"""The cases that the journeys sheet names (section 9), 10 to 12: what is not shown, and what cannot be asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daysheet.core.errors import AllowanceSpent, RateLimited, VendorUnavailable
from daysheet.vendors.smartmoving import VENDOR
from tests.stories.business import Business
from tests.vendors.found import in_small_pages
from tests.vendors.smartmoving.held import LAYERS, changes, journey, journeys, read
from tests.vendors.smartmoving.served import Account


async def test_case_10_a_customer_on_two_pages_is_one(account: Account, business: Business) -> None:
    for _ in range(3):
        account.add()
    await business.run("customers")
    rows = account.listed()
    account.swept = [rows[0], rows[1], rows[1], rows[2]]

    outcome = await replace(business, vendor=in_small_pages(VENDOR, 2)).run(*LAYERS)

    assert outcome.errors == []
    assert set(await journeys(business)) == {"140001-1", "140002-1", "140003-1"}


async def test_case_10_a_customer_missed_once_is_not_gone(account: Account, business: Business) -> None:
    missed, _ = account.add(), account.add()
    await read(business)
    before = await journeys(business)
    account.hidden.add(missed["id"])
    account.clock.advance(60)

    await read(business)
    account.hidden.clear()
    await read(business)

    assert await journeys(business) == before
    assert account.calls.count(f"opportunities/{missed['id']}") == 2


async def test_case_11_a_reading_cut_by_the_allowance_deletes_nothing(account: Account, business: Business) -> None:
    for _ in range(5):
        account.add()
    small = replace(business, vendor=in_small_pages(VENDOR, 2))
    await small.run(*LAYERS, full=True)
    gone = next(iter(account.opportunities))
    account.hidden.add(gone)
    account.allowance = len(account.calls) + 1

    outcome = await small.run(*LAYERS, full=True)

    assert [type(error) for error in outcome.errors] == [AllowanceSpent]
    assert await business.value("select count(*) from smartmoving.customers where deleted_at is not null") == 0
    assert all(row["deleted_at"] is None for row in (await journeys(business)).values())
    account.allowance = None
    del account.opportunities[gone]
    await small.run(*LAYERS, full=True)
    assert [row["status_reason"] for row in (await journeys(business)).values()].count("deleted_at_source") == 1


@pytest.mark.parametrize("status", [400, 404])
async def test_case_12_an_opportunity_that_is_not_found_is_gone(
    account: Account, business: Business, status: int
) -> None:
    made = account.add()
    await read(business)
    account.hidden.add(made["id"])
    account.instead[f"opportunities/{made['id']}"] = (status, {"message": "Opportunity not found"})
    account.clock.advance(60)

    await read(business)

    row = await journey(business)
    assert (row["status"], row["status_reason"]) == ("CANCELLED", "deleted_at_source")
    assert row["deleted_at"] == business.clock()


async def test_case_12_what_the_list_shows_and_nobody_finds_stays_gone_until_it_answers(
    account: Account, business: Business
) -> None:
    made = account.add(status=4)
    await read(business)
    made["status"] = 10
    path = f"opportunities/{made['id']}"
    account.instead[path] = (400, {"message": "Opportunity not found"})
    for _ in range(3):
        account.clock.advance(60)
        await read(business)
    assert await changes(business) == [(None, "SCHEDULED", None), ("SCHEDULED", "CANCELLED", "deleted_at_source")]

    account.instead.clear()
    account.clock.advance(60)
    await read(business)

    row = await journey(business)
    assert (row["status"], row["status_reason"], row["deleted_at"]) == ("COMPLETED", None, None)


@pytest.mark.parametrize(
    ("status", "message", "error"),
    [(500, "Unknown error", VendorUnavailable), (429, "Rate limit is exceeded. Try again in 33 seconds.", RateLimited)],
)
async def test_case_12_trouble_with_one_detail_loses_nothing(
    account: Account, business: Business, status: int, message: str, error: type[Exception]
) -> None:
    made = account.add(status=4)
    await read(business)
    made["status"] = 10
    account.instead[f"opportunities/{made['id']}"] = (status, {"message": message})
    account.clock.advance(60)

    outcome = await business.run(*LAYERS)

    assert [type(each) for each in outcome.errors] == [error]
    assert (await journey(business))["status"] == "COMPLETED"
    account.instead.clear()
    await read(business)
    assert (await journey(business))["vendor_status"] == 10
