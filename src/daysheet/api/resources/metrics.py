"""`/v1/metrics`: what there is to know in numbers, each with what it rests on."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Ask, Asking, routes
from daysheet.api.resources import metric_shapes as shapes
from daysheet.api.resources.board_shapes import Words, words_in
from daysheet.api.shapes import After, Limit, Listing
from daysheet.operations.boards.board_places import chosen
from daysheet.operations.figures import metric_desk

router = routes("metrics")
ONE = "/v1/metrics/{metric}"


@router.get("/v1/metrics", response_model=shapes.Catalogue, summary="Every metric, as it is declared")
async def list_metrics(ask: Asking) -> Response:
    """List the metrics with definition, formula, basis and unit, and those that are absent, with the reason."""
    found = metric_desk.catalogue(ask.office.vendors)
    columns = list(shapes.Definition.model_fields)
    return listing(ask.request, found["metrics"], columns=columns, absent=found["absent"])


@router.get(ONE, response_model=shapes.Measured, summary="A metric over some days")
async def show_metric(
    ask: Asking,
    metric: str,
    date: shapes.Day = None,
    first: shapes.First = None,
    last: shapes.Last = None,
    location: Words = None,
    by: shapes.BrokenDown = "location",
    comparison: Annotated[
        Literal["same_weekdays_before"] | None, Query(description="What to put beside one day, by location.")
    ] = None,
) -> Response:
    """
    Tell a metric, by its id, label or code: of yesterday unless other days are said, each location with its own.

    A metric that tells what somebody earns needs read:pii.
    """
    found = await metric_desk.value(
        ask.office,
        ask.tenant,
        metric,
        shapes.period_in(date, first, last),
        await _looker(ask, location),
        by=by,
        before=comparison,
    )
    for each in found["data"]:
        each["links"] = {name: path and ask.at(path) for name, path in each["links"].items()}
    return answer(ask.request, found, is_list=True)


@router.get(f"{ONE}/explain", response_model=shapes.Explanations, summary="How a value came about")
async def explain_metric(
    ask: Asking,
    metric: str,
    date: shapes.Day = None,
    first: shapes.First = None,
    last: shapes.Last = None,
    location: Words = None,
    limit: Annotated[int, Query(ge=1, le=500, description="How many records of each location at most.")] = 20,
) -> Response:
    """
    Explain a value by location: its formula filled in, the largest records behind it, and those left out.

    It needs read:records too. Costs of single records are there for whoever may see persons: they tell of pay.
    """
    ask.need("read:records")
    period, looker = shapes.period_in(date, first, last), await _looker(ask, location)
    found = await metric_desk.explanations(ask.office, ask.tenant, metric, period, looker, rows_max=limit)
    return listing(ask.request, found)


@router.get(f"{ONE}/rows", response_model=Listing, summary="The records behind a value")
async def list_rows(
    ask: Asking,
    metric: str,
    date: shapes.Day = None,
    first: shapes.First = None,
    last: shapes.Last = None,
    location: Words = None,
    only: Annotated[Literal["missing"] | None, Query(description="Only what is left out, and why.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Page through the records behind a value, newest day first; it needs read:metrics too."""
    ask.need("read:metrics")
    scope = (ask.tenant.tenant_id, "metric rows", metric, date, first, last, location, only)
    page, position = await metric_desk.rows_page(
        ask.office,
        ask.tenant,
        metric,
        shapes.period_in(date, first, last),
        await _looker(ask, location),
        only_missing=only is not None,
        after=None if after is None else ask.cursors.position(after, *scope),
        limit=limit,
    )
    columns = list(page[0]) if page else metric_desk.MISSING_COLUMNS if only else metric_desk.ROW_COLUMNS
    following = None if position is None else ask.cursors.token(position, *scope)
    return listing(ask.request, page, columns=columns, after=following)


async def _looker(ask: Ask, location: str | None) -> metric_desk.Looker:
    """Return who looks, at the locations that are named or at all that may be seen."""
    only = ask.caller.locations
    if location is not None:
        places = await chosen(ask.office, ask.tenant, words_in(location), only)
        only = frozenset(row["location_id"] for row in places)
    return metric_desk.Looker(only=only, sees_persons=ask.sees_persons)
