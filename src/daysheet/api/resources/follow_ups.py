"""`/v1/follow-ups`: what people ask of each other about an order or a journey; kept here only."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.repeats import once
from daysheet.api.resources import follow_up_shapes as shapes
from daysheet.api.shapes import After, Limit
from daysheet.operations.boards import follow_ups
from daysheet.operations.boards.follow_ups import Asked
from daysheet.warehouse.follow_ups import Wanted

_ID: Final = re.compile(r"[0-9]{1,18}")
COLUMNS: Final = [each.alias or name for name, each in shapes.FollowUp.model_fields.items()]

router = routes("boards")


@router.get("/v1/follow-ups", response_model=shapes.FollowUps, summary="Follow-ups")
async def list_follow_ups(
    ask: Asking,
    state: Annotated[str, Query(pattern="^(open|done|all)$", description="open, done or all.")] = "open",
    mine: Annotated[bool, Query(description="Only those for whoever asks.")] = False,
    kind: Annotated[str | None, Query(pattern="^(order|journey)$", description="Only about such records.")] = None,
    record: Annotated[str | None, Query(max_length=200, description="Only about the record of this id.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Page through what was asked about the records of the locations that may be seen, the newest first."""
    scope = (ask.tenant.tenant_id, "follow-ups", state, mine, kind, record)
    wanted = Wanted(
        is_open=None if state == "all" else state == "open",
        for_actor=ask.caller.actor if mine else None,
        kind=kind,
        record_id=record,
        before_id=None if after is None else int(ask.cursors.position(after, *scope)[0]),
    )
    found = await follow_ups.listed(ask.office, ask.tenant, ask.caller, wanted, limit)
    rows = found[:limit]
    following = ask.cursors.token([int(rows[-1]["id"])], *scope) if len(found) > limit else None
    return listing(ask.request, rows, columns=COLUMNS, after=following)


@router.post("/v1/follow-ups", response_model=shapes.FollowUp, status_code=201, summary="Ask for a follow-up")
async def make_follow_up(ask: Asking, new: shapes.NewFollowUp) -> Response:
    """
    Ask a person, or nobody yet, to see to an order of the board or a journey.

    It needs read:records as well. The vendor is told nothing of it.
    """
    ask.need("read:records")

    async def work() -> Response:
        made = await follow_ups.make(ask.office, ask.tenant, ask.caller, Asked(**new.model_dump()))
        return answer(ask.request, made, 201)

    return await once(ask, work)


@router.get("/v1/follow-ups/people", response_model=shapes.Choices, summary="Whom a follow-up may be for")
async def list_choices(
    ask: Asking,
    location: Annotated[int | None, Query(gt=0, lt=2**63, description="Where the record is.")] = None,
) -> Response:
    """List who may sign in and see what is at a location; without one, who may see all of them."""
    if location is not None and not ask.sees(location):
        raise Refused("nothing_here", "There is no such location.")
    rows = await follow_ups.choices(ask.office, ask.tenant, ask.caller, location)
    return listing(ask.request, rows, columns=list(shapes.Choice.model_fields))


@router.post("/v1/follow-ups/{follow_up_id}/hand-on", response_model=shapes.FollowUp, summary="Hand it on")
async def hand_on(ask: Asking, follow_up_id: str, said: shapes.HandedOn) -> Response:
    """Say whom an open follow-up is for from now on; it needs read:records as well."""
    ask.need("read:records")
    number = _number(follow_up_id)
    return answer(ask.request, await follow_ups.hand_on(ask.office, ask.tenant, ask.caller, number, said.for_whom))


@router.post("/v1/follow-ups/{follow_up_id}/done", response_model=shapes.FollowUp, summary="Say that it is done")
async def finish(ask: Asking, follow_up_id: str) -> Response:
    """
    Say that a follow-up is done; that it was before is as good.

    One that is not for whoever asks needs the scope write:boards.
    """
    number = _number(follow_up_id)
    return answer(ask.request, await follow_ups.finish(ask.office, ask.tenant, ask.caller, number))


def _number(said: str) -> int:
    if not _ID.fullmatch(said):
        raise Refused("nothing_here", "There is no such follow-up.")
    return int(said)
