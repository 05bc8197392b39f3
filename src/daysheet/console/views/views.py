"""Saved views: the menu of every page, the page that lists them, and the one that somebody begins with."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views import today
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.operations.identity import saved_views


async def home(visitor: Visitor) -> Response:
    """Lead to the view that the visitor begins with, or to the first screen that they may see."""
    address = await saved_views.first_address(visitor.office, visitor.caller)
    return await today.home(visitor) if address is None else RedirectResponse(address, 303)


async def views(visitor: Visitor) -> Response:
    """List the views in the visitor's menu."""
    return _listed(visitor)


def _listed(visitor: Visitor, said: str | None = None, status: int = 200) -> Response:
    return page("views.html", visitor, status, said=said, told=TOLD.get(visitor.asked("told", "") or ""))


TOLD = {
    "removed": "The view is gone.",
    "first": "You begin with this view from now on.",
    "usual": "You begin as usual.",
}


async def change(visitor: Visitor) -> Response:
    """Save a view, remove one, or begin with one."""
    form = await visitor.request.form()
    what, office, caller = str(form.get("do", "")), visitor.office, visitor.caller
    try:
        if what == "save":
            return await _save(visitor, {name: str(value) for name, value in form.items()})
        if what == "remove":
            await saved_views.drop(office, caller, _number(form.get("number")))
            told = "removed"
        elif what == "begin":
            number = form.get("number")
            await saved_views.begin_with(office, caller, _number(number) if number else None)
            told = "first" if number else "usual"
        else:
            raise UnknownThing("There is no such button.")
    except UnknownThing:
        raise
    except DaysheetError as error:
        return _listed(visitor, str(error), 422)
    return RedirectResponse(f"/views?{urlencode({'told': told})}", 303)


async def _save(visitor: Visitor, form: dict[str, str]) -> Response:
    """Save the view and lead back to it, so that whoever saved it stays where they were."""
    saved = await saved_views.save(
        visitor.office,
        visitor.caller,
        name=form.get("name", ""),
        address=form.get("address", ""),
        is_shared=form.get("shared") == "1",
        is_first=form.get("first") == "1",
    )
    return RedirectResponse(saved["address"], 303)


def _number(said: Any) -> int:
    text = str(said or "")
    if not text.isdecimal() or len(text) > 18:
        raise UnknownThing("There is no such view of yours.")
    return int(text)
