"""`/v1/scorecards`: shops, people or branches side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.resources import scorecard_shapes as shapes
from daysheet.api.resources.board_shapes import Words, words_in
from daysheet.api.resources.metric_shapes import Day, First, HeldAgainst, Last, week_or_period_in
from daysheet.operations.figures.metric_desk import Looker
from daysheet.operations.scorecards import scorecard_answers
from daysheet.operations.scorecards.scorecard import scorecard

router = routes("scorecards")


@router.get("/v1/scorecards", response_model=shapes.Comparables, summary="What can be compared")
async def list_comparisons(ask: Asking) -> Response:
    """List what can be compared side by side, each with its usual columns."""
    return listing(ask.request, scorecard_answers.comparisons(ask.office), columns=list(shapes.Comparable.model_fields))


@router.get("/v1/scorecards/{comparison}", response_model=shapes.ScorecardShape, summary="A comparison over some days")
async def show_scorecard(
    ask: Asking,
    comparison: str,
    date: Day = None,
    first: First = None,
    last: Last = None,
    location: Words = None,
    columns: Annotated[
        str | None, Query(max_length=2000, description="Metrics by id, with commas; the usual ones unless said.")
    ] = None,
    against: HeldAgainst = "before",
    sort: Annotated[
        str | None, Query(max_length=100, description="A column, or name; - before it for the largest first.")
    ] = None,
) -> Response:
    """
    Compare locations or people over the last seven days unless others are said, each location with its own days.

    Totals are made of sums. A metric that tells what somebody earns needs read:pii.
    """
    period = week_or_period_in(date, first, last)
    card = await scorecard(
        ask.office,
        ask.tenant,
        comparison,
        period,
        Looker(only=ask.caller.locations, sees_persons=ask.sees_persons),
        columns=words_in(columns),
        locations=words_in(location),
        against=against,
    )
    return answer(ask.request, scorecard_answers.as_json(card.ordered(sort)), is_list=True)
