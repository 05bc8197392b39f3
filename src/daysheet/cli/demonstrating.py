"""demo."""

from __future__ import annotations

import asyncio
import shlex
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from daysheet.cli.common import Common, run_now
from daysheet.cli.doorway import doorway
from daysheet.cli.outcomes import Grouped, tell_trouble, tell_waiting
from daysheet.cli.progress import watched
from daysheet.core.nouns import counted
from daysheet.operations.demonstration import demo as stage
from daysheet.operations.demonstration.demo import Act
from daysheet.operations.demonstration.demo_webhooks import Teller, tellers

if TYPE_CHECKING:
    from daysheet.operations.office import Office
    from daysheet.settings import Settings
    from daysheet.warehouse.connections import Tenant

SECONDS_BETWEEN_RUNS = 10.0
PAGES = ("/today", "/boards/work-in-progress", "/boards/journeys")
DIFFERENCES_SHOWN_MAX = 5
NAME_WIDTH = 12
QUESTION = "select name, time_zone from control.locations"


def demo(
    *,
    once: Annotated[bool, Parameter(help="Read once, say what happened, stop everything.")] = False,
    port: Annotated[
        int, Parameter(help="Port at which the demo's vendors tell what happens, by webhook.", show_default=True)
    ] = 8765,
    orders: Annotated[int, Parameter(help="Repair orders of the invented business.", show_default=True)] = stage.ORDERS,
    common: Common = Common(),
) -> int:
    """
    Try everything on this machine: a simulated vendor, a first run, a comparison with its truth.

    Without --once the business lives on until Ctrl-C: its vendors tell what happens by webhook, and everything is
    read every ten seconds besides. Unless a home is given, the demo keeps to the folder `demo` in the usual one.

    For example:

        daysheet demo
        daysheet demo --once --json
    """
    return run_now(_perform(common, once, orders, port))


async def _perform(common: Common, once: bool, orders: int, port: int) -> int:
    began = time.monotonic()
    common.say("Starting a private demo. Nothing leaves this machine.")
    settings = doorway().settings(common.home)
    home = settings.home if settings.is_home_chosen else settings.home / "demo"
    async with doorway().office(home) as office:
        # The vendors of the demo are on this machine.
        office = replace(office, allowed_hosts=frozenset({"127.0.0.1"}))
        _introduce(common, office)
        async with stage.staged(office, doorway().simulator, orders) as (tenant, acts):
            with _interruptible():
                for act in acts:
                    await _first_run(common, office, tenant, act)
                seconds = time.monotonic() - began
                code = 1 if any(act.differences_total or act.run.errors for act in acts) else 0
                if common.json:
                    common.emit(_summary(acts, seconds))
                _invite(common, settings, home, seconds)
                if not once:
                    await _live(common, office, tenant, acts, port)
    return code


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end the demo itself; the servers in this process would take it for themselves."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    asked: list[bool] = []

    def stop() -> None:
        asked.append(True)
        task.cancel()

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop)
    try:
        yield
    except asyncio.CancelledError:
        if not asked:
            raise
        raise KeyboardInterrupt from None


def _say(common: Common, name: str, text: str, sign: str = "✓") -> None:
    common.say(f"  {sign} {name:<{NAME_WIDTH}} {text}")


def _introduce(common: Common, office: Office) -> None:
    port = office.opened.port
    _say(common, "PostgreSQL", f"started (private copy, port {port})" if office.opened.is_embedded else "yours")
    made = len(office.opened.migrated)
    _say(common, "Tables", f"made now ({counted(made, 'migration')})" if made else "up to date, emptied")


async def _first_run(common: Common, office: Office, tenant: Tenant, act: Act) -> None:
    _say(common, "Simulator", f"{act.vendor.title} at {act.row.base_url}")
    names = ", ".join(act.discovery.locations.values())
    _say(common, "Business", f"{counted(len(act.discovery.locations), 'shop')}: {names}")
    common.say("  First run")
    with watched(common) as observe:
        await stage.perform(office, tenant, act, observe)
    if not common.json:
        rows = [{"table": f"{act.vendor.schema}.{name}", "rows": Grouped(count)} for name, count in act.rows.items()]
        common.show(("table", "rows"), rows, "Nothing was read.")
    _prove(common, act)


def _prove(common: Common, act: Act) -> None:
    tell_trouble(common, act.row.name, act.run)
    text = f"{counted(sum(act.rows.values()), 'row')} compared with the simulator's truth: "
    text += counted(act.differences_total, "difference")
    _say(common, "Proof", text, "✗" if act.differences_total else "✓")
    _tell_differences(common, act)
    tell_waiting(common, act.waiting)


