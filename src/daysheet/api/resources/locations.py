"""`/v1/locations`, and the branches of a vendor that are mapped to them."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Ask, Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.resources import freshness_shapes as shapes
from daysheet.api.resources.connections import connection_of
from daysheet.api.versions import check_version
from daysheet.operations.entries import mapping, placing

router = routes("locations")


@router.get("/v1/locations", response_model=shapes.Locations, summary="The locations")
async def list_locations(ask: Asking) -> Response:
    """List the locations that the caller may see."""
    rows = [_told(each) for each in await placing.locations(ask.office, ask.tenant) if ask.sees(each["location_id"])]
    return listing(ask.request, rows, columns=list(shapes.Location.model_fields))


@router.get("/v1/locations/{location_id}", response_model=shapes.Location, summary="A location")
async def show_location(ask: Asking, location_id: str) -> Response:
    """Show a location."""
    return answer(ask.request, await _one(ask, location_id))


@router.patch("/v1/locations/{location_id}", response_model=shapes.Location, summary="Say where a location is")
async def change_location(ask: Asking, location_id: str, change: shapes.ChangeLocation) -> Response:
    """Set the time zone of a location; its days and what is counted by them are computed anew."""
    present = await _one(ask, location_id)
    check_version(ask, present)
    changed = await placing.move_to_zone(
        ask.office, ask.tenant, int(present["id"]), change.time_zone, actor=ask.caller.actor
    )
    return answer(ask.request, _told(changed))


@router.get(
    "/v1/connections/{name_or_id}/branches", response_model=shapes.Branches, summary="The branches of a connection"
)
async def list_branches(ask: Asking, name_or_id: str) -> Response:
    """List the branches that have to be mapped by a person, each with what may be suggested."""
    row = await connection_of(ask, name_or_id)
    found = await mapping.branches(ask.office, ask.tenant, row.name)
    return listing(ask.request, [mapping.as_row(each) for each in found], columns=list(shapes.Branch.model_fields))


@router.put(
    "/v1/connections/{name_or_id}/branches/{branch_id}",
    response_model=shapes.Branch,
    summary="Say which location it is",
)
async def map_branch(ask: Asking, name_or_id: str, branch_id: str, wanted: shapes.MapBranch) -> Response:
    """Map a branch to a location that is there, or to a new one; what hangs on it is computed anew."""
    row = await connection_of(ask, name_or_id)
    branch = await mapping.map_by_id(
        ask.office,
        ask.tenant,
        row.name,
        branch_id,
        actor=ask.caller.actor,
        location_id=wanted.location_id,
        time_zone=wanted.time_zone,
        currency=wanted.currency,
    )
    return answer(ask.request, mapping.as_row(branch))


async def _one(ask: Ask, location_id: str) -> dict[str, Any]:
    for each in await placing.locations(ask.office, ask.tenant):
        if str(each["location_id"]) == location_id and ask.sees(each["location_id"]):
            return _told(each)
    raise Refused("nothing_here", "There is no such location.")


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(row["location_id"]), **{name: row[name] for name in shapes.Location.model_fields if name != "id"}}
