"""locations."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.core.errors import SettingWrong
from daysheet.core.nouns import counted

locations = App(name="locations", help="Shops and branches, and their time zones: list, set, branches, map.")


@locations.command(name="list")
def list_locations(*, common: Common = Common()) -> int:
    """List the shops and branches that the connections see."""
    from daysheet.operations.entries import placing

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            rows = await placing.locations(office, tenant)
        if common.json:
            common.emit({"locations": rows})
            return 0
        shown = [
            {
                "id": row["source_id"],
                "name": row["name"],
                "connection": row["connection"],
                "time_zone": row["time_zone"] or "not known",
                "in_scope": "yes" if row["in_scope"] else "no",
            }
            for row in rows
        ]
        common.show(
            ("id", "name", "connection", "time_zone", "in_scope"),
            shown,
            "No location yet. They come with the first run: daysheet sync",
        )
        if any(row["time_zone"] is None for row in rows):
            common.say("! Without a time zone there are no local days: daysheet locations set ID --time-zone ZONE")
        return 0

    return run_now(work())


@locations.command(name="set")
def set_location(
    location: Annotated[str, Parameter(help="The vendor's id of the location, or its name.")],
    /,
    *,
    time_zone: Annotated[str, Parameter(help="Its zone, such as America/Chicago.")],
    common: Common = Common(),
) -> int:
    """
    Set a location's time zone; its local days are computed anew.

    For example:

        daysheet locations set 90417 --time-zone America/Chicago
    """
    from daysheet.operations.entries import placing

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            row = await placing.set_time_zone(office, tenant, location, time_zone)
        common.say(f"{row['name']} is in {time_zone} now.")
        if common.json:
            common.emit(row)
        return 0

    return run_now(work())


@locations.command(name="branches")
def list_branches(
    connection: Annotated[str | None, Parameter(help="Only this connection.")] = None,
    /,
    *,
    unmapped: Annotated[bool, Parameter(help="Only those that no location has.")] = False,
    common: Common = Common(),
) -> int:
    """
    List the branches of vendors whose branches a person maps to locations.

    For example:

        daysheet locations branches --unmapped
    """
    from daysheet.operations.entries import mapping

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            found = await mapping.branches(office, tenant, connection)
        rows = [mapping.as_row(each) for each in found if not unmapped or each.location_id is None]
        if common.json:
            common.emit({"branches": rows})
            return 0
        shown = [
            {
                **row,
                "name": row["name"].strip(),
                "location": row["location"] or "not mapped",
                "suggestion": "{name}, {time_zone}, {currency}".format_map(row["suggestion"])
                if row["suggestion"]
                else "",
            }
            for row in rows
        ]
        empty = "Every branch has its location." if unmapped and found else "No branch is listed yet: daysheet sync"
        common.show(("id", "name", "state", "location", "suggestion"), shown, empty)
        return 0

    return run_now(work())


@locations.command(name="map")
def map_branch(
    branch: Annotated[str | None, Parameter(help="The vendor's id of the branch, or its name.")] = None,
    /,
    *,
    to: Annotated[str | None, Parameter(help="A location that is there already; otherwise a new one is made.")] = None,
    time_zone: Annotated[str | None, Parameter(help="Zone of the new location, such as America/Halifax.")] = None,
    currency: Annotated[str | None, Parameter(help="Currency of the new location, such as CAD.")] = None,
    suggested: Annotated[bool, Parameter(help="Accept the suggestion for every branch that has one.")] = False,
    connection: Annotated[str | None, Parameter(help="Only this connection.")] = None,
    common: Common = Common(),
) -> int:
    """
    Say which location a branch is; its records follow at once.

    For example:

        daysheet locations map --suggested
        daysheet locations map Austin --time-zone America/Chicago --currency USD
        daysheet locations map "Long distance desk" --to Halifax
    """
    from daysheet.operations.entries import mapping

    if (branch is None) is not suggested:
        raise SettingWrong("Say which branch, or accept every suggestion: daysheet locations map --suggested")

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            if branch is None:
                mapped = await mapping.map_suggested(office, tenant, connection)
                names = [each.suggestion.name for each in mapped if each.suggestion]
            else:
                one, name = await mapping.map_branch(
                    office, tenant, branch, to=to, time_zone=time_zone, currency=currency, connection=connection
                )
                mapped, names = [one], [name]
            left = [each for each in await mapping.branches(office, tenant, connection) if each.location_id is None]
        for each, name in zip(mapped, names, strict=True):
            common.say(f"✓ {each.name.strip()} is {name} now.")
        if left:
            common.say(f"! {counted(len(left), 'branch', 'branches')} left: daysheet locations branches --unmapped")
        if common.json:
            common.emit({"mapped": [{"id": e.source_id, "location": n} for e, n in zip(mapped, names, strict=True)]})
        return 0

    return run_now(work())
