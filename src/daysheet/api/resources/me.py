"""`/v1/me`: whom a key or a session stands for."""

from __future__ import annotations

from starlette.responses import Response

from daysheet.api.answers import answer
from daysheet.api.asking import Asking, routes
from daysheet.api.shapes import Me

router = routes("access")


@router.get("/v1/me", response_model=Me, summary="Who asks, and what that access may do")
async def me(ask: Asking) -> Response:
    """Tell the caller what is known of it; a session's CSRF token is among it."""
    caller = ask.caller
    return answer(
        ask.request,
        {
            "tenant": {"id": caller.tenant_id, "name": caller.tenant_name} if caller.tenant_id else None,
            "actor": caller.actor,
            "name": caller.name,
            "scopes": sorted(caller.scopes),
            "locations": None if caller.locations is None else sorted(caller.locations),
            "csrf": caller.csrf,
        },
    )
