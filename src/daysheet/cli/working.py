"""work."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from daysheet.cli.common import Common, run_now
from daysheet.cli.doorway import doorway
from daysheet.cli.wording import plain
from daysheet.core.errors import SettingWrong
from daysheet.core.nouns import counted

if TYPE_CHECKING:
    from daysheet.operations.office import Office

WORKERS_MAX = 16


def work(
    *,
    workers: Annotated[int, Parameter(help="How many readings at once.", show_default=True)] = 1,
    once: Annotated[bool, Parameter(help="Do what is due now, then end.")] = False,
    common: Common = Common(),
) -> int:
    """
    Read what is due, by the schedules, until told to stop (Ctrl+C, or SIGTERM); send alerts beside it.

    It may run on several machines that reach the same database: each reading is done by one of them, and
    goes on at another when its worker dies. Events are lines on standard error, each one JSON object where that is
    no terminal; with --json they are on standard output.

    For example:

        daysheet work
        daysheet work --workers 4 --json
        daysheet work --once
    """
    from daysheet.operations.alerts.alerting_watch import watched
    from daysheet.operations.runs import working

    if not 1 <= workers <= WORKERS_MAX:
        raise SettingWrong(f"--workers has to be between 1 and {WORKERS_MAX}.")

    stop = asyncio.Event()
    tell = _teller(common)

    @asynccontextmanager
    async def open_office() -> AsyncIterator[Office]:
        async with (
            doorway().office(common.home) as office,
            nullcontext(office) if once else watched(office, stop, tell),
        ):
            yield office

    async def foreground() -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        common.say(f"{counted(workers, 'worker')} at work, by the schedules: daysheet schedules list")
        if not once:
            common.say("Stop with Ctrl+C; what was stored is stored, and the next one goes on from there.")
        await working.work(open_office, stop, workers=workers, is_once=once, tell=tell)

    run_now(foreground())
    common.say("Nothing more is due." if once else "Stopped; no lease is left.")
    return 0


def _teller(common: Common) -> Callable[..., None]:
    """Return what tells an event: as a line of JSON, as a log line, or not at all."""
    if common.json:

        def tell(event: str, **words: Any) -> None:
            print(json.dumps({"event": event, **words}, default=plain, ensure_ascii=False), flush=True)

        return tell
    if common.quiet:
        from daysheet.operations.runs.working import tell_nobody

        return tell_nobody
    from daysheet.logs import service_log

    return service_log()
