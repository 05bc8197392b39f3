"""What the earlier routes share: what follows each, which connection is meant, and how a run is begun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import Depends, Request
from starlette.responses import Response

from daysheet.api.answers import answer
from daysheet.api.asking import Ask
from daysheet.api.problems import Refused
from daysheet.core.errors import NotAllowed
from daysheet.core.vendor import Vendor
from daysheet.operations.office import Office
from daysheet.operations.runs import asked_runs
from daysheet.operations.runs.asked_runs import Asked
from daysheet.warehouse.connections import ConnectionRow, Tenant

# They were deprecated from the first day (RFC 9745).
DEPRECATED_AT: Final = datetime(2026, 11, 22, tzinfo=UTC)
REASON: Final = "asked for at an earlier address"


def followed_by(path: str) -> Any:
    """Return a dependency that says with every answer of a route that *path* is to be used instead of it."""

    async def say(request: Request) -> None:
        request.state.headers["deprecation"] = f"@{int(DEPRECATED_AT.timestamp())}"
        request.state.headers["link"] = f'<{path}>; rel="successor-version"'

    return Depends(say)


async def connections_of(office: Office, tenant: Tenant, fits: Callable[[Vendor], bool]) -> list[ConnectionRow]:
    """Return the connections whose vendor fits; raises `NotAllowed` where there is none."""
    rows = [row for row in await office.connections(tenant).all() if fits(office.vendor(row.vendor))]
    if not rows:
        raise NotAllowed("There is no connection yet that this is about. Make one: POST /v1/connections")
    return rows


async def begin(ask: Ask, rows: Sequence[ConnectionRow], asked: Asked, **more: Any) -> Response:
    """
    Ask for a run of each connection and answer with what waits; nobody is kept waiting for a reading.

    A connection that is read for somebody already is left out; raises `NotAllowed` where that goes for all of them.
    """
    runs, refusals = [], []
    for row in rows:
        try:
            runs.append(await asked_runs.ask_run(ask.office, ask.tenant, row, asked, actor=ask.caller.actor))
        except NotAllowed as error:
            refusals.append(error)
    if not runs:
        raise refusals[0]
    body = {
        "success": True,
        "message": f"Asked for; see /v1/runs/{runs[0]['id']}",
        "run_id": runs[0]["id"],
        "runs": [{"id": run["id"], "connection": run["connection"], "status": run["status"]} for run in runs],
        **more,
    }
    return answer(ask.request, body, 202, headers={"location": f"/v1/runs/{runs[0]['id']}"})


def need_key(ask: Ask) -> None:
    """Raise `Refused` for a browser's session: a page of another site could make it send this GET."""
    if ask.caller.is_session:
        raise Refused("not_permitted", "A GET that begins a reading takes a key, in the Authorization header.")
