"""The whole of the API as one ASGI app."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daysheet import __version__
from daysheet.api.health import health_routes
from daysheet.api.hooks import hook_routes
from daysheet.api.problems import tell_problems
from daysheet.api.state import Serving

# What a browser may do with our answers: nothing. They are for programs (OWASP ASVS 5, V3.4).
HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)


def create_app(serving: Serving) -> ASGIApp:
    """Return the app; the same *serving* tells how many requests it has in hand."""
    # The usual documentation pages load their script from another host.
    app = FastAPI(title="Daysheet", version=__version__, openapi_url="/v1/openapi.json", docs_url=None, redoc_url=None)
    app.include_router(hook_routes(serving))
    app.include_router(health_routes(serving))
    tell_problems(app)
    return _Counted(app, serving)


class _Counted:
    """Counts the requests in hand, so that a stop can wait for their answers, and adds the headers of every answer."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        self._app = app
        self._serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        with self._serving.request():
            await self._app(scope, receive, send_with_headers)
