"""branches."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.core.errors import SettingWrong
from daysheet.core.nouns import counted

branches = App(name="branches", help="What branches can do in a day: capacity, list.")


@branches.command
def capacity(
    branch: Annotated[str, Parameter(help="The vendor's id of the branch, or its name.")],
    /,
    *,
    trucks: Annotated[int, Parameter(help="Trucks that can be out at once; 0 for a day without work.")],
    hours: Annotated[str, Parameter(help="Hours that each of them can be booked for, such as 10 or 9.5.")],
    weekdays: Annotated[str | None, Parameter(help="Weekdays it holds for, such as mon-fri or sat.")] = None,
    from_day: Annotated[
        str | None, Parameter(name="--from", help="First day it holds, such as 2026-01-31; since ever if not said.")
    ] = None,
    day: Annotated[str | None, Parameter(help="The one day it holds for, instead of weekdays.")] = None,
    reason: Annotated[str | None, Parameter(help="Why that day is not like its weekday.")] = None,
    common: Common = Common(),
) -> int:
    """
    Say what a branch can do on some weekdays, or on one day that is not like them; the figures follow at once.

    For example:

        daysheet branches capacity Halifax --weekdays mon-fri --trucks 4 --hours 10
        daysheet branches capacity Halifax --weekdays sat --trucks 2 --hours 8 --from 2026-05-01
        daysheet branches capacity Halifax --day 2026-07-01 --trucks 0 --hours 0 --reason "Canada Day"
    """
    from daysheet.operations.entries import capacity as capacities
    from daysheet.operations.entries.entering import day_of

    if (weekdays is None) is (day is None):
        raise SettingWrong("Say the weekdays, or one day: --weekdays mon-fri, or --day 2026-07-01")
    if day is not None and from_day is not None:
        raise SettingWrong("--from goes with --weekdays; a single day has no other first day")
    said = capacities.capacity_of(trucks, hours, reason)

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            if weekdays is not None:
                from_on = day_of("--from", from_day, capacities.SINCE_EVER)
                days = capacities.weekdays_of(weekdays)
                name = await capacities.set_weekdays(office, tenant, branch, days, from_on, said)
            else:
                day_on = day_of("--day", day, capacities.SINCE_EVER)
                name = await capacities.set_day(office, tenant, branch, day_on, said)
        common.say(f"✓ {name}: {counted(trucks, 'truck')} for {hours} hours. The figures have followed.")
        if common.json:
            common.emit({"branch": name, "trucks": trucks, "bookable_hours": hours})
        return 0

    return run_now(work())


@branches.command(name="list")
def list_capacity(*, common: Common = Common()) -> int:
    """
    List what was entered: weekdays first, then single days.

    For example:

        daysheet branches list
    """
    from daysheet.operations.entries import capacity as capacities

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            rows = await capacities.capacities(office, tenant)
        if common.json:
            common.emit({"capacity": rows})
            return 0
        shown = [
            {
                "branch": (row["branch"] or row["branch_id"]).strip(),
                "when": row["day_on"] or capacities.WEEKDAYS[row["weekday"] - 1],
                "from": "" if row["from_on"] in (None, capacities.SINCE_EVER) else row["from_on"],
                "trucks": row["trucks"],
                "hours": row["bookable_hours"],
                "reason": row["reason"] or "",
            }
            for row in rows
        ]
        empty = "No capacity was entered yet. How to: daysheet branches capacity --help"
        common.show(("branch", "when", "from", "trucks", "hours", "reason"), shown, empty)
        return 0

    return run_now(work())
