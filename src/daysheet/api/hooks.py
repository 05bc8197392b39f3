"""
`POST /v1/hooks/{token}`: takes what a vendor tells by webhook.

It is durable before it is answered with 202, and looked at later. A vendor without signatures is known by its token
alone, so a wrong one is told nothing: not even whether there is such a business.
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from daysheet.api.asking import routes
from daysheet.api.problems import not_just_now, nothing_here, problem
from daysheet.api.state import Serving
from daysheet.core.errors import Transient
from daysheet.operations.hooks.webhooks import (
    BODY_BYTES_MAX,
    PATH,
    Address,
    BodyRefused,
    HookClosed,
    HookUnknown,
    recognise,
)

ANSWERS: Final[dict[int | str, dict[str, str]]] = {
    202: {"description": "Kept."},
    400: {"description": "The body is not JSON."},
    404: {"description": "There is no such address."},
    410: {"description": "The connection is paused."},
    413: {"description": "The body is too large."},
    415: {"description": "The body is not JSON."},
    503: {"description": "Nothing was kept; send it again."},
}


def hook_routes(serving: Serving) -> APIRouter:
    """Return the routes that webhooks come to."""
    router = routes("webhooks from vendors")

    @router.post(f"{PATH}{{token}}", status_code=202, responses=ANSWERS, summary="Take an event of a vendor")
    async def take(token: str, request: Request) -> Response:
        try:
            address = await recognise(serving.office, token)
            return await _kept(serving, address, request)
        except HookUnknown:
            return nothing_here()
        except HookClosed as error:
            return problem("closed", str(error))
        except Transient:
            return not_just_now("It cannot be kept just now. Nothing was kept; send it again.")

    return router


async def _kept(serving: Serving, address: Address, request: Request) -> Response:
    try:
        _check_type(request)
        kept = await address.keep(await _body_of(request))
    except BodyRefused as error:
        await address.refuse(error.reason)
        serving.note("webhook_refused", tenant=address.tenant_id, connection=address.connection, reason=error.reason)
        return problem(error.reason, str(error))
    serving.heard(address.tenant_id, kept.due_at)
    serving.note(
        "webhook_kept", tenant=address.tenant_id, connection=address.connection, kind=kept.kind, hook=kept.hook_id
    )
    return JSONResponse({"status": "kept"}, 202)


def _check_type(request: Request) -> None:
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise BodyRefused("other_type", "An event comes as application/json.")


async def _body_of(request: Request) -> bytes:
    """Return the body; raises `BodyRefused` as soon as it is known to be too large, and reads no further."""
    too_large = BodyRefused("too_large", f"An event is at most {BODY_BYTES_MAX:,} bytes long.")
    said = request.headers.get("content-length", "0")
    if said.isdigit() and int(said) > BODY_BYTES_MAX:
        raise too_large
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES_MAX:
            raise too_large
    return bytes(body)
