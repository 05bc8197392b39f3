"""demo."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from typing import Annotated, Any

from cyclopts import Parameter

from daysheet.cli.common import Common, run_now
from daysheet.cli.doorway import doorway
from daysheet.cli.progress import watched
from daysheet.operations import demo as stage
from daysheet.operations.demo import Act

SECONDS_BETWEEN_RUNS = 10.0


def demo(
    *,
    once: Annotated[bool, Parameter(negative="", help="Run once, say what happened, stop everything.")] = False,
    port: Annotated[int, Parameter(help="Port of the console, when there is one.")] = 8765,
    orders: Annotated[int, Parameter(help="Size of the business.")] = stage.ORDERS,
    common: Common = Common(),  # noqa: B008
) -> int:
    """
    Show everything on this machine: simulated vendors, a first run, and a comparison with their truth.

    Without --once the businesses live on and are read every ten seconds until Ctrl-C.

    Examples:

        daysheet demo
        daysheet demo --once --json
    """
    return run_now(_perform(common, once, orders), common)


async def _perform(common: Common, once: bool, orders: int) -> int:
    began = time.monotonic()
    talk = common.talk
    talk.print("Starting a private demo. Nothing leaves this machine.")
    settings = doorway().settings(common.home)
    async with doorway().office(common.home or settings.home / "demo") as office:
        talk.print(f"  ✓ PostgreSQL        {'started (private copy)' if office.opened.is_embedded else 'yours'}")
        async with stage.staged(office, doorway().simulator, orders) as (tenant, acts):
            for act in acts:
                talk.print(f"  ✓ {act.vendor.title:<17} simulated at {act.row.base_url}", markup=False)
            talk.print("  First run")
            for act in acts:
                with watched(talk) as observe:
                    await stage.perform(office, tenant, act, observe)
            seconds = time.monotonic() - began
            _tell(common, acts, seconds)
            if not once:
                reader = await office.opened.make_reader(tenant.tenant_id)
                talk.print(f"\n  Look into it while it lives:  psql '{reader}'\n  Stop  Ctrl-C", markup=False)
                await _live(common, office, tenant, acts)
            if common.json:
                common.emit(_summary(acts, seconds))
    return 0 if not any(sum(map(len, act.differences.values())) for act in acts) else 1


def _tell(common: Common, acts: list[Act], seconds: float) -> None:
    if not common.json:
        rows = [
            {"vendor": act.vendor.name, "table": table, "rows": count}
            for act in acts
            for table, count in act.rows.items()
        ]
        common.show(("vendor", "table", "rows"), rows, "Nothing was read.")
    for act in acts:
        wrong = [each for found in act.differences.values() for each in found]
        sign = "✗" if wrong else "✓"
        common.talk.print(f"  {sign} {act.vendor.title}: {len(wrong)} differences from the simulator's truth")
        for each in wrong[:5]:
            common.talk.print(f"      {each}", markup=False)
        for error in act.run.errors if act.run else ():
            common.talk.print(f"  ✗ {error}", markup=False)
    common.talk.print(f"Ready in {seconds:.0f} s.")


def _summary(acts: list[Act], seconds: float) -> dict[str, Any]:
    return {
        "rows": {f"{act.vendor.name}.{table}": count for act in acts for table, count in act.rows.items()},
        "differences": {
            f"{act.vendor.name}.{stream}": len(found) for act in acts for stream, found in act.differences.items()
        },
        "streams": {
            f"{act.vendor.name}.{stream}": vars(counts)
            for act in acts
            if act.run is not None
            for stream, counts in act.run.counts.items()
        },
        "seconds": round(seconds, 1),
    }


async def _live(common: Common, office: Any, tenant: Any, acts: list[Act]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SECONDS_BETWEEN_RUNS)
        if stop.is_set():
            return
        for act in acts:
            stage.live_on(act)
            with watched(common.talk) as observe:
                await stage.perform(office, tenant, act, observe)
            changed = sum(each.new + each.changed for each in act.run.counts.values()) if act.run else 0
            wrong = sum(map(len, act.differences.values()))
            common.talk.print(f"  {act.vendor.title}: {changed} records new or changed, {wrong} differences")
