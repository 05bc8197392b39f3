"""A phone on a line that can be cut, and what its device holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import pytest

from daysheet.console import offline, templating
from daysheet.console.desk import COOKIE
from tests.console.browsing import PHONE, Eyes, Sight
from tests.console.house import Guest, House

CHUNK_BYTES: Final = 65_536
PATIENCE_MS: Final = 30_000
# How an address answers that a device without a connection does not hold.
PLAIN: Final = 503
# Looks into the device until it holds what is wanted and nothing unwanted, and returns the addresses that it holds.
COPIES: Final = """async ([wanted, unwanted, patience]) => {
  const until = performance.now() + patience;
  for (;;) {
    const keys = await (await caches.open("daysheet pages")).keys();
    const found = keys.map((each) => new URL(each.url)).map((each) => each.pathname + each.search).sort();
    const isSo = wanted.every((each) => found.includes(each)) && !unwanted.some((each) => found.includes(each));
    if (isSo || performance.now() > until) return found;
    await new Promise(requestAnimationFrame);
  }
}"""
STANDING: Final = """async (patience) => {
  const until = performance.now() + patience;
  for (;;) {
    const worker = (await navigator.serviceWorker.getRegistration())?.active;
    if (worker?.state === "activated") return true;
    if (performance.now() > until) return false;
    await new Promise(requestAnimationFrame);
  }
}"""


@dataclass(kw_only=True)
class Line:
    """What a server is reached by; `bytes_max` is after how many bytes of an answer it breaks."""

    server_port: int
    is_cut: bool = False
    bytes_max: int | None = None
    base_url: str = ""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _held_path: str | None = None
    _is_holding: asyncio.Event = field(default_factory=asyncio.Event)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def cut(self) -> None:
        """Let nothing through any more, not even what is on its way."""
        self.is_cut = True
        self._released.set()
        for each in self._open:
            each.transport.abort()

    def mend(self) -> None:
        """Let everything through again."""
        self.is_cut, self.bytes_max = False, None

    def hold(self, path: str) -> None:
        """Let the answer to the next request for a path wait."""
        self._held_path = path

    async def holds(self) -> None:
        """Wait until an answer waits."""
        await self._is_holding.wait()

    def release(self) -> None:
        """Let what waits go on."""
        self._released.set()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        there, away = await asyncio.open_connection("127.0.0.1", self.server_port)
        self._open |= {writer, away}
        held = asyncio.Event()
        try:
            with suppress(OSError):
                await asyncio.gather(self._ask(reader, away, held), self._answer(there, writer, held))
        finally:
            self._open -= {writer, away}
            for each in (writer, away):
                each.transport.abort()

    async def _ask(self, browser: asyncio.StreamReader, server: asyncio.StreamWriter, held: asyncio.Event) -> None:
        while chunk := await browser.read(CHUNK_BYTES):
            if self._held_path is not None and chunk.startswith(f"GET {self._held_path} ".encode()):
                self._held_path = None
                held.set()
            server.write(chunk)
            await server.drain()
        server.close()

    async def _answer(self, server: asyncio.StreamReader, browser: asyncio.StreamWriter, held: asyncio.Event) -> None:
        passed = 0
        while chunk := await server.read(CHUNK_BYTES):
            if held.is_set():
                self._is_holding.set()
                await self._released.wait()
            if self.bytes_max is not None and passed + len(chunk) > self.bytes_max:
                browser.write(chunk[: max(0, self.bytes_max - passed)])
                await browser.drain()
                break
            passed += len(chunk)
            browser.write(chunk)
            await browser.drain()
        browser.close()


@asynccontextmanager
async def open_line(base_url: str) -> AsyncIterator[Line]:
    """Give a server another address, by a line that can be cut."""
    port = urlsplit(base_url).port
    assert port is not None
    line = Line(server_port=port)
    server = await asyncio.start_server(line._carry, "127.0.0.1", 0)
    line.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield line
    finally:
        line.cut()
        server.close()


async def become(sight: Sight, guest: Guest) -> None:
    """Let whoever sits before a window be somebody who is signed in; no page hears of it."""
    token = guest.client.cookies[COOKIE]
    await sight.page.context.add_cookies([{"name": COOKIE, "value": token, "url": sight.base_url}])


async def stand(sight: Sight) -> None:
    """Wait until the worker of this window stands ready."""
    assert await sight.page.evaluate(STANDING, PATIENCE_MS)


async def copies(sight: Sight, *wanted: str) -> list[str]:
    """Return what the device holds, once it holds what is wanted."""
    found: list[str] = await sight.page.evaluate(COPIES, [wanted, (), PATIENCE_MS])
    assert set(wanted) <= set(found), (wanted, found)
    return found


async def copies_without(sight: Sight, *unwanted: str) -> list[str]:
    """Return what the device holds, once it holds nothing of what it is to let go."""
    found: list[str] = await sight.page.evaluate(COPIES, [(), unwanted, PATIENCE_MS])
    assert not set(unwanted) & set(found), found
    return found


async def keep(sight: Sight, *paths: str) -> list[str]:
    """Open pages until the device holds them, and return all that it holds."""
    held: list[str] = []
    for path in paths:
        assert await sight.go(path) == 200
        await stand(sight)
        held = await copies(sight, path)
    return held


@asynccontextmanager
async def phone(house: House, eyes: Eyes, guest: Guest | None = None) -> AsyncIterator[tuple[Sight, Line]]:
    """Give somebody of the house a phone on a line that can be cut; the owner, where nobody is named."""
    async with open_line(house.base_url) as line, eyes.window(line.base_url, viewport=PHONE) as sight:
        await become(sight, guest or await house.visitor("owner"))
        yield sight, line


@contextmanager
def planted(monkeypatch: pytest.MonkeyPatch, right: bytes, wrong: bytes) -> Iterator[None]:
    """Let the server hand out a worker with something else in it."""
    made = templating.asset("service-worker.js")
    assert right in made
    try:
        with monkeypatch.context() as patch:
            patch.setattr(offline, "asset", lambda _: made.replace(right, wrong))
            offline.worker.cache_clear()
            yield
    finally:
        offline.worker.cache_clear()
