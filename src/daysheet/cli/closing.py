"""months and snapshots."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.core.nouns import counted

months = App(name="months", help="Closed months, whose figures stay as they were: list, close, reopen, restatements.")
snapshots = App(name="snapshots", help="Orders as they stood when posted or completed: list, take.")

Month = Annotated[str, Parameter(help="The month, such as 2026-10.")]
Where = Annotated[str | None, Parameter(help="Only this location.")]
Order = Annotated[str, Parameter(help="Number of the order, or the vendor's id of it.")]


@months.command(name="list")
def list_months(*, common: Common = Common()) -> int:
    """List the closed months."""
    from daysheet.operations.reconciliation import closing

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            rows = await closing.months(office, tenant)
        if common.json:
            common.emit({"months": rows})
            return 0
        shown = [{**row, "month": f"{row['month_on']:%Y-%m}"} for row in rows]
        common.show(
            ("month", "location", "closed_at", "closed_by", "restatements"),
            shown,
            "No month is closed. Close one: daysheet months close 2026-10",
        )
        return 0

    return run_now(work())


@months.command
def close(
    month: Month,
    /,
    *,
    location: Where = None,
    by: Annotated[str, Parameter(help="Who closes it.")] = "owner",
    common: Common = Common(),
) -> int:
    """
    Close a month that is over: its figures stay, later changes are restatements.

    For example:

        daysheet months close 2026-10 --by bookkeeping
    """
    from daysheet.operations.reconciliation import closing

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            done = await closing.close_month(office, tenant, closing.month_named(month), location, by)
        return _told(common, "closed", done, f"{month} was closed already.")

    return run_now(work())


@months.command
def reopen(month: Month, /, *, location: Where = None, common: Common = Common()) -> int:
    """
    Let a closed month follow its records again; what was frozen and restated is let go.

    For example:

        daysheet months reopen 2026-10 --location North
    """
    from daysheet.operations.reconciliation import closing

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            done = await closing.reopen_month(office, tenant, closing.month_named(month), location)
        return _told(common, "reopened", done, f"{month} was not closed.")

    return run_now(work())


def _told(common: Common, verb: str, names: list[str], otherwise: str) -> int:
    for name in names:
        common.say(f"✓ {name} is {verb}.")
    if not names:
        common.say(otherwise)
    if common.json:
        common.emit({verb: names})
    return 0


@months.command
def restatements(
    month: Annotated[str | None, Parameter(help="Only this month.")] = None, /, *, common: Common = Common()
) -> int:
    """
    Show what became of closed figures: which, from what to what, when, and because of which records.

    For example:

        daysheet months restatements 2026-10
    """
    from daysheet.operations.reconciliation import closing

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            month_on = None if month is None else closing.month_named(month)
            rows = await closing.restatements(office, tenant, month_on)
        if common.json:
            common.emit({"restatements": rows})
            return 0
        common.show(
            ("day", "figure", "was", "is", "noticed_at", "records"),
            [line for row in rows for line in _lines(row)],
            "No closed figure has changed.",
        )
        return 0

    return run_now(work())


def _lines(row: dict[str, Any]) -> list[dict[str, Any]]:
    names = {**row["old_figures"], **row["new_figures"]}
    of_whom = f" of {row['row_key']}" if row["row_key"] else ""
    return [
        {
            "day": row["metric_date"],
            "figure": f"{name}{of_whom}",
            "was": row["old_figures"].get(name),
            "is": row["new_figures"].get(name),
            "noticed_at": row["noticed_at"],
            "records": ", ".join(row["source_ids"]),
        }
        for name in sorted(names)
        if not isinstance(names[name], dict)
    ]


@snapshots.command(name="list")
def list_snapshots(order: Order, /, *, location: Where = None, common: Common = Common()) -> int:
    """
    List the snapshots of an order, and what became of it after it was posted.

    For example:

        daysheet snapshots list 10452
    """
    from daysheet.operations.entries import entering

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await entering.snapshots(office, tenant, order, location)
        if common.json:
            common.emit(found)
            return 0
        pictures = [
            {**row, "counts": "yes" if row["superseded_at"] is None and row["trigger"] != "manual" else "no"}
            for row in found["snapshots"]
        ]
        columns = ("revision", "trigger", "day", "counts", "net_sales_cents", "gross_profit_cents", "labor_hours")
        common.show(columns, pictures, "No snapshot yet: the order is neither completed nor posted.")
        if found["corrections"]:
            common.say(f"\n{counted(len(found['corrections']), 'correction')} since it was posted:")
            changes = ("number", "kind", "noticed_on", "from_on", "to_on", "net_sales_change_cents")
            common.show(changes, found["corrections"], "")
        return 0

    return run_now(work())


@snapshots.command
def take(order: Order, /, *, location: Where = None, common: Common = Common()) -> int:
    """
    Keep an order as it stands now; it enters no figure.

    For example:

        daysheet snapshots take 10452
    """
    from daysheet.operations.entries import entering

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            number = await entering.take_snapshot(office, tenant, order, location)
        common.say(f"✓ Order {number} is kept as it stands now: daysheet snapshots list {number}")
        if common.json:
            common.emit({"order": number})
        return 0

    return run_now(work())
