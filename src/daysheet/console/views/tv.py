"""
Boards on walls: the page that a TV link opens, and the links of the business.

A screen does not scroll and nobody touches it: what does not fit is shown in turns, by the clock. It asks for itself
again every few seconds, with scripts or without; the live feed is for those who are signed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from daysheet.console.desk import Desk, Visitor
from daysheet.console.templating import page
from daysheet.console.views.board_looks import columns, fits, groups, silence, ticks
from daysheet.console.views.boards import FLAGS, STATES
from daysheet.console.views.settings import TABS
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.operations import journeys, tv_links, work_in_progress
from daysheet.operations.board_places import chosen
from daysheet.operations.journeys import Seeing
from daysheet.operations.tv_links import LinkOver, Screen

# How long one turn stays, in seconds, and how much of a board fits a screen at a size that is read at five meters.
TURN_SECONDS: Final = 20
CARDS_A_TURN: Final = 5
LINES_A_TURN: Final = 11
EXPIRIES: Final = {"": None, "30": 30, "365": 365}
Row = Mapping[str, Any]


def routes(desk: Desk) -> list[Route]:
    """Return the routes that need a link instead of a session."""

    async def show(request: Request) -> Response:
        shown = await _shown(desk, request.path_params["token"])
        # The address is the key to the board; no log is to have it as where the page's own files were asked from.
        shown.headers["referrer-policy"] = "no-referrer"
        return shown

    return [Route("/tv/{token}", show)]


async def _shown(desk: Desk, token: str) -> Response:
    """Return the board; where there is none just now, a page that asks again, since nobody is there to do it."""
    try:
        screen = await tv_links.screen_of(desk.office, token)
    except LinkOver as error:
        return page("tv_over.html", None, 410, said=str(error))
    except UnknownThing:
        return page("tv_over.html", None, 404, said="There is no such screen.")
    except DaysheetError:
        return page("tv_waits.html", None, 503, every=TURN_SECONDS)
    try:
        return await _screen(desk, screen)
    except DaysheetError:
        return page("tv_waits.html", None, 503, every=TURN_SECONDS)


async def _screen(desk: Desk, screen: Screen) -> Response:
    office, now = desk.office, desk.office.clock()
    places = await chosen(office, screen.tenant, (), screen.only)
    if screen.board == tv_links.WORK:
        places = [row for row in places if office.vendor(row["vendor"]).work is not None]
        found = await work_in_progress.board(office, screen.tenant, only=screen.only, sees_persons=False)
        shown = _work(found, screen.filters, now)
    else:
        places = [row for row in places if office.vendor(row["vendor"]).board is not None]
        seeing = Seeing(only=screen.only, persons=False)
        found = await journeys.board(office, screen.tenant, screen.filters.get("day", "today"), seeing)
        shown = _journeys(found, screen.filters, now)
    zone = places[0]["time_zone"] if places else None
    return page(
        f"tv_{screen.board}.html",
        None,
        screen=screen,
        board=found,
        at=now,
        zone=zone,
        silence=silence(found, now, places),
        **shown,
    )


def _work(found: Row, filters: Mapping[str, str], now: datetime) -> dict[str, Any]:
    flag = filters.get("flag")
    orders = [each for each in found["orders"] if flag is None or flag in each["flags"]]
    in_columns = columns(orders, filters.get("by", "state"), STATES)
    turns = max((_turns(len(each), CARDS_A_TURN) for each in in_columns.values()), default=1)
    turn = _turn(now, turns)
    return {
        "columns": {name: (_part(each, turn, CARDS_A_TURN), len(each)) for name, each in in_columns.items()},
        "by": filters.get("by", "state"),
        "states": STATES,
        "flags": FLAGS,
        "flag": flag,
        "turn": turn + 1,
        "turns": turns,
    }


def _journeys(found: Row, filters: Mapping[str, str], now: datetime) -> dict[str, Any]:
    only = filters.get("only")
    shown = [each for each in found["journeys"] if only is None or fits(each, only)]
    lines = [{**each, "group": group} for group in groups(shown, now) for each in group["journeys"]]
    turns = _turns(len(lines), LINES_A_TURN)
    turn = _turn(now, turns)
    return {
        "lines": _part(lines, turn, LINES_A_TURN),
        "ticks": ticks(),
        "only": only,
        "day": filters.get("day", "today"),
        "turn": turn + 1,
        "turns": turns,
    }


def _turns(number: int, a_turn: int) -> int:
    return max(1, -(-number // a_turn))


def _turn(now: datetime, turns: int) -> int:
    return int(now.timestamp() // TURN_SECONDS) % turns


def _part(found: Sequence[Row], turn: int, a_turn: int) -> Sequence[Row]:
    """Return what one turn shows; what has fewer turns than the others begins again."""
    own = turn % _turns(len(found), a_turn)
    return found[own * a_turn : (own + 1) * a_turn]


async def screens(visitor: Visitor) -> Response:
    """Show the links of the business."""
    return await _listed(visitor, visitor.asked("told"))


async def change_screens(visitor: Visitor) -> Response:
    """Make a link, or take one back."""
    form = await visitor.request.form()
    try:
        if form.get("do") == "make":
            return await _make(visitor, form)
        if form.get("do") == "revoke":
            said = str(form.get("number", ""))
            number = int(said) if said.isdecimal() and len(said) <= 18 else 0
            done = await tv_links.revoke_link(visitor.office, visitor.tenant, number, visitor.caller)
            told = "off" if done else "before"
            return RedirectResponse(f"/settings/screens?told={told}", 303)
    except UnknownThing:
        raise
    except DaysheetError as error:
        return await _listed(visitor, None, said=str(error), status=422)
    raise UnknownThing("There is no such button.")


async def _make(visitor: Visitor, form: FormData) -> Response:
    """Make a link and show its address; this page is the only place where it is ever seen."""
    days, location = EXPIRIES.get(str(form.get("expires", ""))), str(form.get("location", ""))
    places = await chosen(visitor.office, visitor.tenant, [location] if location else [], visitor.caller.locations)
    new = await tv_links.make_link(
        visitor.office,
        visitor.tenant,
        name=str(form.get("name", "")),
        board=str(form.get("board", "")),
        filters={name: str(form.get(f"filter_{name}", "")) for name in tv_links.FILTERS},
        locations=[row["location_id"] for row in places] if location else None,
        expires_at=None if days is None else visitor.now + timedelta(days=days),
        by=visitor.caller,
    )
    return await _listed(visitor, None, address=f"{visitor.request.base_url}tv/{new.token}")


TOLD: Final = {"off": "The screen was switched off.", "before": "The screen was off before."}


async def _listed(
    visitor: Visitor, told: str | None, *, said: str | None = None, address: str | None = None, status: int = 200
) -> Response:
    places = await chosen(visitor.office, visitor.tenant)
    return page(
        "settings.html",
        visitor,
        status,
        tab="screens",
        tabs=TABS,
        told=said or TOLD.get(told or ""),
        links=await tv_links.links(visitor.office, visitor.tenant),
        address=address,
        names={row["location_id"]: row["name"] for row in places},
    )
