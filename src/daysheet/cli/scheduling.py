"""schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.core.nouns import counted

if TYPE_CHECKING:
    from datetime import datetime

    from daysheet.warehouse.schedule_rows import Schedule

schedules = App(name="schedules", help="When connections are read by themselves: list, set, on, off.")

Connection = Annotated[str, Parameter(help="Name of the connection.")]
COLUMNS = ("connection", "schedule", "reads", "when", "state", "next due", "last good")


@schedules.command(name="list")
def list_schedules(
    connection: Annotated[str | None, Parameter(help="Only this connection.")] = None,
    /,
    *,
    common: Common = Common(),
) -> int:
    """
    List when each connection is read, what is due next, and why something failed.

    For example:

        daysheet schedules list
        daysheet schedules list main-street --json
    """
    from daysheet.operations.runs import scheduling

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await scheduling.listed(office, tenant, connection)
            now = office.clock()
        if common.json:
            common.emit({"schedules": [as_json(each) for each in found]})
            return 0
        rows = [_shown(each, now) for each in found]
        common.show(COLUMNS, rows, "No schedule yet. They come with a connection: daysheet connect VENDOR")
        for each in found:
            if each.reason:
                common.say(f"! {each.connection}, {each.name}: {each.reason}")
            if each.connection_status != "active":
                common.say(
                    f"! {each.connection} is {each.connection_status}: {each.status_reason or 'no reason given'}"
                )
        return 0

    return run_now(work())


@schedules.command(name="set")
def set_schedule(
    connection: Connection,
    name: Annotated[str, Parameter(help="Name of the schedule, or of a stream that gets one of its own.")],
    /,
    *,
    every: Annotated[str | None, Parameter(help="From one reading to the next, such as 10m, 2h or 1d.")] = None,
    at: Annotated[str | None, Parameter(help="Times of day instead, such as 06:00,12:30.")] = None,
    time_zone: Annotated[
        str | None, Parameter(help="Zone of the times; that of the locations where they share one, else UTC.")
    ] = None,
    common: Common = Common(),
) -> int:
    """
    Say when something is read: every so often, or at times of day.

    Where a vendor's calls are limited by the month, nothing is read more often than its call plan says.

    For example:

        daysheet schedules set main-street board --every 5m
        daysheet schedules set main-street employees --at 06:00,12:30 --time-zone America/Chicago
        daysheet schedules set main-street vehicles --every 1h
    """
    from daysheet.operations.runs import scheduling

    wanted = scheduling.read_timing(every, at, time_zone)

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await scheduling.set_timing(office, tenant, connection, name, wanted)
        common.say(f"✓ {found.connection}, {found.name}: {when(found)}; next at {_at(found.next_due_at)}")
        if common.json:
            common.emit(as_json(found))
        return 0

    return run_now(work())


Name = Annotated[str | None, Parameter(help="Name of the schedule; all of the connection unless given.")]


@schedules.command(name="on")
def switch_on(connection: Connection, name: Name = None, /, *, common: Common = Common()) -> int:
    """
    Read by the schedule again; what was missed is caught up with once.

    For example:

        daysheet schedules on main-street
    """
    return _switch(common, connection, name, is_enabled=True)


@schedules.command(name="off")
def switch_off(connection: Connection, name: Name = None, /, *, common: Common = Common()) -> int:
    """
    Read no more by the schedule; a reading that is under way ends at its next step.

    For example:

        daysheet schedules off main-street employees
    """
    return _switch(common, connection, name, is_enabled=False)


def _switch(common: Common, connection: str, name: str | None, *, is_enabled: bool) -> int:
    from daysheet.operations.runs import scheduling

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await scheduling.switch(office, tenant, connection, name, is_enabled=is_enabled)
        common.say(f"✓ {counted(len(found), 'schedule')} of {connection!r} switched {'on' if is_enabled else 'off'}.")
        if common.json:
            common.emit({"schedules": [as_json(each) for each in found]})
        return 0

    return run_now(work())


def as_json(schedule: Schedule) -> dict[str, Any]:
    """Return a schedule as JSON has it."""
    from daysheet.operations.runs import schedule_desk

    return schedule_desk.as_json(schedule)


def when(schedule: Schedule) -> str:
    """Return when a schedule is read, in words."""
    if schedule.every_seconds is None:
        times = ", ".join(f"{each:%H:%M}" for each in schedule.times_of_day)
        return f"at {times} {schedule.time_zone}"
    now = schedule.pace_seconds or schedule.every_seconds
    paced = "" if now == schedule.every_seconds else f", now {span(now)}"
    return f"every {span(schedule.every_seconds)}{paced}"


def span(seconds: float) -> str:
    """
    Return a length of time in its largest fitting units, cut down.

    >>> [span(each) for each in (40, 450, 600, 5400, 7200, 100_000, 260_000)]
    ['40s', '7m 30s', '10m', '1h 30m', '2h', '1d 3h', '3d']
    """
    parts: list[str] = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")):
        count, seconds = divmod(int(seconds), size)
        if count or parts:
            parts.append(f"{count}{unit}" if count else "")
    return " ".join(filter(None, parts[:2])) or "0s"


def _shown(schedule: Schedule, now: datetime) -> dict[str, Any]:
    from daysheet.core.scheduling import reads_in_words

    is_due = schedule.next_due_at <= now and schedule.is_enabled
    return {
        "connection": schedule.connection,
        "schedule": schedule.name,
        "reads": reads_in_words(schedule.kind, schedule.streams),
        "when": when(schedule),
        "state": _state(schedule),
        "next due": "now" if is_due else _at(schedule.next_due_at) if schedule.is_enabled else "",
        "last good": _at(schedule.last_good_at) if schedule.last_good_at else "never",
    }


def _state(schedule: Schedule) -> str:
    if not schedule.is_enabled:
        return "off"
    if schedule.lease_owner is not None:
        return "reading"
    if schedule.connection_status != "active":
        return schedule.connection_status.replace("_", " ")
    if schedule.failures:
        return f"failed, {schedule.failures} in a row"
    return "goes on" if schedule.is_behind else "on"


def _at(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
