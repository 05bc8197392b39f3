import asyncio
import os
import signal

import pytest
from httpx2 import AsyncClient, TransportError
from starlette.types import Receive, Scope, Send

from daysheet.simulation.asgi import Answer, send_answer
from daysheet.simulation.serving import serve, served

ANSWERS = {
    "/whole": Answer(200, b"hello"),
    "/dropped": Answer(200, b"hello", is_dropped=True),
    "/cut": Answer(200, b"hello", cut_at=2, content_length="wrong"),
    "/cut-chunks": Answer(200, b"hello", cut_at=2, content_length="absent"),
}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    await send_answer(ANSWERS[scope["path"]], send)


async def test_answers_go_over_real_http_whole_or_broken() -> None:
    async with served(app) as base_url, AsyncClient(base_url=base_url) as client:
        assert (await client.get("/whole")).text == "hello"
        for path in ("/dropped", "/cut", "/cut-chunks"):
            with pytest.raises(TransportError):
                await client.get(path)
        assert (await client.get("/whole")).text == "hello"


async def test_a_stopped_server_gives_its_port_back() -> None:
    async with served(app) as base_url, AsyncClient(base_url=base_url) as client:
        assert (await client.get("/whole")).status_code == 200

    async with AsyncClient(base_url=base_url) as client:
        with pytest.raises(TransportError):
            await client.get("/whole")


async def test_a_stop_signal_ends_the_server() -> None:
    def stop(port: int) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    async with asyncio.timeout(20):
        await serve(app, on_ready=stop)


async def test_a_taken_port_is_an_error() -> None:
    async with served(app) as base_url:
        port = int(base_url.rsplit(":", 1)[1])
        with pytest.raises((RuntimeError, OSError)):
            await serve(app, port=port)
