"""`/v1/board-limits`: how long an order may be in a state or under a label."""

from __future__ import annotations

from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.resources import board_shapes as shapes
from daysheet.operations.boards import board_limits
from daysheet.warehouse.board_limits import LimitOf

router = routes("boards")


@router.get("/v1/board-limits", response_model=shapes.BoardLimits, summary="Limits of the board")
async def list_limits(ask: Asking) -> Response:
    """List how many minutes an order may be in a state or under a label before the board says so."""
    rows = [vars(each) for each in await board_limits.limits(ask.office, ask.tenant)]
    return listing(ask.request, rows, columns=list(shapes.BoardLimit.model_fields))


@router.put("/v1/board-limits", response_model=shapes.BoardLimit, summary="Set a limit of the board")
async def put_limit(ask: Asking, said: shapes.SaidBoardLimit) -> Response:
    """Set how many minutes an order may be in a state or under a label, or clear it with null."""
    ask.need_everywhere()
    what = LimitOf(kind=said.kind, word=said.word.strip())
    await board_limits.set_limits(ask.office, ask.tenant, {what: said.minutes}, ask.caller)
    return answer(ask.request, {**vars(what), "minutes": said.minutes})
