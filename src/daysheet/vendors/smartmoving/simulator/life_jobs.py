"""What happens to jobs from day to day; each event says whether it could happen."""

from __future__ import annotations

import random
from collections.abc import Callable

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.business import Business, pick
from daysheet.vendors.smartmoving.simulator.days import shifted
from daysheet.vendors.smartmoving.simulator.entities import BOOKED, CLOSED, COMPLETED, OPPORTUNITY, Job
from daysheet.vendors.smartmoving.simulator.life_sales import drawn_coming_day, drawn_opportunity
from daysheet.vendors.smartmoving.simulator.planning import NEWER_OPPORTUNITY_TYPE, plan_job
from daysheet.vendors.smartmoving.simulator.pricing import drawn_estimate
from daysheet.vendors.smartmoving.simulator.workday import settle_job


def _drawn_job(
    business: Business, chance: random.Random, statuses: tuple[int, ...], fits: Callable[[Job], bool]
) -> Job | None:
    found = [
        job
        for opportunity in business.opportunities.values()
        if opportunity.status in statuses and not opportunity.is_lead
        for job in opportunity.jobs
        if fits(job)
    ]
    return pick(chance, found) if found else None


def _is_open(job: Job) -> bool:
    return job.started_at is None and job.completed_at is None


def job_confirmed(business: Business, chance: random.Random) -> bool:
    """Somebody calls the customer before the day."""
    job = _drawn_job(business, chance, (BOOKED,), lambda each: _is_open(each) and each.confirmed_at is None)
    if job is None:
        return False
    acts.confirm_job(business, job)
    return True


def job_rescheduled(business: Business, chance: random.Random) -> bool:
    """A job moves to another day, with another arrival window."""
    job = _drawn_job(business, chance, (OPPORTUNITY, BOOKED), _is_open)
    if job is None:
        return False
    day = drawn_coming_day(business, business.opportunity_of(job), chance)
    acts.reschedule_job(business, job, day, pick(chance, business.catalogue.arrival_windows))
    return True


def job_moved_to_or_from_today(business: Business, chance: random.Random) -> bool:
    """A job of today or tomorrow is put off, or a later one is brought forward."""

    def is_near(job: Job) -> bool:
        today = business.today(business.branch_of(business.opportunity_of(job)))
        return today <= job.job_date <= shifted(today, 1)

    wants_near = chance.random() < 0.5
    job = _drawn_job(
        business, chance, (OPPORTUNITY, BOOKED), lambda each: _is_open(each) and is_near(each) == wants_near
    )
    if job is None:
        return False
    today = business.today(business.branch_of(business.opportunity_of(job)))
    ahead = 2 + chance.randrange(20) if wants_near else chance.randrange(2)
    acts.reschedule_job(business, job, shifted(today, ahead))
    return True


def job_repriced(business: Business, chance: random.Random) -> bool:
    """The office works the estimate out anew, at times for the first time."""
    job = _drawn_job(business, chance, (OPPORTUNITY, BOOKED), _is_open)
    if job is None or business.opportunity_of(job).opportunity_type == NEWER_OPPORTUNITY_TYPE:
        return False
    business.opportunity_of(job).is_priced = True
    acts.reprice_job(business, job, drawn_estimate(business, job, chance))
    return True


def job_done(business: Business, chance: random.Random) -> bool:
    """A crew reports a job of today, or an older forgotten one, as done."""

    def is_due(job: Job) -> bool:
        today = business.today(business.branch_of(business.opportunity_of(job)))
        return job.completed_at is None and job.job_date <= today

    job = _drawn_job(business, chance, (BOOKED,), is_due)
    if job is None:
        return False
    if job.started_at is None:
        acts.start_job(business, job)
    if job.ended_at is None:
        acts.end_job(business, job)
    acts.complete_job(business, job)
    return True


def job_closed(business: Business, chance: random.Random) -> bool:
    """The office settles a completed job and closes it."""

    def is_unclosed(job: Job) -> bool:
        return job.completed_at is not None and job.closed_at is None

    job = _drawn_job(business, chance, (BOOKED, COMPLETED), is_unclosed)
    if job is None:
        return False
    if job.finalized_at is None:
        settle_job(business, job)
    acts.close_job(business, job)
    return True


def job_reset(business: Business, chance: random.Random) -> bool:
    """The office opens a closed job again; now and then it turns out not to be done at all."""
    job = _drawn_job(business, chance, (COMPLETED, CLOSED), lambda each: each.closed_at is not None)
    if job is None:
        return False
    acts.reset_job(business, job, to_booked=chance.random() < 0.25)
    return True


def job_added(business: Business, chance: random.Random) -> bool:
    """A packing day before the move is added."""
    opportunity = drawn_opportunity(business, chance, OPPORTUNITY, BOOKED)
    if opportunity is None or len(opportunity.jobs) > 2:
        return False
    day = drawn_coming_day(business, opportunity, chance)
    job = acts.add_job(business, opportunity, service_type=pick(chance, (3, 1, 6)), job_date=day)
    plan_job(business, opportunity, job, chance)
    acts.note_change(business, opportunity, f"Job {job.number} planned")
    return True


def job_deleted(business: Business, chance: random.Random) -> bool:
    """A job that was not begun is deleted; at times it was the only one."""
    job = _drawn_job(business, chance, (OPPORTUNITY, BOOKED), _is_open)
    if job is None:
        return False
    opportunity = business.opportunity_of(job)
    if len(opportunity.jobs) == 1 and (opportunity.status == BOOKED or chance.random() < 0.5):
        return False
    acts.delete_job(business, opportunity, job)
    return True


def service_type_changed(business: Business, chance: random.Random) -> bool:
    """A job turns out to be another kind of service."""
    job = _drawn_job(business, chance, (OPPORTUNITY, BOOKED), _is_open)
    if job is None:
        return False
    acts.change_service_type(business, job, pick(chance, (1, 4, 5, 6, 12)))
    return True


def notes_written(business: Business, chance: random.Random) -> bool:
    """Somebody writes a note for the crew."""
    job = _drawn_job(business, chance, (OPPORTUNITY, BOOKED), lambda each: each.closed_at is None)
    if job is None:
        return False
    acts.set_job_notes(business, job, crewNotes=f"Call ahead, {business.clock.text()}")
    return True


def stops_changed(business: Business, chance: random.Random) -> bool:
    """The customer moves somewhere else."""
    job = _drawn_job(business, chance, (OPPORTUNITY, BOOKED), lambda each: _is_open(each) and bool(each.stops))
    if job is None:
        return False
    last = {
        **job.stops[-1],
        "addressFullAddress": f"{1 + chance.randrange(999)} Elsewhere Lane, {business.clock.text()}",
    }
    acts.replace_stops(business, job, [*job.stops[:-1], last])
    return True
