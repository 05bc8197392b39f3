"""The whole of the API as one ASGI app."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Any, Final, cast

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daysheet import __version__
from daysheet.api.asking import SAFE, of_tenant
from daysheet.api.bodies import bounded
from daysheet.api.describing import description_of, description_routes
from daysheet.api.doors import DOORS, undeclared
from daysheet.api.earlier import EARLIER
from daysheet.api.health import health_routes
from daysheet.api.hooks import hook_routes
from daysheet.api.known_boards import KnownBoards
from daysheet.api.problems import request_id, tell_problems
from daysheet.api.resources import RESOURCES
from daysheet.api.state import Serving
from daysheet.api.telemetry import telemetry_routes
from daysheet.operations.office import Office

# What a browser may do with our answers: nothing. They are for programs (OWASP ASVS 5, V3.4).
HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)
# How the addresses of the API begin; at /metrics a person finds a page.
OF_API: Final = frozenset(door.partition(" /")[2].partition("/")[0] for door in DOORS) - {"metrics"}
# Requests that are answered at once wait for each other beyond this; those who listen to a feed stay for hours.
AT_ONCE_MAX: Final = 128
FEEDS: Final = frozenset({"/v1/live", "/v1/live/ws"})
# Headers that lead to an address of this server.
LEADING: Final = frozenset({b"location", b"link"})
_ADDRESS: Final = re.compile(rb"^(<?)/v1/")
_FOR_TENANT: Final = re.compile(r"/v1/tenants/(\d{1,18})/(.+)")
_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9_.:-]{1,100}")


def create_app(serving: Serving, console: ASGIApp | None = None) -> ASGIApp:
    """
    Return the app; the same *serving* tells how many requests it has in hand.

    Whatever is not at an address of the API is asked of *console*, where there is one.

    Raises RuntimeError where a route and the table of doors do not agree.
    """
    return _Front(KnownBoards(_routed(serving), serving), serving, console)


def description() -> dict[str, Any]:
    """Return the description of the API; no office is needed to tell it."""
    return description_of(_routed(Serving(office=cast(Office, None))))


def _routed(serving: Serving) -> FastAPI:
    app = FastAPI(
        title="Daysheet",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.serving = serving
    for router in (
        hook_routes(serving),
        health_routes(serving),
        telemetry_routes(serving),
        description_routes(app),
        *RESOURCES,
        *EARLIER,
    ):
        app.router.routes.extend(router.routes)
    if wrong := undeclared(app.routes):
        raise RuntimeError(f"Routes and the table of doors do not agree: {', '.join(wrong)}")
    tell_problems(app)
    return app


class _Front:
    """
    What every request passes first: it is counted, gets its number, and its answer the headers of every answer.

    A host names the business in the path; from here on the path is the one that the business itself uses.
    """

    def __init__(self, app: ASGIApp, serving: Serving, console: ASGIApp | None) -> None:
        self._app = app
        self._serving = serving
        self._console = console or app
        self._turns = asyncio.Semaphore(AT_ONCE_MAX)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        number = _number_of(scope)
        extra: dict[str, str] = {"x-request-id": number}
        scope["state"] = {**scope.get("state", {}), "headers": extra, **_host_tenant(scope)}
        token = request_id.set(number)
        if self._serving.is_https:
            # Whatever stands before this server speaks plain HTTP to it.
            scope["scheme"] = "https" if scope["type"] == "http" else "wss"

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                if scope.get("method", "GET") not in SAFE:
                    # Who is told of a change sees it at once.
                    self._serving.standings.forget()
                sent = [*_led_back(scope, message.get("headers", ()))]
                known = {name for name, _ in sent}
                sent += [(name.encode(), value.encode()) for name, value in extra.items()]
                message["headers"] = [*sent, *((name, value) for name, value in HEADERS if name not in known)]
            await send(message)

        try:
            with self._serving.request():
                app = self._app if _is_of_api(scope) else self._console
                async with nullcontext() if scope["path"] in FEEDS else self._turns:
                    await app(scope, bounded(scope, receive), send_with_headers)
        finally:
            request_id.reset(token)


def _number_of(scope: Scope) -> str:
    """Return the caller's own number of the request where it is a plain one, else a new one."""
    said = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return said.decode() if _REQUEST_ID.fullmatch(said) else f"req_{uuid.uuid4().hex}"


def _is_of_api(scope: Scope) -> bool:
    """Whether a request is for the API; at `/metrics` a person finds a page, and a program with a key its figures."""
    has_key = any(name == b"authorization" for name, _ in scope["headers"])
    return scope["path"].split("/")[1] in OF_API or (has_key and scope["path"] == "/metrics")


def _host_tenant(scope: Scope) -> dict[str, Any]:
    found = _FOR_TENANT.fullmatch(scope["path"])
    if found is None:
        return {}
    scope["path"] = f"/v1/{found[2]}"
    scope["raw_path"] = scope["path"].encode()
    return {"host_tenant": int(found[1])}


def _led_back(scope: Scope, headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the headers of an answer; where a host named the business, what they lead to names it too."""
    named = scope["state"].get("host_tenant")
    for name, value in headers:
        if named is not None and name in LEADING:
            value = _ADDRESS.sub(rb"\g<1>%b/" % of_tenant(named).encode(), value)
        yield name, value
