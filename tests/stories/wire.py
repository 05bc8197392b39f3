"""
A wire to PostgreSQL that breaks off at a counted message.

It reads the framing of the protocol (a startup message without a type, then one byte of type and
four of length) and counts what passes, over all connections. It breaks once; whoever connects
afterwards gets through.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit

# A refusal of encryption would be a message without a frame; nobody is to ask for it.
PLAIN: Final = "sslmode=disable&gssencmode=disable"
READY_FOR_QUERY: Final = b"Z"
# The server says these and waits for the client: to hold them back would stop the talk, not cut it.
ITS_TURN_ENDS: Final = (b"R", b"G", READY_FOR_QUERY)

Cut = Literal["after message", "before reply"]


class Wire:
    """Passes everything on, until it breaks."""

    def __init__(self, host: str, port: int) -> None:
        self.messages = 0
        self.replies = 0
        self.is_broken = False
        self._upstream = (host, port)
        self._cut: tuple[Cut, int] | None = None
        self._talks: set[asyncio.Task[None]] = set()

    def arm(self, cut: Cut | None = None, number: int = 0) -> None:
        """Count from now on, and break at this message from the client, or at this reply of the server."""
        self.messages = self.replies = 0
        self.is_broken = False
        self._cut = (cut, number) if cut else None

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on, in both directions."""
        server_reader, server_writer = await asyncio.open_connection(*self._upstream)
        there = asyncio.create_task(self._forward(reader, server_writer))
        back = asyncio.create_task(self._return(server_reader, writer))
        try:
            await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (there, back):
                task.cancel()
            await asyncio.gather(there, back, return_exceptions=True)
            # Not a word of goodbye to either side, as when a cable is pulled.
            for each in (writer, server_writer):
                each.transport.abort()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            startup = await reader.readexactly(4)
            writer.write(startup + await reader.readexactly(int.from_bytes(startup) - 4))
            while True:
                writer.write((await _message(reader))[1])
                await writer.drain()
                self.messages += 1
                if self._is_due("after message", self.messages):
                    self.is_broken = True
                    return

    async def _return(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held_back = b""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                kind, whole = await _message(reader)
                held_back += whole
                self.replies += kind == READY_FOR_QUERY
                if self._is_due("before reply", self.replies):
                    self.is_broken = True
                    return
                if kind in ITS_TURN_ENDS or not self._is_due("before reply", self.replies + 1):
                    writer.write(held_back)
                    held_back = b""
                    await writer.drain()

    def _is_due(self, cut: Cut, number: int) -> bool:
        return not self.is_broken and self._cut == (cut, number)

    def begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a new connection."""
        talk = asyncio.create_task(self.talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def end(self) -> None:
        """Let go of all connections."""
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Return the type of the next message, and all of it."""
    head = await reader.readexactly(5)
    return head[:1], head + await reader.readexactly(int.from_bytes(head[1:]) - 4)


@asynccontextmanager
async def wired(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """Lay a wire to the server of *url* for as long as the block runs; give it with the address over it."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    wire = Wire(parts.hostname, parts.port)
    server = await asyncio.start_server(wire.begin, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    login = parts.netloc.rpartition("@")[0]
    try:
        yield wire, urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{port}", query=PLAIN))
    finally:
        server.close()
        await wire.end()
        await server.wait_closed()
