"""How jobs are served: inside an opportunity, in its list of jobs, and alone (sheet 5.6 to 5.8)."""

from __future__ import annotations

from collections.abc import Set
from typing import Literal

from daysheet.vendors.smartmoving.simulator.business import Business
from daysheet.vendors.smartmoving.simulator.entities import Charge, Document, Hours, Job, Record
from daysheet.vendors.smartmoving.simulator.people_view import instant_or_none

JOB_FLAGS = (
    "IncludeEstimatedCharges", "IncludeActualCharges", "IncludeEstimatedMaterials", "IncludeActualMaterials",
    "IncludeStops", "IncludeDispatchInfo", "IncludeCharges", "IncludeNotes",
)  # fmt: skip
NOTE_NAMES = ("crewNotes", "customerNotes", "internalNotes", "crewFeedback", "accountingNotes", "dispatcherNotes")

# What stands in the place of a collection that was not asked for; the sheet does not know which it is.
Unasked = Literal["null", "empty", "absent"]


def with_unasked(record: Record, flags: Set[str], needs: dict[str, str], unasked: Unasked) -> Record:
    """Blank the fields of *record* whose flag (*needs*, by field) was not sent."""
    for name, flag in needs.items():
        if flag in flags:
            continue
        if unasked == "absent":
            record.pop(name, None)
        elif not isinstance(record.get(name), float):
            record[name] = [] if unasked == "empty" and isinstance(record[name], list) else None
        else:
            record[name] = 0.0
    return record


_EMBEDDED_NEEDS = {
    "jobAddresses": "IncludeJobAddresses",
    "jobDocuments": "IncludeDocuments",
    "estimatedCharges": "IncludeCharges",
    "actualCharges": "IncludeCharges",
    "arrivalWindow": "IncludeDispatchInfo",
    "totalTips": "IncludeDispatchInfo",
    "crewMembers": "IncludeDispatchInfo",
    "jobTime": "IncludeDispatchInfo",
}
_DETAIL_NEEDS = {
    "stops": "IncludeStops",
    "estimatedCharges": "IncludeEstimatedCharges",
    "actualCharges": "IncludeActualCharges",
    "estimatedMaterials": "IncludeEstimatedMaterials",
    "actualMaterials": "IncludeActualMaterials",
    "crewMembers": "IncludeDispatchInfo",
    "jobTime": "IncludeDispatchInfo",
    "totalTips": "IncludeDispatchInfo",
    "notes": "IncludeNotes",
}


def embedded_job_view(business: Business, job: Job, flags: Set[str], unasked: Unasked) -> Record:
    """Return a job as its opportunity embeds it."""
    record: Record = {
        "id": job.id,
        "jobNumber": job.number,
        "jobDate": job.job_date,
        "type": job.service_type,
        "confirmed": job.confirmed_at is not None,
        "jobAddresses": job.addresses,
        "jobDocuments": [document_view(each) for each in job.documents],
        "estimatedCharges": [_embedded_charge(each, order) for order, each in enumerate(job.estimated_charges)],
        "actualCharges": [_embedded_charge(each, order) for order, each in enumerate(job.actual_charges)],
        "arrivalWindow": job.arrival_window,
        "totalTips": job.tips_cents / 100,
        "crewMembers": _crew_names(business, job),
        "jobTime": _hours_view(job.hours),
    }
    return with_unasked(record, flags, _EMBEDDED_NEEDS, unasked)


def document_view(document: Document) -> Record:
    """Return a document as details embed it: without id and address."""
    return {"title": document.title, "type": document.type, "isComplete": document.is_complete}


def basic_job_view(job: Job) -> Record:
    """Return a job as the list of an opportunity's jobs shows it; start and end are what really happened."""
    return {
        "id": job.id,
        "type": job.service_type,
        "jobNumber": job.number,
        "jobDate": job.job_date,
        "startTimeUtc": instant_or_none(job.started_at),
        "endTimeUtc": instant_or_none(job.ended_at),
        "completedAtUtc": instant_or_none(job.completed_at),
        "confirmedAtUtc": instant_or_none(job.confirmed_at),
        "closedAtUtc": instant_or_none(job.closed_at),
    }


def job_view(business: Business, job: Job, flags: Set[str], unasked: Unasked = "null") -> Record:
    """Return a job alone; its arrival window is a text here."""
    window = job.arrival_window
    record: Record = {
        "opportunityId": job.opportunity_id,
        "arrivalWindow": None if window is None else window["description"],
        "dropOffDate": job.drop_off_date,
        "stops": job.stops,
        "estimatedCharges": [charge_view(each) for each in job.estimated_charges],
        "actualCharges": [_actual_charge(each) for each in job.actual_charges],
        "estimatedMaterials": job.estimated_materials,
        "actualMaterials": job.actual_materials,
        "crewMembers": _crew_names(business, job),
        "jobTime": _hours_view(job.hours),
        "totalTips": job.tips_cents / 100,
        "notes": {name: job.notes.get(name) for name in NOTE_NAMES},
    }
    if "IncludeCharges" in flags:
        flags = {*flags, "IncludeEstimatedCharges", "IncludeActualCharges"}
    return {**with_unasked(record, flags, _DETAIL_NEEDS, unasked), **basic_job_view(job)}


def charge_view(charge: Charge) -> Record:
    """Return a line of an estimate with its id."""
    return {
        "id": charge.id,
        "name": charge.name,
        "chargeCategory": charge.category,
        "chargeType": charge.charge_type,
        "subtotal": charge.subtotal_cents / 100,
        "discountAmount": charge.discount_cents / 100 if charge.discount_cents else None,
        "discountPercent": charge.discount_percent,
        "quantity": charge.quantity,
        "totalCost": charge.total_cents / 100,
    }


def _actual_charge(charge: Charge) -> Record:
    estimate = charge.estimate
    return {
        "estimatedJobChargeId": None if estimate is None else estimate.id,
        "estimatedJobCharge": None if estimate is None else charge_view(estimate),
        **charge_view(charge),
    }


def _embedded_charge(charge: Charge, order: int) -> Record:
    return {
        "name": charge.name,
        "chargeCategory": charge.category,
        "description": charge.description,
        "editableDescription": None,
        "sortOrder": order,
        "subtotal": charge.subtotal_cents / 100,
        "discountAmount": charge.discount_cents / 100,
        "totalCost": charge.total_cents / 100,
    }


def _crew_names(business: Business, job: Job) -> list[str]:
    return [business.crew_members[each].name for each in job.crew_ids]


def _hours_view(hours: Hours) -> Record:
    return {
        "laborTime": {"estimated": hours.labor_estimated, "actual": hours.labor_actual},
        "billableHours": hours.billable,
        "travelTime": {"estimated": hours.travel_estimated, "actual": hours.travel_actual},
    }
