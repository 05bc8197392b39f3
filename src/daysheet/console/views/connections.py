"""Connections: how each fares, what it reads and when, what its calls are for, and what happened at it."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.core.scheduling import reads_in_words
from daysheet.operations.connections import connection_desk
from daysheet.operations.connections.call_plans import calls_of
from daysheet.operations.connections.connection_events import happenings
from daysheet.operations.connections.connection_health import health_of
from daysheet.operations.entries.mapping import branches
from daysheet.operations.hooks import webhook_desk
from daysheet.operations.runs.reading_progress import calls_by_stream, facts_of, first_reading
from daysheet.operations.runs.run_desk import newest, strips
from daysheet.operations.runs.scheduling import listed
from daysheet.operations.runs.setting_aside import set_aside
from daysheet.operations.runs.status import status_of
from daysheet.warehouse.connections import ConnectionRow

RUNS_SHOWN: Final = 30
RUNS_OF_ONE: Final = 12


async def connections(visitor: Visitor) -> Response:
    """Show every connection with its health, and the newest runs."""
    office, tenant = visitor.office, visitor.tenant
    schedules = await listed(office, tenant)
    next_at = {
        name: min((each.next_due_at for each in schedules if each.connection == name and each.is_enabled), default=None)
        for name in {each.connection for each in schedules}
    }
    rows = await office.connections(tenant).all()
    return page(
        "connections.html",
        visitor,
        statuses=await status_of(office, tenant),
        calls={each.connection: each for each in await calls_of(office, tenant, None)},
        next_at=next_at,
        runs=await newest(office, tenant, None, RUNS_SHOWN),
        strips=await strips(office, tenant),
        waiting=(await set_aside(office, tenant, None, 1))[1],
        takes_leads=any(office.vendor(each.vendor).leads for each in rows),
        told=visitor.told,
    )


async def connection(visitor: Visitor) -> Response:
    """Show one connection: how it fares, its streams, its calls, its schedules, its runs, and what happened."""
    row = await connection_desk.named(visitor.office, visitor.tenant, visitor.request.path_params["name"])
    return await shown(visitor, row, told=visitor.told)


async def shown(visitor: Visitor, row: ConnectionRow, *, told: str | None, address: str | None = None) -> Response:
    """Return the page of a connection; *address* is one for webhooks that was made just now and is seen this once."""
    office, tenant = visitor.office, visitor.tenant
    vendor = office.vendor(row.vendor)
    (status,) = await status_of(office, tenant, row.name)
    schedules = await listed(office, tenant, row.name)
    facts = await facts_of(office, tenant, row)
    first = await first_reading(office, tenant, row, facts)
    (calls,) = await calls_of(office, tenant, row.name)
    found = await branches(office, tenant, row.name) if vendor.maps_locations else []
    return page(
        "connection.html",
        visitor,
        shown=status,
        vendor=vendor,
        health=health_of(status, schedules, calls, first, visitor.now),
        first=first,
        facts={(each.stream, each.location): each for each in facts},
        reads=_schedules_of(schedules),
        unmapped=sum(each.location_id is None for each in found),
        branches=len(found),
        calls=calls,
        calls_for=await calls_by_stream(office, tenant, row, calls.standing.month_on),
        sign_in=vendor.sign_in,
        schedules=schedules,
        reads_in_words=reads_in_words,
        runs=await newest(office, tenant, row.name, RUNS_OF_ONE),
        events=await happenings(office, tenant, row),
        hooks=await webhook_desk.of_connection(office, tenant, row, visitor.may("read:pii")),
        address=address,
        told=told,
    )


def _schedules_of(schedules: Any) -> dict[str, str]:
    """Return which schedule names a stream, for those streams that one names."""
    return {stream: each.name for each in schedules for stream in each.streams}
