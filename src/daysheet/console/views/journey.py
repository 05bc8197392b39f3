"""One journey: charges, stops and what changed; and what people write down of it, which is kept here only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views.boards import seeing
from daysheet.console.views.follow_ups import FORM, part_of_record
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.operations.boards import journeys
from daysheet.operations.boards.call_list import mark_called, reveal_phone


async def journey(visitor: Visitor) -> Response:
    """Show one journey: charges, stops, what changed, and what dispatch says of it."""
    # What came of a follow-up is told beside its form.
    told = None if visitor.asked("about") == FORM else visitor.told
    return await _shown(visitor, (told or "").splitlines())


async def _shown(visitor: Visitor, told: Sequence[str], phone: str | None = None) -> Response:
    found = await journeys.one(visitor.office, visitor.tenant, _id(visitor), seeing(visitor))
    stages, priorities = _words(visitor, found["source"]["vendor"])
    return page(
        "journey.html",
        visitor,
        journey=found,
        stages=stages,
        priorities=priorities,
        told=told,
        phone=phone,
        part=await part_of_record(visitor, "journey", found["id"], found["location"]),
    )


async def show_phone(visitor: Visitor) -> Response:
    """Show a journey with its customer's telephone number; each look at one is noted."""
    caller = visitor.caller
    phone = await reveal_phone(visitor.office, visitor.tenant, _id(visitor), seeing(visitor), actor=caller.actor)
    return await _shown(visitor, [] if phone else ["The vendor tells no telephone number."], phone)


async def called(visitor: Visitor) -> Response:
    """Write down that a customer was called, or was not, and go back to the list."""
    form, caller = await visitor.request.form(), visitor.caller
    await mark_called(
        visitor.office,
        visitor.tenant,
        _id(visitor),
        seeing(visitor),
        is_called=form.get("called") == "1",
        by=caller.name,
        actor=caller.actor,
    )
    kept = {name: str(form.get(name, "")) for name in ("day", "location") if form.get(name)}
    return RedirectResponse(f"/boards/journeys?{urlencode(kept)}#calls", 303)


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
        warnings = await journeys.say(
            visitor.office, visitor.tenant, number, said, seeing(visitor), by=caller.name, actor=caller.actor
        )
        told = ["Written down.", *warnings]
    except UnknownThing:
        raise
    except DaysheetError as error:
        told = [str(error)]
    query = urlencode({"told": visitor.sealed("\n".join(told))})
    return RedirectResponse(f"/boards/journeys/{number}?{query}", 303)


def _id(visitor: Visitor) -> str:
    number: str = visitor.request.path_params["journey"]
    return number.lower()


def _words(visitor: Visitor, vendor: str) -> tuple[Sequence[str], Sequence[str]]:
    board = visitor.office.vendor(vendor).board
    return ((), ()) if board is None else (board.stages, board.priorities)
