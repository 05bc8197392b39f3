"""runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.scheduling import span
from daysheet.core.errors import SettingWrong

if TYPE_CHECKING:
    from datetime import datetime

    from daysheet.operations.runs.run_desk import RunDetails
    from daysheet.warehouse.run_history import RunRow

runs = App(name="runs", help="What was read when, and how it went: list, show, watch, cancel.")

LIMIT_MAX = 500
LOOK_EVERY_SECONDS = 1.0
COLUMNS = ("run", "connection", "schedule", "status", "started", "took", "received", "new", "changed", "calls")
STREAM_COLUMNS = ("stream", "location", "status", "received", "new", "changed", "same", "quarantined", "calls")
RunId = Annotated[str | None, Parameter(help="Id of the run, or how it begins; the newest unless given.")]


@runs.command(name="list")
def list_runs(
    connection: Annotated[str | None, Parameter(help="Only this connection.")] = None,
    /,
    *,
    limit: Annotated[int, Parameter(help="How many, newest first.", show_default=True)] = 20,
    common: Common = Common(),
) -> int:
    """
    List the newest runs, by schedules and by hand.

    For example:

        daysheet runs list
        daysheet runs list main-street --limit 100 --json
    """
    from daysheet.operations.runs import run_desk

    if not 1 <= limit <= LIMIT_MAX:
        raise SettingWrong(f"--limit has to be between 1 and {LIMIT_MAX}.")

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await run_desk.newest(office, tenant, connection, limit)
            now = office.clock()
        if common.json:
            common.emit({"runs": [vars(each) for each in found]})
        else:
            common.show(COLUMNS, [_shown(each, now) for each in found], "No run yet. Make one: daysheet sync")
        return 0

    return run_now(work())


@runs.command(name="show")
def show_run(run: RunId = None, /, *, common: Common = Common()) -> int:
    """
    Show one run: what it did in each stream at each location, and what went wrong.

    For example:

        daysheet runs show
        daysheet runs show 3bffbea4
    """
    from daysheet.operations.runs import run_desk

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await run_desk.details(office, tenant, run)
            now = office.clock()
        if common.json:
            common.emit(_details_as_json(found))
        else:
            _tell(common, found, now)
        return 0

    return run_now(work())


@runs.command(name="watch")
def watch_run(run: RunId = None, /, *, common: Common = Common()) -> int:
    """
    Follow a run until it ends, a line for each stream that is read; with --json its end as one object.

    For example:

        daysheet runs watch
    """
    from daysheet.operations.runs import run_desk

    async def work() -> int:
        told: set[tuple[str, str | None]] = set()
        async with at_work(common) as (office, tenant):
            found = await run_desk.details(office, tenant, run)
            while True:
                for each in found.streams:
                    key = (each["stream"], each["location"])
                    if each["status"] != "running" and key not in told:
                        told.add(key)
                        common.say(f"  {each['stream'].replace('_', ' '):<20} {each['received']:>9,} received")
                if found.run.status != "running":
                    break
                await asyncio.sleep(LOOK_EVERY_SECONDS)
                found = await run_desk.details(office, tenant, str(found.run.run_id))
            now = office.clock()
        if common.json:
            common.emit(_details_as_json(found))
        else:
            _tell(common, found, now)
        return 0

    return run_now(work())


@runs.command(name="cancel")
def cancel_run(
    run: Annotated[str, Parameter(help="Id of the run, or how it begins.")], /, *, common: Common = Common()
) -> int:
    """
    Let a run of a worker end at its next step; what it stored is stored, and its schedule goes on as usual.

    For example:

        daysheet runs cancel 3bffbea4
    """
    from daysheet.operations.runs import run_desk

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await run_desk.cancel(office, tenant, run)
        common.say(f"✓ Run {str(found.run_id)[:8]} of {found.connection!r} ends at its next step.")
        if common.json:
            common.emit(vars(found))
        return 0

    return run_now(work())


def _details_as_json(found: RunDetails) -> dict[str, Any]:
    return {**vars(found.run), "streams": list(found.streams)}


def _tell(common: Common, found: RunDetails, now: datetime) -> None:
    run = _shown(found.run, now)
    common.say(f"Run {found.run.run_id} of {run['connection']!r}: {run['status']}, {run['started']}, {run['took']}")
    rows = [{**each, "calls": each["requests"]} for each in found.streams]
    common.show(STREAM_COLUMNS, rows, "It has read nothing yet.")
    for message in dict.fromkeys(each["error"] for each in found.streams if each["error"]):
        common.say(f"✗ {message}")
    counted = [each for each in found.streams if each["announced"] is not None]
    for each in counted:
        if each["difference"]:
            common.say(
                f"! {each['stream'].replace('_', ' ')}, {each['location'] or 'all'}: the vendor announced "
                f"{each['announced']:,}, held are {each['held']:,}, in quarantine {each['set_aside']:,}"
            )
    if counted and not any(each["difference"] for each in counted):
        common.say(f"✓ Totals compared with the vendor's: {len(counted)}, none differs")


def _shown(run: RunRow, now: datetime) -> dict[str, Any]:
    status = "cancelling" if run.status == "running" and run.cancel_asked_at else run.status
    return {
        "run": str(run.run_id)[:8],
        "connection": run.connection,
        "schedule": run.schedule or "",
        "status": f"{status}, a slice" if run.is_cut and run.status == "partial" else status,
        "started": f"{run.started_at:%Y-%m-%d %H:%M} UTC",
        "took": span(((run.finished_at or now) - run.started_at).total_seconds()),
        "received": run.received,
        "new": run.new,
        "changed": run.changed,
        "calls": run.requests,
    }
