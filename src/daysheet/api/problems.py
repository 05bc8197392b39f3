"""
Refusals and failures as problem details (RFC 9457), in one form for every route.

A problem never repeats the address it was asked at: that may hold a token. Its `type` is an address of this server
that explains it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from daysheet.core import errors
from daysheet.core.tracing import place_of

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 5
request_id: ContextVar[str] = ContextVar("request_id", default="req_none")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of problem: its status, its title, and what it means to whoever gets it."""

    status: int
    title: str
    meaning: str


KINDS: Final[Mapping[str, Kind]] = {
    "not_json": Kind(status=400, title="The body is not JSON", meaning="Send JSON as UTF-8, at most 200 levels deep."),
    "too_deep": Kind(status=400, title="The body is not JSON", meaning="Send JSON as UTF-8, at most 200 levels deep."),
    "cursor_unknown": Kind(
        status=400,
        title="The page is unknown",
        meaning="Take `after` from `next` of the answer before, with the same filters and order; it cannot be made up.",
    ),
    "not_signed_in": Kind(
        status=401,
        title="Nobody is signed in",
        meaning="Send a key that is in force: `Authorization: Bearer ds_live_…`. Make one: daysheet keys create.",
    ),
    "not_permitted": Kind(
        status=403,
        title="This access does not reach so far",
        meaning="The key or the person lacks the scope that the route needs, or may see some locations only.",
    ),
    "no_csrf_token": Kind(
        status=403,
        title="The request may not come from here",
        meaning="A browser session changes things only with its `X-CSRF-Token`. Programs use a key.",
    ),
    "nothing_here": Kind(
        status=404,
        title="There is nothing at this address",
        meaning="There is no such thing, or it belongs to somebody else; both are answered alike.",
    ),
    "wrong_method": Kind(
        status=405, title="This address does not take this method", meaning="See the description: /v1/openapi.json."
    ),
    "not_possible": Kind(
        status=409, title="It is not possible as things stand", meaning="The detail says why; nothing was changed."
    ),
    "name_taken": Kind(status=409, title="The name is taken", meaning="A thing of that name exists; choose another."),
    "still_running": Kind(
        status=409,
        title="The same request is still running",
        meaning="A request with this `Idempotency-Key` is not answered yet. Ask again in a moment.",
    ),
    "closed": Kind(status=410, title="This address takes nothing at present", meaning="The connection is paused."),
    "gone": Kind(status=410, title="It is gone", meaning="It was there and will not come back."),
    "changed_meanwhile": Kind(
        status=412, title="It was changed meanwhile", meaning="Read it again and decide on what it is now."
    ),
    "too_large": Kind(status=413, title="The request is too large", meaning="The detail says how large it may be."),
    "other_type": Kind(status=415, title="The request is of another type", meaning="Send `application/json`."),
    "does_not_fit": Kind(
        status=422,
        title="The request does not fit",
        meaning="`errors` or the detail say which part, and what fits. Unknown parameters are errors too.",
    ),
    "key_reused": Kind(
        status=422,
        title="The Idempotency-Key belongs to another request",
        meaning="The same key came with other content. Take a new key for a new request.",
    ),
    "month_closed": Kind(status=423, title="The month is closed", meaning="Its figures stay as they were."),
    "needs_version": Kind(
        status=428,
        title="The change needs the version it is based on",
        meaning="Send `If-Match` with the `ETag` of what you read.",
    ),
    "other_protocol": Kind(
        status=426,
        title="This address speaks another protocol",
        meaning="Open a WebSocket here. Over plain HTTP the same comes as events: /v1/live.",
    ),
    "too_many": Kind(
        status=429, title="Too many requests", meaning="Wait for `Retry-After` seconds. `RateLimit` tells what is left."
    ),
    "our_mistake": Kind(
        status=500,
        title="We made a mistake",
        meaning="Nothing was confirmed. Tell us the `request_id`; the log has the rest.",
    ),
    "setting_missing": Kind(
        status=503, title="Something has to be set first", meaning="The detail says what; it is set on the server."
    ),
    "not_just_now": Kind(status=503, title="Not just now", meaning="Nothing was stored; send it again."),
    "vendor_calls_spent": Kind(
        status=503, title="The vendor's calls are spent", meaning="It goes on by itself when there are calls again."
    ),
    "vendor_unavailable": Kind(
        status=502, title="The vendor does not answer", meaning="It is tried again by itself; nothing is lost."
    ),
    "vendor_credential_rejected": Kind(
        status=502,
        title="The vendor refused the credential",
        meaning="Give the connection a new one: daysheet connections rotate NAME. Nothing is lost.",
    ),
    "vendor_changed": Kind(
        status=502,
        title="The vendor answers in another form",
        meaning="Nothing was overwritten. It needs a newer release, or a look at the quarantine.",
    ),
}

