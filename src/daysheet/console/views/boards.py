"""The boards: what is in the shops now, and what is on the trucks on a day. They go on by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.operations import journeys, work_in_progress
from daysheet.operations.journeys import Seeing
from daysheet.operations.placing import locations

COLUMNS: Final = {"estimate": "Estimate", "in_progress": "In work", "work_done": "Work done"}
FLAGS: Final = {
    "waiting_for_approval": "waiting for approval",
    "late": "past its promise",
    "ready_unpaid": "ready, not paid",
    "no_technician": "no technician",
    "no_promise": "no promise given",
}
STALE_AFTER: Final = timedelta(minutes=30)
Row = Mapping[str, Any]


async def wip(visitor: Visitor) -> Response:
    """Show every open order by its state, the longest waiting first."""
    chosen, flag = visitor.asked("location"), visitor.asked("flag")
    found = await work_in_progress.board(
        visitor.office,
        visitor.tenant,
        locations=[chosen] if chosen else [],
        only=visitor.caller.locations,
        sees_persons=visitor.may("read:pii"),
    )
    orders = [each for each in found["orders"] if flag is None or flag in each["flags"]]
    columns = {word: [each for each in orders if each["state"] == word] for word in COLUMNS}
    return page(
        "work_in_progress.html",
        visitor,
        board=found,
        columns=columns,
        labels=COLUMNS,
        flags=FLAGS,
        flag=flag,
        chosen=chosen,
        places=await _places(visitor, lambda vendor: vendor.work is not None),
        age_in_words=_stale(visitor, found["as_of"]),
        opened=next((each for each in found["orders"] if each["id"] == visitor.asked("open")), None),
    )


async def trucks(visitor: Visitor) -> Response:
    """Show the journeys of a day by location, those with trouble first."""
    day, chosen, only = visitor.asked("day", "today") or "today", visitor.asked("location"), visitor.asked("only")
    found = await journeys.board(
        visitor.office, visitor.tenant, day, _seeing(visitor), locations=[chosen] if chosen else []
    )
    shown = [each for each in found["journeys"] if only is None or _fits(each, only)]
    return page(
        "journeys.html",
        visitor,
        board=found,
        day=day,
        groups=_groups(shown),
        only=only,
        chosen=chosen,
        places=await _places(visitor, lambda vendor: vendor.board is not None),
        age_in_words=_stale(visitor, found["as_of"]),
    )


def _fits(journey: Row, only: str) -> bool:
    """Whether a journey belongs to a counter of the board."""
    state, is_over = journey["state"], journey["state"] in journeys.OVER
    fits: dict[str, bool] = {
        "not_confirmed": not journey["is_confirmed"] and not is_over,
        "not_crewed": journey["crew_assigned"] == 0 and not is_over,
        "late_start": journey["is_late_start"] is True,
        "finished": is_over and state != "CANCELLED",
        "cancelled": state == "CANCELLED",
        "unmapped": journey["is_unmapped"],
    }
    return fits.get(only, True)


def _groups(found: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the journeys by location; where something is wrong comes first, then by name."""
    groups: dict[str, dict[str, Any]] = {}
    for each in found:
        place = each["location"]
        name = (place["name"] if place else each["branch"] or "").strip() or "No branch"
        group = groups.setdefault(
            f"{place is None} {name}",
            {
                "name": name,
                "is_mapped": place is not None,
                "zone": place and place["zone"],
                "journeys": [],
                "trouble": 0,
            },
        )
        group["journeys"].append({**each, "bar": _bar(each)})
        group["trouble"] += bool(each["is_late_start"]) + (not each["is_confirmed"] and each["state"] != "CANCELLED")
    return sorted(groups.values(), key=lambda group: (-group["trouble"], group["name"]))


# The hours that a line of the board shows.
FIRST_HOUR: Final = 5
HOURS: Final = 17


def _bar(journey: Row) -> dict[str, float]:
    """Return where the arrival window lies on the line of a day, in percent of it; nothing where there is none."""
    window = journey["window"]
    if window["from"] is None or window["to"] is None:
        return {}
    first, last = _share(window["from"]), _share(window["to"])
    zone = journey["location"] and journey["location"]["zone"]
    found = {"x": first, "width": max(last - first, 1.5)}
    for name in ("started_at", "ended_at"):
        at = journey[name]
        if at is not None and zone:
            found[name] = _share(at.astimezone(ZoneInfo(zone)).time())
    return found


def _share(at: time) -> float:
    hours: float = at.hour + at.minute / 60
    return round(min(max((hours - FIRST_HOUR) / HOURS * 100, 0), 100), 1)


async def journey(visitor: Visitor) -> Response:
    """Show one journey: charges, stops, what changed, and what dispatch says of it."""
    found = await journeys.one(visitor.office, visitor.tenant, _id(visitor), _seeing(visitor))
    stages, priorities = _words(visitor, found["source"]["vendor"])
    return page(
        "journey.html",
        visitor,
        journey=found,
        stages=stages,
        priorities=priorities,
        told=visitor.request.query_params.getlist("told"),
    )


async def say(visitor: Visitor) -> Response:
    """Write down what dispatch says of a journey."""
    form = await visitor.request.form()
    said: dict[str, Any] = {
        "stage": str(form.get("stage", "")) or None,
        "priority": str(form.get("priority", "NORMAL")),
        "tags": [word.strip() for word in str(form.get("tags", "")).split(",") if word.strip()],
        "note": str(form.get("note", "")).strip() or None,
        "truck": str(form.get("truck", "")).strip() or None,
    }
    if not said["stage"]:
        said.pop("stage")
    caller, number = visitor.caller, _id(visitor)
    try:
        told = await journeys.say(
            visitor.office, visitor.tenant, number, said, _seeing(visitor), by=caller.name, actor=caller.actor
        )
    except UnknownThing:
        raise
    except DaysheetError as error:
        told = [str(error)]
    query = urlencode([("told", each) for each in ["Written down.", *told]])
    return RedirectResponse(f"/boards/journeys/{number}?{query}", 303)


def _id(visitor: Visitor) -> str:
    number: str = visitor.request.path_params["journey"]
    return number.lower()


def _seeing(visitor: Visitor) -> Seeing:
    return Seeing(only=visitor.caller.locations, persons=visitor.may("read:pii"))


def _words(visitor: Visitor, vendor: str) -> tuple[Sequence[str], Sequence[str]]:
    board = visitor.office.vendor(vendor).board
    return ((), ()) if board is None else (board.stages, board.priorities)


async def _places(visitor: Visitor, has_board: Any) -> list[Row]:
    """Return the locations that a board may be narrowed down to."""
    vendors = {each.name for each in visitor.office.vendors.values() if has_board(each)}
    known = await locations(visitor.office, visitor.tenant)
    return [row for row in known if row["vendor"] in vendors and visitor.caller.sees(row["location_id"])]


def _stale(visitor: Visitor, as_of: datetime | None) -> datetime | None:
    """Return since when there is no news, where that is too long for a board."""
    return as_of if as_of is not None and visitor.now - as_of > STALE_AFTER else None
