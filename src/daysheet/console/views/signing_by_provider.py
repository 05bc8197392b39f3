"""Signing in through a provider: on the way there, on the way back, and the choice between several businesses."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from daysheet.console.desk import Desk
from daysheet.console.templating import page
from daysheet.console.views.signing import HOME, from_here, network_address, sign_in_page, signed_in, way
from daysheet.operations.identity.oidc import (
    RETURN_PATH,
    SIGN_IN_FOR,
    Choice,
    Entered,
    NotSignedIn,
    NotVouchedFor,
    ProviderDoor,
    ProviderFailed,
)

# What the browser brings back from the provider, or with a choice.
COOKIE: Final = "daysheet_sign_in"
COOKIE_PATH: Final = "/sign-in"
NUMBER_DIGITS_MAX: Final = 18


def routes(desk: Desk) -> list[Route]:
    """Return the routes of signing in through the provider; none where there is none."""
    door = desk.provider
    if door is None:
        return []

    async def begin(request: Request) -> Response:
        try:
            begun = await door.begin(way(request), _return_to(door, request))
        except NotSignedIn as error:
            return _told(desk, error, way(request))
        answer = RedirectResponse(begun.url, 303, {"cache-control": "no-store", "referrer-policy": "no-referrer"})
        _keep(answer, begun.kept, is_secure=_is_secure(door, request))
        return answer

    async def come_back(request: Request) -> Response:
        kept = request.cookies.get(COOKIE, "")
        try:
            found = await door.finish(kept, request.query_params, network_address(request))
        except NotSignedIn as error:
            return _told(desk, error, HOME)
        if isinstance(found, Entered):
            return _entered(desk, found, is_secure=_is_secure(door, request))
        return _choice(found, is_secure=_is_secure(door, request))

    async def choose(request: Request) -> Response:
        number = str((await request.form()).get("business", ""))
        is_number = number.isascii() and number.isdigit() and len(number) <= NUMBER_DIGITS_MAX
        try:
            found = await door.choose(
                request.cookies.get(COOKIE, ""), int(number) if is_number else 0, network_address(request)
            )
        except NotSignedIn as error:
            return _told(desk, error, HOME)
        return _entered(desk, found, is_secure=_is_secure(door, request))

    return [
        Route("/sign-in/with", begin),
        Route(RETURN_PATH, come_back),
        Route("/sign-in/business", from_here(choose), methods=["POST"]),
    ]


def _return_to(door: ProviderDoor, request: Request) -> str:
    return door.return_to(str(request.base_url))


def _is_secure(door: ProviderDoor, request: Request) -> bool:
    """Whether people reach this server by https, also where something stands before it that speaks TLS."""
    return _return_to(door, request).startswith("https:")


def _keep(answer: Response, kept: str, *, is_secure: bool) -> None:
    answer.set_cookie(
        COOKIE,
        kept,
        max_age=int(SIGN_IN_FOR.total_seconds()),
        path=COOKIE_PATH,
        httponly=True,
        # People come back by a link of the provider's, with which a strict one would not go along.
        samesite="lax",
        secure=is_secure,
    )


def _forget(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path=COOKIE_PATH, httponly=True, samesite="lax")
    return answer


def _entered(desk: Desk, found: Entered, *, is_secure: bool) -> Response:
    return _forget(signed_in(desk, found.session, found.to, is_secure=is_secure))


def _choice(found: Choice, *, is_secure: bool) -> Response:
    answer = page("choose_business.html", None, businesses=found.businesses)
    _keep(answer, found.kept, is_secure=is_secure)
    return answer


def _told(desk: Desk, error: NotSignedIn, to: str) -> Response:
    """Return the page on which people sign in, with why nobody was; the log has what is not for them."""
    if isinstance(error, ProviderFailed):
        desk.note("provider_sign_in_failed", reason=error.reason)
    elif error.reason:
        desk.note("provider_sign_in_refused", reason=error.reason)
    status = 503 if isinstance(error, ProviderFailed) else 403 if isinstance(error, NotVouchedFor) else 400
    return _forget(sign_in_page(desk, to, status, said=str(error)))
