"""
Serves the API until the process is asked to stop, and then finishes what is in hand.

What runs by itself keeps it company in the same process: the watch over the inboxes, and the worker that reads by the
schedules. Enough for a business; more workers are processes of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from functools import partial
from typing import Any, Final

from starlette.types import ASGIApp

from daysheet.api.app import create_app
from daysheet.api.state import Serving
from daysheet.operations.alerts.alerting_watch import AlertWatch
from daysheet.operations.hooks.webhook_watch import WebhookWatch
from daysheet.operations.identity.open_house import OpenHouse
from daysheet.operations.office import Office
from daysheet.operations.runs.working import work
from daysheet.simulation.serving import served
from daysheet.warehouse.database import Database

# Of the ten seconds that a stop may take, those that answers in hand are waited for, and those for what runs by itself.
ANSWERS_SECONDS: Final = 3.0
COMPANY_SECONDS: Final = 6.0
# Of those, how long a page that is being read may take; the rest is for letting go of the leases.
PAGE_SECONDS: Final = 2.0
# Events must be kept however much of the database the runs take.
CONNECTIONS_FOR_REQUESTS: Final = 8

Note = Callable[..., Any]
Work = Callable[[], Coroutine[Any, Any, None]]
Pages = Callable[[Office, Database], ASGIApp]


async def serve_office(
    office: Office,
    *,
    host: str,
    port: int,
    note: Note,
    on_ready: Callable[[str], None],
    looks: bool = True,
    reads: bool = True,
    metrics_token: str | None = None,
    house: OpenHouse | None = None,
    pages: Pages | None = None,
    public_url: str | None = None,
) -> None:
    """
    Serve at *host* and *port* until SIGTERM, SIGINT or cancellation; *on_ready* is told the address.

    With *looks* it looks at what webhooks tell of, with *reads* it reads by the schedules; otherwise another process
    has to. Whoever brings *metrics_token* may read `/metrics`. In an open *house* everybody at this machine is a
    guest. *pages* makes the console, which is served beside the API. Browsers come by *public_url*, where that is
    known. Raises OSError for a taken port, and what ended its company.
    """
    stop = asyncio.Event()
    urls = office.opened.urls
    async with (
        Database(urls.worker, connections_max=CONNECTIONS_FOR_REQUESTS) as database,
        Database(urls.api, connections_max=CONNECTIONS_FOR_REQUESTS) as reading,
    ):
        watch = WebhookWatch(office, stop, note)
        serving = Serving(
            office=replace(office, database=database),
            reading=reading,
            heard=watch.wake,
            note=note,
            metrics_token=metrics_token,
            house=house,
            is_https=public_url is not None and public_url.startswith("https://"),
        )
        company: list[Work] = [watch.run] if looks else []
        if reads:
            company.append(partial(work, lambda: nullcontext(office), stop, tell=note, patience_seconds=PAGE_SECONDS))
            company.append(AlertWatch(office, stop, note).run)
        console = pages(serving.office, reading) if pages is not None else None
        async with served(create_app(serving, console), host, port) as address:
            with _asked_to_stop(stop):
                async with _in_company(serving, stop, company):
                    on_ready(address)
                await _finish(serving)


@asynccontextmanager
async def _in_company(serving: Serving, stop: asyncio.Event, company: Sequence[Work]) -> AsyncIterator[None]:
    """
    Run beside the server what runs by itself, until *stop* is set or one of it ends; raises what ended it.

    That the server stops is told first: no more requests should be sent here while the rest ends.
    """
    tasks = [asyncio.create_task(each()) for each in company]
    stopped = asyncio.create_task(stop.wait())
    try:
        yield
        await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
    finally:
        serving.stop()
        stop.set()
        ends = await _ended(tasks)
    for end in ends:
        if isinstance(end, Exception):
            raise end


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> list[BaseException | None]:
    """Wait for what was told to stop, and cancel what goes on all the same."""
    if tasks:
        await asyncio.wait(tasks, timeout=COMPANY_SECONDS)
    for task in tasks:
        task.cancel()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def _finish(serving: Serving) -> None:
    """Wait until everything in hand is answered, or for as long as a stop may wait."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(ANSWERS_SECONDS):
            await serving.all_answered()


@contextlib.contextmanager
def _asked_to_stop(stop: asyncio.Event) -> Iterator[None]:
    """Let the usual signals set *stop*; the server would take them for itself and cut off what is in hand."""
    loop = asyncio.get_running_loop()
    taken: list[signal.Signals] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        # Only the main thread of a system with signals may take them.
        with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
            loop.add_signal_handler(number, stop.set)
            taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            loop.remove_signal_handler(number)
