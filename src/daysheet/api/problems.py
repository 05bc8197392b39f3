"""
Refusals and failures as problem details (RFC 9457), in one form for every route.

A problem never repeats the address it was asked at: that may hold a token.
"""

from __future__ import annotations

import uuid
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from daysheet.core.errors import DaysheetError, Transient

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 5
TITLES: Final = {
    400: "The request cannot be read",
    404: "There is nothing at this address",
    405: "This address does not take this method",
    410: "This address takes nothing at present",
    413: "The request is too large",
    415: "The request is of another type",
    422: "The request does not fit",
    500: "We made a mistake",
    503: "Not just now",
}


def problem(status: int, code: str, detail: str, **headers: str) -> Response:
    """Return a problem; *code* is its stable name, *detail* is for people and holds nothing of the request."""
    body = {
        "type": f"urn:daysheet:problem:{code}",
        "title": TITLES.get(status, "It did not work"),
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": f"req_{uuid.uuid4().hex}",
    }
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def not_just_now(detail: str) -> Response:
    """Return the answer to what may be tried again soon."""
    return problem(503, "not_just_now", detail, **{"retry-after": str(RETRY_AFTER_SECONDS)})


def nothing_here() -> Response:
    """Return the answer to an unknown address, the same whatever was asked for."""
    return problem(404, "nothing_here", "There is nothing at this address.")


def tell_problems(app: FastAPI) -> None:
    """Let every failure of the app be told as a problem."""

    async def of_http(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == 404:
            return nothing_here()
        return problem(status, TITLES.get(status, "failed").lower().replace(" ", "_"), TITLES.get(status, "It failed."))

    async def of_form(_: Request, __: Exception) -> Response:
        return problem(422, "does_not_fit", "The request does not fit what this address takes.")

    async def of_ours(_: Request, error: Exception) -> Response:
        if isinstance(error, Transient):
            return not_just_now("The database is busy or away. Nothing was stored; send it again.")
        return problem(500, "our_mistake", "Something went wrong on our side. Nothing was confirmed.")

    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_form)
    app.add_exception_handler(DaysheetError, of_ours)
    app.add_exception_handler(Exception, of_ours)
