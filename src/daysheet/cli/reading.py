"""sync, replay, quarantine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.progress import watched
from daysheet.core.errors import SettingWrong
from daysheet.engine.run import RunOutcome, Wish
from daysheet.operations import syncing
from daysheet.operations.replaying import ReplayReport, replay_pages, replay_quarantine
from daysheet.warehouse.loading import Counts
from daysheet.warehouse.quarantine import Quarantine

quarantine = App(name="quarantine", help="Records that could not be read: list, show, replay.")

COUNTERS = ("received", "new", "changed", "same", "stale", "quarantined", "ignored", "deleted", "rows_written")
SHOWN_MAX = 200


def sync(
    connection: str | None = None,
    /,
    *,
    stream: Annotated[list[str] | None, Parameter(negative="", help="Only this stream; may be repeated.")] = None,
    since: Annotated[date | None, Parameter(help="Read what changed since this day (UTC).")] = None,
    full: Annotated[bool, Parameter(negative="", help="Read the whole list again.")] = False,
    id: Annotated[list[str] | None, Parameter(negative="", help="Only the record with this id.")] = None,  # noqa: A002
    common: Common = Common(),  # noqa: B008
) -> int:
    """
    Read a connection now, or all of them.

    Examples:

        daysheet sync
        daysheet sync main-street --stream repair_orders --since 2026-03-01
        daysheet sync main-street --stream repair_orders --id 412003311

    Exit codes: 0 done, 7 done with rows in quarantine, 5 credential refused, 6 vendor unreachable.
    """
    if id and (not stream or len(stream) != 1):
        raise SettingWrong("--id needs the stream it belongs to. Example: --stream repair_orders --id 412003311")
    wish = Wish(
        streams=tuple(stream or ()),
        full=full,
        since=None if since is None else datetime(since.year, since.month, since.day, tzinfo=UTC),
        source_ids=tuple(id or ()),
    )

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            with watched(common.talk) as observe:
                report = await syncing.sync(office, tenant, connection, wish, observe)
        _tell(common, report.runs, report.waiting)
        if common.json:
            common.emit({**summary(report.runs), "quarantine": report.waiting})
        return report.exit_code

    return run_now(work(), common)


def replay(connection: str | None = None, /, *, common: Common = Common()) -> int:  # noqa: B008
    """
    Rebuild the tables from the stored pages, without one call to the vendor.

    Example: daysheet replay main-street
    """

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            with watched(common.talk) as observe:
                report = await replay_pages(office, tenant, connection, observe)
        return _report(common, report)

    return run_now(work(), common)


def _report(common: Common, report: ReplayReport) -> int:
    _tell(common, report.runs, report.waiting)
    if common.json:
        common.emit({**summary(report.runs), "quarantine": report.waiting})
    return report.exit_code


def summary(runs: dict[str, RunOutcome]) -> dict[str, Any]:
    """Return what runs did, as JSON has it: counters by stream over all connections, and each run apart."""
    streams: dict[str, Counts] = {}
    for run in runs.values():
        for name, counts in run.counts.items():
            streams.setdefault(name, Counts()).add(counts)
    return {
        "streams": {name: vars(counts) for name, counts in streams.items()},
        "connections": {
            name: {
                "run_id": str(run.run_id),
                "status": run.status,
                "errors": [str(error) for error in run.errors],
                "not_proven_whole": run.unproven,
                "calls": vars(run.calls),
            }
            for name, run in runs.items()
        },
    }


def _tell(common: Common, runs: dict[str, RunOutcome], waiting: int) -> None:
    if not common.json:
        for name, run in runs.items():
            rows = [{"stream": stream, **vars(counts)} for stream, counts in run.counts.items()]
            common.show(("stream", *COUNTERS), rows, f"{name}: nothing was read.")
    for name, run in runs.items():
        for error in run.errors:
            common.talk.print(f"✗ {error}", markup=False)
        if run.unproven and not run.errors:
            streams = ", ".join(sorted(set(run.unproven)))
            common.talk.print(f"! {name}: {streams} changed while it was read; the next run reads that window again.")
    if waiting:
        common.talk.print(f"{waiting} rows in quarantine. See them: daysheet quarantine list")


@quarantine.command(name="list")
def list_quarantine(
    connection: str | None = None,
    /,
    *,
    limit: int = SHOWN_MAX,
    common: Common = Common(),  # noqa: B008
) -> int:
    """
    List what could not be read: where, which field, what was expected.

    Example: daysheet quarantine list main-street
    """

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            book = Quarantine(office.database, tenant.tenant_id)
            rows, waiting = await book.waiting(connection, limit), await book.count(connection)
        if common.json:
            common.emit({"waiting": waiting, "rows": rows})
            return 0
        columns = ("quarantine_id", "connection", "stream", "location", "source_id", "path", "reason", "seen_count")
        common.show(columns, rows, "Nothing is in quarantine.")
        if waiting > len(rows):
            common.talk.print(f"{waiting - len(rows)} more: daysheet quarantine list --limit {waiting}")
        return 0

    return run_now(work(), common)


@quarantine.command
def show(number: int, /, *, common: Common = Common()) -> int:  # noqa: B008
    """
    Show one entry with its payload.

    Example: daysheet quarantine show 12
    """

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            row = await Quarantine(office.database, tenant.tenant_id).show(number)
        if common.json:
            common.emit(row)
            return 0
        for name, value in row.items():
            if name not in ("payload", "problems"):
                common.paper.print(f"{name.replace('_', ' ')}: {value if value is not None else '-'}", markup=False)
        for problem in row["problems"]:
            found = f"  {problem['field'] or 'record'} is {problem['found']}, expected {problem['expected']}"
            common.paper.print(found, markup=False)
        common.paper.print(ascii(row["payload"].decode("utf-8", "backslashreplace"))[1:-1], markup=False)
        return 0

    return run_now(work(), common)


@quarantine.command(name="replay")
def replay_waiting(connection: str | None = None, /, *, common: Common = Common()) -> int:  # noqa: B008
    """
    Read what is in quarantine again, after a fix; what can be read now leaves it.

    Example: daysheet quarantine replay
    """

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            with watched(common.talk) as observe:
                report = await replay_quarantine(office, tenant, connection, observe)
        return _report(common, report)

    return run_now(work(), common)
