"""The worked example of the journeys sheet (section 8): the samples of the fact sheet, and the rows they become."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from daysheet.vendors.smartmoving.simulator.expected_account import Account
from tests.vendors.smartmoving.simulator.shapes.samples import samples

Record = dict[str, Any]

HALIFAX = "0d98db16-111e-44e7-bd20-ad0200dbc6e4"
MAPPING = {HALIFAX: {"location_id": 1, "time_zone": "America/Halifax", "currency": "CAD"}}
SEEN_AT = datetime(2026, 8, 12, 15, tzinfo=UTC)
SERVICE_MORNING = datetime(2026, 8, 19, 10, tzinfo=UTC)
EVENING = datetime(2026, 8, 19, 22, tzinfo=UTC)
ORIGIN = "14 Sample Street, Halifax, Nova Scotia B3H 0A2, Canada"
DESTINATION = "9 Placeholder Road, Bedford, Nova Scotia B4A 0D5, Canada"
MOVING_DAY = "129bea94-5f09-473e-a5e4-b48e0124cca4"

EXPECTED_OF_MOVING_DAY: Record = {
    "sm_job_id": UUID(MOVING_DAY),
    "sm_opportunity_id": UUID("ab8fbb70-e34b-4942-8fd2-b48d016bfa20"),
    "sm_customer_id": UUID("484e3a28-e665-41cd-8bb0-b48e012475ec"),
    "external_id": "sm_job_131118-2",
    "job_number": "131118-2",
    "job_sequence": 2,
    "quote_number": "131118",
    "location_id": 1,
    "sm_branch_id": UUID(HALIFAX),
    "branch_name": "HALIFAX 🇨🇦 - Harbour & Pine",
    "service_date": date(2026, 8, 19),
    "arrival_window": "8:00 AM - 9:00 AM",
    "window_start": time(8),
    "window_end": time(9),
    "planned_start_at": datetime(2026, 8, 19, 11, tzinfo=UTC),
    "started_at": None,
    "ended_at": None,
    "is_confirmed": False,
    "confirmed_at": None,
    "completed_at": None,
    "closed_at": None,
    "drop_off_on": None,
    "time_zone": "America/Halifax",
    "estimated_labor_minutes": 300,
    "estimated_travel_minutes": 60,
    "actual_labor_minutes": None,
    "actual_travel_minutes": None,
    "billable_minutes": None,
    "estimated_duration_minutes": 360,
    "actual_duration_minutes": None,
    "customer_name": "Rowan Ellery",
    "customer_phone": "9025550142",
    "customer_email": "rowan.ellery@example.com",
    "origin_address": ORIGIN,
    "destination_address": DESTINATION,
    "destination_is_inferred": True,
    "stop_count": 3,
    "crew_names": [],
    "crew_count_planned": 3,
    "crew_count_assigned": 0,
    "truck_count_planned": 1,
    "truck_number": None,
    "service_type_id": 1,
    "service_type": "Moving",
    "journey_kind": "move",
    "move_size": "2 Bedroom Apartment",
    "volume_cubic_feet": Decimal(864),
    "weight_pounds": Decimal(6048),
    "salesperson_id": UUID("5b93dfd2-2c84-42d7-90ba-44024bc12aca"),
    "salesperson": "Ana Quill",
    "referral_source": "Google Ads",
    "estimated_cost_cents": 107_450,
    "actual_cost_cents": None,
    "variance_cents": None,
    "tips_cents": 0,
    "opportunity_estimated_subtotal_cents": 146_150,
    "opportunity_estimated_tax_cents": 20_461,
    "opportunity_estimated_total_cents": 166_611,
    "estimated_total_share_cents": 122_493,
    "paid_net_cents": 15_000,
    "currency": "CAD",
    "status": "SCHEDULED",
    "status_reason": None,
    "vendor_status": 4,
    "vendor_pipeline_label": "Booked",
    "vendor_stage": "SCHEDULED",
    "billing_status": "PENDING",
    "priority": "NORMAL",
    "tags": ["Google Ads", "Moving", "franchise"],
    "flags": ["no_crew", "unconfirmed"],
}
CHANGED_ON_PACKING_DAY: Record = {
    "sm_job_id": UUID("b2407a9b-2f11-45e1-b801-b48e012475ec"),
    "external_id": "sm_job_131118-1",
    "job_number": "131118-1",
    "job_sequence": 1,
    "service_date": date(2026, 8, 18),
    "arrival_window": "12:00 PM - 2:00 PM",
    "window_start": time(12),
    "window_end": time(14),
    "planned_start_at": datetime(2026, 8, 18, 15, tzinfo=UTC),
    "is_confirmed": True,
    "confirmed_at": datetime(2026, 8, 10, 18, 22, 5, tzinfo=UTC),
    "estimated_labor_minutes": 180,
    "estimated_travel_minutes": 30,
    "estimated_duration_minutes": 210,
    "destination_address": None,
    "destination_is_inferred": False,
    "stop_count": 1,
    "crew_names": ["Ilse Varga", "Dov Mensah"],
    "crew_count_planned": 2,
    "crew_count_assigned": 2,
    "truck_count_planned": 0,
    "service_type_id": 3,
    "service_type": "Packing",
    "journey_kind": "pack",
    "estimated_cost_cents": 38_700,
    "estimated_total_share_cents": 44_118,
    "status": "CONFIRMED",
    "vendor_stage": "CONFIRMED",
    "tags": ["Google Ads", "Packing", "franchise"],
    "flags": [],
}
CHANGED_BY_THE_EVENING: Record = {
    "started_at": datetime(2026, 8, 19, 11, 12, tzinfo=UTC),
    "ended_at": datetime(2026, 8, 19, 17, 27, tzinfo=UTC),
    "is_confirmed": True,
    "confirmed_at": datetime(2026, 8, 17, 13, 5, 20, tzinfo=UTC),
    "completed_at": datetime(2026, 8, 19, 20, 58, 41, tzinfo=UTC),
    "actual_labor_minutes": 330,
    "actual_travel_minutes": 45,
    "billable_minutes": 330,
    "actual_duration_minutes": 375,
    "destination_is_inferred": False,
    "stop_count": 2,
    "crew_names": ["Ilse Varga", "Dov Mensah", "Petra Nunn"],
    "crew_count_assigned": 3,
    "actual_cost_cents": 117_000,
    "variance_cents": 9_550,
    "tips_cents": 4_000,
    "status": "COMPLETED",
    "vendor_stage": "COMPLETED",
    "flags": [],
}


def sample(section: str, operation: int) -> Any:
    return next(each.value for each in samples() if (each.section, each.rule) == (section, f"operation {operation}"))


def account(opportunities: list[Record], *, details: list[Record] | None = None) -> Account:
    """The sample account with certain opportunities; the times of jobs are those of the sample's day."""
    return Account(
        customers=sample("9.2", 16)["pageResults"],
        opportunities=opportunities,
        times={job["id"]: job for job in sample("9.5", 25)},
        details={job["id"]: job for job in details or []},
        branches=sample("9.1", 2)["pageResults"],
        service_types=sample("9.12", 7)["pageResults"],
    )


def other_move(customer: int, opportunity: int) -> Record:
    """The detail of another opportunity of the sweep: as Rowan's, but for what the sweep tells of it."""
    owner = sample("9.2", 16)["pageResults"][customer]
    swept = owner["opportunities"][opportunity]
    like = sample("9.3", 23)
    jobs = [
        {**like["jobs"][1], **job, "jobDate": int(job["serviceDate"].replace("-", "")), "confirmed": False}
        for job in swept["jobs"]
    ]
    who = {name: owner[name] for name in ("id", "name", "emailAddress", "phoneNumber", "phoneType")}
    number = int(swept["quoteNumber"])
    return {**like, "id": swept["id"], "quoteNumber": number, "status": swept["status"], "customer": who, "jobs": jobs}
