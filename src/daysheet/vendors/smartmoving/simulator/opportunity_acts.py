"""What happens to leads and opportunities. See ``acts.py`` for the list."""

from __future__ import annotations

from typing import Any

from daysheet.vendors.smartmoving.simulator.business import Business, record_called
from daysheet.vendors.smartmoving.simulator.customer_acts import create_customer
from daysheet.vendors.smartmoving.simulator.entities import (
    BAD_LEAD,
    BOOKED,
    CANCELLED,
    CLOSED,
    COMPLETED,
    LEAD_IN_PROGRESS,
    LOST,
    NEW_LEAD,
    OPPORTUNITY,
    Address,
    Customer,
    Lead,
    Opportunity,
)
from daysheet.vendors.smartmoving.simulator.job_acts import add_job, forget_job
from daysheet.vendors.smartmoving.simulator.office_acts import note_change, noted

STATUS_NAMES = {
    NEW_LEAD: "New Lead",
    LEAD_IN_PROGRESS: "Lead In Progress",
    OPPORTUNITY: "Opportunity",
    BOOKED: "Booked",
    COMPLETED: "Completed",
    CLOSED: "Closed",
    CANCELLED: "Cancelled",
    LOST: "Lost",
    BAD_LEAD: "Bad Lead",
}
NEXT_STATUSES = {
    NEW_LEAD: (LEAD_IN_PROGRESS, LOST, BAD_LEAD),
    LEAD_IN_PROGRESS: (OPPORTUNITY, LOST, BAD_LEAD),
    OPPORTUNITY: (BOOKED, LOST),
    BOOKED: (COMPLETED, CANCELLED),
    COMPLETED: (CLOSED, BOOKED),
    CLOSED: (COMPLETED, BOOKED),
}


def create_lead(business: Business, lead: Lead, *, branch_id: str, **attributes: Any) -> Opportunity:
    """Take in a lead; *attributes* are further ones of the opportunity it may become."""
    return _opened(business, lead, branch_id, NEW_LEAD, attributes)


def create_opportunity(
    business: Business, customer: Customer, *, branch_id: str, service_type: int, move_date: int, **attributes: Any
) -> Opportunity:
    """Open an opportunity for a known customer, with its first job; it never was a lead."""
    lead = Lead(
        customer_name=customer.name,
        email_address=customer.email_address,
        phone_number=customer.phone_number,
        phone_type=customer.phone_type,
        service_date=move_date,
        service_type=service_type,
    )
    attributes = {"customer_id": customer.id, "service_type": service_type, **attributes}
    opportunity = _opened(business, lead, branch_id, OPPORTUNITY, attributes)
    customer.opportunity_ids.append(opportunity.id)
    add_job(business, opportunity, service_type=service_type, job_date=move_date)
    return opportunity


def change_lead(business: Business, opportunity: Opportunity, **changes: Any) -> None:
    """Change what a lead says (attributes of ``Lead``)."""
    for name, value in changes.items():
        setattr(opportunity.lead, name, value)
    note_change(business, opportunity, "Lead edited")


def convert_lead(
    business: Business,
    opportunity: Opportunity,
    *,
    service_type: int,
    move_date: int,
    customer: Customer | None = None,
    **attributes: Any,
) -> Opportunity:
    """Make an opportunity of a lead, under the same id, with job 1 and a customer: a given one or a new one."""
    if not opportunity.is_lead or opportunity.status not in (NEW_LEAD, LEAD_IN_PROGRESS):
        raise ValueError("only an open lead is converted")
    if opportunity.status == NEW_LEAD:
        set_status(business, opportunity, LEAD_IN_PROGRESS)
    lead = opportunity.lead
    owner = customer or create_customer(
        business,
        name=lead.customer_name or "Unknown",
        phone_number=lead.phone_number,
        phone_type=lead.phone_type,
        email_address=lead.email_address,
        address=one_line(lead.origin),
    )
    opportunity.customer_id = owner.id
    owner.opportunity_ids.append(opportunity.id)
    opportunity.service_type = service_type
    for name, value in attributes.items():
        setattr(opportunity, name, value)
    set_status(business, opportunity, OPPORTUNITY)
    add_job(business, opportunity, service_type=service_type, job_date=move_date)
    return opportunity


