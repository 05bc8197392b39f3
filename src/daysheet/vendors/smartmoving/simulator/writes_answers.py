"""The routes of writes, and the answers that only writes give: no body at all, or a plain text (sheet 2.7, 3.3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.vendors.smartmoving.simulator.answers import RefusedError
from daysheet.vendors.smartmoving.simulator.state import Vendor

PREMIUM = "/v1/api/premium"
JOB_IS_CLOSED = "Job is closed and cannot be updated."
MOVE_DATE_IS_PAST = "Move date cannot be in the past."
Write = Callable[[Vendor, Request], Awaitable[Response]]


def write_route(vendor: Vendor, method: str, path: str, write: Write) -> Route:
    """Return the route of a write under the premium prefix."""

    async def endpoint(request: Request) -> Response:
        return await write(vendor, request)

    return Route(f"{PREMIUM}/{path}", endpoint, methods=[method])


def empty_answer(status: int = 200) -> Response:
    """Return an answer without a body, as several writes are answered."""
    return Response(status_code=status)


def text_answer(text: str, status: int = 200) -> Response:
    """Return an answer in plain text, which is no JSON."""
    return Response(text, status, media_type="text/plain")


def unsupported_media_type() -> RefusedError:
    """Return the refusal of a body that does not say it is JSON."""
    page = "https://tools.ietf.org/html/rfc7231#section-6.5.13"
    body = msgspec.json.encode({"type": page, "title": "Unsupported Media Type", "status": 415})
    return RefusedError(Response(body, 415, media_type="application/problem+json; charset=utf-8"))
