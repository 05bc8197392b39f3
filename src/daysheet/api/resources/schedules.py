"""`/v1/schedules`: when connections are read by themselves."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.resources import run_shapes as shapes
from daysheet.api.resources.connections import connection_of
from daysheet.api.versions import check_version
from daysheet.operations.runs import schedule_desk, scheduling
from daysheet.warehouse.schedule_rows import Schedule

router = routes("schedules")
ONE = "/v1/connections/{name_or_id}/schedules/{schedule}"


@router.get("/v1/schedules", response_model=shapes.Schedules, summary="When connections are read")
async def list_schedules(
    ask: Asking,
    connection: Annotated[str | None, Query(max_length=200, description="Only of this connection.")] = None,
) -> Response:
    """List every schedule, what is due next, and why something failed."""
    ask.need_everywhere()
    name = None if connection is None else (await connection_of(ask, connection)).name
    found = await scheduling.listed(ask.office, ask.tenant, name)
    return listing(
        ask.request, [schedule_desk.as_json(each) for each in found], columns=list(shapes.ScheduleShape.model_fields)
    )


@router.get(ONE, response_model=shapes.Timing, summary="A schedule, as somebody decided it")
async def show_schedule(ask: Asking, name_or_id: str, schedule: str) -> Response:
    """Show when something is read; its version changes only when somebody decides otherwise."""
    row = await connection_of(ask, name_or_id)
    return answer(ask.request, _timing(await schedule_desk.one(ask.office, ask.tenant, row, schedule)))


@router.patch(ONE, response_model=shapes.Timing, summary="Change when something is read")
async def change_schedule(ask: Asking, name_or_id: str, schedule: str, change: shapes.ChangeSchedule) -> Response:
    """Change an interval or times, or switch a schedule on or off; nothing goes below what the call plan says."""
    row = await connection_of(ask, name_or_id)
    present = await schedule_desk.one(ask.office, ask.tenant, row, schedule)
    check_version(ask, _timing(present))
    changed = await schedule_desk.change(
        ask.office,
        ask.tenant,
        row,
        present,
        actor=ask.caller.actor,
        every=change.every,
        times=change.times,
        zone=change.time_zone,
        is_enabled=change.is_enabled,
    )
    return answer(ask.request, _timing(changed))


def _timing(schedule: Schedule) -> dict[str, Any]:
    whole = schedule_desk.as_json(schedule)
    return {name: whole[name] for name in shapes.Timing.model_fields}
