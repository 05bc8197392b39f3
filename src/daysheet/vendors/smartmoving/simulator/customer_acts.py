"""What happens to customers and their payments. See ``acts.py`` for the list."""

from __future__ import annotations

from typing import Any

from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.entities import Customer, Job, Opportunity, Payment
from daysheet.vendors.smartmoving.simulator.office_acts import note_change

DEPOSIT, BALANCE_DUE, OTHER = 0, 1, 2


def create_customer(business: Business, *, name: str, **attributes: Any) -> Customer:
    """Add a customer; *attributes* are those of ``Customer``."""
    given = {"phone_number": None, "phone_type": None, "email_address": None, "address": None, **attributes}
    customer = Customer(id=business.new_id(), name=name, **given)
    business.customers[customer.id] = customer
    business.happened("customer-created", customer_id=customer.id)
    return customer


def change_customer(business: Business, customer: Customer, **changes: Any) -> None:
    """Change attributes of a customer."""
    for name, value in changes.items():
        setattr(customer, name, value)
    business.happened("customer-updated", customer_id=customer.id)


def merge_customers(business: Business, kept: Customer, gone: Customer) -> None:
    """Move everything of one customer to another; the first is no more. The vendor has no event for the loss."""
    for opportunity in business.opportunities_of(gone):
        opportunity.customer_id = kept.id
        note_change(business, opportunity, f"Customer changed to {kept.name}")
    moved = {*kept.opportunity_ids, *gone.opportunity_ids}
    kept.opportunity_ids = sorted(moved, key=lambda each: business.opportunities[each].quote_number)
    kept.service_tickets += gone.service_tickets
    kept.storage_accounts += gone.storage_accounts
    del business.customers[gone.id]
    business.happened("customer-updated", customer_id=kept.id)


def add_payment(
    business: Business,
    opportunity: Opportunity,
    *,
    amount_cents: int,
    job: Job | None = None,
    source: int = 1,
    payment_type: int = 2,
    category: int = BALANCE_DUE,
    **attributes: Any,
) -> Payment:
    """Take money, for the opportunity (a deposit) or for one job."""
    payment = Payment(
        id=business.new_id(),
        opportunity_id=opportunity.id,
        job_id=None if job is None else job.id,
        source=source,
        payment_type=payment_type,
        amount_cents=amount_cents,
        taken_by_id=attributes.pop("taken_by_id", None) or opportunity.sales_person_id or next(iter(business.users)),
        created_at=business.now(),
        category=category,
        **attributes,
    )
    opportunity.payments.append(payment)
    business.payments[payment.id] = payment
    business.happened("payment-made", payment_id=payment.id, opportunity_id=opportunity.id)
    note_change(business, opportunity, "Payment added")
    return payment


def refund_payment(business: Business, payment: Payment, amount_cents: int) -> Payment:
    """Give part of a payment back: a row of its own with a negative amount; ValueError beyond what was paid."""
    if not 0 < amount_cents <= payment.amount_cents - payment.refunded_cents:
        raise ValueError("only what was paid is given back")
    opportunity = business.opportunities[payment.opportunity_id]
    job = None if payment.job_id is None else opportunity.job(payment.job_id)
    payment.refunded_cents += amount_cents
    return add_payment(
        business,
        opportunity,
        amount_cents=-amount_cents,
        job=job,
        payment_type=payment.payment_type,
        category=OTHER,
        refunds_id=payment.id,
    )
