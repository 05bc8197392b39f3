"""The same over a real socket: cut, garbled and led astray where only a network can."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from daysheet.core.answers import Answer
from daysheet.core.errors import DaysheetError, PageFailed, VendorChanged, VendorUnavailable
from daysheet.remote import VendorClient
from tests.remote.scripted import KEY, SECRET, content, vendor_with

BODY = json.dumps({"content": [{"id": 1, "name": "a ] } b"}], "totalElements": 1}).encode()
FULL_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(BODY)
)
ENDLESS_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n"
CHUNKED_HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"


class Server:
    """Answers each request with the bytes that the script says, and hangs up."""

    def __init__(self, script: Callable[[int], bytes]) -> None:
        self.script = script
        self.requests: list[bytes] = []
        self.base_url = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            first = await reader.readexactly(1)
            rest = reader.readuntil(b"\r\n\r\n") if first == b"G" else reader.read(4_096)
            self.requests.append(first + await rest)
            writer.write(self.script(len(self.requests)))
            await writer.drain()
        writer.close()


@asynccontextmanager
async def serving(script: Callable[[int], bytes]) -> AsyncIterator[Server]:
    server = Server(script)
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    async with listening:
        server.base_url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        yield server


def calling(base_url: str) -> VendorClient:
    return VendorClient(vendor_with(KEY), connection="main-street", base_url=base_url, secret=SECRET)


def whole(answer: Answer) -> Any:
    """Read a page as the engine does: what is no JSON is a failed page."""
    try:
        return content(answer)
    except ValueError:
        raise PageFailed("A page is cut.") from None


@pytest.mark.parametrize("head", [FULL_HEAD, ENDLESS_HEAD], ids=["length told", "length not told"])
async def test_a_body_cut_at_any_byte_is_read_again_as_a_whole(head: bytes) -> None:
    def script(number: int) -> bytes:
        return head + (BODY[: number // 2] if number % 2 else BODY)

    async with serving(script) as server, calling(server.base_url) as client:
        found = [await client.get("/orders", {}, whole) for _ in BODY]

    assert found == [json.loads(BODY)] * len(BODY)
    assert len(server.requests) == 2 * len(BODY)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"garbage\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        CHUNKED_HEAD + b"zz\r\n{}\r\n0\r\n\r\n",
        CHUNKED_HEAD + b"ff\r\n{}",
        FULL_HEAD + BODY[:-1],
        b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n" + gzip.compress(BODY)[:20],
    ],
    ids=lambda answer: ascii(answer[:60]),
)
async def test_what_is_no_whole_answer_is_told_after_six_attempts(answer: bytes) -> None:
    async with serving(lambda number: answer) as server, calling(server.base_url) as client:
        with pytest.raises((VendorUnavailable, PageFailed)):
            await client.get("/orders", {}, whole)

    assert len(server.requests) == 6


async def test_a_redirect_to_another_port_gets_no_call_and_no_credential() -> None:
    async with serving(lambda number: FULL_HEAD + BODY) as other:

        def script(number: int) -> bytes:
            return f"HTTP/1.1 307 Elsewhere\r\nlocation: {other.base_url}/orders\r\ncontent-length: 0\r\n\r\n".encode()

        async with serving(script) as server, calling(server.base_url) as client:
            with pytest.raises(VendorChanged, match="redirects"):
                await client.get("/orders", {}, whole)

    assert b"x-api-key: canary-key" in server.requests[0]
    assert other.requests == []


async def test_a_packed_bomb_over_a_socket_is_left_at_the_limit() -> None:
    bomb = gzip.compress(b"[" + b" " * (256 * 1024 * 1024), 1)
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n"

    async with serving(lambda number: head + bomb) as server, calling(server.base_url) as client:
        with pytest.raises(PageFailed, match="longer than"):
            await client.get("/orders", {}, whole)

    assert client.calls.bytes == 0


async def test_a_port_where_nobody_listens_is_told() -> None:
    async with serving(lambda number: b"") as server:
        base_url = server.base_url

    async with calling(base_url) as client:
        with pytest.raises(VendorUnavailable, match="cannot be reached at http://127"):
            await client.get("/orders", {}, whole)


async def test_a_place_that_does_not_speak_tls_gets_no_credential() -> None:
    async with (
        serving(lambda number: FULL_HEAD + BODY) as server,
        calling(server.base_url.replace("http://", "https://")) as client,
    ):
        with pytest.raises(DaysheetError, match="cannot be reached"):
            await client.get("/orders", {}, whole)

    assert len(server.requests) == 6
    assert not any(b"canary" in request for request in server.requests)
