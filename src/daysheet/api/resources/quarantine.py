"""`/v1/quarantine`: what could not be kept exactly, and another try for it."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.repeats import once
from daysheet.api.resources import freshness_shapes as shapes
from daysheet.api.resources.connections import connection_of
from daysheet.api.resources.run_shapes import RunsAsked
from daysheet.api.shapes import After, Limit
from daysheet.operations.runs import asked_runs, setting_aside

_ID: Final = re.compile(r"[0-9]{1,18}")
_PERSONAL: Final = ("problems", "payload")

router = routes("quarantine")


@router.get("/v1/quarantine", response_model=shapes.Quarantine, summary="What could not be kept exactly")
async def list_quarantine(
    ask: Asking,
    connection: Annotated[str | None, Query(max_length=200, description="Only of this connection.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List what waits for another reading, oldest first."""
    ask.need_everywhere()
    scope = (ask.tenant.tenant_id, "quarantine", connection)
    name = None if connection is None else (await connection_of(ask, connection)).name
    last = 0 if after is None else int(ask.cursors.position(after, *scope)[0])
    found, waiting = await setting_aside.set_aside(ask.office, ask.tenant, name, limit + 1, last)
    rows = [_told(each) for each in found[:limit]]
    following = ask.cursors.token([int(rows[-1]["id"])], *scope) if len(found) > limit else None
    return listing(
        ask.request, rows, columns=list(shapes.SetAside.model_fields), after=following, as_of=None, waiting=waiting
    )


@router.get("/v1/quarantine/{entry_id}", response_model=shapes.SetAsideWhole, summary="An entry with its payload")
async def show_entry(ask: Asking, entry_id: str) -> Response:
    """Show an entry; which field it is and the payload itself only for whoever may see personal data."""
    ask.need_everywhere()
    found = await setting_aside.one_set_aside(ask.office, ask.tenant, _number(entry_id))
    return answer(ask.request, _whole(found, sees_persons=ask.sees_persons))


@router.post("/v1/quarantine/replay", response_model=RunsAsked, status_code=202, summary="Read it again")
async def replay(ask: Asking, wanted: shapes.ReplayBody | None = None) -> Response:
    """Ask that what waits be read again by what is declared now; no call to the vendor is made."""
    ask.need_everywhere()
    connection = wanted.connection if wanted else None
    name = None if connection is None else (await connection_of(ask, connection)).name

    async def work() -> Response:
        runs = await asked_runs.ask_replays(ask.office, ask.tenant, name, actor=ask.caller.actor)
        return answer(ask.request, {"runs": runs}, 202, headers={"location": "/v1/runs"})

    return await once(ask, work)


@router.post("/v1/quarantine/{entry_id}/accept", response_model=shapes.SetAsideWhole, summary="Let it be as it is")
async def accept(ask: Asking, entry_id: str) -> Response:
    """Note that a person has seen an entry; it waits on all the same, and nothing is lost."""
    ask.need_everywhere()
    found = await setting_aside.accept(ask.office, ask.tenant, _number(entry_id), actor=ask.caller.actor)
    return answer(ask.request, _whole(found, sees_persons=ask.sees_persons))


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(row["quarantine_id"]), **{name: each for name, each in row.items() if name != "quarantine_id"}}


def _whole(row: dict[str, Any], *, sees_persons: bool) -> dict[str, Any]:
    told = {**_told(row), "payload": row["payload"].decode("utf-8", "replace")}
    return told if sees_persons else {**told, **dict.fromkeys(_PERSONAL)}


def _number(text: str) -> int:
    if not _ID.fullmatch(text):
        raise Refused("nothing_here", "There is no such entry.")
    return int(text)
