"""What callers may change on jobs: state, technicians and hours; and the canned jobs they may put on orders."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.simulation.clock import instant_text
from daysheet.vendors.tekmetric.simulator.business import Business
from daysheet.vendors.tekmetric.simulator.changes import change_job, settle
from daysheet.vendors.tekmetric.simulator.jobs import NO_TIRE
from daysheet.vendors.tekmetric.simulator.money import DELETED, INVOICED
from daysheet.vendors.tekmetric.simulator.refusals import json_response, not_found, refusal, success
from daysheet.vendors.tekmetric.simulator.rows import JobRow, Record
from daysheet.vendors.tekmetric.simulator.state import Vendor
from daysheet.vendors.tekmetric.simulator.write_forms import posted, posted_object, wanted_row

Handler = Callable[[Request], Awaitable[Response]]
JOB_FIELDS = ("name", "note", "technicianId", "loggedHours")


def job_routes(vendor: Vendor, api: str) -> list[Route]:
    """Return the routes that change jobs and labor lines."""
    return [
        Route(f"{api}/repair-orders/{{id:int}}/canned-jobs", _add_canned_jobs(vendor), methods=["POST"]),
        Route(f"{api}/jobs/{{id:int}}", _change_job(vendor), methods=["PATCH"]),
        Route(f"{api}/jobs/{{id:int}}/job-clock", _clock_job(vendor), methods=["PUT"]),
        Route(f"{api}/labor/{{id:int}}", _change_labor(vendor), methods=["PATCH"]),
    ]


def _add_canned_jobs(vendor: Vendor) -> Handler:
    async def add(request: Request) -> Response:
        row = wanted_row(vendor, vendor.business.repair_orders, request.path_params["id"])
        wanted = await posted(request)
        if not isinstance(wanted, list) or not all(isinstance(number, int) for number in wanted):
            raise refusal(400, "Malformed JSON request")
        if row.status_id in (*INVOICED, DELETED):
            raise refusal(400, "Repair Order must be active to be updated")
        canned = [vendor.business.canned_jobs.get(number) for number in wanted]
        known = [template.record() for template in canned if template and template.shop_id == row.shop_id]
        if len(known) != len(wanted):
            raise refusal(200, "Canned jobs invalid", {"cannedJobIds": "not found"})
        order = row.record()
        jobs = [_job_from(vendor.business, order, template) for template in known]
        order["jobs"].extend(jobs)
        settle(vendor.business, order)
        vendor.business.put_order(order)
        return success("Canned jobs added successfully.", {"jobs": [job["id"] for job in jobs]})

    return add


def _change_job(vendor: Vendor) -> Handler:
    async def change(request: Request) -> Response:
        row = wanted_row(vendor, vendor.business.jobs, request.path_params["id"])
        form = await posted_object(request)

        def edit(job: Record) -> None:
            job.update({name: form[name] for name in JOB_FIELDS if name in form})
            if "completed" in form:
                job["completedDate"] = vendor.clock.text() if form["completed"] else None
                for line in job["labor"]:
                    line["complete"] = bool(form["completed"])

        job = change_job(vendor.business, row.id, edit)
        return success(
            "Job updated successfully.", {**(job or {}), "labor": [], "parts": [], "fees": [], "discounts": []}
        )

    return change


def _clock_job(vendor: Vendor) -> Handler:
    async def clock(request: Request) -> Response:
        row = wanted_row(vendor, vendor.business.jobs, request.path_params["id"])
        form = await posted_object(request)
        hours, technician = form.get("loggedHours"), form.get("technicianId")
        change_job(vendor.business, row.id, lambda job: job.update(loggedHours=hours))
        entry = {
            "id": row.id,
            "job": row.id,
            "technician": technician,
            "loggedTime": hours,
            "loggedTimeEdited": True,
            "lastStartTime": None,
            "serverTime": instant_text(vendor.clock.now()),
        }
        return json_response({"content": [entry]})

    return clock


def _change_labor(vendor: Vendor) -> Handler:
    async def change(request: Request) -> Response:
        labor_id = request.path_params["id"]
        row = _job_with_labor(vendor.business, labor_id)
        if row is None:
            raise not_found(vendor)
        wanted_row(vendor, vendor.business.jobs, row.id)
        form = await posted_object(request)

        def edit(job: Record) -> None:
            _line(job, labor_id)["technicianId"] = form.get("technicianId")

        job = change_job(vendor.business, row.id, edit) or {}
        line = _line(job, labor_id)
        shown = {name: line[name] for name in ("id", "name", "rate", "hours", "technicianId", "complete")}
        return json_response({"content": shown})

    return change


def _line(job: Record, labor_id: int) -> Record:
    line: Record = next(line for line in job["labor"] if line["id"] == labor_id)
    return line


def _job_with_labor(business: Business, labor_id: int) -> JobRow | None:
    mark = b'{"id":%d,' % labor_id
    for row in business.jobs:
        if mark in row.body and any(line["id"] == labor_id for line in row.record()["labor"]):
            return row
    return None


def _job_from(business: Business, order: Record, template: Record) -> Record:
    now = business.clock.text()
    labor = [{**line, "id": business.ids.take("labor"), "technicianId": None} for line in template["labor"]]
    parts = [
        {
            **{
                name: part[name]
                for name in ("quantity", "brand", "name", "partNumber", "description", "cost", "retail")
            },
            **NO_TIRE,
            "partType": part["partType"],
            "partStatus": None,
            "dotNumbers": [],
        }
        for part in template["parts"]
    ]
    return {
        "id": business.ids.take("job"),
        "repairOrderId": order["id"],
        "vehicleId": order["vehicleId"],
        "customerId": order["customerId"],
        "name": template["name"],
        "authorized": None,
        "authorizedDate": None,
        "selected": True,
        "technicianId": order["technicianId"],
        "note": template["note"],
        "cannedJobId": template["id"],
        "jobCategoryName": template["jobCategoryCode"],
        "partsTotal": 0,
        "laborTotal": 0,
        "discountTotal": 0,
        "feeTotal": 0,
        "subtotal": 0,
        "archived": False,
        "createdDate": now,
        "completedDate": None,
        "updatedDate": now,
        "labor": labor,
        "parts": [{"id": business.ids.take("part"), **part} for part in parts],
        "fees": [],
        "discounts": [],
        "laborHours": 0,
        "loggedHours": None,
        "sort": len(order["jobs"]) + 1,
    }