# The first class that an error belongs to decides.
_OF_ERRORS: Final[Sequence[tuple[type[errors.DaysheetError], str]]] = (
    (errors.UnknownThing, "nothing_here"),
    (errors.NameTaken, "name_taken"),
    (errors.ForbiddenByScope, "not_permitted"),
    (errors.NotAllowed, "not_possible"),
    (errors.CredentialsRefused, "vendor_credential_rejected"),
    (errors.SettingWrong, "does_not_fit"),
    (errors.SettingMissing, "setting_missing"),
    (errors.VendorChanged, "vendor_changed"),
    (errors.RateLimited, "vendor_calls_spent"),
    (errors.VendorUnavailable, "vendor_unavailable"),
    (errors.Transient, "not_just_now"),
)
_OF_STATUS: Final = {404: "nothing_here", 405: "wrong_method", 400: "not_json", 413: "too_large", 415: "other_type"}


class Refused(Exception):  # named after what happened, like every other error here
    """A request that a route does not take: the problem to answer with."""

    def __init__(self, code: str, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.code = code
        self.headers = headers


def problem(
    code: str, detail: str, *, errors: Sequence[Mapping[str, str]] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """Return a problem; *detail* is for people and holds nothing secret, *errors* point at parts of the request."""
    kind = KINDS[code]
    body: dict[str, Any] = {
        "type": f"/v1/problems/{code}",
        "title": kind.title,
        "status": kind.status,
        "code": code,
        "detail": detail,
        "request_id": request_id.get(),
    }
    if errors:
        body["errors"] = list(errors)
    sent = dict(headers or {})
    if kind.status in (429, 503):
        sent.setdefault("retry-after", str(RETRY_AFTER_SECONDS))
    if "retry-after" in sent:
        body["retry_after"] = int(sent["retry-after"])
    if kind.status == 401:
        sent["www-authenticate"] = "Bearer"
    return Response(msgspec.json.encode(body), kind.status, sent, MEDIA_TYPE)


def not_just_now(detail: str) -> Response:
    """Return the answer to what may be tried again soon."""
    return problem("not_just_now", detail)


def nothing_here() -> Response:
    """Return the answer to an unknown address, the same whatever was asked for."""
    return problem("nothing_here", "There is nothing at this address.")


def tell_problems(app: FastAPI) -> None:
    """Let every failure of the app be told as a problem."""

    async def of_refusal(_: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return problem(error.code, str(error), headers=error.headers)

    async def of_http(_: Request, error: Exception) -> Response:
        code = _OF_STATUS.get(error.status_code, "our_mistake") if isinstance(error, HTTPException) else "our_mistake"
        if code == "nothing_here":
            return nothing_here()
        return problem(code, f"{KINDS[code].title}.")

    async def of_form(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found = error.errors()
        if any(each["type"] == "json_invalid" for each in found):
            return problem("not_json", "The body is not JSON.")
        return problem("does_not_fit", "The request does not fit what this address takes.", errors=_pointers(found))

    async def of_ours(_: Request, error: Exception) -> Response:
        assert isinstance(error, errors.DaysheetError)
        code = code_of(error)
        if code in ("our_mistake", "not_just_now"):
            detail = "The database is busy or away. Nothing was stored; send it again."
            return problem(code, detail if code == "not_just_now" else "Something went wrong on our side.")
        return problem(code, str(error))

    async def of_mistake(request: Request, error: Exception) -> Response:
        note = request.app.state.serving.note
        note("request_broke", error=type(error).__name__, where=place_of(error), request=request_id.get())
        return problem("our_mistake", "Something went wrong on our side. Nothing was confirmed.")

    app.add_exception_handler(Refused, of_refusal)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_form)
    app.add_exception_handler(errors.DaysheetError, of_ours)
    app.add_exception_handler(Exception, of_mistake)


def code_of(error: errors.DaysheetError) -> str:
    """Return which kind of problem an error is to whoever asked."""
    return next((code for kind, code in _OF_ERRORS if isinstance(error, kind)), "our_mistake")


def _pointers(found: Sequence[Any]) -> list[dict[str, str]]:
    """Return which parts did not fit and why; the values themselves may be personal and are left out."""
    return [
        {
            "pointer": "/" + "/".join(str(part) for part in each["loc"]),
            "code": str(each["type"]),
            "detail": str(each["msg"]),
        }
        for each in found
    ]
