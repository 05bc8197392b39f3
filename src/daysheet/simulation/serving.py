"""Serves an ASGI app over real HTTP inside the current process and event loop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from starlette.types import ASGIApp

# The server would take 128 connections at once and let all others wait; those who listen stay for hours.
CONNECTIONS_MAX = 4_096
READY_WITHIN_SECONDS = 10.0
READY_POLL_SECONDS = 0.01
# The server's own threads let go of the interpreter a moment after it stopped. A process that ended sooner was seen
# to print a panic of theirs in one run out of eight; with this pause in none of sixty.
SETTLE_SECONDS = 0.1


async def serve(
    app: ASGIApp, host: str = "127.0.0.1", port: int = 0, on_ready: Callable[[int], None] | None = None
) -> None:
    """
    Serve *app* until the process is asked to stop (SIGTERM, SIGINT) or this call is cancelled.

    Port 0 takes a free one; *on_ready* is told the port once connections are accepted.
    """
    chosen_port = _free_port(host, port)
    server = Server(
        app,
        address=host,
        port=chosen_port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=True,
        backpressure=CONNECTIONS_MAX,
        log_enabled=False,
    )
    serving = asyncio.ensure_future(server.serve())

    def stop() -> None:
        server.interrupt_signal = True
        server.main_loop_interrupt.set()

    try:
        with _stop_signals(stop):
            await _wait_until_ready(serving, host, chosen_port)
            if on_ready is not None:
                on_ready(chosen_port)
            await asyncio.shield(serving)
    finally:
        if not serving.done():
            stop()
            await serving
        await asyncio.sleep(SETTLE_SECONDS)


@contextlib.asynccontextmanager
async def served(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve *app* for as long as the block runs, and give its base URL."""
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    serving = asyncio.ensure_future(serve(app, host, port, on_ready=ready.set_result))
    try:
        serving.add_done_callback(lambda _: ready.done() or ready.cancel())
        await asyncio.wait([ready])
        if serving.done():
            serving.result()
        yield f"http://{host}:{ready.result()}"
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


def _free_port(host: str, port: int) -> int:
    """Return *port*, or any free one for 0; the server itself would share a taken port without a word."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])


async def _wait_until_ready(serving: asyncio.Future[None], host: str, port: int) -> None:
    deadline = asyncio.get_running_loop().time() + READY_WITHIN_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        if serving.done():
            serving.result()
            raise RuntimeError(f"the server on {host}:{port} stopped before it was ready")
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(READY_POLL_SECONDS)
        else:
            writer.close()
            return
    raise TimeoutError(f"the server on {host}:{port} was not ready within {READY_WITHIN_SECONDS} seconds")


@contextlib.contextmanager
def _stop_signals(stop: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    taken: list[signal.Signals] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        # Only the main thread may take signals; elsewhere the caller stops the server by cancelling.
        with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
            loop.add_signal_handler(number, stop)
            taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            loop.remove_signal_handler(number)
