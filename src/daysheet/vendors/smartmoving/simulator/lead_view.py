"""How leads and payments are served (sheet 5.5 and 5.9)."""

from __future__ import annotations

from daysheet.simulation.clock import instant_text
from daysheet.vendors.smartmoving.simulator.business import Business, record_called
from daysheet.vendors.smartmoving.simulator.entities import Opportunity, Payment, Record


def lead_view(business: Business, opportunity: Opportunity) -> Record:
    """Return what is still a lead."""
    lead, catalogue = opportunity.lead, business.catalogue
    source = record_called(catalogue.referral_sources, opportunity.referral_source_id)
    affiliate = record_called(catalogue.affiliates, opportunity.affiliate_id)
    size = record_called(catalogue.move_sizes, opportunity.move_size_id)
    sales_person = business.users.get(opportunity.sales_person_id or "")
    source_name = None if source is None else source["name"]
    return {
        "id": opportunity.id,
        "customerName": lead.customer_name,
        "emailAddress": lead.email_address,
        "referralSource": source_name,
        "referralSourceName": source_name,
        "affiliateId": opportunity.affiliate_id,
        "affiliateName": None if affiliate is None else affiliate["name"],
        "phoneNumber": lead.phone_number,
        "phoneType": lead.phone_type,
        "serviceDate": lead.service_date,
        "salesPersonId": opportunity.sales_person_id,
        "salesPerson": "" if sales_person is None else sales_person.name.strip(),
        "type": lead.service_type,
        "branchId": opportunity.branch_id,
        "branchName": business.branch_of(opportunity).name,
        "originAddressFull": lead.origin.full,
        "originStreet": lead.origin.street,
        "originCity": lead.origin.city,
        "originState": lead.origin.state,
        "originZip": lead.origin.zip,
        "destinationAddressFull": lead.destination.full,
        "destinationStreet": lead.destination.street,
        "destinationCity": lead.destination.city,
        "destinationState": lead.destination.state,
        "destinationZip": lead.destination.zip,
        "moveSizeId": opportunity.move_size_id,
        "status": opportunity.status,
        "lostReason": opportunity.lost_reason,
        "badLeadReason": opportunity.bad_lead_reason,
        "moveSizeName": None if size is None else size["name"],
        "createdAtUtc": instant_text(opportunity.created_at),
    }


def payment_view(payment: Payment) -> Record:
    """Return a payment with its ids."""
    return {
        "id": payment.id,
        "opportunityId": payment.opportunity_id,
        "jobId": payment.job_id,
        "source": payment.source,
        "paymentType": payment.payment_type,
        "amount": payment.amount_cents / 100,
        "takenByUserId": payment.taken_by_id,
        "createdAtUtc": instant_text(payment.created_at),
        "customPaymentDescription": payment.description,
        "gatewayPaymentId": payment.gateway_id,
        "refundsJobPaymentId": payment.refunds_id,
        "amountRefunded": payment.refunded_cents / 100,
        "paymentCategory": payment.category,
        "isRefund": payment.refunds_id is not None,
    }


def embedded_payment_view(business: Business, payment: Payment) -> Record:
    """Return a payment as the opportunity embeds it: a name instead of ids, and no instant (seen live)."""
    user = business.users.get(payment.taken_by_id)
    return {
        "source": payment.source,
        "paymentType": payment.payment_type,
        "amount": payment.amount_cents / 100,
        "takenByUser": None if user is None else user.name.strip(),
        "isOutstanding": False,
        "paidAtUtc": None,
        "refundsJobPaymentId": payment.refunds_id,
        "amountRefunded": payment.refunded_cents / 100,
        "paymentCategory": payment.category,
    }
