"""Writes about jobs: operations 48 to 51 and 53. Stops have their own module."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.answers import json_response, refusal
from daysheet.vendors.smartmoving.simulator.entities import BOOKED, OPPORTUNITY, Opportunity, Record
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes_answers import empty_answer, write_route
from daysheet.vendors.smartmoving.simulator.writes_forms import posted_form, without_none
from daysheet.vendors.smartmoving.simulator.writes_references import (
    JOB_TYPES,
    check_known,
    wanted_job,
    wanted_opportunity,
)

JOBS = "opportunities/{opportunity_id}/jobs"
JOB = JOBS + "/{job_id}"
# The vendor writes this one word of this one path with a capital.
MATERIALS = "opportunities/{opportunity_id}/Estimated/jobs/{job_id}/materials"
WRITTEN_NOTES = ("crewNotes", "customerNotes", "internalNotes", "accountingNotes", "dispatcherNotes")


def job_write_routes(vendor: Vendor) -> list[Route]:
    """Return the routes that write jobs."""
    return [
        write_route(vendor, "POST", JOBS, add_job),
        write_route(vendor, "DELETE", JOB, delete_job),
        write_route(vendor, "POST", f"{JOB}/confirm", confirm_job),
        write_route(vendor, "PATCH", f"{JOB}/notes", change_notes),
        write_route(vendor, "POST", MATERIALS, replace_materials),
    ]


async def add_job(vendor: Vendor, request: Request) -> Response:
    """
    Put a job on an opportunity; the answer is 201 and empty, the new id is found by reading.

    That only open work takes a further job, on the day of its first service, is inferred.
    """
    opportunity = wanted_opportunity(vendor, request, 404)
    form = await posted_form(request)
    service_type = form.choice("serviceType", JOB_TYPES, required=True)
    form.check()
    check_known(vendor.business, {"serviceTypeId": service_type})
    if opportunity.status not in (OPPORTUNITY, BOOKED):
        raise refusal(400, "Opportunity is not open and cannot be updated.")
    assert service_type is not None
    day = opportunity.service_date or vendor.business.today(vendor.business.branch_of(opportunity))
    acts.add_job(vendor.business, opportunity, service_type=service_type, job_date=day)
    return empty_answer(201)


async def delete_job(vendor: Vendor, request: Request) -> Response:
    """Delete a job that is not closed; its number is never given again."""
    opportunity, job = wanted_job(vendor, request, 404)
    acts.delete_job(vendor.business, opportunity, job)
    return empty_answer()


async def confirm_job(vendor: Vendor, request: Request) -> Response:
    """Confirm a job; doing so again changes nothing."""
    _, job = wanted_job(vendor, request)
    if job.confirmed_at is None:
        acts.confirm_job(vendor.business, job)
    return empty_answer()


async def change_notes(vendor: Vendor, request: Request) -> Response:
    """Replace the given notes of a job, each as a whole text."""
    _, job = wanted_job(vendor, request, 404)
    form = await posted_form(request)
    notes = without_none({name: form.text(name) for name in WRITTEN_NOTES})
    form.check()
    if notes:
        acts.set_job_notes(vendor.business, job, **notes)
    return empty_answer()


async def replace_materials(vendor: Vendor, request: Request) -> Response:
    """Overwrite the estimated materials of a job with some of its tariff's."""
    opportunity, job = wanted_job(vendor, request)
    form = await posted_form(request)
    wanted = [
        (row.guid("materialId", required=True), row.whole("quantity", required=True, smallest=1))
        for row in form.rows("materials", fewest=1)
    ]
    form.check()
    offered = _offered_materials(vendor, opportunity)
    if any(material_id not in offered for material_id, _ in wanted):
        raise refusal(400, "Material not found")
    rows = [
        (str(material_id), _job_material(vendor.business.new_id(), offered[str(material_id)], quantity or 1))
        for material_id, quantity in wanted
    ]
    acts.set_estimated_materials(vendor.business, job, [row for _, row in rows])
    return json_response(
        [
            {"id": row["id"], "quantity": row["materialsQuantity"], "materialId": material_id}
            for material_id, row in rows
        ]
    )


def _offered_materials(vendor: Vendor, opportunity: Opportunity) -> dict[str | None, Record]:
    """Return the materials of the opportunity's tariff by id, or those of all tariffs when it has none."""
    by_tariff = vendor.business.catalogue.tariff_materials
    lists = by_tariff.values() if opportunity.tariff_id is None else [by_tariff.get(opportunity.tariff_id, [])]
    return {material["id"]: material for materials in lists for material in materials}


def _job_material(row_id: str, material: Record, quantity: int) -> Record:
    return {
        "id": row_id,
        "name": material["name"],
        "description": material["description"],
        "materialsQuantity": quantity,
        "materialsRate": material["rate"] or 0.0,
        "packingQuantity": 0,
        "packingRate": 0.0,
        "packingTimeMinutes": material["packTimeInMinutes"] or 0,
        "unpackingQuantity": 0,
        "unpackingRate": 0.0,
        "unpackingTimeMinutes": material["unpackTimeInMinutes"] or 0,
        "isContainer": "Box" in str(material["name"]),
    }
