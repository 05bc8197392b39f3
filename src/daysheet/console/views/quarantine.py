"""What could not be kept exactly: why, with which payload, and another try for it."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.core.errors import DaysheetError, UnknownThing
from daysheet.operations.connections import connection_desk
from daysheet.operations.masking import masked
from daysheet.operations.runs import asked_runs, setting_aside
from daysheet.operations.runs.asked_runs import Asked

SHOWN: Final = 200
HERE: Final = "/connections/quarantine"


async def quarantine(visitor: Visitor) -> Response:
    """Show what waits, oldest first, from after a number on."""
    after = visitor.asked("after", "0") or "0"
    if not after.isdecimal() or len(after) > 18:
        raise UnknownThing("There is no such page of the quarantine.")
    name = visitor.asked("connection")
    rows, total = await setting_aside.set_aside(visitor.office, visitor.tenant, name, SHOWN + 1, int(after))
    known = await visitor.office.connections(visitor.tenant).all()
    return page(
        "quarantine.html",
        visitor,
        rows=rows[:SHOWN],
        total=total,
        following=rows[SHOWN - 1]["quarantine_id"] if len(rows) > SHOWN else None,
        connections=[each.name for each in known],
        chosen=name,
        told=visitor.told,
    )


async def replay(visitor: Visitor) -> Response:
    """Ask that what waits be read again by what is declared now; no call to the vendor is made."""
    form = await visitor.request.form()
    name = str(form.get("connection", "")) or None
    try:
        runs = await asked_runs.ask_replays(visitor.office, visitor.tenant, name, actor=visitor.caller.actor)
        told = "Asked for: the next free worker reads it again." if runs else "Nothing waits, so nothing is read."
    except UnknownThing:
        raise
    except DaysheetError as error:
        told = str(error)
    return _back(visitor, told, connection=name)


async def one(visitor: Visitor) -> Response:
    """Show one record that waits, with its payload for those who may see persons, and its form for the others."""
    row: dict[str, Any] = await setting_aside.one_set_aside(visitor.office, visitor.tenant, _number(visitor))
    payload = row.pop("payload")
    problems = row.pop("problems")
    sees = visitor.may("read:pii")
    return page(
        "set_aside.html",
        visitor,
        row=row,
        problems=problems if sees else (),
        payload=payload.decode("utf-8", "backslashreplace") if sees else masked(payload),
        is_masked=not sees,
        may_be_asked_for=await _may_be_asked_for(visitor, row),
        told=visitor.told,
    )


async def _may_be_asked_for(visitor: Visitor, row: dict[str, Any]) -> bool:
    """Whether the vendor can be asked for this record alone."""
    connection = await connection_desk.named(visitor.office, visitor.tenant, row["connection"])
    vendor = visitor.office.vendor(connection.vendor)
    is_known = row["source_id"] is not None and vendor.has_stream(row["stream"])
    return bool(is_known and vendor.stream(row["stream"]).is_asked_by_id_alone and row["resolved_at"] is None)


async def accept(visitor: Visitor) -> Response:
    """Note that somebody has seen an entry and lets it be as it is; it waits on all the same."""
    number = _number(visitor)
    await setting_aside.accept(visitor.office, visitor.tenant, number, actor=visitor.caller.actor)
    told = "It is noted that you have seen it. It waits on, and is read again with the rest."
    return _back(visitor, told, number)


async def ask_again(visitor: Visitor) -> Response:
    """Ask the vendor for this one record again."""
    number = _number(visitor)
    row = await setting_aside.one_set_aside(visitor.office, visitor.tenant, number)
    if not await _may_be_asked_for(visitor, row):
        raise UnknownThing("The vendor cannot be asked for this record alone.")
    connection = await connection_desk.named(visitor.office, visitor.tenant, row["connection"])
    asked = Asked(streams=(row["stream"],), ids=(row["source_id"],))
    try:
        run = await asked_runs.ask_run(visitor.office, visitor.tenant, connection, asked, actor=visitor.caller.actor)
    except DaysheetError as error:
        return _back(visitor, str(error), number)
    return RedirectResponse(f"/runs/{run['id']}", 303)


def _back(visitor: Visitor, told: str, number: int | None = None, **kept: str | None) -> Response:
    query = urlencode({name: value for name, value in {**kept, "told": visitor.sealed(told)}.items() if value})
    return RedirectResponse(f"{HERE}{'' if number is None else f'/{number}'}?{query}", 303)


def _number(visitor: Visitor) -> int:
    said = visitor.request.path_params["number"]
    if not said.isdecimal() or len(said) > 18:
        raise UnknownThing("Nothing in quarantine has this number.")
    return int(said)
