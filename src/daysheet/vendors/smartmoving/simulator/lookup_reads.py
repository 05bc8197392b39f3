"""The lists that change rarely: branches, people, catalogue (operations 1 to 15 and 36 to 38 of the sheet)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from starlette.requests import Request

from daysheet.vendors.smartmoving.simulator.answers import page_of
from daysheet.vendors.smartmoving.simulator.business import Catalogue, record_called
from daysheet.vendors.smartmoving.simulator.entities import Record
from daysheet.vendors.smartmoving.simulator.people_view import branch_view, crew_job_view, crew_member_view, user_view
from daysheet.vendors.smartmoving.simulator.queries import Query
from daysheet.vendors.smartmoving.simulator.staff import CrewMember
from daysheet.vendors.smartmoving.simulator.state import Vendor

BUILD_NUMBER = "Build Number: 20260707.30"
LATEST_DAY = 99_999_999

Reader = Callable[[Vendor, Request, Query], Any]


def page(vendor: Vendor, items: Sequence[Any], view: Callable[[Any], Record], query: Query) -> Record:
    """Return one page of *items*, of the size the vendor's profile has as default."""
    return page_of(items, view, query, vendor.faults.profile.default_page_size)


def _ping(vendor: Vendor, request: Request, query: Query) -> str:
    return BUILD_NUMBER


def _branches(vendor: Vendor, request: Request, query: Query) -> Record:
    by_name = sorted(vendor.business.branches.values(), key=lambda branch: (branch.name.casefold(), branch.id))
    return page(vendor, by_name, branch_view, query)


def _users(vendor: Vendor, request: Request, query: Query) -> Record:
    business = vendor.business
    by_name = sorted(business.users.values(), key=lambda user: (user.name.casefold(), user.id))
    return page(vendor, by_name, lambda user: user_view(business, user), query)


def _crew_members(vendor: Vendor, request: Request, query: Query) -> Record:
    business = vendor.business
    status, branch_id = query.text("Status"), query.text("BranchId")
    found = [
        member
        for member in business.crew_members.values()
        if (status is None or member.status.casefold() == status.casefold())
        and (branch_id is None or member.branch_id == branch_id.lower())
    ]
    return page(vendor, found, lambda member: crew_member_view(business, member), query)


def _crew_member(vendor: Vendor, request: Request, query: Query) -> Record:
    return crew_member_view(vendor.business, _member(vendor, request))


def _crew_jobs(vendor: Vendor, request: Request, query: Query) -> Record:
    member = _member(vendor, request)
    low, high = query.integer("From") or 0, query.integer("To") or LATEST_DAY
    jobs = [job for job in vendor.business.jobs.values() if member.id in job.crew_ids and low <= job.job_date <= high]
    return page(vendor, sorted(jobs, key=lambda job: (job.job_date, job.id)), crew_job_view, query)


def _member(vendor: Vendor, request: Request) -> CrewMember:
    member = vendor.business.crew_members.get(request.path_params["crew_member_id"].lower())
    if member is None:
        raise vendor.not_found("Crew member")
    return member


def _service_types(vendor: Vendor, request: Request, query: Query) -> Record:
    return page(vendor, enabled_service_types(vendor.business.catalogue), _as_is, query)


def enabled_service_types(catalogue: Catalogue) -> list[Record]:
    """Return the service types that are listed; old jobs may carry another one."""
    return [each for each in catalogue.service_types if each["id"] not in catalogue.disabled_service_types]


def _referral_sources(vendor: Vendor, request: Request, query: Query) -> Record:
    with_private, with_providers = query.flag("includePrivate"), query.flag("includeLeadProviders")
    found = [
        source
        for source in vendor.business.catalogue.referral_sources
        if (with_private or source["isPublic"]) and (with_providers or not source["isLeadProvider"])
    ]
    return page(vendor, found, _as_is, query)


def _affiliates(vendor: Vendor, request: Request, query: Query) -> Record:
    found = vendor.business.catalogue.affiliates
    for name in ("referralSourceId", "branchId"):
        wanted = query.text(name)
        if wanted is not None:
            found = [each for each in found if each[name] == wanted.lower()]
    return page(vendor, found, _as_is, query)


def _tariffs(vendor: Vendor, request: Request, query: Query) -> Record:
    catalogue = vendor.business.catalogue
    with_disabled, with_techmate = query.flag("IncludeDisabled"), query.flag("IncludeTechMate")
    found = [
        tariff
        for tariff in catalogue.tariffs
        if (with_disabled or tariff["isEnabled"])
        and (with_techmate or tariff["id"] not in catalogue.techmate_tariff_ids)
    ]
    return page(vendor, found, _as_is, query)


def _tariff_materials(vendor: Vendor, request: Request, query: Query) -> Record:
    catalogue = vendor.business.catalogue
    tariff = record_called(catalogue.tariffs, request.path_params["tariff_id"].lower())
    if tariff is None:
        raise vendor.not_found("Tariff")
    return page(vendor, catalogue.tariff_materials[tariff["id"]], _as_is, query)


def _list(rows: Callable[[Catalogue], Sequence[Record]]) -> Reader:
    def reader(vendor: Vendor, request: Request, query: Query) -> Record:
        return page(vendor, rows(vendor.business.catalogue), _as_is, query)

    return reader


def _as_is(row: Record) -> Record:
    return row


LOOKUP_READERS: dict[str, Reader] = {
    "ping": _ping,
    "branches": _branches,
    "users": _users,
    "crew-members": _crew_members,
    "crew-members/{crew_member_id}": _crew_member,
    "crew-members/{crew_member_id}/jobs": _crew_jobs,
    "service-types": _service_types,
    "move-sizes": _list(lambda catalogue: catalogue.move_sizes),
    "referral-sources": _referral_sources,
    "affiliates": _affiliates,
    "arrival-windows": _list(lambda catalogue: catalogue.arrival_windows),
    "lost-reasons": _list(lambda catalogue: catalogue.lost_reasons),
    "bad-lead-reasons": _list(lambda catalogue: catalogue.bad_lead_reasons),
    "cancellation-reasons": _list(lambda catalogue: catalogue.cancellation_reasons),
    "tariffs": _tariffs,
    "premium/inventory": _list(lambda catalogue: catalogue.inventory_items),
    "premium/room-types": _list(lambda catalogue: catalogue.room_types),
    "premium/tariffs/{tariff_id}/materials": _tariff_materials,
}
