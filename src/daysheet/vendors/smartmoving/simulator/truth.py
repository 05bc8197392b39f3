"""
What a faultless vendor would serve now, stream by stream, in ascending order of id.

Lists are given in full: with private sources and lead providers, with disabled tariffs; but with enabled service types
only, since no call shows the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.entities import Record
from daysheet.vendors.smartmoving.simulator.job_view import JOB_FLAGS, basic_job_view, job_view
from daysheet.vendors.smartmoving.simulator.lead_view import lead_view, payment_view
from daysheet.vendors.smartmoving.simulator.lookup_reads import enabled_service_types
from daysheet.vendors.smartmoving.simulator.opportunity_view import OPPORTUNITY_FLAGS, opportunity_view
from daysheet.vendors.smartmoving.simulator.people_view import branch_view, crew_member_view, sweep_view, user_view

ALL_OPPORTUNITY_FLAGS = frozenset(OPPORTUNITY_FLAGS)
ALL_JOB_FLAGS = frozenset(JOB_FLAGS)


def _customers(business: Business) -> list[Record]:
    """Return customers as the sweep shows them; those without a job never appear there."""
    return [
        sweep_view(business, each, with_opportunities=True)
        for each in business.customers.values()
        if any(opportunity.jobs for opportunity in business.opportunities_of(each))
    ]


def _opportunities(business: Business) -> list[Record]:
    return [
        opportunity_view(business, each, ALL_OPPORTUNITY_FLAGS)
        for each in business.opportunities.values()
        if not each.is_lead
    ]


def _jobs(business: Business) -> list[Record]:
    return [job_view(business, each, ALL_JOB_FLAGS) for each in business.jobs.values()]


def _job_time_lists(business: Business) -> list[Record]:
    """Return the lists of jobs that are not empty, each under the id of the opportunity it is asked by."""
    return [
        {"id": each.id, "jobs": [basic_job_view(job) for job in each.jobs]}
        for each in business.opportunities.values()
        if each.jobs
    ]


TRUTHS: dict[str, Callable[[Business], Sequence[Record]]] = {
    "branches": lambda business: [branch_view(each) for each in business.branches.values()],
    "users": lambda business: [user_view(business, each) for each in business.users.values()],
    "service_types": lambda business: enabled_service_types(business.catalogue),
    "move_sizes": lambda business: business.catalogue.move_sizes,
    "referral_sources": lambda business: business.catalogue.referral_sources,
    "arrival_windows": lambda business: business.catalogue.arrival_windows,
    "lost_reasons": lambda business: business.catalogue.lost_reasons,
    "bad_lead_reasons": lambda business: business.catalogue.bad_lead_reasons,
    "cancellation_reasons": lambda business: business.catalogue.cancellation_reasons,
    "pipeline_labels": lambda business: business.catalogue.pipeline_labels,
    "tariffs": lambda business: business.catalogue.tariffs,
    "affiliates": lambda business: business.catalogue.affiliates,
    "crew_members": lambda business: [crew_member_view(business, each) for each in business.crew_members.values()],
    "customers": _customers,
    "opportunities": _opportunities,
    "jobs": _jobs,
    "job_details": _jobs,
    "job_time_lists": _job_time_lists,
    "leads": lambda business: [lead_view(business, each) for each in business.leads()],
    "payments": lambda business: [payment_view(each) for each in business.payments.values()],
}


def true_records(business: Business, stream: str) -> list[Record]:
    """Return all records of a stream; KeyError when there is no such stream."""
    return sorted(TRUTHS[stream](business), key=lambda record: record["id"])
