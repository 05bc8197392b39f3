"""`/v1/streams` and `/v1/status`: how fresh what is held is."""

from __future__ import annotations

from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.resources import freshness_shapes as shapes
from daysheet.operations.runs import status, status_answers

router = routes("status")


@router.get("/v1/streams", response_model=shapes.Freshness, summary="How fresh each stream is, at each location")
async def list_streams(ask: Asking) -> Response:
    """Tell when each stream was last read whole at each location, how runs ended, and what calls were used."""
    ask.need_everywhere()
    found = await status.status_of(ask.office, ask.tenant)
    return listing(ask.request, [status_answers.as_json(each) for each in found], as_of=ask.office.clock())


@router.get("/v1/status", response_model=shapes.Status, summary="How things stand, in a sentence for each connection")
async def show_status(ask: Asking) -> Response:
    """Tell how things stand, for people; whoever sees some locations only is told of those."""
    return answer(ask.request, await status_answers.in_short(ask.office, ask.tenant, ask.caller.locations))
