"""The earlier CRM's routes for journeys and readings."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Annotated, Any, Final

import msgspec
from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer
from daysheet.api.asking import Ask, Asking, routes
from daysheet.api.earlier import shapes
from daysheet.api.earlier.common import REASON, begin, connections_of, followed_by
from daysheet.api.earlier_paths import CRM
from daysheet.core.vendor import Vendor
from daysheet.operations.boards import journeys
from daysheet.operations.boards.journeys import ACTIVE, Seeing
from daysheet.operations.runs import asked_runs, scheduling
from daysheet.operations.runs.asked_runs import Asked
from daysheet.operations.runs.status_answers import in_short
from daysheet.warehouse.connections import ConnectionRow

router = routes("earlier routes")
PAGE: Final = 500
RAW_AT_ONCE: Final = 4
RUNS_SHOWN: Final = 10
CENTS: Final = 100

Location = Annotated[list[str] | None, Query(alias="location", max_length=200, description="Only of these locations.")]


@router.get(
    f"{CRM}/journeys/active",
    response_model=shapes.EarlierJourneys,
    summary="The journeys that are on their way",
    deprecated=True,
    dependencies=[followed_by("/v1/journeys?state=active")],
)
async def list_active(ask: Asking, location: Location = None) -> Response:
    """List the journeys that are on their way today, each location by its own calendar."""
    return await _listed(ask, location, states=(ACTIVE,))


@router.get(
    f"{CRM}/journeys/today",
    response_model=shapes.EarlierJourneys,
    summary="The journeys of today",
    deprecated=True,
    dependencies=[followed_by("/v1/journeys?day=today")],
)
async def list_today(ask: Asking, location: Location = None) -> Response:
    """List the journeys of today, each location by its own calendar."""
    return await _listed(ask, location, day="today")


@router.get(
    f"{CRM}/journeys/tomorrow",
    response_model=shapes.EarlierJourneys,
    summary="The journeys of tomorrow",
    deprecated=True,
    dependencies=[followed_by("/v1/journeys?day=tomorrow")],
)
async def list_tomorrow(ask: Asking, location: Location = None) -> Response:
    """List the journeys of tomorrow, each location by its own calendar."""
    return await _listed(ask, location, day="tomorrow")


@router.post(
    f"{CRM}/sync/automated/trigger",
    response_model=shapes.Started,
    status_code=202,
    summary="Read what is due now",
    deprecated=True,
    dependencies=[followed_by("/v1/connections")],
)
async def trigger(ask: Asking) -> Response:
    """Ask that everything that changed be read now, and not only by the schedule."""
    return await begin(ask, await crm_connections(ask), Asked(reason=REASON))


@router.post(
    f"{CRM}/sync/jobs",
    response_model=shapes.Started,
    status_code=202,
    summary="Read the jobs",
    deprecated=True,
    dependencies=[followed_by("/v1/connections")],
)
async def sync_jobs(ask: Asking) -> Response:
    """Ask that what journeys are made of be read."""
    rows = await crm_connections(ask)
    board = ask.office.vendor(rows[0].vendor).board
    assert board is not None
    mine = [row for row in rows if row.vendor == rows[0].vendor]
    return await begin(ask, mine, Asked(streams=board.streams, reason=REASON))


@router.get(
    f"{CRM}/sync/automated/status",
    response_model=shapes.AutomatedStatus,
    summary="Whether the schedules run",
    deprecated=True,
    dependencies=[followed_by("/v1/schedules")],
)
async def show_automated(ask: Asking) -> Response:
    """Tell whether something is read by itself, and when next."""
    names = {row.name for row in await crm_connections(ask)}
    found = [
        each
        for each in await scheduling.listed(ask.office, ask.tenant)
        if each.connection in names and each.is_enabled and each.connection_status == "active"
    ]
    every = [each.pace_seconds or each.every_seconds for each in found]
    runs = await last_runs(ask, 1)
    return answer(
        ask.request,
        {
            "isEnabled": bool(found),
            "isRunning": any(each.run_id is not None for each in found),
            "nextRun": min((each.next_due_at for each in found), default=None),
            "lastRun": runs[0] if runs else None,
            "intervalMinutes": min((each / 60 for each in every if each is not None), default=None),
        },
    )


@router.get(
    f"{CRM}/sync/status",
    response_model=shapes.SyncStatus,
    summary="How fresh everything is",
    deprecated=True,
    dependencies=[followed_by("/v1/status")],
)
async def show_sync(ask: Asking) -> Response:
    """Tell how fresh everything is, and how the last runs ended."""
    found = await freshness_of(ask, await crm_connections(ask))
    body = {"status": found["state"], "lastSync": found["as_of"], "runs": await last_runs(ask, RUNS_SHOWN)}
    return answer(ask.request, body)


@router.get(
    f"{CRM}/test",
    response_model=shapes.Test,
    summary="Whether the server answers",
    deprecated=True,
    dependencies=[followed_by("/v1/status")],
)
async def test(ask: Asking) -> Response:
    """Tell that the server answers and how the connection stands, without a call to the vendor."""
    row = (await crm_connections(ask))[0]
    return answer(ask.request, {"success": True, "message": "The server answers.", "connection": row.status})


async def crm_connections(ask: Ask) -> list[ConnectionRow]:
    """Return the connections that journeys come from; they are for those who may see the whole business."""
    ask.need_everywhere()
    return await connections_of(ask.office, ask.tenant, _has_journeys)


def _has_journeys(vendor: Vendor) -> bool:
    return vendor.board is not None


async def freshness_of(ask: Ask, rows: list[ConnectionRow]) -> dict[str, Any]:
    """Return how fresh the first of some connections is."""
    found = await in_short(ask.office, ask.tenant, None)
    return next(each for each in found["data"] if each["connection"] == rows[0].name)


async def last_runs(ask: Ask, limit: int) -> list[dict[str, Any]]:
    """Return the newest runs of the first connection that journeys come from."""
    name = (await crm_connections(ask))[0].name
    found = await asked_runs.runs_page(ask.office, ask.tenant, connection=name, states=None, before=None, limit=limit)
    return [
        {
            "id": each["id"],
            "status": each["status"],
            "startedAt": each["started_at"],
            "finishedAt": each["finished_at"],
            "received": each["received"],
            "error": each["error"],
        }
        for each in found[:limit]
    ]


async def _listed(ask: Ask, location: list[str] | None, **wanted: Any) -> Response:
    seeing = Seeing(only=ask.caller.locations, persons=ask.sees_persons)
    rows: list[dict[str, Any]] = []
    after = None
    while True:
        found, places = await journeys.listed(
            ask.office, ask.tenant, seeing, locations=location or (), after=after, limit=PAGE, **wanted
        )
        rows += found[:PAGE]
        if len(found) <= PAGE:
            break
        after = places[PAGE - 1]
    turns = asyncio.Semaphore(RAW_AT_ONCE)
    data = await asyncio.gather(*(_told(ask, row, turns) for row in rows))
    return answer(ask.request, {"success": True, "data": data, "count": len(data)}, is_list=True)


async def _told(ask: Ask, row: dict[str, Any], turns: asyncio.Semaphore) -> dict[str, Any]:
    cost, place = row["estimated"], row["location"]
    async with turns:
        sent = await _raw(ask, row["id"])
    return {
        "id": row["id"],
        "externalId": None if row["number"] is None else f"sm_job_{row['number']}",
        "externalData": sent,
        "locationId": None if place is None else str(place["id"]),
        "clientId": str(ask.tenant.tenant_id),
        "date": row["day"],
        "status": row["state"],
        "notes": row["note"],
        "estimatedCost": None if cost is None else Decimal(cost["amount"]) / CENTS,
        "currency": None if cost is None else cost["currency"],
        "jobNumber": row["number"],
        "branchName": row["branch"],
        "customerName": row["customer"],
        "originAddress": row["origin"],
        "destinationAddress": row["destination"],
        "truckNumber": row["truck"],
    }


async def _raw(ask: Ask, journey_id: str) -> Any:
    """Return the vendor's own object; it tells of persons, and perhaps of other locations."""
    if not ask.sees_persons or ask.caller.locations is not None:
        return None
    found = await journeys.raw(ask.office, ask.tenant, journey_id)
    return msgspec.json.decode(found[0].text) if found else None
