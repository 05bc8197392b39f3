"""Connections, what they read and when, their runs, and what waits in quarantine."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views.welcome import read_now, secret_typed
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.operations import connection_desk
from daysheet.operations.run_desk import cancel, details, newest
from daysheet.operations.scheduling import listed, switch
from daysheet.operations.setting_aside import one_set_aside, set_aside
from daysheet.operations.status import status_of

RUNS_SHOWN: Final = 30
WAITING_SHOWN: Final = 200


async def connections(visitor: Visitor) -> Response:
    """Show every connection with its health, and the newest runs."""
    office, tenant = visitor.office, visitor.tenant
    return page(
        "connections.html",
        visitor,
        statuses=await status_of(office, tenant),
        runs=await newest(office, tenant, None, RUNS_SHOWN),
        waiting=(await set_aside(office, tenant, None, 1))[1],
        told=visitor.asked("told"),
    )


async def connection(visitor: Visitor) -> Response:
    """Show one connection: its streams, its schedules, its runs."""
    office, tenant, name = visitor.office, visitor.tenant, visitor.request.path_params["name"]
    (status,) = await status_of(office, tenant, name)
    row = await connection_desk.named(office, tenant, name)
    return page(
        "connection.html",
        visitor,
        shown=status,
        sign_in=office.vendor(row.vendor).sign_in,
        schedules=await listed(office, tenant, name),
        runs=await newest(office, tenant, name, RUNS_SHOWN),
        told=visitor.asked("told"),
    )


async def act(visitor: Visitor) -> Response:
    """Do what a button of a connection's page says: read, test, rest, a new credential, a schedule on or off."""
    form = await visitor.request.form()
    name, what = visitor.request.path_params["name"], str(form.get("do", ""))
    try:
        told = await _done(visitor, name, what, form)
    except UnknownThing:
        raise
    except DaysheetError as error:
        told = str(error)
    return RedirectResponse(f"/connections/{name}?{_query(told)}", 303)


def _query(told: str) -> str:
    return urlencode({"told": told[:500]})


async def _done(visitor: Visitor, name: str, what: str, form: FormData) -> str:
    row = await connection_desk.named(visitor.office, visitor.tenant, name)
    if what == "test":
        found = await connection_desk.try_stored(visitor.office, visitor.tenant, row)
        return f"The vendor accepts the credential. Locations in scope: {len(found.locations)}."
    if what == "read":
        return await read_now(visitor, name)
    if what == "pause":
        await connection_desk.pause(visitor.office, visitor.tenant, row, None, actor=visitor.caller.actor)
        return "It rests until you resume it; nothing is lost."
    if what == "resume":
        await connection_desk.resume(visitor.office, visitor.tenant, row, actor=visitor.caller.actor)
        return "It is read again; what was missed comes with the next reading."
    if what == "rotate":
        secret = secret_typed(visitor.office.vendor(row.vendor), form)
        await connection_desk.rotate(visitor.office, visitor.tenant, row, secret, actor=visitor.caller.actor)
        return "The vendor accepts the new credential; what was missed comes with the next reading."
    if what in ("on", "off"):
        schedule = str(form.get("schedule", ""))
        await switch(visitor.office, visitor.tenant, name, schedule, is_enabled=what == "on")
        return f"Schedule {schedule} is {what}."
    raise UnknownThing("There is no such button.")


async def run(visitor: Visitor) -> Response:
    """Show one run, stream by stream."""
    found = await details(visitor.office, visitor.tenant, visitor.request.path_params["run"])
    return page("run.html", visitor, run=found.run, streams=found.streams)


async def end_run(visitor: Visitor) -> Response:
    """Ask a run to end at its next step."""
    found = await cancel(visitor.office, visitor.tenant, visitor.request.path_params["run"])
    return RedirectResponse(f"/runs/{found.run_id}", 303)


async def quarantine(visitor: Visitor) -> Response:
    """Show what could not be kept exactly."""
    rows, total = await set_aside(visitor.office, visitor.tenant, visitor.asked("connection"), WAITING_SHOWN)
    return page("quarantine.html", visitor, rows=rows, total=total)


async def set_aside_one(visitor: Visitor) -> Response:
    """Show one record that waits, with its payload for those who may see persons."""
    number = visitor.request.path_params["number"]
    if not number.isdecimal() or len(number) > 18:
        raise UnknownThing("Nothing in quarantine has this number.")
    row: dict[str, Any] = await one_set_aside(visitor.office, visitor.tenant, int(number))
    payload = row.pop("payload")
    text = payload.decode("utf-8", "backslashreplace") if visitor.may("read:pii") else None
    return page("set_aside.html", visitor, row=row, payload=text)
