"""SmartMoving: where it answers, how to sign in, how often to call, and what to read there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from daysheet.core.answers import Verdict
from daysheet.core.paging import PageNumber
from daysheet.core.records import Record
from daysheet.core.vendor import ApiKey, Board, Daily, Days, Derivation, Due, Rhythm, Stream, Vendor
from daysheet.vendors.smartmoving import records
from daysheet.vendors.smartmoving.fixing import FIXES
from daysheet.vendors.smartmoving.hooks import WEBHOOKS
from daysheet.vendors.smartmoving.leads import LEADS
from daysheet.vendors.smartmoving.metrics import FIGURES
from daysheet.vendors.smartmoving.way_in import WAY_IN

# Asking for more than 200 is cut to 200 without a word, so more is never asked for.
_PAGES: Final = PageNumber(
    page_parameter="Page",
    size_parameter="PageSize",
    size=200,
    first=1,
    total_field="totalResults",
    pages_field="totalPages",
    last_field="lastPage",
    granted_field="pageSize",
)
_A_DAY: Final = timedelta(hours=20)
_ALL_FLAGS: Final = {
    "IncludePayments": "true",
    "IncludeJobAddresses": "true",
    "IncludeCharges": "true",
    "IncludeDispatchInfo": "true",
}


def _list(name: str, path: str, record: Record, **parameters: str) -> Stream:
    return Stream(
        name=name,
        path=f"/api/{path}",
        record=record,
        paging=_PAGES,
        list_field="pageResults",
        parameters=parameters,
        per_location=False,
        fresh_for=_A_DAY,
    )


VENDOR: Final = Vendor(
    name="smartmoving",
    title="SmartMoving",
    package="daysheet.vendors.smartmoving",
    base_url="https://api-public.smartmoving.com/v1",
    way_in=WAY_IN,
    sign_in=ApiKey(header="x-api-key", optional_secret_fields=("provider_key",)),
    leads=LEADS,
    webhooks=WEBHOOKS,
    # About 120 have been measured; a client that paced 100 was never refused.
    calls_per_minute={"*": 100},
    calls_per_month={"basic": 20_000, "premium": 125_000},
    signs={
        (400, b"not found"): Verdict.NOT_THERE,
        (403, b"call volume quota"): Verdict.ALLOWANCE_SPENT,
    },
    # What a key of the smaller plan is told there is not known: 403, 401 and 404 are all possible.
    paid_paths=("/api/premium/",),
    call_facts="call_facts",
    account_column="connection_id",
    location_parameter="",
    answers_one_anywhere=True,
    location_column="sm_location_id",
    maps_locations=True,
    derivation=Derivation(
        affected_by={
            "branches": "affected_by_branches",
            "customers": "affected_by_customers",
            "opportunities": "affected_by_opportunities",
            "job_time_lists": "affected_by_job_time_lists",
            "job_details": "affected_by_job_details",
            "service_types": "affected_by_service_types",
            "leads": "affected_by_leads",
        },
        steps=("hold_journeys", "name_branches", "merge_journeys", "settle_numbers", "keep_inquiries"),
        affected_by_days="affected_by_days",
        affected_by_mapping="affected_by_mapping",
        tables={"truck_journeys": ("sm_job_id",)},
    ),
    daily=Daily(
        steps=("clear_branch_days", "compute_branch_days", "clear_idle_days", "compute_idle_days"),
        all_days="all_days",
        all_keys="all_branches",
        takes_capacity=True,
        # A day without work has figures while there is work within a month before and after.
        reach_days=31,
    ),
    figures=FIGURES,
    fixes=FIXES,
    board=Board(
        stages=("EN_ROUTE", "ONSITE", "COMPLETED", "AUDITED", "CANCELLED"),
        priorities=("LOW", "NORMAL", "HIGH", "URGENT"),
        active=("MORNING_PREP", "EN_ROUTE", "ONSITE"),
        personal=("customer_name", "origin_address", "destination_address", "crew_names", "local_notes"),
        streams=("customers",),
    ),
    # Each reading costs calls of a limited month, so it is no more frequent at busy hours.
    # No census: every list is read whole once a day, and all days at once would cost a month's calls.
    rhythms=(
        Rhythm(name="near days", kind="board", every=timedelta(hours=2)),
        Rhythm(name="count", kind="count", every=timedelta(days=30)),
    ),
    streams=(
        replace(
            _list("branches", "branches", records.branch),
            names_locations=("sm_id", "name", "state"),
        ),
        _list("users", "users", records.user),
        _list("service_types", "service-types", records.service_type),
        _list("move_sizes", "move-sizes", records.move_size),
        _list(
            "referral_sources",
            "referral-sources",
            records.referral_source,
            includePrivate="true",
            includeLeadProviders="true",
        ),
        _list("arrival_windows", "arrival-windows", records.arrival_window),
        _list("lost_reasons", "lost-reasons", records.lost_reason),
        _list("bad_lead_reasons", "bad-lead-reasons", records.bad_lead_reason),
        _list("cancellation_reasons", "cancellation-reasons", records.cancellation_reason),
        replace(_list("pipeline_labels", "leads/statuses", records.pipeline_label), paging=None),
        Stream(
            name="customers",
            path="/api/customers",
            record=records.customer,
            paging=_PAGES,
            list_field="pageResults",
            parameters={"IncludeOpportunityInfo": "true"},
            per_location=False,
            days=Days(from_parameter="FromServiceDate", to_parameter="ToServiceDate", absent="absent_customers"),
        ),
        Stream(
            name="opportunities",
            path="/api/opportunities",
            record=records.opportunity,
            one_path="/api/opportunities/{id}",
            one_parameters=_ALL_FLAGS,
            per_location=False,
            due=Due(question="due_opportunities"),
        ),
        Stream(
            name="job_time_lists",
            path="/api/opportunities",
            record=records.job_time_list,
            one_path="/api/opportunities/{id}/jobs",
            per_location=False,
            due=Due(question="due_job_time_lists", wrapped_as="jobs"),
            is_optional=True,
        ),
        Stream(
            name="job_details",
            path="/api/premium/opportunities",
            record=records.job_detail,
            one_path="/api/premium/opportunities/{opportunity_id}/jobs/{id}",
            one_parameters={"IncludeStops": "true", "IncludeDispatchInfo": "true", "IncludeNotes": "true"},
            per_location=False,
            due=Due(question="due_job_details"),
            is_optional=True,
        ),
        Stream(
            name="leads",
            path="/api/leads",
            record=records.lead,
            paging=_PAGES,
            list_field="pageResults",
            parameters={"IncludeBad": "true", "IncludeLost": "true"},
            per_location=False,
            census_every=_A_DAY,
            days=Days(
                from_parameter="From",
                to_parameter="To",
                back=1,
                ahead=0,
                wide_back=45,
                full_ahead=0,
                at_once=True,
                absent="absent_leads",
                # A lead that becomes an opportunity leaves the list, and after a busy day many have.
                absent_share_max=0.9,
            ),
        ),
    ),
)
