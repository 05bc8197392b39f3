"""
Sends a live feed to one who listens: as Server-Sent Events, or as messages over a WebSocket.

Whether the listener still may is asked again now and then; nothing is sent on an older answer than that.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from daysheet.api.answers import encoded
from daysheet.api.asking import admitted_again
from daysheet.api.feeds import Message, Reader
from daysheet.api.problems import Refused
from daysheet.api.state import Serving
from daysheet.core.access import Caller
from daysheet.core.errors import Transient

HEARTBEAT_SECONDS: Final = 20.0
# Permission is to be asked for at least every minute.
CHECK_SECONDS: Final = 45.0
# While the database is away nobody can be let in again, so nothing is sent.
PATIENCE_SECONDS: Final = 2.0
# A listener who takes nothing for so long is let go; what is missed comes with the next connection.
SEND_SECONDS: Final = 30.0
RETRY_MILLISECONDS: Final = 3_000
NOT_ANY_MORE: Final = 4401

Told = dict[str, Any]


@dataclass(kw_only=True)
class Listening:
    """One listener with their reader and what they may see."""

    connection: HTTPConnection
    serving: Serving
    caller: Caller
    reader: Reader

    async def told(self) -> AsyncIterator[Told]:
        """Yield what the listener is told, until they may no more or the server stops."""
        loop = asyncio.get_running_loop()
        check_at = loop.time() + CHECK_SECONDS
        beat_at = loop.time() + HEARTBEAT_SECONDS
        while not self.reader.is_closed:
            found = await self.reader.next(max(0.0, min(check_at, beat_at) - loop.time()))
            if loop.time() >= check_at:
                if not await self._may_go_on():
                    return
                check_at = loop.time() + CHECK_SECONDS
            said = self._said(found, is_silent=loop.time() >= beat_at)
            if said is not None:
                yield said
                beat_at = loop.time() + HEARTBEAT_SECONDS

    def _said(self, found: Any, *, is_silent: bool) -> Told | None:
        now = self.serving.office.clock()
        if isinstance(found, Message):
            return found.told(self.caller.locations)
        if found is not None:
            return {"id": found.id, "at": now, "topic": "resync"}
        return {"id": None, "at": now, "topic": "heartbeat"} if is_silent else None

    async def _may_go_on(self) -> bool:
        """Ask again whether the listener may; waits while that cannot be asked."""
        while not self.reader.is_closed:
            try:
                self.caller = await admitted_again(self.connection)
            except Refused:
                return False
            except Transient:
                await asyncio.sleep(PATIENCE_SECONDS)
            else:
                return True
        return False


class EventStream(Response):
    """A feed as Server-Sent Events (HTML standard, section 9.2)."""

    media_type = "text/event-stream"

    def __init__(self, listening: Listening) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._listening = listening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the listener is gone, may no more, or the server stops."""

        async def send_part(content: bytes, *, more: bool = True) -> None:
            await send({"type": "http.response.body", "body": content, "more_body": more})

        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await _until_over(self._listening, receive, lambda: self._pour(send_part))

    async def _pour(self, send: Callable[..., Awaitable[None]]) -> None:
        known = self._listening.reader.begins_after
        begins = f"retry: {RETRY_MILLISECONDS}\n" + ("" if known is None else f"id: {known}\n")
        await _in_time(send(f"{begins}\n".encode()))
        async for said in self._listening.told():
            await _in_time(send(_event(said)))
        await _in_time(send(b"", more=False))


def _event(said: Told) -> bytes:
    """Return what is told in the form of events; a heartbeat is a comment."""
    if said["topic"] == "heartbeat":
        return b": still here\n\n"
    name = b"event: resync\n" if said["topic"] == "resync" else b""
    return b"id: %s\n%sdata: %s\n\n" % (said["id"].encode(), name, encoded(said))


async def listen_by_socket(socket: WebSocket, listening: Listening) -> None:
    """Send messages over a WebSocket that was accepted, until it is over."""

    async def pour() -> None:
        async for said in listening.told():
            await _in_time(socket.send_text(encoded(said).decode()))
        ended.append(True)

    ended: list[bool] = []
    await _until_over(listening, socket.receive, pour)
    # The server cannot close while it waits for what the listener sends (granian 2.8).
    if ended:
        await _in_time(socket.close(NOT_ANY_MORE))


async def _until_over(listening: Listening, receive: Receive, pour: Callable[[], Awaitable[None]]) -> None:
    """Pour until that ends or the listener is gone; what they send is not read."""
    tasks = [asyncio.ensure_future(_gone(receive)), asyncio.ensure_future(pour())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        listening.serving.feeds.leave(listening.reader)
        for task in tasks:
            task.cancel()
        for end in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(end, Exception):
                listening.serving.note("live_feed_ended", reason=type(end).__name__)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] not in ("http.disconnect", "websocket.disconnect"):
        pass


async def _in_time(sending: Awaitable[None]) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await sending
