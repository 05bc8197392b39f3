"""
Says which rows the warehouse must hold for what the vendor has: a second reading, made on its own.

It is written from the vendor's fact sheet in plain code and shares nothing with the declarations, so
that a mistake in one of them shows up as a difference. Columns that tell how the warehouse came to a
row (when it was first seen, why it is deleted, whether it is complete) have no truth to compare with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from daysheet.vendors.smartmoving.simulator.expected_account import Account
from daysheet.vendors.smartmoving.simulator.expected_jobs import add_job_detail, add_time_list
from daysheet.vendors.smartmoving.simulator.expected_lookups import (
    arrival_window_row,
    branch_row,
    described_row,
    move_size_row,
    named_row,
    referral_source_row,
    service_type_row,
    sorted_row,
    user_row,
)
from daysheet.vendors.smartmoving.simulator.expected_opportunities import add_opportunity
from daysheet.vendors.smartmoving.simulator.expected_records import add_customer, add_lead
from daysheet.vendors.smartmoving.simulator.expected_values import Row, Rows, Truth

LISTS: Mapping[str, Callable[[Truth], Row]] = {
    "branches": branch_row,
    "users": user_row,
    "service_types": service_type_row,
    "move_sizes": move_size_row,
    "referral_sources": referral_source_row,
    "arrival_windows": arrival_window_row,
    "lost_reasons": described_row,
    "bad_lead_reasons": sorted_row,
    "cancellation_reasons": sorted_row,
    "pipeline_labels": named_row,
}
TABLES: Mapping[str, tuple[str, ...]] = {
    **{stream: (stream,) for stream in LISTS},
    "customers": ("customers", "customer_phones", "customer_opportunities", "customer_jobs"),
    "opportunities": (
        "opportunities",
        "jobs",
        "job_estimated_charges",
        "job_actual_charges",
        "payments",
        "opportunity_contacts",
    ),
    "job_time_lists": ("job_time_lists", "job_times"),
    "job_details": ("job_details", "job_stops"),
    "leads": ("leads",),
}


def expected_tables(account: Account, lists: Callable[[str], Sequence[Truth]]) -> dict[str, Rows]:
    """
    Return the rows of each table by stream, in the order of the vendor's objects.

    *lists* gives the lists of the office by stream; they are read as a whole.
    """
    found = {stream: expected_list(stream, lists(stream)) for stream in LISTS}
    found["customers"] = expected_rows("customers", add_customer, account.customers)
    found["opportunities"] = expected_rows("opportunities", add_opportunity, account.opportunities)
    found["leads"] = expected_rows("leads", add_lead, account.leads)
    found["job_details"] = expected_rows("job_details", add_job_detail, _known(account, account.details))
    found["job_time_lists"] = expected_rows("job_time_lists", _add_times_from(account), account.opportunities)
    return found


def expected_list(stream: str, truth: Iterable[Truth]) -> Rows:
    """Return the rows of a list of the office."""
    return {stream: [LISTS[stream](thing) for thing in truth]}


def expected_rows(stream: str, add: Callable[[Rows, Truth], None], truth: Iterable[Truth]) -> Rows:
    """Return the rows of each table of a stream, as *add* makes them of each object."""
    rows: Rows = {table: [] for table in TABLES[stream]}
    for thing in truth:
        add(rows, thing)
    return rows


def _known(account: Account, jobs: Mapping[str, Truth]) -> list[Truth]:
    return [jobs[job["id"]] for each in account.opportunities for job in each["jobs"] if job["id"] in jobs]


def _add_times_from(account: Account) -> Callable[[Rows, Truth], None]:
    def add(rows: Rows, opportunity: Truth) -> None:
        times = [account.times[job["id"]] for job in opportunity["jobs"] if job["id"] in account.times]
        add_time_list(rows, opportunity["id"], times)

    return add
