"""Walks all operations of a simulator: every list to its end, and the details of some of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tests.vendors.smartmoving.simulator.shapes.caller import Caller
from tests.vendors.smartmoving.simulator.shapes.operations import OPERATIONS
from tests.vendors.smartmoving.simulator.shapes.walked_writes import walk_writes

LISTS = (2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 36, 37)
SOME = 25
BOTH: tuple[dict[str, str], ...] = ({}, {"IncludeLost": "true", "IncludeBad": "true"})
Row = dict[str, Any]


async def walk(caller: Caller) -> None:
    """Visit all 65 operations."""
    await caller.call(1)
    lists = {number: await caller.rows(number, page_size=7) for number in LISTS}
    await caller.rows(15, query={"IncludeDisabled": "true", "IncludeTechMate": "true"})
    await caller.rows(9, query={"includePrivate": "true", "includeLeadProviders": "true"})
    await caller.rows(22)
    for tariff in lists[15]:
        await caller.rows(38, tariffId=tariff["id"])
    for member in some(lists[4]):
        await caller.call(5, crewMemberId=member["id"])
        await caller.rows(6, crewMemberId=member["id"])
    leads = await walk_leads(caller, lists[3])
    customers = await walk_customers(caller)
    for quote in quote_numbers(customers):
        await walk_opportunity(caller, await caller.call(24, quoteNumber=quote, query=all_flags(24)))
    for lead in some(leads):
        await walk_opportunity(caller, await caller.call(23, opportunityId=lead["id"]))
    await walk_writes(caller)


async def walk_leads(caller: Caller, users: Sequence[Row]) -> list[Row]:
    """Visit the leads, with and without those that are lost."""
    for flags in BOTH:
        leads = await caller.rows(20, query=flags)
    for lead in some(leads):
        await caller.call(21, leadId=lead["id"])
    for user in some(users):
        await caller.rows(30, salesPersonId=user["id"])
    return leads


async def walk_customers(caller: Caller) -> list[Row]:
    """Visit the sweep, by days and without, and what hangs on a customer."""
    days = {"FromServiceDate": 20200101, "ToServiceDate": 20301231}
    swept = await caller.rows(16, query=days, page_size=40)
    await caller.rows(16, query={**days, "IncludeOpportunityInfo": "false"})
    customers = await caller.rows(16, query={"IncludeOpportunityInfo": "true"})
    for customer in customers:
        await caller.rows(29, customerId=customer["id"])
        for account in await caller.rows(19, customerId=customer["id"]):
            await caller.rows(39, storageAccountId=account["id"])
    for customer in some(customers):
        await caller.call(17, customerId=customer["id"])
        await caller.call(28, query={"searchQuery": customer["name"].strip()[:3]})
        await caller.rows(18, customerId=customer["id"])
    return swept


def quote_numbers(customers: Sequence[Row]) -> list[str]:
    """Return the quote numbers of a sweep."""
    return [opportunity["quoteNumber"] for customer in customers for opportunity in customer["opportunities"]]


async def walk_opportunity(caller: Caller, detail: Row) -> None:
    """Visit everything that hangs on one opportunity, with all flags and with none."""
    found = detail["id"]
    for query in (all_flags(23), {}):
        await caller.call(23, opportunityId=found, query=query)
    await caller.call(24, quoteNumber=detail["quoteNumber"])
    for number in (25, 26, 27, 32, 33):
        await caller.call(number, opportunityId=found)
    for job in detail["jobs"] or ():
        for query in (all_flags(31), {}):
            await caller.call(31, opportunityId=found, jobId=job["id"], query=query)
    for follow_up in await caller.rows(34, opportunityId=found):
        await caller.call(35, opportunityId=found, followupId=follow_up["id"])


def all_flags(number: int) -> dict[str, str]:
    """Return a query that asks an operation for everything."""
    return dict.fromkeys(OPERATIONS[number].flags, "true")


def some(rows: Iterable[Any]) -> list[Any]:
    """Return rows from all over a list, no more than a few."""
    every = list(rows)
    return every[:: max(1, len(every) // SOME)]
