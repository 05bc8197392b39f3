"""The vendor's routes without the gate in front of them: no key, no limits, no faults."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from daysheet.vendors.smartmoving.simulator.answers import (
    JSON_TYPE,
    RefusedError,
    gateway_body,
    json_response,
    validation_refusal,
)
from daysheet.vendors.smartmoving.simulator.lookup_reads import LOOKUP_READERS, Reader
from daysheet.vendors.smartmoving.simulator.queries import BadValueError, Query
from daysheet.vendors.smartmoving.simulator.record_reads import RECORD_READERS
from daysheet.vendors.smartmoving.simulator.state import Vendor
from daysheet.vendors.smartmoving.simulator.writes import write_routes

VERSION_PREFIX = "/v1/"
API = "/v1/api"
READERS: dict[str, Reader] = {**LOOKUP_READERS, **RECORD_READERS}


def create_routes(vendor: Vendor) -> Starlette:
    """Return the vendor's API: reads, writes, and the refusals that both share."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, RefusedError)
        return error.response

    async def bad_value(request: Request, error: Exception) -> Response:
        assert isinstance(error, BadValueError)
        return validation_refusal({error.name: [str(error)]}).response

    async def unknown_path(request: Request, error: Exception) -> Response:
        return no_such_path(request.url.path)

    handlers = {RefusedError: refused, BadValueError: bad_value, 404: unknown_path, 405: unknown_path}
    return Starlette(routes=[*read_routes(vendor), *write_routes(vendor)], exception_handlers=handlers)


def no_such_path(path: str) -> Response:
    """Return the answer to an unknown path: the gateway's, or that of the other host, which has no body."""
    if path.startswith(VERSION_PREFIX):
        return Response(gateway_body(404, "Resource not found"), 404, headers={"content-type": JSON_TYPE})
    return Response(status_code=404)


def read_routes(vendor: Vendor) -> list[BaseRoute]:
    """Return the routes of all reads."""
    return [Route(f"{API}/{path}", _endpoint(vendor, reader), methods=["GET"]) for path, reader in READERS.items()]


def _endpoint(vendor: Vendor, reader: Reader) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return json_response(reader(vendor, request, Query(request.url.query)))

    return endpoint