def change_opportunity(business: Business, opportunity: Opportunity, **changes: Any) -> None:
    """Change attributes of an opportunity that need nothing else."""
    for name, value in changes.items():
        setattr(opportunity, name, value)
    note_change(business, opportunity, "Opportunity edited")


def set_status(business: Business, opportunity: Opportunity, status: int) -> None:
    """Move an opportunity along its life; ValueError where the vendor knows no such step."""
    if status not in NEXT_STATUSES.get(opportunity.status, ()):
        raise ValueError(f"no step leads from status {opportunity.status} to {status}")
    before, opportunity.status = opportunity.status, status
    noted(business, opportunity, 1, f"Status changed from {STATUS_NAMES[before]} to {STATUS_NAMES[status]}")
    business.happened("opportunity-status-changed", opportunity_id=opportunity.id, opportunity_status=status)
    business.happened("opportunity-changed", opportunity_id=opportunity.id, opportunity_status=status)


def book(business: Business, opportunity: Opportunity) -> None:
    """Let the customer commit."""
    opportunity.pipeline_label = "Booked "
    set_status(business, opportunity, BOOKED)


def cancel(business: Business, opportunity: Opportunity, reason: str) -> None:
    """Cancel booked work; its jobs stay."""
    opportunity.cancellation_reason = reason
    set_status(business, opportunity, CANCELLED)


def lose(business: Business, opportunity: Opportunity, reason: str) -> None:
    """Lose a lead or an opportunity to somebody else; the pipeline label stays what it was."""
    opportunity.lost_reason = reason
    set_status(business, opportunity, LOST)


def mark_bad(business: Business, opportunity: Opportunity, reason: str) -> None:
    """Say that a lead never was one."""
    opportunity.bad_lead_reason = reason
    set_status(business, opportunity, BAD_LEAD)


def delete_opportunity(business: Business, opportunity: Opportunity) -> None:
    """Remove a lead or an opportunity for good, with its jobs and payments."""
    for job in list(opportunity.jobs):
        forget_job(business, opportunity, job)
    for payment in opportunity.payments:
        del business.payments[payment.id]
    if opportunity.customer_id is not None:
        business.customers[opportunity.customer_id].opportunity_ids.remove(opportunity.id)
    del business.opportunities[opportunity.id]
    del business.id_by_quote[opportunity.quote_number]
    business.happened("opportunity-deleted", opportunity_id=opportunity.id)


def one_line(address: Address) -> str | None:
    """Return an address in one line, or nothing."""
    if address.full is not None:
        return address.full
    parts = [part for part in (address.street, address.city, address.state, address.zip) if part]
    return ", ".join(parts) or None


def _opened(business: Business, lead: Lead, branch_id: str, status: int, attributes: dict[str, Any]) -> Opportunity:
    opportunity = Opportunity(
        id=business.new_id(),
        quote_number=business.take_quote_number(),
        created_at=business.now(),
        branch_id=branch_id,
        lead=lead,
        status=status,
        **attributes,
    )
    size = record_called(business.catalogue.move_sizes, opportunity.move_size_id)
    if size is not None and not opportunity.volume:
        opportunity.volume, opportunity.weight = float(size["volume"] or 0), float(size["weight"] or 0)
    business.opportunities[opportunity.id] = opportunity
    business.id_by_quote[opportunity.quote_number] = opportunity.id
    noted(business, opportunity, 0, "Lead created" if status == NEW_LEAD else "Opportunity created")
    business.happened("opportunity-created", opportunity_id=opportunity.id, opportunity_status=status)
    return opportunity
