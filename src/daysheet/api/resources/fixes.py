"""`/v1/fixes`, `/v1/pressing` and `/v1/accepted-differences`: what is to be put right, and what somebody lets stand."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.resources import fix_shapes as shapes
from daysheet.api.resources.board_shapes import Words, words_in
from daysheet.api.shapes import After, Limit
from daysheet.operations.boards.board_places import chosen
from daysheet.operations.morning import fix_desk, pressing
from daysheet.operations.reconciliation import accepting
from daysheet.warehouse.accepted_differences import DayFigure

router = routes("figures")


@router.get("/v1/fixes", response_model=shapes.Fixes, summary="What to put right at the vendor")
async def list_fixes(ask: Asking, location: Words = None) -> Response:
    """
    List what the business should put right in its own system, the dearest first; it goes away once it is right.

    It is about the last 91 days of each location, and about what is open or coming now.
    """
    rows, known = await fix_desk.fixes(ask.office, ask.tenant, ask.caller.locations, words_in(location))
    return listing(ask.request, rows, columns=list(shapes.Fix.model_fields), known=known)


@router.get("/v1/fixes/rows", response_model=shapes.FixRows, summary="The records to put right")
async def list_fix_rows(
    ask: Asking,
    rule: Annotated[str, Query(max_length=100, description="Name of the rule.")],
    location: Words = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Page through the records that a rule finds, the dearest first."""
    scope = (ask.tenant.tenant_id, "fixes", rule, location)
    page, position = await fix_desk.rows_page(
        ask.office,
        ask.tenant,
        rule,
        ask.caller.locations,
        words_in(location),
        sees_persons=ask.sees_persons,
        after=None if after is None else ask.cursors.position(after, *scope),
        limit=limit,
    )
    following = None if position is None else ask.cursors.token(position, *scope)
    return listing(ask.request, page, columns=list(shapes.FixRow.model_fields), after=following)


@router.get("/v1/pressing", response_model=shapes.PressingThings, summary="What presses most")
async def list_pressing(
    ask: Asking,
    hidden: Annotated[bool, Query(description="Also what whoever asks has hidden, behind the others.")] = False,
) -> Response:
    """
    List the three things with the most money at stake, the dearest first, among orders, tomorrow's moves and fixes.

    Orders and moves are left out for callers that may not read records. What whoever asks has hidden is left out, too,
    and the next dearest take its place; with `hidden` it follows, marked.
    """
    found = await pressing.pressing(ask.office, ask.tenant, ask.caller)
    rows = [_pressing(each) for each in found.shown]
    rows += [_pressing(each.thing, {"until": each.until_at}) for each in found.hidden if hidden]
    return listing(ask.request, rows, columns=list(shapes.PressingThing.model_fields))


@router.post("/v1/pressing/hide", response_model=shapes.HiddenThing, summary="Hide what presses")
async def hide_pressing(ask: Asking, said: shapes.HidePressing) -> Response:
    """Hide a thing that presses from whoever asks, and from nobody else."""
    until_at = await pressing.hide(
        ask.office, ask.tenant, ask.caller, said.kind, said.name, for_a_day=said.until == "tomorrow"
    )
    return answer(ask.request, {"kind": said.kind, "name": said.name, "hidden": {"until": until_at}})


@router.post("/v1/pressing/show", response_model=shapes.HiddenThing, summary="Show what was hidden")
async def show_pressing(ask: Asking, said: shapes.PressingName) -> Response:
    """Show a thing to whoever asks again; that it was not hidden is as good."""
    await pressing.show_again(ask.office, ask.tenant, ask.caller, said.kind, said.name)
    return answer(ask.request, {"kind": said.kind, "name": said.name, "hidden": None})


def _pressing(thing: pressing.Pressing, hidden: dict[str, Any] | None = None) -> dict[str, Any]:
    told = {name: getattr(thing, name) for name in ("kind", "name", "title", "records", "amounts")}
    return {**told, "dearest": None if thing.dearest is None else vars(thing.dearest), "hidden": hidden}


@router.get("/v1/accepted-differences", response_model=shapes.AcceptedDifferences, summary="Differences that stand")
async def list_accepted(
    ask: Asking,
    first: Annotated[date, Query(alias="from", description="First day.")],
    last: Annotated[date, Query(alias="to", description="Last day.")],
    location: Words = None,
) -> Response:
    """List the differences from the vendor's figures that somebody accepted, with those that were taken back."""
    places = await chosen(ask.office, ask.tenant, words_in(location), ask.caller.locations)
    names = {row["location_id"]: row["name"] for row in places}
    rows = [
        {
            "location": {"id": row["location_id"], "name": names[row["location_id"]]},
            "number": row["acceptance_no"],
            **{name: row[name] for name in shapes.Accepted.model_fields if name in row},
        }
        for row in await accepting.accepted(ask.office, ask.tenant, first, last, names)
    ]
    return listing(ask.request, rows, columns=list(shapes.Accepted.model_fields))


@router.post("/v1/accepted-differences", response_model=shapes.AcceptDone, summary="Accept a difference")
async def accept_difference(ask: Asking, said: shapes.Accept) -> Response:
    """Let the difference that a figure of a location's day has now stand, with a reason."""
    what = _what(said)
    difference = await accepting.accept(ask.office, ask.tenant, what, said.reason, ask.caller)
    return answer(ask.request, {**vars(what), "difference": difference})


@router.post("/v1/accepted-differences/take-back", response_model=shapes.AcceptDone, summary="Take that back")
async def take_difference_back(ask: Asking, said: shapes.DayOfFigure) -> Response:
    """Let an accepted difference stand no longer; it stays in the list as taken back."""
    what = _what(said)
    await accepting.take_back(ask.office, ask.tenant, what, ask.caller)
    return answer(ask.request, {**vars(what), "difference": None})


def _what(said: shapes.DayOfFigure) -> DayFigure:
    return DayFigure(location_id=said.location_id, day_on=said.day_on, figure=said.figure)
