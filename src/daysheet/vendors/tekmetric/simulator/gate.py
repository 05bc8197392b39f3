"""
Stands in front of the routes as the vendor's proxy does: faults, sign-in, the call limit, and the shape of answers.

Paths that begin with an underscore are for outside checks and go round it.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daysheet.simulation.asgi import Answer, caught_answer, request_body, send_answer
from daysheet.simulation.dates import http_date
from daysheet.vendors.tekmetric.simulator.distortions import HTML, bend, floats_for_integers, numbered_one_higher
from daysheet.vendors.tekmetric.simulator.faults import Verdict
from daysheet.vendors.tekmetric.simulator.screens import TOKEN_HEADER
from daysheet.vendors.tekmetric.simulator.state import Vendor

API_PREFIX = "/api/v1/"
SIGN_IN_PREFIX = "/api/v1/oauth/"
SCREENS_PREFIX = "/api/"
REPEATED_PAGE = "repeated_page"


class Gate:
    """The ASGI app that callers talk to."""

    def __init__(self, vendor: Vendor, routes: ASGIApp, control: ASGIApp) -> None:
        self._vendor = vendor
        self._routes = routes
        self._control = control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await _answer_lifespan(receive, send)
        elif scope["path"].startswith("/_"):
            await self._control(scope, receive, send)
        elif scope["type"] == "http":
            await send_answer(await self._answer(scope, receive), send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        vendor = self._vendor
        path, query_string = scope["path"], scope["query_string"].decode("latin-1")
        vendor.clock.advance(vendor.seconds_per_request)
        verdict = vendor.faults.judge(scope["method"], path, query_string)
        if vendor.faults.chance(verdict.ordinal, "life").random() < vendor.faults.profile.live_per_request:
            seconds = 1.0 if vendor.clock.is_frozen else 0.0
            vendor.stats.life_events[vendor.life.step(seconds=seconds)] += 1
        latency = verdict.latency_seconds + vendor.faults.profile.latency_seconds
        if latency > 0:
            await asyncio.sleep(latency)
        if verdict.instead is not None and not verdict.is_carried_out:
            answer = verdict.instead
        else:
            answer = await self._true_answer(scope, receive, verdict)
            answer = self._bent(answer, verdict)
        answer = self._dated(answer, verdict)
        self._count(path, answer, verdict)
        return answer

    async def _true_answer(self, scope: Scope, receive: Receive, verdict: Verdict) -> Answer:
        """Return what a faultless vendor would answer, refusals included."""
        vendor = self._vendor
        path = scope["path"]
        if path.startswith(API_PREFIX) and not path.startswith(SIGN_IN_PREFIX):
            authorization = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
            if not vendor.access.knows_token(authorization):
                return self._unauthorized()
            if not vendor.budget.take():
                vendor.stats.throttled += 1
                hint = vendor.faults.retry_after(verdict.ordinal, vendor.budget.wait_seconds())
                return Answer(429, b"", hint)
        elif path.startswith(SCREENS_PREFIX) and not path.startswith(API_PREFIX):
            if vendor.sessions.is_off:
                return Answer(404, HTML, (("content-type", "text/html;charset=UTF-8"),))
            token = dict(scope["headers"]).get(TOKEN_HEADER.encode(), b"").decode("latin-1")
            if vendor.sessions.claims(token) is None:
                return Answer(401)
        if verdict.is_dropped and not verdict.is_carried_out:
            return Answer(200)
        page_before = _page_before(scope) if REPEATED_PAGE in verdict.distortions else None
        if page_before is not None:
            scope = {**scope, "query_string": page_before}
        body = await request_body(receive)

        async def whole_body() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        answer = await caught_answer(self._routes, scope, whole_body)
        return answer if page_before is None else numbered_one_higher(answer)

    def _unauthorized(self) -> Answer:
        headers = (("www-authenticate", "Bearer"),)
        if self._vendor.faults.profile.unauthorized_body == "documented":
            body = msgspec.json.encode({"error": "invalid_token", "error_description": "The access token is invalid"})
            return Answer(401, body, (*headers, ("content-type", "application/json")))
        return Answer(401, b"", headers)

    def _bent(self, answer: Answer, verdict: Verdict) -> Answer:
        """Apply the profile's switches and the verdict to a true answer."""
        vendor = self._vendor
        profile = vendor.faults.profile
        names = tuple(name for name in verdict.distortions if name != REPEATED_PAGE)
        if profile.zoneless_timestamps:
            names = ("zoneless_timestamps", *names)
        is_json = (answer.header("content-type") or "").startswith("application/json")
        if profile.floats_for_integers and answer.status == 200 and is_json:
            answer = floats_for_integers(answer)
        fewest_rows = 1 if verdict.is_added else profile.fewest_rows_to_bend
        answer = bend(answer, names, vendor.faults.chance(verdict.ordinal, "rows"), fewest_rows)
        if verdict.instead is not None:
            answer = verdict.instead
        cut_at = verdict.cut_at if verdict.cut_share is None else int(len(answer.body) * verdict.cut_share)
        return replace(answer, cut_at=cut_at, content_length=verdict.content_length, is_dropped=verdict.is_dropped)

    def _dated(self, answer: Answer, verdict: Verdict) -> Answer:
        profile = self._vendor.faults.profile
        if answer.header("date") is not None:
            return answer
        if verdict.date is not None or profile.date_header == "garbage":
            return answer.with_header("date", verdict.date or "not a date")
        if profile.date_header == "absent":
            return answer
        return answer.with_header("date", http_date(self._vendor.clock.now() + profile.clock_skew_seconds))

    def _count(self, path: str, answer: Answer, verdict: Verdict) -> None:
        stats = self._vendor.stats
        stats.requests += 1
        stats.paths[re.sub(r"/\d+", "/{id}", path)] += 1
        stats.statuses[answer.status] += 1
        stats.faults.update(verdict.names)


def _page_before(scope: Scope) -> bytes | None:
    """Return the query of the page before the one asked for, if it has one before it."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"))
    number = dict(pairs).get("page", "0")
    if not number.isdigit() or int(number) == 0:
        return None
    others = [(name, value) for name, value in pairs if name != "page"]
    return urlencode([*others, ("page", int(number) - 1)]).encode()


async def _answer_lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
