"""`/v1/goals`: what locations are to reach in a month."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.resources import scorecard_shapes as shapes
from daysheet.operations.morning import goals

router = routes("scorecards")


@router.get("/v1/goals", response_model=shapes.Goals, summary="The goals of a month")
async def list_goals(
    ask: Asking,
    metric: Annotated[str, Query(max_length=100, description="A metric, by its id.")],
    month: Annotated[str, Query(pattern=shapes.MONTH, description="Such as 2026-03.")],
) -> Response:
    """List the locations that a metric is of, each with its goal in the metric's unit, or null."""
    found = await goals.goals(ask.office, ask.tenant, metric, goals.month_of(month), ask.caller)
    rows = [_row(row["location_id"], metric, month, goal) | {"name": row["name"]} for row, goal in found]
    return listing(ask.request, rows, columns=list(shapes.NamedGoal.model_fields))


@router.put("/v1/goals", response_model=shapes.Goal, summary="Set a goal")
async def put_goal(ask: Asking, said: shapes.SaidGoal) -> Response:
    """Set what a location is to reach in a month, in the metric's unit, or clear it with null."""
    month_on = goals.month_of(said.month)
    kept = await goals.set_goal(ask.office, ask.tenant, said.metric, said.location_id, month_on, said.goal, ask.caller)
    return answer(ask.request, _row(said.location_id, said.metric, said.month, kept))


def _row(location_id: int, metric: str, month: str, goal: object) -> dict[str, object]:
    return {"location_id": location_id, "metric": metric, "month": month, "goal": goal}
