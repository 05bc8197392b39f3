"""One who listens to a live feed, by events or by a WebSocket, as a browser or a program would."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2

from tests.api.front import Front

SECONDS_MAX = 20
CLOSE = 8
LARGE = 126


@dataclass(kw_only=True)
class Hearing:
    """What was heard; `lines` are those of the event stream."""

    lines: AsyncIterator[str]

    async def event(self) -> dict[str, Any]:
        """Return the next event: its id, its kind and its data; a comment is an event of the kind comment."""
        found: dict[str, Any] = {}
        async with asyncio.timeout(SECONDS_MAX):
            async for line in self.lines:
                if not line and found:
                    return found
                name, _, value = line.partition(":")
                found[name or "comment"] = json.loads(value) if name == "data" else value.strip()
        raise EOFError

    async def told(self, topic: str) -> dict[str, Any]:
        """Return the next message about a topic."""
        while True:
            data: dict[str, Any] | None = (await self.event()).get("data")
            if data is not None and data["topic"] == topic:
                return data

    async def end(self) -> None:
        """Wait until the feed ends."""
        while True:
            try:
                await self.event()
            except EOFError:
                return


@asynccontextmanager
async def hearing(front: Front, key: str | None, query: str = "", **headers: str) -> AsyncIterator[Hearing]:
    """Listen to events; the feed has begun and whatever changes from here on is heard."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if key is not None:
        named["authorization"] = f"Bearer {key}"
    async with (
        httpx2.AsyncClient(timeout=SECONDS_MAX) as client,
        client.stream("GET", f"{front.base_url}/v1/live{query}", headers=named) as answer,
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        found = Hearing(lines=answer.aiter_lines())
        assert (await found.event())["retry"] == "3000"
        yield found


@dataclass(kw_only=True)
class Socket:
    """A WebSocket that only listens (RFC 6455)."""

    status: int
    read: Callable[[int], Awaitable[bytes]]

    async def frame(self) -> tuple[int, bytes]:
        """Return the next frame: its kind and what it holds."""
        async with asyncio.timeout(SECONDS_MAX):
            first, length = await self.read(2)
            if length == LARGE:
                (length,) = struct.unpack("!H", await self.read(2))
            return first & 15, await self.read(length)

    async def told(self, topic: str) -> dict[str, Any]:
        """Return the next message about a topic."""
        while True:
            kind, content = await self.frame()
            assert kind != CLOSE, content
            found: dict[str, Any] = json.loads(content)
            if found["topic"] == topic:
                return found

    async def end(self) -> int:
        """Wait until it is closed, and return why."""
        while True:
            kind, content = await self.frame()
            if kind == CLOSE:
                return int(struct.unpack("!H", content[:2])[0])


@asynccontextmanager
async def socket(front: Front, key: str | None, query: str = "", **headers: str) -> AsyncIterator[Socket]:
    """Open a WebSocket; `status` is 101 where it was opened."""
    there = urlsplit(front.base_url)
    reader, writer = await asyncio.open_connection(there.hostname, there.port)
    named = {
        "host": there.netloc,
        "upgrade": "websocket",
        "connection": "Upgrade",
        "sec-websocket-version": "13",
        "sec-websocket-key": base64.b64encode(bytes(16)).decode(),
        **headers,
    }
    if key is not None:
        named["authorization"] = f"Bearer {key}"
    lines = [f"GET /v1/live/ws{query} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items()), "", ""]
    writer.write("\r\n".join(lines).encode())
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        yield Socket(status=int(head.split()[1]), read=reader.readexactly)
    finally:
        writer.close()


async def change(front: Front) -> None:
    """Let something be read anew."""
    front.wait(minutes=1)
    await front.sync()
