"""`/v1/sessions` and `/v1/owner`: signing in and out of a browser, and the first owner of a business."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from daysheet.api.answers import answer
from daysheet.api.asking import COOKIE, Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.resources import access_shapes as shapes
from daysheet.api.state import Serving
from daysheet.operations.identity import people, signing_in

router = routes("sessions")


@router.post("/v1/sessions", response_model=shapes.SessionBegun, status_code=201, summary="Sign in")
async def sign_in(request: Request, who: shapes.SignIn) -> Response:
    """Begin a session of a person. It lasts for 30 days at most, and 12 hours without a request."""
    _check_origin(request)
    serving: Serving = request.app.state.serving
    address = request.client.host if request.client else "unknown"
    try:
        session = await signing_in.sign_in(serving.office, who.business, who.email, who.password, address)
    except signing_in.SignInTooOften as error:
        raise Refused("too_many", str(error), **{"retry-after": str(error.retry_after_seconds)}) from None
    except signing_in.SignInRefused as error:
        raise Refused("not_signed_in", str(error)) from None
    begun = answer(
        request,
        {"csrf": session.csrf, "expires_at": session.expires_at},
        201,
        headers={"cache-control": "no-store"},
    )
    begun.set_cookie(
        COOKIE,
        session.token,
        expires=session.expires_at,
        path="/",
        httponly=True,
        # A link in a mail has to find whoever is signed in; what changes something needs the token beside it.
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return begun


@router.delete("/v1/sessions/current", status_code=204, response_class=Response, summary="Sign out")
async def sign_out(ask: Asking) -> Response:
    """End the session that asks."""
    token = ask.request.cookies.get(COOKIE)
    if not ask.caller.is_session or token is None:
        raise Refused("not_possible", "A key has no session. It is revoked instead: DELETE /v1/keys/{key_id}")
    await signing_in.sign_out(ask.office, token)
    done = Response(status_code=204)
    done.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=ask.request.url.scheme == "https")
    return done


@router.post("/v1/owner", response_model=shapes.Person, status_code=201, summary="Become the first owner")
async def make_owner(request: Request, new: shapes.NewOwner) -> Response:
    """Make the first owner of a business that has no people, with the token that the server printed; then sign in."""
    _check_origin(request)
    serving: Serving = request.app.state.serving
    row = await people.make_owner(serving.office, None, new.token, new.email, new.name, new.password)
    return answer(request, _told(row), 201, headers={"cache-control": "no-store"})


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(row["person_id"]), **{name: row[name] for name in shapes.Person.model_fields if name != "id"}}


def _check_origin(request: Request) -> None:
    """Refuse what a page of another site sends: it must not sign anybody in."""
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise Refused("no_csrf_token", "A page of another site signs nobody in here.")
