"""locations."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now

locations = App(name="locations", help="Shops and branches, and their time zones: list, set.")


@locations.command(name="list")
def list_locations(*, common: Common = Common()) -> int:
    """List the shops and branches that the connections see."""
    from daysheet.operations import placing

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
    from daysheet.operations import placing

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            row = await placing.set_time_zone(office, tenant, location, time_zone)
        common.say(f"{row['name']} is in {time_zone} now.")
        if common.json:
            common.emit(row)
        return 0

    return run_now(work())
