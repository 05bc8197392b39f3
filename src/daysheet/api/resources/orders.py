"""`/v1/orders/{id}/snapshots`: an order as it stood when it was posted, completed, or looked at."""

from __future__ import annotations

import re
from typing import Any, Final

from starlette.responses import Response

from daysheet.api.answers import answer
from daysheet.api.asking import Ask, Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.repeats import once
from daysheet.api.resources.order_shapes import Snapshots
from daysheet.operations.boards import orders

_ID: Final = re.compile(r"[0-9]{1,18}")

router = routes("orders")


@router.get("/v1/orders/{order_id}/snapshots", response_model=Snapshots, summary="An order's pictures")
async def list_snapshots(ask: Asking, order_id: str) -> Response:
    """List every picture of an order and every correction since, newest first."""
    return answer(ask.request, await _snapshots(ask, order_id), is_list=True)


@router.post(
    "/v1/orders/{order_id}/snapshots", response_model=Snapshots, status_code=201, summary="Take a picture of an order"
)
async def take_snapshot(ask: Asking, order_id: str) -> Response:
    """Keep an order as it stands now; the answer has all its pictures."""
    ask.need("read:records")
    order_id = _checked(order_id)

    async def work() -> Response:
        only = ask.caller.locations
        await orders.take_snapshot(ask.office, ask.tenant, order_id, only, actor=ask.caller.actor)
        return answer(ask.request, await _snapshots(ask, order_id), 201)

    return await once(ask, work)


async def _snapshots(ask: Ask, order_id: str) -> dict[str, Any]:
    return await orders.snapshots(
        ask.office, ask.tenant, _checked(order_id), ask.caller.locations, sees_persons=ask.sees_persons
    )


def _checked(order_id: str) -> str:
    if not _ID.fullmatch(order_id):
        raise Refused("nothing_here", "There is no such order.")
    return order_id
