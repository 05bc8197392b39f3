"""A request with an Idempotency-Key is done once, however often it comes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from daysheet.api.asking import Ask
from daysheet.api.problems import Refused
from daysheet.api.repeats import once
from daysheet.operations.identity.access import caller_of_key
from tests.api.front import Front

pytestmark = pytest.mark.anyio


class Desk:
    """A route that counts how often its work is done."""

    def __init__(self, front: Front, key: str) -> None:
        self.front = front
        self.key = key
        self.done = 0
        self.status = 201
        self.gate: asyncio.Event | None = None
        self.begun = asyncio.Event()

    async def send(self, name: str | None, body: bytes = b"{}", path: str = "/v1/leads", **how: Any) -> Response:
        """Send one request."""
        return await once(await self._ask(name, body, path), self._work, **how)

    async def _ask(self, name: str | None, body: bytes, path: str) -> Ask:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        headers = [] if name is None else [(b"idempotency-key", name.encode())]
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
        caller = await caller_of_key(self.front.office, self.key)
        scope["server"], scope["scheme"] = ("localhost", 80), "http"
        return Ask(request=Request(scope, receive), caller=caller, serving=self.front.serving)

    async def _work(self) -> Response:
        self.done += 1
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        return JSONResponse({"number": self.done}, self.status, {"location": f"/v1/leads/{self.done}"})


@pytest.fixture
async def desk(front: Front) -> Desk:
    return Desk(front, await front.key("write:leads"))


async def test_the_same_request_again_gets_the_first_answer(desk: Desk) -> None:
    first = await desk.send("one")
    again = await desk.send("one")

    assert (first.status_code, first.body) == (again.status_code, again.body) == (201, b'{"number":1}')
    assert (again.headers["location"], again.headers["idempotency-replayed"]) == ("/v1/leads/1", "true")
    assert "idempotency-replayed" not in first.headers


async def test_without_a_key_it_is_done_each_time(desk: Desk) -> None:
    await desk.send(None)
    await desk.send(None)

    assert desk.done == 2
    with pytest.raises(Refused, match="needs an Idempotency-Key"):
        await desk.send(None, is_needed=True)


async def test_another_body_under_the_same_key_is_refused(desk: Desk) -> None:
    await desk.send("one", b'{"name": "a"}')

    with pytest.raises(Refused) as caught:
        await desk.send("one", b'{"name": "b"}')
    assert caught.value.code == "key_reused"
    await desk.send("one", b'{"name": "b"}', path="/v1/connections")
    assert desk.done == 2


async def test_of_many_at_once_one_is_done(desk: Desk) -> None:
    desk.gate = asyncio.Event()
    running = asyncio.create_task(desk.send("one"))
    await desk.begun.wait()

    with pytest.raises(Refused) as caught:
        await desk.send("one")
    desk.gate.set()

    assert caught.value.code == "still_running"
    assert (await running).status_code == 201
    assert desk.done == 1


async def test_a_failure_may_be_tried_again(desk: Desk) -> None:
    desk.status = 503
    await desk.send("one")
    desk.status = 201

    assert (await desk.send("one")).status_code == 201
    assert desk.done == 2


async def test_a_worker_that_died_does_not_block_for_ever(desk: Desk) -> None:
    desk.gate = asyncio.Event()
    dead = asyncio.create_task(desk.send("one"))
    await desk.begun.wait()
    desk.gate = None

    desk.front.wait(minutes=11)

    assert (await desk.send("one")).status_code == 201
    dead.cancel()
    await asyncio.gather(dead, return_exceptions=True)
    assert (await desk.send("one")).headers["idempotency-replayed"] == "true"
