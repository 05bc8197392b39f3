"""What holds in every account whatever happened to it; each rule returns what breaks it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from daysheet.vendors.smartmoving.simulator import Simulator

Record = dict[str, Any]


def cents(amount: float) -> int:
    """Return an amount in whole cents; ValueError when it has parts of a cent."""
    exact = Decimal(str(amount)) * 100
    if exact != exact.to_integral_value():
        raise ValueError(f"{amount} has parts of a cent")
    return int(exact)


def money_faults(simulator: Simulator, opportunities: list[Record] | None = None) -> list[str]:
    """Return what is wrong with charges and totals of all opportunities, or of the given ones."""
    faults: list[str] = []
    branches = {branch.name: branch for branch in simulator.business.branches.values()}
    for opportunity in simulator.truth("opportunities") if opportunities is None else opportunities:
        charges = [charge for job in opportunity["jobs"] for charge in job["estimatedCharges"]]
        actual = [charge for job in opportunity["jobs"] for charge in job["actualCharges"]]
        faults += [
            f"{opportunity['id']}: {charge['name']}"
            for charge in charges + actual
            if cents(charge["totalCost"]) != cents(charge["subtotal"]) - cents(charge["discountAmount"])
        ]
        total = {name: cents(amount) for name, amount in opportunity["estimatedTotal"].items()}
        rate = branches[opportunity["branch"]["name"]].tax_basis_points
        tax = int((Decimal(total["subtotal"]) * rate / 10_000).quantize(Decimal(1), ROUND_HALF_UP))
        is_sum = total["subtotal"] == sum(cents(charge["totalCost"]) for charge in charges)
        if total != dict.fromkeys(total, 0) and not is_sum:
            faults.append(f"{opportunity['id']}: subtotal is not the sum of the charges")
        if (total["taxableAmount"], total["tax"]) != (total["subtotal"], tax):
            faults.append(f"{opportunity['id']}: tax")
        if total["finalTotal"] != total["subtotal"] + total["tax"]:
            faults.append(f"{opportunity['id']}: final total")
    return faults


def payment_faults(simulator: Simulator) -> list[str]:
    """Return what is wrong with payments and refunds."""
    payments = {payment["id"]: payment for payment in simulator.truth("payments")}
    refunded: dict[str, int] = {}
    faults: list[str] = []
    for payment in payments.values():
        original = payment["refundsJobPaymentId"]
        if payment["isRefund"] != (original is not None) or payment["isRefund"] != (payment["amount"] < 0):
            faults.append(f"{payment['id']}: refund")
        if original is not None:
            refunded[original] = refunded.get(original, 0) - cents(payment["amount"])
    faults += [
        f"{payment_id}: refunded"
        for payment_id, payment in payments.items()
        if cents(payment["amountRefunded"]) != refunded.get(payment_id, 0)
    ]
    opportunities = {each["id"] for each in simulator.truth("opportunities")}
    return faults + [f"{key}: owner" for key, each in payments.items() if each["opportunityId"] not in opportunities]


def status_faults(simulator: Simulator) -> list[str]:
    """Return what is wrong between the status of an opportunity and the instants of its jobs."""
    jobs: dict[str, list[Record]] = {}
    for job in simulator.truth("jobs"):
        jobs.setdefault(job["opportunityId"], []).append(job)
    faults: list[str] = []
    for opportunity in simulator.truth("opportunities"):
        own = jobs.get(opportunity["id"], [])
        status = opportunity["status"]
        if (status == 10 and not _all(own, "completedAtUtc")) or (status == 11 and not _all(own, "closedAtUtc")):
            faults.append(f"{opportunity['id']}: done before its jobs")
        if status == 10 and _all(own, "closedAtUtc"):
            faults.append(f"{opportunity['id']}: open after its jobs")
        if status == 20 and any(job["completedAtUtc"] for job in own):
            faults.append(f"{opportunity['id']}: cancelled after work")
        if (opportunity["cancellationReason"] is not None) != (status == 20):
            faults.append(f"{opportunity['id']}: reason")
        if own and opportunity["serviceDate"] != min(job["jobDate"] for job in own):
            faults.append(f"{opportunity['id']}: service date")
        for job in own:
            faults += job_faults(job)
    return faults


def job_faults(job: Record) -> list[str]:
    """Return what is wrong with the order of a job's instants."""
    steps = [job[name] for name in ("startTimeUtc", "endTimeUtc", "completedAtUtc", "closedAtUtc")]
    known = [step for step in steps if step is not None]
    has_gap = steps[: len(known)] != known
    return [f"{job['id']}: {steps}"] if has_gap or known != sorted(known) else []


def reference_faults(simulator: Simulator) -> list[str]:
    """Return what leads from one stream to nowhere in another."""
    opportunities = {each["id"]: each for each in simulator.truth("opportunities")}
    jobs = {job["id"] for job in simulator.truth("jobs")}
    leads = {lead["id"] for lead in simulator.truth("leads")}
    branches = {branch["name"] for branch in simulator.truth("branches")}
    swept = {
        (opportunity["id"], job["id"])
        for customer in simulator.truth("customers")
        for opportunity in customer["opportunities"]
        for job in opportunity["jobs"]
    }
    faults = [f"{each}: lead and opportunity" for each in leads & opportunities.keys()]
    faults += [f"{key}: branch" for key, each in opportunities.items() if each["branch"]["name"] not in branches]
    embedded = {(key, job["id"]) for key, each in opportunities.items() for job in each["jobs"]}
    if embedded != swept or {job_id for _, job_id in swept} != jobs:
        faults.append("the sweep, the details and the jobs do not agree")
    return faults


def _all(jobs: list[Record], name: str) -> bool:
    return bool(jobs) and all(job[name] is not None for job in jobs)
