"""The console as one ASGI app."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from daysheet.console import offline
from daysheet.console.desk import COOKIE, Desk, Visitor
from daysheet.console.doors import ANYBODY, DOORS, Door
from daysheet.console.foot import foot_of
from daysheet.console.templating import ASSETS, asset, asset_path, packed_asset, page
from daysheet.console.views import signing, signing_by_provider, tv
from daysheet.core.access import Caller
from daysheet.core.errors import DaysheetError, Transient, UnknownThing
from daysheet.core.tracing import place_of
from daysheet.operations.identity.access import AccessRefused, caller_of_session
from daysheet.operations.identity.saved_views import views

WHOLE: Final = "This screen is about the whole business, and this account is for some of its locations."
FORM_BYTES_MAX: Final = 1_000_000


def create_console(desk: Desk) -> ASGIApp:
    """Return the app; every page of the table of doors, signing in, and the files that pages need."""
    routes = [Route(door.path, _guarded(desk, door), methods=list(door.methods)) for door in DOORS]
    routes += signing.routes(desk)
    routes += signing_by_provider.routes(desk)
    routes += tv.routes(desk)
    routes += offline.routes()
    routes.append(Route("/assets/{version}/{name}", _asset))
    app = Starlette(
        routes=routes,
        exception_handlers={
            HTTPException: _of_http,
            UnknownThing: _of_unknown,
            DaysheetError: _of_ours,
            Exception: _of_mistake,
        },
    )
    app.state.desk = desk
    return app


def _guarded(desk: Desk, door: Door) -> Callable[[Request], Awaitable[Response]]:
    async def show(request: Request) -> Response:
        caller = await _caller(desk, request)
        if caller is None:
            back = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
            return RedirectResponse(f"/sign-in?to={back}", 303)
        foot, menu = await asyncio.gather(foot_of(desk, caller), views(desk.office, caller))
        visitor = Visitor(request=request, caller=caller, desk=desk, foot=foot, views=menu)
        request.state.visitor = visitor
        if _has_nul(request):
            raise HTTPException(404)
        if door.scope != ANYBODY and not visitor.may(door.scope):
            return _refused(visitor, _whom_to_ask(door.scope))
        if door.is_whole and caller.locations is not None:
            return _refused(visitor, WHOLE)
        try:
            if request.method == "POST":
                await _check_form(request, caller)
            return offline.told(await door.view(visitor), request, caller)
        finally:
            # A form may hold files, each open until it is closed.
            await request.close()

    return show


def _refused(visitor: Visitor, detail: str) -> Response:
    """Return that a page is not for a visitor, whose device hears that it is still them."""
    answer = page("problem.html", visitor, 403, title="Not for this account", detail=detail)
    return offline.told(answer, visitor.request, visitor.caller)


def _has_nul(request: Request) -> bool:
    """Whether an address has what no text of the database may have; keys of records are escaped twice in it."""
    said = [unquote(request.scope["path"])]
    for pair in request.query_params.multi_items():
        said += pair
    return any("\0" in text for text in said)


def _whom_to_ask(scope: str) -> str:
    return f"This screen needs the right “{scope}”. An owner of the business can give it to you under Settings, People."


async def _caller(desk: Desk, request: Request) -> Caller | None:
    guest = desk.guest(request.headers.get("host", ""))
    if guest is not None:
        return guest
    token = request.cookies.get(COOKIE)
    if token is None:
        return None
    try:
        return await caller_of_session(desk.office, token)
    except AccessRefused:
        return None


async def _check_form(request: Request, caller: Caller) -> None:
    """Raise HTTPException for a form that is not from a page of ours; the visitor's own token is in each of them."""
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise HTTPException(403)
    said = int(request.headers.get("content-length", "0") or "0")
    if said > FORM_BYTES_MAX:
        raise HTTPException(413)
    form = await request.form()
    if caller.csrf is None or not hmac.compare_digest(str(form.get("csrf", "")).encode(), caller.csrf.encode()):
        raise HTTPException(403)
    if any(isinstance(text, str) and "\0" in text for _, text in form.multi_items()):
        raise HTTPException(422)


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS or request.url.path != asset_path(name):
        raise HTTPException(404)
    headers = {
        "cache-control": "public, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
        "vary": "accept-encoding",
    }
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset(name), media_type=ASSETS[name], headers=headers)
    return Response(packed_asset(name), media_type=ASSETS[name], headers={**headers, "content-encoding": "gzip"})


def _visitor(request: Request) -> Visitor | None:
    return getattr(request.state, "visitor", None)


WORDS: Final = {
    403: ("The form is not from this page", "It may have lain open too long. Go back, reload the page and try again."),
    404: ("Nothing here", "There is no such page, or it belongs to somebody else."),
    405: ("Nothing here", "There is no such page, or it belongs to somebody else."),
    413: ("That is too much", "The form is larger than a form may be."),
    422: ("That is no text", "Something in the form has a character that no text has. Type it anew."),
}


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title, detail = WORDS.get(error.status_code, WORDS[404])
    return page("problem.html", _visitor(request), error.status_code, title=title, detail=detail)


async def _of_unknown(request: Request, error: Exception) -> Response:
    return page("problem.html", _visitor(request), 404, title="Nothing here", detail=str(error))


async def _of_ours(request: Request, error: Exception) -> Response:
    status = 503 if isinstance(error, Transient) else 409
    title = "Not just now" if isinstance(error, Transient) else "That did not work"
    return page("problem.html", _visitor(request), status, title=title, detail=str(error))


async def _of_mistake(request: Request, error: Exception) -> Response:
    request.app.state.desk.note("page_broke", error=type(error).__name__, where=place_of(error))
    detail = "Something went wrong on our side. Nothing was changed. The log of the server has the rest."
    return page("problem.html", _visitor(request), 500, title="Our mistake", detail=detail)


def served_paths() -> Sequence[str]:
    """Return the paths of all pages, for whoever walks through them."""
    return [door.path for door in DOORS]
