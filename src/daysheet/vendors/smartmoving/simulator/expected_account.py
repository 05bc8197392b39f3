"""
What of the account's truth a warehouse ought to know, by the days and statuses that are asked for.

Customers are those with a job in a range of days around today; opportunities are those of these customers that have a
job; times and details are those of their jobs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from daysheet.vendors.smartmoving.simulator.expected_values import Truth, day, inside, instant

DAYS_BACK, DAYS_AHEAD = 730, 180


@dataclass(frozen=True, kw_only=True)
class Account:
    """The vendor's objects that have been read, in the vendor's form; *times* and *details* are jobs by id."""

    customers: Sequence[Truth]
    opportunities: Sequence[Truth]
    times: Mapping[str, Truth]
    details: Mapping[str, Truth]
    leads: Sequence[Truth] = ()
    branches: Sequence[Truth] = ()
    service_types: Sequence[Truth] = ()


def known_account(truth: Callable[[str], Sequence[Truth]], now: datetime, account_zone: str) -> Account:
    """Return what is known after everything was read just *now*; *account_zone* says which day that is."""
    zone = ZoneInfo(account_zone)
    today = now.astimezone(zone).date()
    first, last = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)

    def is_in_range(job: Truth) -> bool:
        found = day(job["serviceDate"])
        return found is not None and first <= found <= last

    def is_recent(lead: Truth) -> bool:
        created_at = instant(lead["createdAtUtc"])
        return created_at is not None and first <= created_at.astimezone(zone).date()

    customers = [
        customer
        for customer in truth("customers")
        if any(is_in_range(job) for opportunity in customer["opportunities"] for job in opportunity["jobs"])
    ]
    ids = {customer["id"] for customer in customers}
    opportunities = [each for each in truth("opportunities") if each["jobs"] and inside(each, "customer", "id") in ids]
    known = {each["id"] for each in opportunities}
    jobs = {job["id"]: job for job in truth("jobs") if job["opportunityId"] in known}
    return Account(
        customers=customers,
        opportunities=opportunities,
        times=jobs,
        details=jobs,
        leads=[lead for lead in truth("leads") if is_recent(lead)],
        branches=truth("branches"),
        service_types=truth("service_types"),
    )
