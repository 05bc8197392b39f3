"""How an opportunity is served in detail (sheet 5.6); a lead answers here too, without a customer."""

from __future__ import annotations

from collections.abc import Set
from decimal import ROUND_HALF_UP, Decimal

from daysheet.simulation.clock import instant_text
from daysheet.vendors.smartmoving.simulator.business import Business, record_called
from daysheet.vendors.smartmoving.simulator.entities import Customer, Opportunity, Record
from daysheet.vendors.smartmoving.simulator.job_view import Unasked, document_view, embedded_job_view, with_unasked
from daysheet.vendors.smartmoving.simulator.lead_view import embedded_payment_view
from daysheet.vendors.smartmoving.simulator.people_view import named, person_view

OPPORTUNITY_FLAGS = (
    "IncludeTripInfo", "IncludePayments", "IncludeSurveys", "IncludeJobAddresses", "IncludeTasks", "IncludeFiles",
    "IncludePhotos", "IncludeDocuments", "IncludeCharges", "IncludeDispatchInfo",
)  # fmt: skip
_NEEDS = {
    "payments": "IncludePayments",
    "tripInfo": "IncludeTripInfo",
    "opportunityFiles": "IncludeFiles",
    "photos": "IncludePhotos",
    "opportunityDocuments": "IncludeDocuments",
    "surveys": "IncludeSurveys",
    "tasks": "IncludeTasks",
}


def opportunity_view(
    business: Business, opportunity: Opportunity, flags: Set[str], unasked: Unasked = "null"
) -> Record:
    """Return an opportunity with what *flags* ask for; the branch comes without its id."""
    catalogue, users, branch = business.catalogue, business.users, business.branch_of(opportunity)
    customer = business.customers.get(opportunity.customer_id or "")
    size = record_called(catalogue.move_sizes, opportunity.move_size_id)
    source = record_called(catalogue.referral_sources, opportunity.referral_source_id)
    affiliate = record_called(catalogue.affiliates, opportunity.affiliate_id)
    tariff = record_called(catalogue.tariffs, opportunity.tariff_id)
    first, second, third = opportunity.custom_fields
    record: Record = {
        "id": opportunity.id,
        "quoteNumber": opportunity.quote_number,
        "customer": None if customer is None else _customer(customer),
        "branch": {"name": branch.name, "phoneNumber": branch.phone_number},
        "contacts": opportunity.contacts,
        "opportunityType": opportunity.opportunity_type,
        "type": opportunity.service_type,
        "serviceDate": opportunity.service_date,
        "status": opportunity.status,
        "leadStatus": opportunity.pipeline_label,
        "moveSize": None if size is None else {name: size[name] for name in ("name", "description", "volume")},
        "volume": opportunity.volume,
        "weight": opportunity.weight,
        "volumeWeightCalculationMode": opportunity.volume_weight_mode,
        "estimatedTotal": estimated_total(business, opportunity),
        "estimator": person_view(users.get(opportunity.estimator_id or "")),
        "salesAssignee": named(users.get(opportunity.sales_person_id or "")),
        "moveCoordinator": named(users.get(opportunity.coordinator_id or "")),
        "hasTripInfo": opportunity.trip_info is not None,
        "referralSource": None if source is None else source["name"],
        "affiliateId": opportunity.affiliate_id,
        "affiliateName": None if affiliate is None else affiliate["name"],
        "allowInventoryUpdates": opportunity.allows_inventory_updates,
        "customField01": first,
        "customField02": second,
        "customField03": third,
        "cancellationReason": opportunity.cancellation_reason,
        "jobs": [embedded_job_view(business, job, flags, unasked) for job in opportunity.jobs],
        "payments": [embedded_payment_view(business, each) for each in opportunity.payments],
        "tripInfo": opportunity.trip_info,
        "opportunityFiles": opportunity.files,
        "photos": opportunity.photos,
        "opportunityDocuments": [document_view(each) for each in opportunity.documents],
        "surveys": opportunity.surveys,
        "tasks": opportunity.tasks,
        "tariff": None if tariff is None else {"id": tariff["id"], "name": tariff["name"]},
        "createdAtUtc": instant_text(opportunity.created_at),
    }
    return with_unasked(record, flags, _NEEDS, unasked)


def estimated_total(business: Business, opportunity: Opportunity) -> Record:
    """Return the totals over all jobs, with the tax of the branch's state; all zero when not priced here."""
    subtotal = estimated_cents(opportunity)
    tax = tax_cents(subtotal, business.branch_of(opportunity).tax_basis_points)
    return {
        "subtotal": subtotal / 100,
        "taxableAmount": subtotal / 100,
        "tax": tax / 100,
        "finalTotal": (subtotal + tax) / 100,
    }


def estimated_cents(opportunity: Opportunity) -> int:
    """Return the estimate before tax."""
    if not opportunity.is_priced:
        return 0
    return sum(charge.total_cents for job in opportunity.jobs for charge in job.estimated_charges)


def tax_cents(subtotal_cents: int, basis_points: int) -> int:
    """
    Return the tax on an amount, half a cent rounded up.

    >>> tax_cents(146_150, 1_400)
    20461
    """
    exact = Decimal(subtotal_cents) * basis_points / 10_000
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def _customer(customer: Customer) -> Record:
    return {
        "id": customer.id,
        "name": customer.name,
        "emailAddress": customer.email_address,
        "phoneNumber": customer.phone_number,
        "phoneType": customer.phone_type,
    }
