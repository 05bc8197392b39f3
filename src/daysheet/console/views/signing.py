"""Signing in and out, and the first owner of a new install."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from daysheet.console.desk import COOKIE, Desk
from daysheet.console.offline import told_nobody
from daysheet.console.templating import page
from daysheet.core.errors import DaysheetError
from daysheet.operations.identity.people import make_owner
from daysheet.operations.identity.signing_in import Session, SignInRefused, SignInTooOften, sign_in, sign_out

HOME: Final = "/today"
Handler = Callable[[Request], Awaitable[Response]]


def routes(desk: Desk) -> list[Route]:
    """Return the routes that need nobody to be signed in."""

    async def form(request: Request) -> Response:
        return sign_in_page(desk, way(request))

    async def enter(request: Request) -> Response:
        said = await request.form()
        email, business = str(said.get("email", "")), str(said.get("business", "")).strip()
        try:
            session = await sign_in(
                desk.office, business or None, email, str(said.get("password", "")), network_address(request)
            )
        except SignInTooOften as error:
            return sign_in_page(desk, way(request), 429, email=email, business=business, said=str(error))
        except (SignInRefused, DaysheetError) as error:
            return sign_in_page(desk, way(request), 401, email=email, business=business, said=str(error))
        return signed_in(desk, session, way(request), is_secure=request.url.scheme == "https")

    async def leave(request: Request) -> Response:
        token = request.cookies.get(COOKIE)
        if token is not None:
            await sign_out(desk.office, token)
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    async def first(request: Request) -> Response:
        return page("first_owner.html", None, token=request.query_params.get("token", ""), email="", name="", said=None)

    async def make_first(request: Request) -> Response:
        said = await request.form()
        token, email, name = (str(said.get(each, "")) for each in ("token", "email", "name"))
        password = str(said.get("password", ""))
        try:
            await make_owner(desk.office, None, token, email, name, password)
            session = await sign_in(desk.office, None, email, password, network_address(request))
        except DaysheetError as error:
            return page("first_owner.html", None, 422, token=token, email=email, name=name, said=str(error))
        return signed_in(desk, session, "/welcome", is_secure=request.url.scheme == "https")

    return [
        Route("/sign-in", form),
        Route("/sign-in", from_here(enter), methods=["POST"]),
        Route("/sign-out", from_here(leave), methods=["POST"]),
        Route("/first-owner", first),
        Route("/first-owner", from_here(make_first), methods=["POST"]),
    ]


def sign_in_page(
    desk: Desk, to: str, status: int = 200, *, email: str = "", business: str = "", said: str | None = None
) -> Response:
    """Return the page on which people sign in, and what was *said* against their last try."""
    provider = desk.provider.name if desk.provider is not None else None
    return told_nobody(
        page("sign_in.html", None, status, to=to, email=email, business=business, said=said, provider=provider)
    )


def from_here(handler: Handler) -> Handler:
    """Refuse a form that a page of another site sends: it must not sign anybody in or out."""

    async def checked(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
            return page("problem.html", None, 403, title="Not from here", detail="Open the page anew and try again.")
        return await handler(request)

    return checked


def way(request: Request) -> str:
    """Return the page to go on to: one of ours, whatever the address claims."""
    to = request.query_params.get("to", HOME)
    is_ours = to.startswith("/") and not to.startswith(("//", "/\\")) and "\n" not in to and "\r" not in to
    return to if is_ours else HOME


def network_address(request: Request) -> str:
    """Return where a request comes from, as the server saw it and not as a header claims."""
    return request.client.host if request.client else "unknown"


def signed_in(desk: Desk, session: Session, to: str, *, is_secure: bool) -> Response:
    """Return the way on, with the session's token for the browser."""
    answer = RedirectResponse(to, 303)
    answer.set_cookie(
        COOKIE,
        session.token,
        max_age=int((session.expires_at - desk.office.clock()).total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure,
    )
    return answer
