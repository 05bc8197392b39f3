"""Customers, leads, opportunities, jobs and payments (operations 16 to 35 and 39 of the sheet)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from starlette.requests import Request

from daysheet.vendors.smartmoving.simulator.answers import page_wanted, refusal
from daysheet.vendors.smartmoving.simulator.business import record_called
from daysheet.vendors.smartmoving.simulator.days import local_day
from daysheet.vendors.smartmoving.simulator.entities import BAD_LEAD, LOST, Opportunity, Record
from daysheet.vendors.smartmoving.simulator.extras import inventory_of
from daysheet.vendors.smartmoving.simulator.job_view import JOB_FLAGS, basic_job_view, job_view
from daysheet.vendors.smartmoving.simulator.lead_view import lead_view, payment_view
from daysheet.vendors.smartmoving.simulator.lookup_reads import LATEST_DAY, Reader, page
from daysheet.vendors.smartmoving.simulator.opportunity_view import OPPORTUNITY_FLAGS, opportunity_view
from daysheet.vendors.smartmoving.simulator.people_view import customer_view, customers_opportunity_view, sweep_view
from daysheet.vendors.smartmoving.simulator.queries import BadValueError, Query
from daysheet.vendors.smartmoving.simulator.state import Vendor, by_name

SHORTEST_SEARCH = 3


def _customers(vendor: Vendor, request: Request, query: Query) -> Record:
    first, last = query.integer("FromServiceDate"), query.integer("ToServiceDate")
    is_swept = first is not None or last is not None
    found = (
        vendor.customers_with_jobs(first, last) if is_swept else sorted(vendor.business.customers.values(), key=by_name)
    )
    is_full = query.flag("IncludeOpportunityInfo", default=is_swept)
    return page(vendor, found, lambda each: sweep_view(vendor.business, each, with_opportunities=is_full), query)


def _customer(vendor: Vendor, request: Request, query: Query) -> Record:
    return customer_view(vendor.customer(request.path_params["customer_id"]))


def _customers_opportunities(vendor: Vendor, request: Request, query: Query) -> Any:
    customer = vendor.customer(request.path_params["customer_id"])
    return _bare(vendor, vendor.business.opportunities_of(customer), customers_opportunity_view, query)


def _storage_accounts(vendor: Vendor, request: Request, query: Query) -> Any:
    return _bare(vendor, vendor.customer(request.path_params["customer_id"]).storage_accounts, dict, query)


def _service_tickets(vendor: Vendor, request: Request, query: Query) -> Any:
    return _bare(vendor, vendor.customer(request.path_params["customer_id"]).service_tickets, dict, query)


def _bare(vendor: Vendor, items: Sequence[Any], view: Callable[[Any], Record], query: Query) -> Any:
    """Return a list that the documents draw as a bare array although it is paged; the profile may wrap it."""
    if vendor.faults.profile.has_enveloped_lists:
        return page(vendor, items, view, query)
    number, size = page_wanted(query, vendor.faults.profile.default_page_size)
    return [view(item) for item in items[(number - 1) * size : number * size]]


def _search(vendor: Vendor, request: Request, query: Query) -> list[Record]:
    words = (query.text("searchQuery") or "").casefold()
    if len(words) < SHORTEST_SEARCH:
        raise refusal(400, f"Search query is less than {SHORTEST_SEARCH} characters")
    return [
        customer_view(each)
        for each in sorted(vendor.business.customers.values(), key=by_name)
        if any(words in (text or "").casefold() for text in (each.name, each.email_address, each.phone_number))
    ]


def _leads(vendor: Vendor, request: Request, query: Query) -> Record:
    """Return leads by the account's day of creation, newest first; lost and bad ones only when asked for."""
    business = vendor.business
    low, high = query.integer("From") or 0, query.integer("To") or LATEST_DAY
    with_lost, with_bad = query.flag("IncludeLost"), query.flag("IncludeBad")
    zone = business.primary_branch.zone
    found = [
        lead
        for lead in business.leads()
        if (with_lost or lead.status != LOST)
        and (with_bad or lead.status != BAD_LEAD)
        and low <= local_day(lead.created_at, zone) <= high
    ]
    return page(vendor, sorted(found, key=_newest_first), lambda lead: lead_view(business, lead), query)


def _newest_first(lead: Opportunity) -> tuple[float, str]:
    return -lead.created_at, lead.id


def _lead(vendor: Vendor, request: Request, query: Query) -> Record:
    return lead_view(vendor.business, vendor.lead(request.path_params["lead_id"]))


def _pipeline_labels(vendor: Vendor, request: Request, query: Query) -> list[Record]:
    return vendor.business.catalogue.pipeline_labels


