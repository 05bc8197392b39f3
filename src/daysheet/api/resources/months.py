"""`/v1/months`, `/v1/restatements` and `/v1/reconciliations`: figures that stay, and those that differ."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.resources import month_shapes as shapes
from daysheet.api.resources.board_shapes import Words, words_in
from daysheet.api.shapes import After, Limit
from daysheet.core.reconciling import CAUSES
from daysheet.operations.boards.board_places import chosen
from daysheet.operations.reconciliation import closing, closing_desk

_MONTH: Final = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])")
Month = Annotated[str | None, Query(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$", description="Only of this month.")]

router = routes("figures")


@router.get("/v1/months", response_model=shapes.ClosedMonths, summary="The closed months")
async def list_months(ask: Asking) -> Response:
    """List the months whose figures stay as they were, newest first."""
    ask.need_everywhere()
    rows = await closing_desk.months(ask.office, ask.tenant)
    return listing(ask.request, rows, columns=list(shapes.ClosedMonth.model_fields))


@router.post("/v1/months/{month}/close", response_model=shapes.MonthDone, summary="Close a month")
async def close_month(ask: Asking, month: str, where: shapes.WhichLocation | None = None) -> Response:
    """Let the figures of a month that is over stay; what changes in its records later is told as restatements."""
    ask.need_everywhere()
    location_id = where.location_id if where else None
    done = await closing.close_month(ask.office, ask.tenant, _first_of(month), location_id, ask.caller.actor)
    return answer(ask.request, {"month": month, "locations": done})


@router.post("/v1/months/{month}/reopen", response_model=shapes.MonthDone, summary="Open a closed month again")
async def reopen_month(ask: Asking, month: str, where: shapes.WhichLocation | None = None) -> Response:
    """Let the figures of a month follow its records again; what was restated of it is let go."""
    ask.need_everywhere()
    location_id = where.location_id if where else None
    done = await closing.reopen_month(ask.office, ask.tenant, _first_of(month), location_id, ask.caller.actor)
    return answer(ask.request, {"month": month, "locations": done})


@router.get("/v1/restatements", response_model=shapes.Restatements, summary="What became of closed figures")
async def list_restatements(ask: Asking, month: Month = None, limit: Limit = 50, after: After = None) -> Response:
    """List what changed in the records of closed months, newest first."""
    ask.need_everywhere()
    scope = (ask.tenant.tenant_id, "restatements", month)
    page, position = await closing_desk.restatements(
        ask.office,
        ask.tenant,
        None if month is None else _first_of(month),
        sees_persons=ask.sees_persons,
        after=None if after is None else ask.cursors.position(after, *scope),
        limit=limit,
    )
    following = None if position is None else ask.cursors.token(position, *scope)
    return listing(ask.request, page, columns=list(shapes.Restatement.model_fields), after=following)


@router.get("/v1/reconciliations", response_model=shapes.Reconciliations, summary="Why ours is not the vendor's")
async def list_reconciliations(
    ask: Asking,
    first: Annotated[date, Query(alias="from", description="First day.")],
    last: Annotated[date, Query(alias="to", description="Last day, at most a year later.")],
    location: Words = None,
) -> Response:
    """
    Compare the invoiced orders of some days with the vendor's own figures, each difference split into its causes.

    It needs read:records too, and computes nothing anew.
    """
    ask.need("read:records")
    only = ask.caller.locations
    if location is not None:
        places = await chosen(ask.office, ask.tenant, words_in(location), only)
        only = frozenset(row["location_id"] for row in places)
    found = await closing_desk.differences(ask.office, ask.tenant, first, last, only, sees_persons=ask.sees_persons)
    return listing(ask.request, found, causes=CAUSES)


def _first_of(month: str) -> date:
    if not _MONTH.fullmatch(month):
        raise Refused("nothing_here", "There is no such month.")
    return closing.month_named(month)
