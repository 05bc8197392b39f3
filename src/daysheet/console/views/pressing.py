"""What presses most, and what the visitor has hidden of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.core.errors import UnknownThing
from daysheet.operations.morning import pressing


async def what_presses(visitor: Visitor) -> Response:
    """Show the three things with the most money at stake, and those that are hidden."""
    found = await pressing.pressing(visitor.office, visitor.tenant, visitor.caller)
    places = await pressing.places_of(visitor.office, visitor.tenant, visitor.caller)
    zone = next(filter(None, (each["time_zone"] for each in places)), None)
    return page("pressing.html", visitor, found=found, places=places, zone=zone)


async def put_aside(visitor: Visitor) -> Response:
    """Hide a thing for a day or while it is the same, or show it again; lead back to where that was asked."""
    form = await visitor.request.form()
    what, kind, name = (str(form.get(each, "")) for each in ("do", "kind", "name"))
    office, tenant, caller = visitor.office, visitor.tenant, visitor.caller
    if what in ("snooze", "hide"):
        await pressing.hide(office, tenant, caller, kind, name, for_a_day=what == "snooze")
    elif what == "show":
        await pressing.show_again(office, tenant, caller, kind, name)
    else:
        raise UnknownThing("There is no such button.")
    # The list is part of Today as well, and whoever is there stays there.
    came_from = urlsplit(visitor.request.headers.get("referer", "")).path
    return RedirectResponse("/today#pressing" if came_from == "/today" else "/today/pressing", 303)
