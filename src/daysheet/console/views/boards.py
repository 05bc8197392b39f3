"""The boards: what is in the shops now, and what is on the trucks on a day. They go on by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.responses import Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views.board_looks import columns, fits, groups, has_word, silence, ticks
from daysheet.console.views.follow_ups import followed, part_of_record
from daysheet.core.vendor import Vendor
from daysheet.operations.boards import journeys, work_in_progress
from daysheet.operations.boards.call_list import CALLED
from daysheet.operations.boards.journeys import Seeing
from daysheet.operations.boards.order_panel import panel
from daysheet.operations.boards.outlook import Outlook, outlook
from daysheet.operations.entries.placing import locations
from daysheet.operations.runs.run_desk import newest

STATES: Final = {"estimate": "Estimate", "in_progress": "In work", "work_done": "Work done"}
FLAGS: Final = {
    "waiting_for_approval": "waiting for approval",
    "late": "past its promise",
    "ready_unpaid": "ready, not paid",
    "no_technician": "no technician",
    "no_promise": "no promise given",
    "over_limit": "over its limit",
}
RUNS_LOOKED_AT: Final = 5
Row = Mapping[str, Any]


async def wip(visitor: Visitor) -> Response:
    """Show every open order, by its state or its label, the longest waiting first."""
    chosen, flag, word = visitor.asked("location"), visitor.asked("flag"), visitor.asked("q")
    by = "label" if visitor.asked("by") == "label" else "state"
    found = await work_in_progress.board(
        visitor.office,
        visitor.tenant,
        locations=[chosen] if chosen else [],
        only=visitor.caller.locations,
        sees_persons=visitor.may("read:pii"),
    )
    orders = [each for each in found["orders"] if flag is None or flag in each["flags"]]
    if word is not None:
        orders = [each for each in orders if has_word(each, word)]
    opened = next((each for each in found["orders"] if each["id"] == visitor.asked("open")), None)
    places = await places_of(visitor, lambda vendor: vendor.work is not None)
    return page(
        "work_in_progress.html",
        visitor,
        board=found,
        orders=orders,
        columns=columns(orders, by, STATES),
        by=by,
        is_list=visitor.asked("form") == "list",
        states=STATES,
        flags=FLAGS,
        flag=flag,
        has_limits=any(each["limit_of"] for each in found["orders"]),
        word=word,
        chosen=chosen,
        places=places,
        silence=silence(found, visitor.now, places),
        opened=opened,
        panel=None if opened is None else await panel(visitor.office, visitor.tenant, opened),
        part=None if opened is None else await part_of_record(visitor, "order", opened["id"], opened["location"]),
        followed=await followed(visitor, "order"),
        is_running=found["as_of"] is None and await _is_running(visitor),
    )


async def trucks(visitor: Visitor) -> Response:
    """Show the journeys of a day by location, those with trouble first."""
    day, chosen, only = visitor.asked("day", "today") or "today", visitor.asked("location"), visitor.asked("only")
    word, wanted = visitor.asked("q"), [chosen] if chosen else []
    found = await journeys.board(visitor.office, visitor.tenant, day, seeing(visitor), locations=wanted)
    places = await places_of(visitor, lambda vendor: vendor.board is not None)
    ahead = await _outlook(visitor, places, chosen)
    shown = [each for each in found["journeys"] if only is None or fits(each, only)]
    if word is not None:
        shown = [each for each in shown if has_word(each, word)]
    return page(
        "journeys.html",
        visitor,
        board=found,
        day=day,
        shown=shown,
        groups=groups(shown, visitor.now, ahead),
        to_call=[each for each in found["journeys"] if day != "today" and fits(each, "not_confirmed")],
        called=CALLED,
        followed=await followed(visitor, "journey"),
        outlook=ahead,
        ticks=ticks(),
        is_list=visitor.asked("form") == "list",
        only=only,
        word=word,
        chosen=chosen,
        places=places,
        silence=silence(found, visitor.now, places),
        is_running=found["as_of"] is None and await _is_running(visitor),
    )


async def _outlook(visitor: Visitor, places: list[Row], chosen: str | None) -> Outlook | None:
    """Return how full the next days are; None where no location has a board of days."""
    zones = [row["time_zone"] for row in places if row["time_zone"]]
    if not places:
        return None
    first_on = visitor.now.astimezone(ZoneInfo(zones[0] if zones else "UTC")).date()
    wanted = [chosen] if chosen else []
    return await outlook(visitor.office, visitor.tenant, first_on, seeing(visitor), locations=wanted)


async def _is_running(visitor: Visitor) -> bool:
    return any(run.status == "running" for run in await newest(visitor.office, visitor.tenant, None, RUNS_LOOKED_AT))


def seeing(visitor: Visitor) -> Seeing:
    """Return what the visitor sees of the journeys."""
    return Seeing(only=visitor.caller.locations, persons=visitor.may("read:pii"))


async def places_of(visitor: Visitor, has_board: Callable[[Vendor], bool]) -> list[Row]:
    """Return the locations that a board may be narrowed down to."""
    vendors = {each.name for each in visitor.office.vendors.values() if has_board(each)}
    known = await locations(visitor.office, visitor.tenant)
    return [row for row in known if row["vendor"] in vendors and visitor.caller.sees(row["location_id"])]
