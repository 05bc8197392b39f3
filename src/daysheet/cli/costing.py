"""costs."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now

costs = App(name="costs", help="What only people know: pay, rates, hours of presence, kinds of fees.")

Person = Annotated[str, Parameter(help="The vendor's id of the employee, or the name.")]
Where = Annotated[str | None, Parameter(help="Location, where the name stands at several.")]
From = Annotated[
    str | None, Parameter(name="--from", help="First day it holds, such as 2026-01-31; since ever if not said.")
]


@costs.command
def pay(
    person: Person,
    /,
    *,
    hourly: Annotated[str | None, Parameter(help="What an hour costs the shop, such as 35.00.")] = None,
    salary: Annotated[str | None, Parameter(help="What a year costs the shop, such as 62000.00.")] = None,
    yearly_hours: Annotated[str | None, Parameter(help="Hours of the year that the salary is for.")] = None,
    from_day: From = None,
    location: Where = None,
    not_technician: Annotated[bool, Parameter(help="Leave it out of the shop's average rate.")] = False,
    common: Common = Common(),
) -> int:
    """
    Say what somebody costs, from a day on; the cost of labor follows at once.

    For example:

        daysheet costs pay "Alex Example" --hourly 35.00 --from 2026-01-01
        daysheet costs pay 4711 --salary 62000.00 --yearly-hours 2080 --location North
    """
    from daysheet.operations.entries import entering

    said = {
        "hourly_rate_cents": entering.cents_of("--hourly", hourly),
        "salary_cents": entering.cents_of("--salary", salary),
        "yearly_hours": entering.hours_of("--yearly-hours", yearly_hours, 10_000),
        "is_technician": not not_technician,
        "from_on": entering.day_of("--from", from_day, entering.SINCE_EVER),
    }

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            await entering.set_pay(office, tenant, person, location, said)
        return _done(common, "pay", from_day)

    return run_now(work())


@costs.command
def rates(
    location: Annotated[str, Parameter(help="The vendor's id of the location, or its name.")],
    /,
    *,
    default_cost: Annotated[
        str | None, Parameter(help="What an hour costs where no technician's rate is known, such as 25.00.")
    ] = None,
    posted_rate: Annotated[str | None, Parameter(help="The posted price of an hour, such as 160.00.")] = None,
    from_day: From = None,
    common: Common = Common(),
) -> int:
    """
    Say a location's own rates, from a day on.

    For example:

        daysheet costs rates North --default-cost 25.00 --posted-rate 160.00 --from 2026-01-01
    """
    from daysheet.operations.entries import entering

    said = {
        "default_cost_cents": entering.cents_of("--default-cost", default_cost),
        "posted_rate_cents": entering.cents_of("--posted-rate", posted_rate),
        "from_on": entering.day_of("--from", from_day, entering.SINCE_EVER),
    }

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            await entering.set_rates(office, tenant, location, said)
        return _done(common, "rates", from_day)

    return run_now(work())


@costs.command
def hours(
    person: Person,
    /,
    *,
    day: Annotated[str, Parameter(help="The day, such as 2026-01-31.")],
    attended: Annotated[str, Parameter(help="Hours of presence, such as 8.0.")],
    location: Where = None,
    common: Common = Common(),
) -> int:
    """
    Say how long a technician was there on a day.

    For example:

        daysheet costs hours "Alex Example" --day 2026-01-31 --attended 8.0
    """
    from daysheet.operations.entries import entering

    said = {
        "attended_hours": entering.hours_of("--attended", attended, 25),
        "from_on": entering.day_of("--day", day, entering.SINCE_EVER),
    }

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            await entering.set_hours(office, tenant, person, location, said)
        return _done(common, "hours", day)

    return run_now(work())


@costs.command
def fees(
    pattern: Annotated[str, Parameter(help="Pattern of the name; % stands for any text.")],
    kind: Annotated[str, Parameter(help="shop_supplies, environmental, disposal, hazmat or other.")],
    /,
    *,
    position: Annotated[int, Parameter(help="The first pattern that fits is taken; the same place is written over.")],
    common: Common = Common(),
) -> int:
    """
    Say which kind of fee a name means, before the usual words are asked; every order follows.

    For example:

        daysheet costs fees "%green levy%" environmental --position 1
    """
    from daysheet.operations.entries import entering

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            await entering.set_fee_pattern(office, tenant, pattern, kind, position)
        return _done(common, "fees", None)

    return run_now(work())


@costs.command(name="list")
def list_costs(
    kind: Annotated[str, Parameter(help="pay, rates, hours or fees.")] = "pay", /, *, common: Common = Common()
) -> int:
    """
    List what was entered.

    For example:

        daysheet costs list rates
    """
    from daysheet.core.errors import SettingWrong
    from daysheet.operations.entries import entering

    columns = {
        "pay": ("location", "id", "name", "from", "hourly_rate_cents", "salary_cents", "yearly_hours", "source"),
        "rates": ("location", "from", "default_cost_cents", "posted_rate_cents"),
        "hours": ("location", "id", "worked_on", "attended_hours"),
        "fees": ("position", "pattern", "fee_type"),
    }
    if kind not in columns:
        raise SettingWrong(f"{kind!r} is not one of {', '.join(columns)}.")

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            rows = await entering.entries(office, tenant, "fee_patterns" if kind == "fees" else kind)
        if common.json:
            common.emit({kind: rows})
            return 0
        shown = [{**row, "from": _since(row["from_on"])} if "from_on" in row else row for row in rows]
        common.show(columns[kind], shown, f"Nothing was entered yet. How to: daysheet costs {kind} --help")
        return 0

    return run_now(work())


def _since(day: object) -> str:
    from daysheet.operations.entries.entering import SINCE_EVER

    return "ever" if day == SINCE_EVER else str(day)


def _done(common: Common, kind: str, day: str | None) -> int:
    common.say(f"✓ Stored{f', from {day} on' if day and kind != 'hours' else ''}. The figures have followed.")
    if common.json:
        common.emit({"stored": kind})
    return 0
