"""Says which rows the times of jobs and the Premium detail of a job become (sheet 5.7 and 5.8)."""

from __future__ import annotations

from collections.abc import Iterable

from daysheet.vendors.smartmoving.simulator.expected_values import (
    Row,
    Rows,
    Truth,
    cents,
    day,
    identifier,
    inside,
    instant,
    number,
)

NOTES = {
    "crew_notes": "crewNotes",
    "customer_notes": "customerNotes",
    "internal_notes": "internalNotes",
    "crew_feedback": "crewFeedback",
    "accounting_notes": "accountingNotes",
    "dispatcher_notes": "dispatcherNotes",
}


def add_time_list(rows: Rows, opportunity_id: str, jobs: Iterable[Truth]) -> None:
    """Add the rows of the list of an opportunity's jobs."""
    opportunity = identifier(opportunity_id)
    rows["job_time_lists"].append({"sm_id": opportunity})
    rows["job_times"] += [{"sm_opportunity_id": opportunity, **_times(job)} for job in jobs]


def add_job_detail(rows: Rows, thing: Truth) -> None:
    """Add the rows of a job alone with its stops."""
    rows["job_details"].append(
        {
            **_times(thing),
            "sm_opportunity_id": identifier(thing["opportunityId"]),
            "arrival_window": thing["arrivalWindow"],
            "drop_off_on": day(thing["dropOffDate"]),
            "crew_names": list(thing["crewMembers"] or []),
            "tips_cents": cents(thing["totalTips"]),
            **{column: inside(thing, "notes", name) for column, name in NOTES.items()},
        }
    )
    for stop in thing["stops"] or []:
        rows["job_stops"].append({"sm_job_id": identifier(thing["id"]), **_stop(stop)})


def _times(thing: Truth) -> Row:
    return {
        "sm_id": identifier(thing["id"]),
        "job_number": thing["jobNumber"],
        "service_on": day(thing["jobDate"]),
        "service_type_id": int(thing["type"]),
        "started_at": instant(thing["startTimeUtc"]),
        "ended_at": instant(thing["endTimeUtc"]),
        "completed_at": instant(thing["completedAtUtc"]),
        "confirmed_at": instant(thing["confirmedAtUtc"]),
        "closed_at": instant(thing["closedAtUtc"]),
    }


def _stop(thing: Truth) -> Row:
    return {
        "sm_id": identifier(thing["id"]),
        "is_origin": thing["isOrigin"],
        "is_destination": thing["isDestination"],
        "stop_order": int(thing["order"]),
        "full_address": thing["addressFullAddress"],
        "unit": thing["addressUnit"],
        "latitude": number(thing["addressLat"]),
        "longitude": number(thing["addressLng"]),
        "property_name": thing["propertyName"],
        "property_type": int(thing["propertyType"]),
        "stairs": int(thing["stairs"]),
        "has_elevator": thing["hasElevator"],
        "parking": thing["parkingDescription"],
        "notes": thing["notes"],
    }
