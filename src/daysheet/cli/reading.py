"""sync, replay."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.outcomes import report_runs
from daysheet.cli.progress import watched
from daysheet.core.errors import SettingWrong

if TYPE_CHECKING:
    from daysheet.operations.runs.replaying import ReplayReport
    from daysheet.operations.runs.syncing import SyncReport

Connection = Annotated[str | None, Parameter(help="Only this connection.")]


def sync(
    connection: Connection = None,
    /,
    *,
    stream: Annotated[list[str] | None, Parameter(help="Only this stream; may be repeated.")] = None,
    since: Annotated[date | None, Parameter(help="Read what changed since this day (UTC), as 2026-03-01.")] = None,
    until: Annotated[
        date | None, Parameter(help="Last day, for vendors that are read by days of service; tomorrow unless given.")
    ] = None,
    full: Annotated[bool, Parameter(help="Read the whole lists again.")] = False,
    tables_only: Annotated[
        bool, Parameter(help="Fill the tables and leave the figures to the next run, as after a long history.")
    ] = False,
    id: Annotated[list[str] | None, Parameter(help="Only the record with this id; may be repeated.")] = None,  # noqa: A002  the option is called --id
    accept_deletions: Annotated[
        bool, Parameter(help="Mark as deleted all that the vendor no longer has, however many.", negative="")
    ] = False,
    common: Common = Common(),
) -> int:
    """
    Read what changed since the last run, at one connection or at all of them.

    For example:

        daysheet sync
        daysheet sync main-street --stream repair_orders --since 2026-03-01
        daysheet sync main-street --stream repair_orders --id 412003311
        daysheet sync --full --tables-only
        daysheet sync main-street --full --stream customers --accept-deletions
        daysheet sync movers --since 2026-08-01 --until 2026-08-31

    Exit codes: 0 done, 7 done with rows in quarantine, 5 credential refused, 6 vendor unreachable.
    """
    from daysheet.engine.run import Wish
    from daysheet.operations.runs import syncing

    if id and (not stream or len(stream) != 1):
        raise SettingWrong("--id needs the stream it belongs to. Example: --stream repair_orders --id 412003311")
    if full and (since or until):
        raise SettingWrong("--full reads everything, --since and --until only a part: leave one of them out.")
    if since and until and until < since:
        raise SettingWrong(f"--until {until} is before --since {since}.")
    if accept_deletions and not (connection and stream):
        raise SettingWrong(
            "--accept-deletions needs the connection and the stream whose records are gone. "
            "Example: daysheet sync main-street --full --stream customers --accept-deletions"
        )
    wish = Wish(
        streams=tuple(stream or ()),
        full=full,
        since=None if since is None else datetime(since.year, since.month, since.day, tzinfo=UTC),
        until=until,
        source_ids=tuple(id or ()),
        tables_only=tables_only,
        accepts_deletions=accept_deletions,
    )

    async def work() -> SyncReport:
        async with at_work(common) as (office, tenant):
            with watched(common) as observe:
                return await syncing.sync(office, tenant, connection, wish, observe)

    return report_runs(common, run_now(work()))


def replay(connection: Connection = None, /, *, common: Common = Common()) -> int:
    """
    Rebuild the tables from the stored pages, without one call to the vendor.

    For example:

        daysheet replay main-street
    """
    from daysheet.operations.runs.replaying import replay_pages

    async def work() -> ReplayReport:
        async with at_work(common) as (office, tenant):
            with watched(common) as observe:
                return await replay_pages(office, tenant, connection, observe)

    return report_runs(common, run_now(work()))
