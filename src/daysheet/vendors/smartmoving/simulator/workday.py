"""
Lets planned jobs happen as time passes: confirmed, started, ended, completed, settled and closed.

When a job's steps fall is drawn from its id and day alone, so that the same job goes the same way whenever one looks.
"""

from __future__ import annotations

from collections.abc import Callable

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.days import DAY_SECONDS, local_instant, shifted
from daysheet.vendors.smartmoving.simulator.entities import BOOKED, COMPLETED, Job
from daysheet.vendors.smartmoving.simulator.planning import INVOICE
from daysheet.vendors.smartmoving.simulator.pricing import drawn_actuals

Step = tuple[float, Callable[[Business, Job], None]]
USUAL_START_HOUR = 9.0
# No step of a job is further from its day than this.
REACH_DAYS = 6
SHARE_NEVER_CONFIRMED, SHARE_NEVER_COMPLETED, SHARE_NEVER_CLOSED = 0.2, 0.03, 0.2


def steps_of(business: Business, job: Job) -> list[Step]:
    """Return what is to happen to a booked job and when, in order; neglected jobs lack the later steps."""
    chance = business.chance(f"workday/{job.id}/{job.job_date}")
    zone = business.branch_of(business.opportunity_of(job)).zone
    hour = USUAL_START_HOUR if job.arrival_window is None else job.arrival_window["startTime"]
    start = local_instant(job.job_date, hour + chance.randrange(8) / 10, zone)
    hours = (job.hours.labor_estimated or 3.0) + chance.randrange(5) / 4
    end = start + hours * 3_600
    completed = end + 600 + chance.randrange(9_000)
    closed = completed + DAY_SECONDS / 2 + chance.randrange(2 * DAY_SECONDS)
    steps: list[Step] = []
    if chance.random() >= SHARE_NEVER_CONFIRMED:
        steps.append((start - 43_200 - chance.randrange(3 * DAY_SECONDS), _confirm))
    if chance.random() < SHARE_NEVER_COMPLETED:
        return steps
    steps += [(start, _start), (end, _end), (completed, _complete)]
    if chance.random() >= SHARE_NEVER_CLOSED:
        steps += [(closed - 600, _finalize), (closed, _close)]
    return steps


def keep_up(business: Business, since: float, until: float) -> int:
    """Carry out all steps that fall after *since*, up to *until*, in their order; return how many there were."""
    first_day = shifted(business.day_at(since), -REACH_DAYS) if since else 0
    last_day = shifted(business.day_at(until), REACH_DAYS)
    due = [
        (at, job.id, place, step)
        for opportunity in business.opportunities.values()
        if opportunity.status in (BOOKED, COMPLETED)
        for job in opportunity.jobs
        if first_day <= job.job_date <= last_day
        for place, (at, step) in enumerate(steps_of(business, job))
        if since < at <= until
    ]
    for at, job_id, _, step in sorted(due, key=lambda each: each[:3]):
        business.acting_at = float(int(at))
        step(business, business.jobs[job_id])
    business.acting_at = None
    return len(due)


def _confirm(business: Business, job: Job) -> None:
    if job.confirmed_at is None:
        acts.confirm_job(business, job)


def _start(business: Business, job: Job) -> None:
    if job.started_at is None and job.completed_at is None:
        acts.start_job(business, job)


def _end(business: Business, job: Job) -> None:
    if job.started_at is not None and job.ended_at is None:
        hours = job.hours
        hours.labor_actual = hours.billable = max(0.25, round((business.now() - job.started_at) / 900) / 4)
        hours.travel_actual = hours.travel_estimated
        acts.end_job(business, job)


def _complete(business: Business, job: Job) -> None:
    if job.ended_at is not None and job.completed_at is None:
        acts.complete_job(business, job)


def _finalize(business: Business, job: Job) -> None:
    if job.completed_at is not None and job.finalized_at is None:
        settle_job(business, job)


def _close(business: Business, job: Job) -> None:
    if job.completed_at is not None and job.closed_at is None:
        acts.close_job(business, job)


def settle_job(business: Business, job: Job) -> None:
    """Settle the charges of a completed job as they turned out, write the invoice, take tips and most of the money."""
    chance = business.chance(f"settle/{job.id}")
    opportunity = business.opportunity_of(job)
    job.actual_materials = [dict(material) for material in job.estimated_materials]
    job.tips_cents = 500 * chance.randrange(20) if chance.random() < 0.4 else 0
    acts.finalize_job(business, job, drawn_actuals(business, job, chance))
    acts.add_document(business, opportunity, title=f"Invoice {job.number}", document_type=INVOICE)
    charged = sum(line.total_cents for line in job.actual_charges)
    if charged and chance.random() < 0.85:
        payment = acts.add_payment(business, opportunity, amount_cents=charged, job=job, source=0, payment_type=1)
        if chance.random() < 0.08:
            acts.refund_payment(business, payment, charged // 10)
