"""status."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.scheduling import span

if TYPE_CHECKING:
    from datetime import timedelta

    from daysheet.operations.runs.status import ConnectionStatus, StreamStatus
    from daysheet.warehouse.count_checks import Counted

SIGNS = {"fresh": "✓", "late": "!", "stale": "✗", "unknown": "?"}
COLUMNS = ("connection", "stream", "location", "last good reading", "age", "state")


def status(
    connection: Annotated[str | None, Parameter(help="Only this connection.")] = None,
    /,
    *,
    common: Common = Common(),
) -> int:
    """
    Say how fresh everything is, how many runs went well in 30 days, and how many calls of this month are used.

    Fresh is what is no older than one and a half times its usual interval, late up to three times, then stale. Once a
    month the vendor's totals are compared with what is held; a difference is told.

    For example:

        daysheet status
        daysheet status main-street --json
    """
    from daysheet.operations.runs.status import status_of

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await status_of(office, tenant, connection)
        if common.json:
            common.emit({"connections": [_as_json(each) for each in found]})
            return 0
        rows = [_shown(each.connection, stream) for each in found for stream in each.streams]
        common.show(COLUMNS, rows, "No connection yet. Make one: daysheet connect VENDOR")
        for each in found:
            _tell(common, each)
        return 0

    return run_now(work())


def _shown(connection: str, stream: StreamStatus) -> dict[str, Any]:
    return {
        "connection": connection,
        "stream": stream.stream.replace("_", " "),
        "location": stream.location or "",
        "last good reading": "never" if stream.as_of is None else f"{stream.as_of:%Y-%m-%d %H:%M} UTC",
        "age": "" if stream.age is None else span(stream.age.total_seconds()),
        "state": f"{SIGNS[stream.state]} {stream.state}",
    }


def _tell(common: Common, found: ConnectionStatus) -> None:
    allowed = "" if found.calls_allowed is None else f" of {found.calls_allowed:,}"
    common.say(f"{found.connection}: {found.calls_used:,}{allowed} calls used this month; {_success(found)}.")
    if found.status != "active":
        common.say(f"! {found.connection} is {found.status.replace('_', ' ')}: {found.reason or 'no reason given'}")
    for message in dict.fromkeys(each.error for each in found.streams if each.error):
        common.say(f"! {message}")
    for each in found.streams:
        if each.count is not None and each.count.difference:
            common.say(f"! {found.connection}: {counted_words(each.count)}")


def counted_words(found: Counted) -> str:
    """Return in a sentence what a comparison of totals has shown."""
    where = f" at {found.location}" if found.location else ""
    aside = f" and {found.set_aside:,} in quarantine" if found.set_aside else ""
    what = found.stream.replace("_", " ")
    since = "" if found.since_at is None else f" since {found.since_at:%Y-%m-%d}"
    advice = "" if not found.difference else ". Read all of it again: daysheet sync --full"
    return (
        f"{what}{where}{since}: the vendor has {found.announced:,}, held are {found.held:,}{aside} "
        f"({found.checked_at:%Y-%m-%d %H:%M} UTC){advice}"
    )


def _success(found: ConnectionStatus) -> str:
    if found.success is None or not found.success.runs:
        return "no run in 30 days"
    each = found.success
    return (
        f"{each.completed:,} of {each.runs:,} runs whole in 30 days, {each.partial:,} in part, {each.failed:,} failed"
    )


def _as_json(found: ConnectionStatus) -> dict[str, Any]:
    success = found.success
    return {
        "connection": found.connection,
        "vendor": found.vendor,
        "status": found.status,
        "reason": found.reason,
        "state": found.worst,
        "calls_used": found.calls_used,
        "calls_allowed": found.calls_allowed,
        "sync_success": None if success is None else {**asdict(success), "days": 30},
        "streams": [
            {
                "stream": each.stream,
                "location": each.location,
                "as_of": each.as_of,
                "age_seconds": _seconds(each.age),
                "expected_seconds": _seconds(each.expected),
                "state": each.state,
                "error": each.error,
                "count": None if each.count is None else _count_as_json(each.count),
            }
            for each in found.streams
        ],
    }


def _count_as_json(found: Counted) -> dict[str, Any]:
    names = ("announced", "held", "set_aside", "difference", "checked_at")
    return {name: getattr(found, name) for name in names}


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())
