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
from daysheet.vendors.smartmoving.simulator.answers import json_response
from daysheet.vendors.smartmoving.simulator.faults import Faults
from daysheet.vendors.smartmoving.simulator.state import Stats


class Controlled(Protocol):
    """What the endpoints need of a simulator."""

    clock: Clock
    stats: Stats

    @property
    def faults(self) -> Faults: ...

    def truth_bytes(self, stream: str) -> bytes: ...

    def live(self, steps: int = 1) -> Mapping[str, int]: ...

    def keep_up(self) -> None: ...


def create_control(simulator: Controlled) -> Starlette:
    """Return the routes under ``/_``."""

    async def truth(request: Request) -> Response:
        try:
            body = simulator.truth_bytes(request.path_params["stream"])
        except KeyError:
            return json_response({"error": "unknown stream"}, 404)
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
            simulator.keep_up()
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
            Route("/_health", health),
        ]
    )


async def _posted(request: Request) -> dict[str, Any]:
    body = await request.body()
    wanted = msgspec.json.decode(body) if body else {}
    return wanted if isinstance(wanted, dict) else {}
