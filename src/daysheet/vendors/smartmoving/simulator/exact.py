"""Puts leads and jobs into the account exactly as a test says them; nothing of theirs happens by itself then."""

from __future__ import annotations

from dataclasses import dataclass

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.days import DAY_SECONDS, local_instant
from daysheet.vendors.smartmoving.simulator.entities import Charge, Hours, Job, Lead, Opportunity
from daysheet.vendors.smartmoving.simulator.pricing import Labour
from daysheet.vendors.smartmoving.simulator.simulator import Simulator

MOVING = 1
LABOR_CATEGORY, LABOR_TYPE = 1, 100
STILL_DAYS = 3_650


@dataclass(frozen=True, kw_only=True)
class ExactJob:
    """One moving job: money in whole cents, clock times as decimal hours of the branch's day."""

    day: int
    estimate_cents: int
    trucks: int
    crew: int
    hours: float
    window: tuple[float, float]
    window_words: str


def hold_still(simulator: Simulator) -> None:
    """Let no planned job happen by itself, for ten years from now."""
    simulator.vendor.kept_up_until = simulator.clock.now() + STILL_DAYS * DAY_SECONDS


def put_lead(simulator: Simulator, branch_id: str, name: str, **details: str) -> Opportunity:
    """Let a lead come in at this moment; *details* are attributes of ``Lead``."""
    return acts.create_lead(simulator.business, Lead(customer_name=name, **details), branch_id=branch_id)  # type: ignore[arg-type]  # a test's details are texts


def book_job(simulator: Simulator, lead: Opportunity, wanted: ExactJob) -> Job:
    """Convert a lead to an opportunity with this one job, and let the customer commit."""
    business = simulator.business
    acts.convert_lead(business, lead, service_type=MOVING, move_date=wanted.day)
    job = lead.jobs[0]
    first, last = wanted.window
    job.arrival_window = {
        "id": business.new_id(),
        "description": wanted.window_words,
        "startTime": first,
        "endTime": last,
    }
    job.hours = Hours(labor_estimated=wanted.hours, travel_estimated=0.0)
    labor = Labour(wanted.hours, round(wanted.estimate_cents / wanted.hours), wanted.trucks, wanted.crew)
    acts.reprice_job(business, job, [_line(simulator, labor.text, wanted.estimate_cents)])
    acts.book(business, lead)
    return job


def do_job(simulator: Simulator, job: Job, *, start_hour: float | None, charged_cents: int | None) -> None:
    """Let a job be completed: begun at an hour of its day or without a record of it, charged or not charged yet."""
    business = simulator.business
    zone = business.branch_of(business.opportunity_of(job)).zone
    planned = job.hours.labor_estimated or 0.0
    if start_hour is not None:
        job.started_at = local_instant(job.job_date, start_hour, zone)
        job.ended_at = job.started_at + planned * 3_600
    if charged_cents is not None:
        job.actual_charges = [_line(simulator, job.estimated_charges[0].description, charged_cents)]
    job.completed_at = business.now()
    acts.note_change(business, business.opportunity_of(job), f"Job {job.number} completed")


def _line(simulator: Simulator, words: str, cents: int) -> Charge:
    return Charge(
        id=simulator.business.new_id(),
        name="Moving Labor",
        category=LABOR_CATEGORY,
        charge_type=LABOR_TYPE,
        description=words,
        subtotal_cents=cents,
    )
