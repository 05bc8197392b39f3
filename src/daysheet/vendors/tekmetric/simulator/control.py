"""Endpoints for outside checks, without sign-in: the truth, counters, faults, life and the clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.simulation.clock import Clock
from daysheet.vendors.tekmetric.simulator.faults import Faults
from daysheet.vendors.tekmetric.simulator.refusals import json_response
from daysheet.vendors.tekmetric.simulator.state import Stats


class Controlled(Protocol):
    """What the endpoints need of a simulator."""

    clock: Clock
    stats: Stats

    @property
    def faults(self) -> Faults: ...

    def truth_bytes(self, stream: str, shop: int | None = None) -> bytes: ...

    def open_session(self, shop: int | None = None) -> str: ...

    def end_session(self, token: str | None = None) -> None: ...

    def switch_screens(self, *, on: bool) -> None: ...

    def live(self, steps: int = 1) -> Mapping[str, int]: ...


def create_control(simulator: Controlled) -> Starlette:
    """Return the routes under ``/_``."""

    async def truth(request: Request) -> Response:
        shop = request.query_params.get("shop")
        try:
            body = simulator.truth_bytes(request.path_params["stream"], None if shop is None else int(shop))
        except (KeyError, ValueError):
            return json_response({"error": "unknown stream or shop"}, 404)
        return Response(body, headers={"content-type": "application/json"})

    async def stats(request: Request) -> Response:
        return json_response(simulator.stats.as_record())

    async def faults(request: Request) -> Response:
        wanted = await _posted(request)
        try:
            simulator.faults.use(str(wanted.get("profile", "none")))
        except ValueError as error:
            return json_response({"error": str(error)}, 400)
        simulator.faults.clear()
        return json_response({"profile": simulator.faults.profile.name})

    async def live(request: Request) -> Response:
        wanted = await _posted(request)
        return json_response(simulator.live(int(wanted.get("steps", 1))))

    async def clock(request: Request) -> Response:
        if request.method == "POST":
            simulator.clock.advance(float((await _posted(request)).get("advance_seconds", 0)))
        return json_response({"now": simulator.clock.text(), "is_frozen": simulator.clock.is_frozen})

    async def health(request: Request) -> Response:
        return json_response({"status": "ok", "now": simulator.clock.text(), "profile": simulator.faults.profile.name})

    return Starlette(
        routes=[
            Route("/_truth/{stream}", truth),
            Route("/_stats", stats),
            Route("/_faults", faults, methods=["POST"]),
            Route("/_live", live, methods=["POST"]),
            Route("/_clock", clock, methods=["GET", "POST"]),
            *_session_routes(simulator),
            Route("/_health", health),
        ]
    )


def _session_routes(simulator: Controlled) -> list[Route]:
    """Return the routes that hand out a session at the shop screens, end one, and switch the screens off."""

    async def session(request: Request) -> Response:
        wanted = await _posted(request)
        try:
            return json_response({"session_token": simulator.open_session(wanted.get("shop"))})
        except KeyError:
            return json_response({"error": "unknown shop"}, 404)

    async def end_session(request: Request) -> Response:
        simulator.end_session((await _posted(request)).get("session_token"))
        return json_response({})

    async def screens(request: Request) -> Response:
        is_on = bool((await _posted(request)).get("on", True))
        simulator.switch_screens(on=is_on)
        return json_response({"on": is_on})

    return [
        Route("/_session", session, methods=["POST"]),
        Route("/_session/end", end_session, methods=["POST"]),
        Route("/_screens", screens, methods=["POST"]),
    ]


async def _posted(request: Request) -> dict[str, Any]:
    body = await request.body()
    wanted = msgspec.json.decode(body) if body else {}
    return wanted if isinstance(wanted, dict) else {}
