"""
Stands in front of the routes as the vendor's gateway does: faults, key, limits, plan, and the shape of answers.

Paths that begin with an underscore are for outside checks and go round it. Paths outside ``/v1/`` are the other host,
which takes website leads: it knows no key and no limits.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from dataclasses import replace

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daysheet.simulation.asgi import Answer, caught_answer, request_body, send_answer
from daysheet.simulation.dates import http_date
from daysheet.vendors.smartmoving.simulator.answers import JSON_TYPE, gateway_body
from daysheet.vendors.smartmoving.simulator.app import API, VERSION_PREFIX
from daysheet.vendors.smartmoving.simulator.distortions import bend, switches_of
from daysheet.vendors.smartmoving.simulator.faults import Verdict
from daysheet.vendors.smartmoving.simulator.queries import Query
from daysheet.vendors.smartmoving.simulator.state import Vendor

PREMIUM_PREFIX = f"{API}/premium/"
MISSING_KEY = (
    "Access denied due to missing subscription key. "
    "Make sure to include subscription key when making requests to an API."
)
WRONG_KEY = (
    "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."
)
BASIC_KEY = "Access denied: this operation needs a Premium subscription."
IDS = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}|/\d+", re.IGNORECASE)


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
        vendor.keep_up(to_the_day=True)
        verdict = vendor.faults.judge(scope["method"], path, query_string)
        self._live(verdict)
        latency = verdict.latency_seconds + vendor.faults.profile.latency_seconds
        if latency > 0:
            await asyncio.sleep(latency)
        answer = self._refused(scope, verdict)
        if answer is None and verdict.instead is not None and not verdict.is_carried_out:
            answer = verdict.instead
        if answer is None:
            answer = self._bent(await self._true_answer(scope, receive, verdict), verdict)
        if answer.header("date") is None:
            answer = answer.with_header("date", http_date(vendor.clock.now()))
        self._count(path, answer, verdict)
        return answer

    def _live(self, verdict: Verdict) -> None:
        """Let something happen before the answer, as often as the profile says: pages shift during a walk."""
        vendor = self._vendor
        if vendor.faults.chance(verdict.ordinal, "life").random() < vendor.faults.profile.live_per_request:
            seconds = 1.0 if vendor.clock.is_frozen else 0.0
            vendor.stats.life_events[vendor.life.step(seconds=seconds)] += 1

    def _refused(self, scope: Scope, verdict: Verdict) -> Answer | None:
        """Return the gateway's refusal, if it refuses; every call with a key counts, whatever becomes of it."""
        vendor = self._vendor
        path = scope["path"]
        if not path.startswith(VERSION_PREFIX):
            return None
        given = _given_key(scope)
        if given is None:
            return _gateway_answer(401, MISSING_KEY)
        if not hmac.compare_digest(given.encode(), vendor.api_key.encode()):
            return _gateway_answer(401, WRONG_KEY)
        limits = vendor.limits
        limits.count()
        if limits.is_over_quota:
            vendor.stats.over_quota += 1
            return _gateway_answer(
                403, f"Out of call volume quota. Quota will be replenished in {limits.replenished_in()}."
            )
        wait_seconds = limits.take()
        if wait_seconds:
            vendor.stats.throttled += 1
            return vendor.faults.too_fast(verdict.ordinal, wait_seconds)
        is_paid = path.startswith(PREMIUM_PREFIX) or scope["method"] not in ("GET", "HEAD")
        if vendor.tier == "basic" and is_paid:
            return _gateway_answer(vendor.faults.profile.basic_refusal, BASIC_KEY)
        return None

    async def _true_answer(self, scope: Scope, receive: Receive, verdict: Verdict) -> Answer:
        """Return what a faultless vendor would answer; a request that is lost on its way is not carried out."""
        if verdict.is_dropped and not verdict.is_carried_out:
            return Answer(200)
        body = await request_body(receive)

        async def whole_body() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        return await caught_answer(self._routes, scope, whole_body)

    def _bent(self, answer: Answer, verdict: Verdict) -> Answer:
        """Apply the profile's switches and the verdict to a true answer."""
        faults = self._vendor.faults
        names = (*switches_of(faults.profile), *verdict.distortions)
        answer = bend(answer, names, faults.chance(verdict.ordinal, "rows"))
        if verdict.instead is not None:
            answer = verdict.instead
        cut_at = verdict.cut_at if verdict.cut_share is None else int(len(answer.body) * verdict.cut_share)
        return replace(answer, cut_at=cut_at, content_length=verdict.content_length, is_dropped=verdict.is_dropped)

    def _count(self, path: str, answer: Answer, verdict: Verdict) -> None:
        stats = self._vendor.stats
        stats.requests += 1
        stats.paths[IDS.sub("/{id}", path)] += 1
        stats.statuses[answer.status] += 1
        stats.faults.update(verdict.names)


def _given_key(scope: Scope) -> str | None:
    """Return the key of a request: a header, or a query parameter."""
    header = dict(scope["headers"]).get(b"x-api-key")
    if header:
        return str(header.decode("latin-1"))
    return Query(scope["query_string"].decode("latin-1")).text("api-key")


def _gateway_answer(status: int, message: str) -> Answer:
    return Answer(status, gateway_body(status, message), (("content-type", JSON_TYPE),))


async def _answer_lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
