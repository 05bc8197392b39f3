"""`/v1/connections/{id}/vendor-webhooks`: the address that a vendor tells things at, and how that goes."""

from __future__ import annotations

from starlette.responses import Response

from daysheet.api.answers import answer
from daysheet.api.asking import Asking, routes
from daysheet.api.resources import freshness_shapes as shapes
from daysheet.api.resources.connections import connection_of
from daysheet.operations.hooks import webhook_desk

router = routes("webhooks from vendors")
ALL = "/v1/connections/{name_or_id}/vendor-webhooks"


@router.get(ALL, response_model=shapes.Hooks, summary="How a vendor's webhooks go, and the last events")
async def show_webhooks(ask: Asking, name_or_id: str) -> Response:
    """Tell how webhooks go at the connection's address; the address itself was shown once, when it was made."""
    row = await connection_of(ask, name_or_id)
    return answer(ask.request, await webhook_desk.of_connection(ask.office, ask.tenant, row, ask.sees_persons))


@router.post(ALL, response_model=shapes.HookAddress, status_code=201, summary="Make an address for a vendor's webhooks")
async def make_address(ask: Asking, name_or_id: str, wanted: shapes.NewHook | None = None) -> Response:
    """
    Make the address that a vendor may send events to; keep it like a password, since it is shown this once.

    With `rotate` it takes the place of the one before, which is still accepted for a day.
    """
    row = await connection_of(ask, name_or_id)
    made = await webhook_desk.open_for(
        ask.office, ask.tenant, row, rotate=bool(wanted and wanted.rotate), actor=ask.caller.actor
    )
    return answer(ask.request, vars(made), 201, headers={"cache-control": "no-store"})
