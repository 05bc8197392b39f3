"""
Says which journeys the warehouse must make of what it has read, all layers just now and nothing set by dispatch.

A second reading of the journeys sheet (sections 3 and 4), in plain code and with nothing of the queries in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from daysheet.vendors.smartmoving.simulator.expected_account import Account
from daysheet.vendors.smartmoving.simulator.expected_branches import Branches, Locations
from daysheet.vendors.smartmoving.simulator.expected_hours import (
    instant_at,
    labor_in_words,
    minutes_between,
    minutes_of,
    together,
    window_times,
)
from daysheet.vendors.smartmoving.simulator.expected_money import money_columns, money_of
from daysheet.vendors.smartmoving.simulator.expected_seen import Seen, first_known
from daysheet.vendors.smartmoving.simulator.expected_services import ServiceNames, journey_kind
from daysheet.vendors.smartmoving.simulator.expected_stages import (
    LOST_STATUSES,
    billing_status,
    flags_of,
)
from daysheet.vendors.smartmoving.simulator.expected_values import (
    Row,
    Truth,
    cents,
    day,
    identifier,
    inside,
    number,
    trimmed,
)

SEQUENCE = re.compile(r"-(\d+)$")
# The end of the vendor's ids grows with time (sheet 2.4).
TIME_BITS_OF_ID = (1 << 48) - 1


def expected_journey_rows(account: Account, mapping: Locations, now: datetime) -> list[Row]:
    """
    Return a row of truck_journeys for each job, ``flags`` and ``tags`` in order of the alphabet.

    *mapping* tells ``location_id``, ``time_zone`` and ``currency`` of each branch that a person mapped.
    """
    branches, services = Branches(account.branches, mapping), ServiceNames(account.service_types)
    customers = {customer["id"]: customer for customer in account.customers}
    rows = [
        _journey(
            Seen(
                customer=customers[opportunity["customer"]["id"]],
                opportunity=opportunity,
                job=job,
                times=account.times.get(job["id"]),
                detail=account.details.get(job["id"]),
                place=branches.place(inside(opportunity, "branch", "name")),
                services=services,
                now=now,
            )
        )
        for opportunity in account.opportunities
        if opportunity["status"] not in LOST_STATUSES
        for job in opportunity["jobs"]
    ]
    _give_numbers_to_the_newest(rows)
    return rows


def _journey(seen: Seen) -> Row:
    row = _identity(seen) | _time(seen) | _work(seen) | _customer(seen) | _route(seen) | _service(seen)
    row |= money_columns(seen.opportunity, seen.job) | {"tips_cents": cents(seen.known("totalTips"))}
    return row | _state(seen, row)


def _identity(seen: Seen) -> Row:
    job_number = trimmed(seen.job["jobNumber"])
    sequence = SEQUENCE.search(job_number or "")
    place = seen.place
    return {
        "sm_job_id": identifier(seen.job["id"]),
        "sm_opportunity_id": identifier(seen.opportunity["id"]),
        "sm_customer_id": identifier(seen.customer["id"]),
        "external_id": None if job_number is None else f"sm_job_{job_number}",
        "job_number": job_number,
        "job_sequence": None if sequence is None else int(sequence[1]),
        "quote_number": str(seen.opportunity["quoteNumber"]),
        "location_id": place.location_id,
        "sm_branch_id": identifier(place.branch_id),
        "branch_name": inside(seen.opportunity, "branch", "name"),
        "time_zone": place.time_zone,
        "currency": place.currency,
    }


def _time(seen: Seen) -> Row:
    window_start, window_end = window_times(seen.job["arrivalWindow"])
    instants = seen.instants
    in_words = (inside(seen.detail, "arrivalWindow"), inside(seen.job, "arrivalWindow", "description"))
    return {
        "service_date": seen.service_date,
        "arrival_window": first_known(in_words),
        "window_start": window_start,
        "window_end": window_end,
        "planned_start_at": instant_at(seen.service_date, window_start, seen.place.time_zone),
        "started_at": instants.started_at,
        "ended_at": instants.ended_at,
        "is_confirmed": seen.is_confirmed,
        "confirmed_at": instants.confirmed_at,
        "completed_at": instants.completed_at,
        "closed_at": instants.closed_at,
        "drop_off_on": day(inside(seen.detail, "dropOffDate")),
    }


def _work(seen: Seen) -> Row:
    words = labor_in_words(seen.job["estimatedCharges"] or [])
    hours_told = minutes_of(seen.known("jobTime", "laborTime", "estimated"))
    estimated = words.minutes if hours_told is None else hours_told
    actual = minutes_of(seen.known("jobTime", "laborTime", "actual"))
    travel = minutes_of(seen.known("jobTime", "travelTime", "estimated"))
    travelled = minutes_of(seen.known("jobTime", "travelTime", "actual"))
    spent = minutes_between(seen.instants.started_at, seen.instants.ended_at)
    crew = list(seen.known("crewMembers") or [])
    return {
        "estimated_labor_minutes": estimated,
        "estimated_travel_minutes": travel,
        "actual_labor_minutes": actual,
        "actual_travel_minutes": travelled,
        "billable_minutes": minutes_of(seen.known("jobTime", "billableHours")),
        "estimated_duration_minutes": together(estimated, travel),
        "actual_duration_minutes": together(actual, travelled) if spent is None else spent,
        "crew_names": crew,
        "crew_count_planned": words.crew,
        "crew_count_assigned": len(crew),
        "truck_count_planned": words.trucks,
        "truck_number": None,
    }


def _customer(seen: Seen) -> Row:
    known = seen.opportunity["customer"]
    email = trimmed(first_known((known["emailAddress"], seen.customer["emailAddress"])))
    name = first_known((known["name"], seen.customer["name"]))
    return {
        "customer_name": None if name is None else " ".join(name.split()),
        "customer_phone": first_known((known["phoneNumber"], seen.customer["phoneNumber"])),
        "customer_email": None if email is None else email.lower(),
    }


def _route(seen: Seen) -> Row:
    """Return where it goes: by the stops where these were read, else by the addresses, whose last may not be it."""
    stops, addresses = inside(seen.detail, "stops"), seen.job["jobAddresses"] or []
    origin = _address_of(stops or [], "isOrigin")
    destination = _address_of(stops or [], "isDestination")
    is_inferred = destination is None and len(addresses) > 1
    return {
        "origin_address": addresses[0] if origin is None and addresses else origin,
        "destination_address": addresses[-1] if is_inferred else destination,
        "destination_is_inferred": is_inferred,
        "stop_count": len(addresses if stops is None else stops),
    }


def _service(seen: Seen) -> Row:
    opportunity, service_type = seen.opportunity, int(seen.job["type"])
    return {
        "service_type_id": service_type,
        "service_type": seen.services.name(service_type),
        "journey_kind": journey_kind(service_type),
        "move_size": inside(opportunity, "moveSize", "name"),
        "volume_cubic_feet": number(opportunity["volume"]),
        "weight_pounds": number(opportunity["weight"]),
        "salesperson_id": identifier(inside(opportunity, "salesAssignee", "id")),
        "salesperson": trimmed(inside(opportunity, "salesAssignee", "name")),
        "referral_source": trimmed(opportunity["referralSource"]),
    }


def _state(seen: Seen, row: Row) -> Row:
    stage, status = seen.stage, int(seen.opportunity["status"])
    flags = flags_of(
        stage,
        status,
        is_mapped=row["location_id"] is not None,
        is_priced=row["estimated_cost_cents"] is not None,
        has_crew=bool(row["crew_names"]),
        needs_destination=row["destination_address"] is None and row["journey_kind"] != "pack",
        is_past=seen.service_date < seen.today,
    )
    tags = {row["service_type"], row["referral_source"], seen.place.ownership}
    return {
        "status": stage.name,
        "status_reason": stage.reason,
        "vendor_status": status,
        "vendor_pipeline_label": trimmed(seen.opportunity["leadStatus"]),
        "vendor_stage": stage.name,
        "billing_status": billing_status(
            stage.name,
            money_of(seen.opportunity),
            closed_at=row["closed_at"],
            service_date=seen.service_date,
            today=seen.today,
        ),
        "priority": "NORMAL",
        "tags": sorted(tag for tag in tags if tag is not None),
        "flags": sorted(flags),
    }


def _address_of(stops: Iterable[Truth], end: str) -> str | None:
    return next((stop["addressFullAddress"] for stop in stops if stop[end]), None)


def _give_numbers_to_the_newest(rows: list[Row]) -> None:
    """Of jobs with one number let the newest keep the external id, and flag the others (journeys sheet, section 6)."""
    newest: dict[str, Row] = {}
    for row in sorted(rows, key=lambda each: (each["sm_job_id"].int & TIME_BITS_OF_ID, each["sm_job_id"])):
        if row["external_id"] is None:
            continue
        older = newest.get(row["external_id"])
        newest[row["external_id"]] = row
        if older is not None:
            older["external_id"] = None
            older["flags"] = sorted({*older["flags"], "duplicate_number"})
