"""The forms of the vendor's answers: JSON, the envelope of pages, and the ways in which it says no (sheet 2.1, 2.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from starlette.responses import Response

from daysheet.vendors.smartmoving.simulator.entities import Record
from daysheet.vendors.smartmoving.simulator.queries import Query

JSON_TYPE = "application/json; charset=utf-8"
PAGE_SIZE_MAX = 200

T = TypeVar("T")


class RefusedError(Exception):
    """A request that is answered with a refusal."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"refused with {response.status_code}")
        self.response = response


def json_response(value: Any, status: int = 200) -> Response:
    """Return an answer that carries a JSON value."""
    return Response(msgspec.json.encode(value), status, headers={"content-type": JSON_TYPE})


def refusal(status: int, message: str) -> RefusedError:
    """Return a refusal by the service itself."""
    return RefusedError(json_response({"message": message}, status))


def gateway_body(status: int, message: str) -> bytes:
    """Return the body of a refusal by the gateway in front of the service."""
    return msgspec.json.encode({"statusCode": status, "message": message})


def validation_refusal(errors: Mapping[str, Sequence[str]]) -> RefusedError:
    """Return the problem document for input that does not fit the model, by field."""
    problem = {
        "type": "https://tools.ietf.org/html/rfc7231#section-6.5.1",
        "title": "One or more validation errors occurred.",
        "status": 400,
        "traceId": "00-0000000000000000000000000000000a-000000000000000b-00",
        "errors": errors,
    }
    response = json_response(problem, 400)
    response.headers["content-type"] = "application/problem+json; charset=utf-8"
    return RefusedError(response)


def page_of(items: Sequence[T], view: Callable[[T], Record], query: Query, default_size: int) -> Record:
    """Return one page in the vendor's envelope; beyond the end it is empty and the last one."""
    number, size = page_wanted(query, default_size)
    total = len(items)
    pages = -(-total // size)
    rows = [view(item) for item in items[(number - 1) * size : number * size]]
    return {
        "pageNumber": number,
        "pageSize": size,
        "lastPage": number >= pages,
        "totalPages": pages,
        "totalResults": total,
        "totalThisPage": len(rows),
        "pageResults": rows,
    }


def page_wanted(query: Query, default_size: int) -> tuple[int, int]:
    """Return number and size of the page asked for; a size above 200 is cut to 200 without a word."""
    number = query.integer("Page") or 1
    size = query.integer("PageSize") or default_size
    return max(1, number), min(max(1, size), PAGE_SIZE_MAX)
