"""
Boards on walls: the page that a TV link opens.

A screen does not scroll and nobody touches it: what does not fit is shown in turns, by the clock, and so are several
boards. It asks for itself again every few seconds, with scripts or without; the live feed is for who is signed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.console.desk import Desk
from daysheet.console.templating import page
from daysheet.console.views.board_looks import columns, fits, groups, silence, ticks
from daysheet.console.views.boards import FLAGS, STATES
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.operations.boards import journeys, tv_links, work_in_progress
from daysheet.operations.boards.board_places import chosen
from daysheet.operations.boards.journeys import Seeing
from daysheet.operations.boards.tv_links import LinkOver, Screen, Shown

# How long one page of a board stays, in seconds, and how much of it fits at a size that is read at five meters.
PAGE_SECONDS: Final = 20
CARDS_A_TURN: Final = 5
# How often a page asks for itself again, in seconds: a turn of any length ends with an answer at most so late.
ASKS_EVERY: Final = 10
ASKS_OFTEN: Final = 5
LINES_A_TURN: Final = 11
Row = Mapping[str, Any]


def routes(desk: Desk) -> list[Route]:
    """Return the routes that need a link instead of a session."""

    async def show(request: Request) -> Response:
        shown = await _shown(desk, request.path_params["token"], request.query_params)
        # The address is the key to the board; no log is to have it as where the page's own files were asked from.
        shown.headers["referrer-policy"] = "no-referrer"
        return shown

    return [Route("/tv/{token}", show)]


async def _shown(desk: Desk, token: str, asked: Mapping[str, str]) -> Response:
    """Return the board; where there is none just now, a page that asks again, since nobody is there to do it."""
    try:
        screen = await tv_links.screen_of(desk.office, token)
    except LinkOver as error:
        return page("tv_over.html", None, 410, said=str(error))
    except UnknownThing:
        return page("tv_over.html", None, 404, said="There is no such screen.")
    except DaysheetError:
        return page("tv_waits.html", None, 503, every=PAGE_SECONDS)
    boards = [each for each in screen.boards if _is_asked(each, asked)]
    if not boards:
        return page("tv_over.html", None, 404, said="This screen does not show that board.")
    try:
        return await _screen(desk, screen, boards)
    except DaysheetError:
        return page("tv_waits.html", None, 503, every=PAGE_SECONDS)


def _is_asked(shown: Shown, asked: Mapping[str, str]) -> bool:
    """Whether an address may have this board: one that names a board or a filter gets what the link has of it."""
    known = {**shown.filters, "board": shown.board}
    return all(known.get(name) == asked[name] for name in ("board", *tv_links.FILTERS) if name in asked)


def rotation(now: datetime, boards: int, turn_seconds: int) -> tuple[int, int]:
    """
    Return which of some boards is shown now, and how many turns of its own it has had, so that none is left out.

    >>> from datetime import timedelta
    >>> at = datetime.fromisoformat("2026-03-04T12:00:00+00:00")
    >>> [rotation(at + timedelta(seconds=each), 2, 40)[0] for each in (0, 39, 40, 79, 80)]
    [0, 0, 1, 1, 0]
    >>> start = rotation(at, 2, 40)[1]
    >>> [rotation(at + timedelta(seconds=each), 2, 40)[1] - start for each in (0, 19, 20, 39, 80, 100)]
    [0, 0, 1, 1, 2, 3]
    """
    if boards == 1:
        return 0, int(now.timestamp() // PAGE_SECONDS)
    turn, passed = divmod(now.timestamp(), turn_seconds)
    rounds, place = divmod(int(turn), boards)
    own = max(1, turn_seconds // PAGE_SECONDS)
    return place, rounds * own + min(int(passed // PAGE_SECONDS), own - 1)


async def _screen(desk: Desk, screen: Screen, boards: Sequence[Shown]) -> Response:
    office, now = desk.office, desk.office.clock()
    place, turn = rotation(now, len(boards), screen.turn_seconds)
    board, filters = boards[place].board, boards[place].filters
    places = await chosen(office, screen.tenant, (), screen.only)
    if board == tv_links.WORK:
        places = [row for row in places if office.vendor(row["vendor"]).work is not None]
        found = await work_in_progress.board(office, screen.tenant, only=screen.only, sees_persons=False)
        shown = _work(found, filters, turn)
    else:
        places = [row for row in places if office.vendor(row["vendor"]).board is not None]
        seeing = Seeing(only=screen.only, persons=False)
        found = await journeys.board(office, screen.tenant, filters.get("day", "today"), seeing)
        shown = _journeys(found, filters, now, turn)
    zone = places[0]["time_zone"] if places else None
    return page(
        f"tv_{board}.html",
        None,
        screen=screen,
        shown=boards[place],
        in_turn=len(boards) > 1,
        every=ASKS_EVERY if len(boards) == 1 or screen.turn_seconds % ASKS_EVERY == 0 else ASKS_OFTEN,
        reload_every=PAGE_SECONDS if len(boards) == 1 else min(PAGE_SECONDS, screen.turn_seconds),
        board=found,
        at=now,
        zone=zone,
        silence=silence(found, now, places),
        **shown,
    )


def _work(found: Row, filters: Mapping[str, str], number: int) -> dict[str, Any]:
    flag = filters.get("flag")
    orders = [each for each in found["orders"] if flag is None or flag in each["flags"]]
    in_columns = columns(orders, filters.get("by", "state"), STATES)
    turns = max((_turns(len(each), CARDS_A_TURN) for each in in_columns.values()), default=1)
    turn = number % turns
    return {
        "columns": {name: (_part(each, turn, CARDS_A_TURN), len(each)) for name, each in in_columns.items()},
        "by": filters.get("by", "state"),
        "states": STATES,
        "flags": FLAGS,
        "flag": flag,
        "has_limits": any(each["limit_of"] for each in found["orders"]),
        "turn": turn + 1,
        "turns": turns,
    }


def _journeys(found: Row, filters: Mapping[str, str], now: datetime, number: int) -> dict[str, Any]:
    only = filters.get("only")
    shown = [each for each in found["journeys"] if only is None or fits(each, only)]
    lines = [{**each, "group": group} for group in groups(shown, now) for each in group["journeys"]]
    turns = _turns(len(lines), LINES_A_TURN)
    turn = number % turns
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


def _part(found: Sequence[Row], turn: int, a_turn: int) -> Sequence[Row]:
    """Return what one turn shows; what has fewer turns than the others begins again."""
    own = turn % _turns(len(found), a_turn)
    return found[own * a_turn : (own + 1) * a_turn]
