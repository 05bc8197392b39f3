"""The screens of the business, as Settings show and make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views import board_limits
from daysheet.console.views.settings import TABS
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.operations.boards import tv_links
from daysheet.operations.boards.board_limits import MINUTES_MAX
from daysheet.operations.boards.board_places import chosen
from daysheet.operations.boards.tv_links import Shown

# What a screen may show in turn, by the words of the form.
IN_TURN: Final = {
    "shop": Shown(board=tv_links.WORK),
    "today": Shown(board=tv_links.JOURNEYS, filters={"day": "today"}),
    "tomorrow": Shown(board=tv_links.JOURNEYS, filters={"day": "tomorrow"}),
}
EXPIRIES: Final = {"": None, "30": 30, "365": 365}
Row = Mapping[str, Any]


async def screens(visitor: Visitor) -> Response:
    """Show the links of the business."""
    return await _listed(visitor, visitor.asked("told"))


async def change_screens(visitor: Visitor) -> Response:
    """Make a link or take one back, or set the limits of the board."""
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
        if form.get("do") == "limits":
            await board_limits.change(visitor, form)
            return RedirectResponse("/settings/screens?told=limits#limits", 303)
    except UnknownThing:
        raise
    except DaysheetError as error:
        return await _listed(visitor, None, said=str(error), status=422)
    raise UnknownThing("There is no such button.")


async def _make(visitor: Visitor, form: FormData) -> Response:
    """Make a link and show its address; this page is the only place where it is ever seen."""
    days, location = EXPIRIES.get(str(form.get("expires", ""))), str(form.get("location", ""))
    seconds = str(form.get("seconds", tv_links.TURN_SECONDS))
    places = await chosen(visitor.office, visitor.tenant, [location] if location else [], visitor.caller.locations)
    new = await tv_links.make_link(
        visitor.office,
        visitor.tenant,
        name=str(form.get("name", "")),
        boards=_boards_in(form),
        turn_seconds=int(seconds) if seconds.isdecimal() and len(seconds) <= 4 else 0,
        locations=[row["location_id"] for row in places] if location else None,
        expires_at=None if days is None else visitor.now + timedelta(days=days),
        by=visitor.caller,
    )
    return await _listed(visitor, None, address=f"{visitor.request.base_url}tv/{new.token}")


def _boards_in(form: FormData) -> Sequence[Shown]:
    """Return the board that a form was sent from as it was filtered, or those that were chosen to be shown in turn."""
    if form.get("board") is None:
        return [IN_TURN[str(each)] for each in form.getlist("turn") if str(each) in IN_TURN]
    filters = {name: str(form.get(f"filter_{name}", "")) for name in tv_links.FILTERS}
    return [Shown(board=str(form.get("board")), filters=filters)]


TOLD: Final = {
    "off": "The screen was switched off.",
    "before": "The screen was off before.",
    "limits": "The limits are set.",
}


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
        boards_of=tv_links.boards_of,
        may_show=[word for word, each in IN_TURN.items() if _is_there(visitor, places, each.board)],
        connections=await visitor.office.connections(visitor.tenant).all(),
        limits=await board_limits.fields(visitor),
        most_minutes=MINUTES_MAX,
        turn={
            "least": tv_links.TURN_SECONDS_MIN,
            "most": tv_links.TURN_SECONDS_MAX,
            "usual": tv_links.TURN_SECONDS,
        },
    )


def _is_there(visitor: Visitor, places: Sequence[Row], board: str) -> bool:
    """Whether any location of the business has a board."""
    vendors = [visitor.office.vendor(name) for name in {row["vendor"] for row in places}]
    return any((each.work if board == tv_links.WORK else each.board) is not None for each in vendors)
