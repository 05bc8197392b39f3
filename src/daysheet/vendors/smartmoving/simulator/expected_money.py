"""Adds up the money of journeys and their opportunities, in cents (journeys sheet, 3.4 and 4.5)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from daysheet.vendors.smartmoving.simulator.expected_hours import half_up
from daysheet.vendors.smartmoving.simulator.expected_stages import Money
from daysheet.vendors.smartmoving.simulator.expected_values import Row, Truth, cents, inside


def estimated_cents(opportunity: Truth, job: Truth) -> int | None:
    """
    Return what a job is estimated to cost before tax; a total of zero means that it is not priced.

    A job without charges that is the only one is worth what the opportunity is.
    """
    charges = job["estimatedCharges"] or []
    if charges:
        return _sum(charges) or None
    if len(opportunity["jobs"]) == 1:
        return cents(inside(opportunity, "estimatedTotal", "subtotal")) or None
    return None


def actual_cents(job: Truth) -> int | None:
    """Return what was charged for a job before tax, if anything was written."""
    charges = job["actualCharges"] or []
    return _sum(charges) if charges else None


def money_of(opportunity: Truth) -> Money:
    """Return what was charged for all jobs, and the payments less the refunds, whatever sign these have (5.9)."""
    paid = sum(
        -abs(amount) if payment["refundsJobPaymentId"] is not None else amount
        for payment in opportunity["payments"] or []
        if (amount := cents(payment["amount"])) is not None
    )
    return Money(charged_cents=sum(actual_cents(job) or 0 for job in opportunity["jobs"]), paid_cents=paid)


def money_columns(opportunity: Truth, job: Truth) -> Row:
    """Return the columns of the estimate and the charges."""
    estimated, actual = estimated_cents(opportunity, job), actual_cents(job)
    subtotal = cents(inside(opportunity, "estimatedTotal", "subtotal"))
    total = cents(inside(opportunity, "estimatedTotal", "finalTotal"))
    return {
        "estimated_cost_cents": estimated,
        "actual_cost_cents": actual,
        "variance_cents": None if actual is None or estimated is None else actual - estimated,
        "opportunity_estimated_subtotal_cents": subtotal,
        "opportunity_estimated_tax_cents": cents(inside(opportunity, "estimatedTotal", "tax")),
        "opportunity_estimated_total_cents": total,
        "estimated_total_share_cents": _share(estimated, total, subtotal),
        "paid_net_cents": money_of(opportunity).paid_cents,
    }


def _share(estimated: int | None, total: int | None, subtotal: int | None) -> int | None:
    if estimated is None or total is None or not subtotal or subtotal < 0:
        return None
    return half_up(Decimal(estimated) * total / subtotal)


def _sum(charges: Iterable[Truth]) -> int:
    return sum(cents(charge["totalCost"]) or 0 for charge in charges)
