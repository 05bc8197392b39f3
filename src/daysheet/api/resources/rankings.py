"""`/v1/rankings`: branches or shops ranked by several measures."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer
from daysheet.api.asking import Asking, routes
from daysheet.api.resources import ranking_shapes as shapes
from daysheet.api.resources.board_shapes import Words, words_in
from daysheet.api.resources.metric_shapes import Day, First, HeldAgainst, Last, week_or_period_in
from daysheet.core.errors import SettingWrong
from daysheet.operations.figures.metric_desk import Looker
from daysheet.operations.scorecards import ranking_answers
from daysheet.operations.scorecards.ranking import MINIMUM, MINIMUM_MOST, ranking

router = routes("scorecards")


@router.get("/v1/rankings/{comparison}", response_model=shapes.RankingShape, summary="A ranking over some days")
async def show_ranking(
    ask: Asking,
    comparison: str,
    date: Day = None,
    first: First = None,
    last: Last = None,
    location: Words = None,
    weights: Annotated[
        str | None,
        Query(max_length=1000, description="Such as close_rate_cohort:2,cancel_rate:0; the usual weight unless said."),
    ] = None,
    minimum: Annotated[
        int, Query(ge=1, le=MINIMUM_MOST, description="The smallest sample by which a place is ranked.")
    ] = MINIMUM,
    against: HeldAgainst = "before",
) -> Response:
    """
    Rank branches or shops over the last seven days unless others are said, each with its own days.

    The score is the weighted mean of the percentiles of the measures. A place whose sample of one of them is too small
    has no rank and is never the last. A weight of 0 leaves a measure out.
    """
    period = week_or_period_in(date, first, last)
    found = await ranking(
        ask.office,
        ask.tenant,
        comparison,
        period,
        Looker(only=ask.caller.locations, sees_persons=ask.sees_persons),
        weights=_weights(weights),
        minimum=minimum,
        locations=words_in(location),
        against=against,
    )
    return answer(ask.request, ranking_answers.as_json(found), is_list=True)


def _weights(text: str | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in words_in(text):
        name, colon, weight = (part.strip() for part in each.partition(":"))
        if not colon or not weight or name in found:
            raise SettingWrong(f"{each!r} is no weight, or one said twice. Example: close_rate_cohort:2,cancel_rate:0")
        found[name] = weight
    return found