def _leads_of_sales_person(vendor: Vendor, request: Request, query: Query) -> Record:
    wanted = request.path_params["sales_person_id"].lower()
    found = [lead for lead in vendor.business.leads() if lead.sales_person_id == wanted]
    return page(vendor, sorted(found, key=_newest_first), lambda lead: lead_view(vendor.business, lead), query)


def _opportunity(vendor: Vendor, request: Request, query: Query) -> Record:
    return _detail(vendor, vendor.opportunity(request.path_params["opportunity_id"]), query)


def _opportunity_by_quote(vendor: Vendor, request: Request, query: Query) -> Record:
    text = request.path_params["quote_number"]
    if not text.isdecimal():
        raise BadValueError("quoteNumber", text)
    return _detail(vendor, vendor.opportunity(vendor.business.id_by_quote.get(int(text), "")), query)


def _detail(vendor: Vendor, opportunity: Opportunity, query: Query) -> Record:
    unasked = vendor.faults.profile.unasked
    return opportunity_view(vendor.business, opportunity, query.flags(OPPORTUNITY_FLAGS), unasked)


def _jobs(vendor: Vendor, request: Request, query: Query) -> list[Record]:
    return [basic_job_view(job) for job in vendor.opportunity(request.path_params["opportunity_id"]).jobs]


def _job(vendor: Vendor, request: Request, query: Query) -> Record:
    opportunity = vendor.opportunity(request.path_params["opportunity_id"])
    job = vendor.job(opportunity.id, request.path_params["job_id"])
    return job_view(vendor.business, job, query.flags(JOB_FLAGS), vendor.faults.profile.unasked)


def _audit(vendor: Vendor, request: Request, query: Query) -> list[Record]:
    return vendor.opportunity(request.path_params["opportunity_id"]).audit


def _payments(vendor: Vendor, request: Request, query: Query) -> list[Record]:
    return [payment_view(each) for each in vendor.opportunity(request.path_params["opportunity_id"]).payments]


def _documents(vendor: Vendor, request: Request, query: Query) -> Record:
    opportunity = vendor.opportunity(request.path_params["opportunity_id"])
    own = [
        {"id": each.id, "title": each.title, "isComplete": each.is_complete, "url": each.url}
        for each in opportunity.documents
    ]
    of_jobs = [
        {"jobId": job.id, "id": each.id, "title": each.title, "isComplete": each.is_complete, "url": each.url}
        for job in opportunity.jobs
        for each in job.documents
    ]
    return {"opportunityDocuments": own, "jobDocuments": of_jobs}


def _inventory(vendor: Vendor, request: Request, query: Query) -> Record:
    return inventory_of(vendor.business, vendor.opportunity(request.path_params["opportunity_id"]))


def _follow_ups(vendor: Vendor, request: Request, query: Query) -> list[Record]:
    return vendor.opportunity(request.path_params["opportunity_id"]).follow_ups


def _follow_up(vendor: Vendor, request: Request, query: Query) -> Record:
    opportunity = vendor.opportunity(request.path_params["opportunity_id"])
    found = record_called(opportunity.follow_ups, request.path_params["follow_up_id"].lower())
    if found is None:
        raise vendor.not_found("Follow-up")
    return found


def _storage_payments(vendor: Vendor, request: Request, query: Query) -> list[Record]:
    found = vendor.business.storage_payments.get(request.path_params["storage_account_id"].lower())
    if found is None:
        raise vendor.not_found("Storage account")
    return found


RECORD_READERS: dict[str, Reader] = {
    "customers": _customers,
    "customers/{customer_id}": _customer,
    "customers/{customer_id}/opportunities": _customers_opportunities,
    "customers/{customer_id}/storage-accounts": _storage_accounts,
    "leads": _leads,
    "leads/statuses": _pipeline_labels,
    "leads/{lead_id}": _lead,
    "opportunities/quote/{quote_number}": _opportunity_by_quote,
    "opportunities/{opportunity_id}": _opportunity,
    "opportunities/{opportunity_id}/jobs": _jobs,
    "opportunities/{opportunity_id}/audit-activity": _audit,
    "payments/opportunities/{opportunity_id}": _payments,
    "premium/customers/search": _search,
    "premium/customers/{customer_id}/service-tickets": _service_tickets,
    "premium/leads/sales/{sales_person_id}": _leads_of_sales_person,
    "premium/opportunities/{opportunity_id}/jobs/{job_id}": _job,
    "premium/opportunities/{opportunity_id}/documents": _documents,
    "premium/opportunities/{opportunity_id}/inventory": _inventory,
    "premium/opportunities/{opportunity_id}/followups": _follow_ups,
    "premium/opportunities/{opportunity_id}/followups/{follow_up_id}": _follow_up,
    "premium/payments/storage-accounts/{storage_account_id}": _storage_payments,
}
