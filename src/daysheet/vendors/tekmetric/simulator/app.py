"""The vendor's routes: tokens, shops, lists and single objects. Writes have their own module."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.simulation.pages import older_spring_page, spring_page
from daysheet.vendors.tekmetric.simulator.listings import LISTINGS, View, listed_page
from daysheet.vendors.tekmetric.simulator.queries import BadParameterError, Query
from daysheet.vendors.tekmetric.simulator.refusals import RefusedError, forbidden, json_response, not_found, refusal
from daysheet.vendors.tekmetric.simulator.rows import Row
from daysheet.vendors.tekmetric.simulator.screens import screen_routes
from daysheet.vendors.tekmetric.simulator.state import Vendor
from daysheet.vendors.tekmetric.simulator.writes import write_routes

API = "/api/v1"
SINGLES = ("customers", "vehicles", "repair-orders", "jobs", "employees", "appointments")
Handler = Callable[[Request], Awaitable[Response]]


def create_routes(vendor: Vendor) -> Starlette:
    """Return the vendor's API without its gate: no sign-in check, no limits, no faults."""
    routes = [
        Route(f"{API}/oauth/token", _token(vendor), methods=["POST"]),
        Route(f"{API}/shops", _shops(vendor), methods=["GET"]),
        Route(f"{API}/shops/{{id:int}}", _shop(vendor), methods=["GET"]),
        *write_routes(vendor, API),
        *(Route(f"{API}/{name}", _list(vendor, name), methods=["GET"]) for name in LISTINGS),
        *(Route(f"{API}/{name}/{{id:int}}", _single(vendor, name), methods=["GET"]) for name in SINGLES),
        *screen_routes(vendor),
    ]

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, RefusedError)
        return error.response

    async def bad_parameter(request: Request, error: Exception) -> Response:
        return refusal(400, str(error)).response

    async def unknown_path(request: Request, error: Exception) -> Response:
        return not_found(vendor).response

    return Starlette(
        routes=routes,
        exception_handlers={RefusedError: refused, BadParameterError: bad_parameter, 404: unknown_path},
    )


def allowed_shops(vendor: Vendor, query: Query) -> Sequence[int]:
    """Return the shops a list covers: the one asked for, or all that the token may see."""
    shop_id = query.integer("shop")
    if shop_id is None:
        return vendor.access.scope
    if shop_id not in vendor.access.scope:
        raise forbidden(vendor, shop_id)
    return [shop_id]


def _token(vendor: Vendor) -> Handler:
    async def token(request: Request) -> Response:
        if not vendor.access.knows_client(request.headers.get("authorization")):
            return json_response({"error": "invalid_client"}, 401)
        body = parse_qs((await request.body()).decode("utf-8", "replace"))
        grant = body.get("grant_type", [request.query_params.get("grant_type", "")])[-1]
        if grant != "client_credentials":
            description = f"Unsupported grant type: {grant}"
            return json_response({"error": "unsupported_grant_type", "error_description": description}, 400)
        scope = " ".join(str(shop_id) for shop_id in vendor.access.scope)
        return json_response({"access_token": vendor.access.token, "token_type": "bearer", "scope": scope})

    return token


def _shops(vendor: Vendor) -> Handler:
    async def shops(request: Request) -> Response:
        rows = vendor.business.shop_rows.rows(vendor.access.scope)
        return _json(b"[" + b",".join(row.json() for row in rows) + b"]")

    return shops


def _shop(vendor: Vendor) -> Handler:
    async def shop(request: Request) -> Response:
        shop_id = request.path_params["id"]
        row = vendor.business.shop_rows.get(shop_id)
        if row is None or shop_id not in vendor.access.scope:
            raise forbidden(vendor, shop_id)
        return _json(row.json())

    return shop


def _list(vendor: Vendor, name: str) -> Handler:
    listing = LISTINGS[name]

    async def rows(request: Request) -> Response:
        query = Query(request.url.query)
        profile = vendor.faults.profile
        as_of = vendor.clock.now() - profile.list_lag_seconds if profile.list_lag_seconds > 0 else None
        view = View(with_deleted=profile.deleted_in_plain_lists, as_of=as_of)
        page = listed_page(vendor.business, listing, allowed_shops(vendor, query), query, view)
        return _json(older_spring_page(page) if profile.older_envelope else spring_page(page))

    return rows


def _single(vendor: Vendor, name: str) -> Handler:
    table = LISTINGS[name].table

    async def single(request: Request) -> Response:
        row: Row | Any = table(vendor.business).get(request.path_params["id"])
        if row is None:
            raise not_found(vendor)
        if row.shop_id not in vendor.access.scope:
            raise forbidden(vendor, row.shop_id)
        return _json(row.json())

    return single


def _json(body: bytes, status: int = 200) -> Response:
    return Response(body, status, headers={"content-type": "application/json;charset=UTF-8"})
