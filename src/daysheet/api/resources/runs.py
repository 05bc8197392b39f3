"""`/v1/runs`: readings of connections, and how to ask for one."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.repeats import once
from daysheet.api.resources import run_shapes as shapes
from daysheet.api.resources.board_shapes import Words, words_in
from daysheet.api.resources.connections import connection_of
from daysheet.api.shapes import After, Limit
from daysheet.operations.runs import asked_runs

router = routes("runs")


@router.get("/v1/runs", response_model=shapes.Runs, summary="Runs, newest first")
async def list_runs(
    ask: Asking,
    connection: Annotated[str | None, Query(max_length=200, description="Only of this connection.")] = None,
    status: Words = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List what was read, newest first; what only waits for a worker is at its own address."""
    ask.need_everywhere()
    scope = (ask.tenant.tenant_id, "runs", connection, status)
    name = None if connection is None else (await connection_of(ask, connection)).name
    before = None
    if after is not None:
        at, run_id = ask.cursors.position(after, *scope)
        before = (datetime.fromisoformat(at), uuid.UUID(run_id))
    found = await asked_runs.runs_page(
        ask.office, ask.tenant, connection=name, states=words_in(status) or None, before=before, limit=limit
    )
    page, following = found[:limit], None
    if len(found) > limit:
        following = ask.cursors.token([page[-1]["started_at"], page[-1]["id"]], *scope)
    return listing(ask.request, page, columns=list(shapes.Run.model_fields), after=following)


@router.get("/v1/runs/{run_id}", response_model=shapes.RunDetails, summary="A run")
async def show_run(ask: Asking, run_id: str) -> Response:
    """Show a run with what it did in each stream, or one that waits for a worker."""
    ask.need_everywhere()
    return answer(ask.request, await asked_runs.one_run(ask.office, ask.tenant, _number(run_id)))


@router.post(
    "/v1/connections/{name_or_id}/runs", response_model=shapes.RunAsked, status_code=202, summary="Ask for a run"
)
async def ask_run(ask: Asking, name_or_id: str, wanted: shapes.AskRun) -> Response:
    """
    Ask that a connection be read: what is due, or more, or less.

    It waits its turn for a worker, one at a time for each connection, and goes on in slices until it is done.
    """
    row = await connection_of(ask, name_or_id)

    async def work() -> Response:
        asked = asked_runs.Asked(
            streams=tuple(wanted.streams),
            full=wanted.full,
            since=wanted.since,
            until=wanted.until,
            ids=tuple(wanted.ids),
            reason=wanted.reason,
        )
        run = await asked_runs.ask_run(ask.office, ask.tenant, row, asked, actor=ask.caller.actor)
        return answer(ask.request, {"run": run}, 202, headers={"location": f"/v1/runs/{run['id']}"})

    return await once(ask, work)


@router.post("/v1/runs/{run_id}/cancel", response_model=shapes.RunDetails, summary="Let a run end early")
async def cancel_run(ask: Asking, run_id: str) -> Response:
    """End a run at its next step, or never begin it; what it has stored stays."""
    ask.need_everywhere()
    run = await asked_runs.cancel_run(ask.office, ask.tenant, _number(run_id), actor=ask.caller.actor)
    return answer(ask.request, run)


def _number(text: str) -> uuid.UUID:
    try:
        found = uuid.UUID(text)
    except ValueError:
        raise Refused("nothing_here", "There is no such run.") from None
    if str(found) != text.lower():
        raise Refused("nothing_here", "There is no such run.")
    return found