def _tell_differences(common: Common, act: Act) -> None:
    wrong = [each for found in act.differences.values() for each in found]
    for each in wrong[:DIFFERENCES_SHOWN_MAX]:
        common.say(f"      {each}")


def _invite(common: Common, settings: Settings, home: Path, seconds: float) -> None:
    option = "" if home == settings.home and common.home is None else f" --home {shlex.quote(str(home))}"
    common.say(f"Ready in {seconds:.0f} s. Look into it:")
    common.say(f'  daysheet query{option} "{QUESTION}"')
    common.say(f'  psql "$(daysheet database url{option})"')


async def _live(common: Common, office: Office, tenant: Tenant, acts: list[Act], port: int) -> None:
    """Let the businesses live and read them again and again; Ctrl-C is the way out and no failure."""
    common.say(f"The business lives on and is read every {SECONDS_BETWEEN_RUNS:.0f} seconds. Stop: Ctrl-C")
    quietly = Common(quiet=True)
    try:
        async with _listening(common, office, tenant, acts, port) as (tellers, stopped):
            while not stopped.done():
                told = []
                for act, teller in zip(acts, tellers, strict=True):
                    stage.live_on(act)
                    told.append(await teller.tell())
                await asyncio.wait([stopped], timeout=SECONDS_BETWEEN_RUNS)
                for act, count in zip(acts if not stopped.done() else (), told, strict=False):
                    with watched(quietly) as observe:
                        await stage.perform(office, tenant, act, observe)
                    _tell_change(common, act, count)
    except asyncio.CancelledError:
        pass
    common.say("Stopping. The rows stay until the next demo.")


@asynccontextmanager
async def _listening(
    common: Common, office: Office, tenant: Tenant, acts: list[Act], port: int
) -> AsyncIterator[tuple[list[Teller], asyncio.Future[None]]]:
    """Serve what webhooks come to, and give who tells; where that is not possible nobody does, and nothing stops it."""
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serve = doorway().serve
    if serve is None:
        yield [Teller() for _ in acts], asyncio.get_running_loop().create_future()
        return
    await stage.read_by_hand(office, tenant, acts)
    serving = asyncio.ensure_future(
        serve(
            office,
            host="127.0.0.1",
            port=port,
            note=_no_line,
            on_ready=ready.set_result,
            open_to=tenant,
        )
    )
    serving.add_done_callback(lambda _: ready.done() or ready.cancel())
    await asyncio.wait([ready])
    try:
        if not ready.cancelled():
            _tell_addresses(common, ready.result())
            yield await tellers(office, tenant, acts, ready.result()), serving
        else:
            common.say(f"! Port {port} cannot be used, so nobody tells by webhook. Choose another --port.")
            yield [Teller() for _ in acts], asyncio.get_running_loop().create_future()
    finally:
        serving.cancel()
        await asyncio.wait([serving])


def _tell_addresses(common: Common, base_url: str) -> None:
    common.say("  ✓ The console is open, to you as the owner and without a password:")
    for path in PAGES:
        common.say(f"      {base_url}{path}")
    common.say("  ✓ The vendors tell by webhook: what happens is on the boards within seconds")


def _no_line(_: str, **__: Any) -> None:
    """Write no line of a log: the demo talks by itself."""


def _tell_change(common: Common, act: Act, told: int) -> None:
    changed = sum(each.new + each.changed for each in act.run.counts.values())
    text = f"{counted(told, 'event')} told, then {counted(changed, 'record')} new or changed by the lists, "
    text += counted(act.differences_total, "difference")
    common.say(f"  {'✗' if act.differences_total else '✓'} {act.vendor.title}: {text}")
    _tell_differences(common, act)
    tell_trouble(common, act.row.name, act.run)


def _summary(acts: list[Act], seconds: float) -> dict[str, Any]:
    return {
        "rows": {f"{act.vendor.schema}.{table}": count for act in acts for table, count in act.rows.items()},
        "differences": {
            f"{act.vendor.name}.{stream}": len(found) for act in acts for stream, found in act.differences.items()
        },
        "differences_total": sum(act.differences_total for act in acts),
        "streams": {
            f"{act.vendor.name}.{stream}": vars(counts) for act in acts for stream, counts in act.run.counts.items()
        },
        "errors": [str(error) for act in acts for error in act.run.errors],
        "quarantine": sum(act.waiting for act in acts),
        "seconds": round(seconds, 1),
    }
