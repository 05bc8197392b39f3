"""Finds what writes name by id, or refuses; and the enumerations that bodies may use (sheet 4)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from daysheet.vendors.smartmoving.simulator.answers import refusal
from daysheet.vendors.smartmoving.simulator.business import Business, record_called
from daysheet.vendors.smartmoving.simulator.entities import Job, Opportunity, Record
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes_answers import (
    JOB_IS_CLOSED,
    MOVE_DATE_IS_PAST,
)

PHONE_TYPES = frozenset(range(4))
JOB_TYPES = frozenset((1, *range(3, 13), *range(101, 151)))
OPPORTUNITY_TYPES = frozenset((0, 1, 2, 4))
PROPERTY_TYPES = frozenset((*range(1, 9), 10, *range(101, 121)))
STOP_TYPES = frozenset((0, 1))
CALL_TYPES = frozenset((0, 1))
CALL_OUTCOMES = frozenset(range(7))
FOLLOW_UP_TYPES = frozenset(range(5))
FILE_CATEGORIES = frozenset(range(7))


def wanted_opportunity(vendor: Vendor, request: Request, status: int | None = None) -> Opportunity:
    """Return the opportunity, or the lead, that the path names; *status* where a missing one has its own."""
    found = vendor.business.opportunities.get(request.path_params["opportunity_id"].lower())
    if found is None:
        raise vendor.not_found("Opportunity", status)
    return found


def wanted_job(vendor: Vendor, request: Request, status: int | None = None) -> tuple[Opportunity, Job]:
    """Return the job that the path names, with its opportunity; a closed one can not be written to."""
    opportunity = wanted_opportunity(vendor, request, status)
    job = vendor.job(opportunity.id, request.path_params["job_id"], status)
    if job.closed_at is not None:
        raise refusal(400, JOB_IS_CLOSED)
    return opportunity, job


def check_listed(rows: Sequence[Record], row_id: str | int | None, what: str) -> None:
    """Refuse an id that a body names and a list of the account does not have."""
    if row_id is not None and all(row["id"] != row_id for row in rows):
        raise refusal(400, f"{what} not found")


def check_known(business: Business, names: Record) -> None:
    """Refuse a body with an id, under the vendor's name for it, that leads to nothing; one left out is fine."""
    catalogue = business.catalogue
    lists = {
        "referralSourceId": (catalogue.referral_sources, "Referral source"),
        "moveSizeId": (catalogue.move_sizes, "Move size"),
        "tariffId": (catalogue.tariffs, "Tariff"),
        "affiliateId": (catalogue.affiliates, "Affiliate"),
        "serviceTypeId": (catalogue.service_types, "Service type"),
    }
    for name, (rows, what) in lists.items():
        check_listed(rows, names.get(name), what)
    for name, known, what in (
        ("branchId", business.branches, "Branch"),
        ("salesPersonId", business.users, "User"),
        ("customerId", business.customers, "Customer"),
    ):
        if names.get(name) is not None and names[name] not in known:
            raise refusal(400, f"{what} not found")


def check_move_date(business: Business, day: int | None, branch_id: str | None) -> None:
    """Refuse a move date before today; today is the branch's own, or the account's."""
    if day is not None and day < business.today(business.branches.get(branch_id or "")):
        raise refusal(400, MOVE_DATE_IS_PAST)


def size_of_move(business: Business, move_size_id: str) -> tuple[float, float]:
    """Return the volume in cubic feet and the weight in pounds that go with a move size; zeros when it has none."""
    size = record_called(business.catalogue.move_sizes, move_size_id) or {}
    return float(size.get("volume") or 0), float(size.get("weight") or 0)
