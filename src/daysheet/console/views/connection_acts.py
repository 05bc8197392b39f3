"""What the buttons and forms of a connection's page do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Final
from urllib.parse import quote, urlencode

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views.connections import shown
from daysheet.console.views.welcome import typed_secret
from daysheet.core.errors import DaysheetError, SettingWrong, UnknownThing
from daysheet.operations.connections import connection_desk
from daysheet.operations.connections.call_plans import calls_of
from daysheet.operations.hooks import webhook_desk
from daysheet.operations.runs import reading_progress, schedule_desk
from daysheet.operations.runs.asked_runs import Asked, ask_run
from daysheet.warehouse.connections import ConnectionRow


async def act(visitor: Visitor) -> Response:
    """Do what a button of a connection's page says, and show the page again with what came of it."""
    form = await visitor.request.form()
    row = await connection_desk.named(visitor.office, visitor.tenant, visitor.request.path_params["name"])
    what = str(form.get("do", ""))
    if what in ("address", "another-address"):
        return await _make_address(visitor, row, rotate=what == "another-address")
    done = ACTS.get(what)
    if done is None:
        raise UnknownThing("There is no such button.")
    try:
        told = await done(visitor, row, form)
    except UnknownThing:
        raise
    except DaysheetError as error:
        told = str(error)
    return back_to(visitor, row.name, told)


def back_to(visitor: Visitor, name: str, told: str, beneath: str = "") -> Response:
    """Return the way back to a connection's page, or to one beneath it, with what came of it."""
    query = urlencode({"told": visitor.sealed(told)})
    return RedirectResponse(f"/connections/{quote(name)}{beneath}?{query}", 303)


async def _make_address(visitor: Visitor, row: ConnectionRow, *, rotate: bool) -> Response:
    """Make an address and show it; this page is the only place where it is ever seen."""
    try:
        made = await webhook_desk.open_for(
            visitor.office, visitor.tenant, row, rotate=rotate, actor=visitor.caller.actor
        )
    except DaysheetError as error:
        return back_to(visitor, row.name, str(error))
    return await shown(visitor, row, told=None, address=str(visitor.request.base_url).rstrip("/") + made.path)


async def _test(visitor: Visitor, row: ConnectionRow, form: FormData) -> str:
    found = await connection_desk.try_stored(visitor.office, visitor.tenant, row)
    return f"The vendor accepts the credential. Locations in scope: {len(found.locations)}."


async def _read(visitor: Visitor, row: ConnectionRow, form: FormData) -> str:
    streams = tuple(str(each) for each in form.getlist("stream"))
    await ask_run(visitor.office, visitor.tenant, row, Asked(streams=streams), actor=visitor.caller.actor)
    what = ", ".join(each.replace("_", " ") for each in streams) or "what is due"
    return f"Asked for: the next free worker reads {what}."


async def read_now(visitor: Visitor) -> Response:
    """Ask for a reading of what is due, of some streams or of all."""
    form = await visitor.request.form()
    row = await connection_desk.named(visitor.office, visitor.tenant, visitor.request.path_params["name"])
    try:
        told = await _read(visitor, row, form)
    except UnknownThing:
        raise
    except DaysheetError as error:
        told = str(error)
    return back_to(visitor, row.name, told)


async def _pause(visitor: Visitor, row: ConnectionRow, form: FormData) -> str:
    await connection_desk.pause(visitor.office, visitor.tenant, row, None, actor=visitor.caller.actor)
    return "It rests until you resume it; nothing is lost."


async def _resume(visitor: Visitor, row: ConnectionRow, form: FormData) -> str:
    await connection_desk.resume(visitor.office, visitor.tenant, row, actor=visitor.caller.actor)
    return "It is read again; what was missed comes with the next reading."


async def _rotate(visitor: Visitor, row: ConnectionRow, form: FormData) -> str:
    vendor = visitor.office.vendor(row.vendor)
    secret = connection_desk.secret_for(vendor, typed_secret(vendor, form))
    await connection_desk.rotate(visitor.office, visitor.tenant, row, secret, actor=visitor.caller.actor)
    return "The vendor accepts the new credential; what was missed comes with the next reading."


async def _schedule(visitor: Visitor, row: ConnectionRow, form: FormData) -> str:
    office, tenant = visitor.office, visitor.tenant
    present = await schedule_desk.one(office, tenant, row, str(form.get("schedule", "")))
    every, times, zone = (str(form.get(name, "")).strip() or None for name in ("every", "times", "zone"))
    if every is not None and times is not None:
        raise SettingWrong("Say either how often or at which times, not both.")
    changed = await schedule_desk.change(
        office,
        tenant,
        row,
        present,
        actor=visitor.caller.actor,
        every=every,
        times=None if times is None else [each.strip() for each in times.split(",")],
        zone=zone if times is not None else None,
    )
    return f"Schedule {changed.name} is read as you said from now on."


def _switch(*, is_enabled: bool) -> Act:
    async def switch(visitor: Visitor, row: ConnectionRow, form: FormData) -> str:
        office, tenant = visitor.office, visitor.tenant
        present = await schedule_desk.one(office, tenant, row, str(form.get("schedule", "")))
        await schedule_desk.change(office, tenant, row, present, actor=visitor.caller.actor, is_enabled=is_enabled)
        return f"Schedule {present.name} is {'on' if is_enabled else 'off'}."

    return switch


Act = Callable[[Visitor, ConnectionRow, FormData], Awaitable[str]]
ACTS: Final[Mapping[str, Act]] = {
    "test": _test,
    "pause": _pause,
    "resume": _resume,
    "rotate": _rotate,
    "schedule": _schedule,
    "on": _switch(is_enabled=True),
    "off": _switch(is_enabled=False),
}


async def again(visitor: Visitor) -> Response:
    """Offer to read some streams again: all of them, or a range of days, with the calls that it takes."""
    return await _again(visitor, None)


async def _again(visitor: Visitor, told: str | None, chosen: FormData | None = None, status: int = 200) -> Response:
    office, tenant = visitor.office, visitor.tenant
    row = await connection_desk.named(office, tenant, visitor.request.path_params["name"])
    (calls,) = await calls_of(office, tenant, row.name)
    return page(
        "read_again.html",
        visitor,
        status,
        row=row,
        vendor=office.vendor(row.vendor),
        needed=await reading_progress.calls_for_all(office, tenant, row),
        calls=calls,
        picked=[] if chosen is None else [str(each) for each in chosen.getlist("stream")],
        since="" if chosen is None else str(chosen.get("since", "")),
        until="" if chosen is None else str(chosen.get("until", "")),
        told=told,
    )


async def read_again(visitor: Visitor) -> Response:
    """Ask for such a reading, and lead to its run."""
    form = await visitor.request.form()
    row = await connection_desk.named(visitor.office, visitor.tenant, visitor.request.path_params["name"])
    try:
        since, until = _day(form, "since"), _day(form, "until")
        asked = Asked(
            streams=tuple(str(each) for each in form.getlist("stream")),
            full=since is None and until is None,
            since=since,
            until=until,
            reason=str(form.get("reason", "")).strip()[:200] or None,
        )
        if not asked.streams:
            raise SettingWrong("Choose at least one stream.")
        run = await ask_run(visitor.office, visitor.tenant, row, asked, actor=visitor.caller.actor)
    except UnknownThing:
        raise
    except DaysheetError as error:
        return await _again(visitor, str(error), form, 422)
    return RedirectResponse(f"/runs/{run['id']}", 303)


def _day(form: FormData, name: str) -> date | None:
    text = str(form.get(name, "")).strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingWrong("A day is such as 2026-03-04.") from None
