"""quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.outcomes import report_runs
from daysheet.cli.progress import watched
from daysheet.cli.wording import plain, visible

if TYPE_CHECKING:
    from daysheet.operations.runs.replaying import ReplayReport

quarantine = App(name="quarantine", help="What could not be kept exactly: list, show, replay.")

SHOWN_MAX: Final = 200
Connection = Annotated[str | None, Parameter(help="Only of this connection.")]


@quarantine.command(name="list")
def list_quarantine(
    connection: Connection = None,
    /,
    *,
    limit: Annotated[int, Parameter(help="Entries at most.", show_default=True)] = SHOWN_MAX,
    common: Common = Common(),
) -> int:
    """
    List what could not be read: which record, which field, what was expected.

    For example:

        daysheet quarantine list main-street
    """
    from daysheet.operations.runs.setting_aside import set_aside

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            rows, waiting = await set_aside(office, tenant, connection, limit)
        if common.json:
            common.emit({"waiting": waiting, "rows": rows})
            return 0
        shown = [
            {
                "number": row["quarantine_id"],
                "record": _record(row),
                "location": row["location"],
                "reason": row["reason"],
                "seen": row["seen_count"],
            }
            for row in rows
        ]
        common.show(("number", "record", "location", "reason", "seen"), shown, "Nothing is in quarantine.")
        if waiting > len(rows):
            common.say(f"{waiting - len(rows):,} more: daysheet quarantine list --limit {waiting}")
        if rows:
            common.say(f"See one with its payload: daysheet quarantine show {rows[0]['quarantine_id']}")
        return 0

    return run_now(work())


def _record(row: dict[str, Any]) -> str:
    name = f"{row['stream']}/{row['source_id'] if row['source_id'] is not None else 'without an id'}"
    return f"{name} {row['path']}" if row["path"] else name


@quarantine.command
def show(
    number: Annotated[int, Parameter(help="Number of the entry, from the list.")],
    /,
    *,
    common: Common = Common(),
) -> int:
    """
    Show one entry with its payload.

    For example:

        daysheet quarantine show 12
    """
    from daysheet.operations.runs.setting_aside import one_set_aside

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            row = await one_set_aside(office, tenant, number)
        if common.json:
            common.emit(row)
            return 0
        common.print(f"{_record(row)}  ({row['connection']}, {row['location'] or 'no location'})")
        for problem in row["problems"]:
            said = f"  {problem['field'] or 'the record'} is {problem['found']}, expected {problem['expected']}"
            common.print(visible(said))
        seen = "once" if row["seen_count"] == 1 else f"{row['seen_count']} times"
        common.print(f"  seen {seen}, last at {plain(row['last_seen_at'])}; asked for again: {row['attempts']}")
        if row["resolved_at"] is not None:
            common.print(f"  resolved at {plain(row['resolved_at'])}: {row['resolution']}")
        common.print("  payload:")
        common.print(visible(row["payload"].decode("utf-8", "backslashreplace")))
        return 0

    return run_now(work())


@quarantine.command(name="replay")
def replay_waiting(connection: Connection = None, /, *, common: Common = Common()) -> int:
    """
    Read what is in quarantine again, after a fix; what can be read now leaves it.

    For example:

        daysheet quarantine replay
    """
    from daysheet.operations.runs.replaying import replay_quarantine

    async def work() -> ReplayReport:
        async with at_work(common) as (office, tenant):
            with watched(common) as observe:
                return await replay_quarantine(office, tenant, connection, observe)

    return report_runs(common, run_now(work()))
