"""rows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.doorway import doorway
from daysheet.cli.measuring import Date, First, Last, Location, Name
from daysheet.core.nouns import counted
from daysheet.core.periods import Period

rows = App(name="rows", help="The records behind a number: list.")


@rows.command(name="list")
def list_rows(
    name: Name,
    /,
    *,
    date: Date = None,
    first: First = None,
    last: Last = None,
    location: Location = None,
    only: Annotated[Literal["missing"] | None, Parameter(help="Only what is left out of the number.")] = None,
    common: Common = Common(),
) -> int:
    """
    List the records behind a number, each with what it adds, or those that had to be left out.

    For example:

        daysheet rows list net_sales --date 2026-03-04 --location North
        daysheet rows list gross_profit_percent --date 2026-03-04 --only missing
    """
    from daysheet.cli.metric_words import missing_lines, row_lines
    from daysheet.operations.figures import metrics as operations

    period = Period.read(date, first, last)

    async def work() -> tuple[Any, list[dict[str, Any]]]:
        async with at_work(common) as (office, tenant):
            is_missing = only == "missing"
            return await operations.rows(office, tenant, name, period, location=location, only_missing=is_missing)

    metric, found = run_now(work())
    if common.json:
        common.emit({"metric": metric.name, "rows": found})
        return 0
    vendor, _ = operations.find(doorway().vendors(), name)
    assert vendor.figures is not None
    lines = row_lines(metric, found) if only is None else missing_lines(vendor.figures, found)
    common.show(
        list(lines[0]) if lines else (), lines, "Nothing is left out." if only else "No record has a part in it."
    )
    common.say(counted(len(found), "record"))
    return 0
