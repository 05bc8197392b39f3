"""What happens to jobs. See ``acts.py`` for the list."""

from __future__ import annotations

from collections.abc import Sequence

from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.entities import (
    BOOKED,
    CLOSED,
    COMPLETED,
    Charge,
    Job,
    Opportunity,
    Record,
)
from daysheet.vendors.smartmoving.simulator.office_acts import note_change, noted


def add_job(business: Business, opportunity: Opportunity, *, service_type: int, job_date: int) -> Job:
    """Put another job on an opportunity; a number that was once given is never given again."""
    opportunity.jobs_made += 1
    job = Job(
        id=business.new_id(),
        opportunity_id=opportunity.id,
        number=f"{opportunity.quote_number}-{opportunity.jobs_made}",
        job_date=job_date,
        service_type=service_type,
        created_at=business.now(),
    )
    opportunity.jobs.append(job)
    business.jobs[job.id] = job
    settle_dates(opportunity)
    business.happened("job-created", job_id=job.id)
    note_change(business, opportunity, f"Job {job.number} created")
    return job


def delete_job(business: Business, opportunity: Opportunity, job: Job) -> None:
    """Delete a job; payments made for it stay, with the opportunity alone."""
    forget_job(business, opportunity, job)
    settle_dates(opportunity)
    note_change(business, opportunity, f"Job {job.number} deleted")


def forget_job(business: Business, opportunity: Opportunity, job: Job) -> None:
    """Take a job away, and say so."""
    opportunity.jobs.remove(job)
    del business.jobs[job.id]
    for payment in opportunity.payments:
        if payment.job_id == job.id:
            payment.job_id = None
    business.happened("job-deleted", job_id=job.id)


def reschedule_job(business: Business, job: Job, job_date: int, arrival_window: Record | None = None) -> None:
    """Move a job to another day; it has to be confirmed anew."""
    opportunity = business.opportunity_of(job)
    job.job_date = job_date
    job.arrival_window = arrival_window or job.arrival_window
    job.confirmed_at = None
    settle_dates(opportunity)
    note_change(business, opportunity, f"Job {job.number} moved to {job_date}")


def reprice_job(business: Business, job: Job, charges: Sequence[Charge]) -> None:
    """Replace the estimate of a job."""
    job.estimated_charges = list(charges)
    note_change(business, business.opportunity_of(job), f"Estimate of job {job.number} changed")


def change_service_type(business: Business, job: Job, service_type: int) -> None:
    """Give a job another service type."""
    opportunity = business.opportunity_of(job)
    job.service_type = service_type
    if opportunity.jobs[0] is job:
        opportunity.service_type = service_type
    business.happened("service-type-changed", job_id=job.id)
    note_change(business, opportunity, f"Service type of job {job.number} changed")


def confirm_job(business: Business, job: Job) -> None:
    """Confirm a job with the customer."""
    job.confirmed_at = business.now()
    note_change(business, business.opportunity_of(job), f"Job {job.number} confirmed")


def start_job(business: Business, job: Job) -> None:
    """Let the crew begin."""
    job.started_at = business.now()
    note_change(business, business.opportunity_of(job), f"Job {job.number} started")


def end_job(business: Business, job: Job) -> None:
    """Let the crew leave; the job is not complete yet."""
    job.ended_at = business.now()
    note_change(business, business.opportunity_of(job), f"Job {job.number} ended")


def complete_job(business: Business, job: Job) -> None:
    """Complete a job; the opportunity is completed with its last one."""
    opportunity = business.opportunity_of(job)
    job.completed_at = business.now()
    note_change(business, opportunity, f"Job {job.number} completed")
    if opportunity.status == BOOKED and all(each.completed_at is not None for each in opportunity.jobs):
        _step(business, opportunity, COMPLETED)


def finalize_job(business: Business, job: Job, charges: Sequence[Charge]) -> None:
    """Settle what was charged for a job."""
    job.actual_charges = list(charges)
    job.finalized_at = business.now()
    business.happened("job-finalized", job_id=job.id)
    note_change(business, business.opportunity_of(job), f"Job {job.number} finalized")


def close_job(business: Business, job: Job) -> None:
    """Close a job; the opportunity is closed with its last one."""
    opportunity = business.opportunity_of(job)
    job.closed_at = business.now()
    business.happened("job-closed", job_id=job.id)
    note_change(business, opportunity, f"Job {job.number} closed")
    if opportunity.status == COMPLETED and all(each.closed_at is not None for each in opportunity.jobs):
        _step(business, opportunity, CLOSED)


def reset_job(business: Business, job: Job, *, to_booked: bool = False) -> None:
    """Make a finalised or closed job editable again: completed as before, or as if it were still to be done."""
    opportunity = business.opportunity_of(job)
    job.closed_at = job.finalized_at = None
    job.actual_charges = []
    if to_booked:
        job.started_at = job.ended_at = job.completed_at = None
        job.hours.labor_actual = job.hours.travel_actual = job.hours.billable = None
    business.happened("job-reset", job_id=job.id)
    note_change(business, opportunity, f"Job {job.number} reset")
    target = BOOKED if to_booked else COMPLETED
    if opportunity.status in (COMPLETED, CLOSED) and opportunity.status != target:
        _step(business, opportunity, target)


def set_job_notes(business: Business, job: Job, **notes: str | None) -> None:
    """Replace some of a job's notes, by the vendor's names (``crewNotes``)."""
    job.notes.update(notes)
    note_change(business, business.opportunity_of(job), f"Notes of job {job.number} edited")


def replace_stops(business: Business, job: Job, stops: Sequence[Record]) -> None:
    """Replace all stops of a job, and with them the one-line addresses, in the order of the stops."""
    job.stops = sorted(stops, key=lambda stop: int(stop["order"]))
    job.addresses = [stop["addressFullAddress"] for stop in job.stops]
    note_change(business, business.opportunity_of(job), f"Stops of job {job.number} changed")


def set_estimated_materials(business: Business, job: Job, materials: Sequence[Record]) -> None:
    """Replace the materials that a job is estimated to need."""
    job.estimated_materials = list(materials)
    note_change(business, business.opportunity_of(job), f"Materials of job {job.number} changed")


def settle_dates(opportunity: Opportunity) -> None:
    """Let an opportunity carry the day of its first service; without jobs it keeps the one it had."""
    if opportunity.jobs:
        opportunity.service_date = min(job.job_date for job in opportunity.jobs)


def _step(business: Business, opportunity: Opportunity, status: int) -> None:
    """Let an opportunity follow its jobs."""
    opportunity.status = status
    noted(business, opportunity, 1, f"Status changed to {status}")
    business.happened("opportunity-status-changed", opportunity_id=opportunity.id, opportunity_status=status)
    business.happened("opportunity-changed", opportunity_id=opportunity.id, opportunity_status=status)
