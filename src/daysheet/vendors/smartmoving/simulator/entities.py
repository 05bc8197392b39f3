"""
The things the simulated vendor keeps, under names of the trade; how each is served stands in the views.

Instants are epoch seconds, days whole numbers ``yyyymmdd``, money whole cents, and an id is a GUID in lower case.
A ``Record`` is kept the way the vendor serves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]

NEW_LEAD, LEAD_IN_PROGRESS, OPPORTUNITY, BOOKED = 0, 1, 3, 4
COMPLETED, CLOSED, CANCELLED, LOST, BAD_LEAD = 10, 11, 20, 30, 50


@dataclass(slots=True, kw_only=True)
class Customer:
    """A customer with the opportunities that are theirs, oldest first."""

    id: str
    name: str
    phone_number: str | None
    phone_type: int | None
    email_address: str | None
    address: str | None
    secondary_phone_numbers: list[Record] = field(default_factory=list)
    opportunity_ids: list[str] = field(default_factory=list)
    service_tickets: list[Record] = field(default_factory=list)
    storage_accounts: list[Record] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Address:
    """One end of a move as a lead tells it: one line, or parts, or nothing."""

    full: str | None = None
    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None


@dataclass(slots=True, kw_only=True)
class Lead:
    """What somebody asked for before being a customer; *service_date* is 0 without a date."""

    customer_name: str | None
    email_address: str | None = None
    phone_number: str | None = None
    phone_type: int | None = None
    service_date: int = 0
    service_type: int | None = None
    origin: Address = field(default_factory=Address)
    destination: Address = field(default_factory=Address)
    notes: str = ""


@dataclass(slots=True, kw_only=True)
class Charge:
    """One line of an estimate or of what was charged; *estimate* is the line of the estimate it goes back to."""

    id: str
    name: str
    category: int
    charge_type: int
    description: str
    subtotal_cents: int
    discount_cents: int = 0
    discount_percent: float | None = None
    quantity: int = 1
    estimate: Charge | None = None

    @property
    def total_cents(self) -> int:
        """What the line costs before tax."""
        return self.subtotal_cents - self.discount_cents


@dataclass(slots=True, kw_only=True)
class Hours:
    """Hours of a job: estimated when it was planned, actual when it was done."""

    labor_estimated: float | None = None
    labor_actual: float | None = None
    billable: float | None = None
    travel_estimated: float | None = None
    travel_actual: float | None = None


@dataclass(slots=True, kw_only=True)
class Job:
    """One service on one day; *addresses* are one-line texts in travel order, stops are their longer form."""

    id: str
    opportunity_id: str
    number: str | None
    job_date: int
    service_type: int
    created_at: float
    arrival_window: Record | None = None
    drop_off_date: int | None = None
    addresses: list[str] = field(default_factory=list)
    stops: list[Record] = field(default_factory=list)
    estimated_charges: list[Charge] = field(default_factory=list)
    actual_charges: list[Charge] = field(default_factory=list)
    estimated_materials: list[Record] = field(default_factory=list)
    actual_materials: list[Record] = field(default_factory=list)
    crew_ids: list[str] = field(default_factory=list)
    hours: Hours = field(default_factory=Hours)
    tips_cents: int = 0
    notes: dict[str, str | None] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    confirmed_at: float | None = None
    started_at: float | None = None
    ended_at: float | None = None
    completed_at: float | None = None
    finalized_at: float | None = None
    closed_at: float | None = None


@dataclass(slots=True, kw_only=True)
class Document:
    """A document of an opportunity or a job; the address is often not there."""

    id: str
    title: str
    type: int
    is_complete: bool
    url: str | None = None


@dataclass(slots=True, kw_only=True)
class Payment:
    """Money taken, or given back when *refunds_id* is set; then the amount is negative."""

    id: str
    opportunity_id: str
    job_id: str | None
    source: int
    payment_type: int
    amount_cents: int
    taken_by_id: str
    created_at: float
    category: int
    description: str | None = None
    gateway_id: str | None = None
    refunds_id: str | None = None
    refunded_cents: int = 0


@dataclass(slots=True, kw_only=True)
class Opportunity:
    """
    A lead and the opportunity it becomes, under one id; it is a lead as long as it has no customer.

    *is_priced* is false where the office priced it elsewhere: all totals are then zero.
    """

    id: str
    quote_number: int
    created_at: float
    branch_id: str
    lead: Lead
    status: int = NEW_LEAD
    customer_id: str | None = None
    opportunity_type: int = 0
    service_type: int | None = None
    service_date: int | None = None
    is_priced: bool = True
    move_size_id: str | None = None
    volume: float = 0.0
    weight: float = 0.0
    volume_weight_mode: int = 0
    pipeline_label: str | None = "New"
    sales_person_id: str | None = None
    estimator_id: str | None = None
    coordinator_id: str | None = None
    referral_source_id: str | None = None
    affiliate_id: str | None = None
    tariff_id: str | None = None
    allows_inventory_updates: bool = True
    custom_fields: list[str | None] = field(default_factory=lambda: [None, None, None])
    cancellation_reason: str | None = None
    lost_reason: str | None = None
    bad_lead_reason: str | None = None
    is_binding: bool = False
    deposit_cents: int = 0
    jobs_made: int = 0
    jobs: list[Job] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    contacts: list[Record] = field(default_factory=list)
    surveys: list[Record] = field(default_factory=list)
    tasks: list[Record] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    photos: list[str] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    trip_info: Record | None = None
    follow_ups: list[Record] = field(default_factory=list)
    audit: list[Record] = field(default_factory=list)
    inventory: Record | None = None

    @property
    def is_lead(self) -> bool:
        """Whether nobody made a customer of it yet."""
        return self.customer_id is None

    def job(self, job_id: str) -> Job | None:
        """Return the job with this id, if it is one of this opportunity."""
        return next((job for job in self.jobs if job.id == job_id), None)
