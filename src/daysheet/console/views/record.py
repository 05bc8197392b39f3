"""One record of any table: how it stands, its lines, what it looked like before, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

from starlette.responses import RedirectResponse, Response

from daysheet.console.cells import cell, read_key, record_path, row_path, rows_path, words
from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views.records import seeing_of
from daysheet.console.wording import count, moment, money
from daysheet.core.browsing import Column
from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.operations import record as records
from daysheet.operations.record import Found, Lines
from daysheet.operations.record_kinds import called, kind_of, name_column, state_column
from daysheet.operations.record_origin import origin_of
from daysheet.operations.record_parts import parts_of
from daysheet.operations.record_pictures import Fact, History, history_of

BOOKKEEPING: Final = frozenset({"deleted_at", "deleted_reason", "changed_at", "is_complete", "is_deleted"})


async def record(visitor: Visitor) -> Response:
    """Show one record; what waits in quarantine and was never stored says so."""
    library, seeing = await visitor.desk.library(), seeing_of(visitor)
    params = visitor.request.path_params
    found = await records.one(library, visitor.tenant, params["table"], read_key(params["key"]), seeing)
    origin = await origin_of(library, visitor.tenant, found, seeing)
    if not records.is_there(found, seeing, waits=origin is not None and bool(origin.waiting)):
        raise UnknownThing(records.NOTHING)
    if found.row is None:
        return page("record_waiting.html", visitor, 404, found=found, origin=origin, kind=kind_of(found.table))
    history = await history_of(visitor.office, visitor.tenant, found, seeing)
    state = state_column(found.declared, found.table)
    return page(
        "record.html",
        visitor,
        found=found,
        row=found.row,
        kind=kind_of(found.table),
        name=called(found.table, found.row),
        state=found.row[state] if state is not None else None,
        money_columns=[each for each in _columns(found) if each.name.endswith("_cents")],
        columns=[each for each in _columns(found) if not each.name.endswith("_cents")],
        empty=sum(found.row[each.name] in (None, "", []) for each in found.table.columns),
        zone=found.place["time_zone"] if found.place is not None else None,
        currency=found.place["currency"] if found.place is not None else None,
        board=_board(visitor, found),
        origin=origin,
        history=history,
        picture=_picture(visitor, history),
        parts=await parts_of(visitor.office, visitor.tenant, found, seeing),
        tools=TOOLS,
    )


async def find(visitor: Visitor) -> Response:
    """Lead to the record behind a figure or on a board, by the vendor's id."""
    params, place = visitor.request.path_params, visitor.asked("location")
    if place is not None and not _is_number(place):
        raise UnknownThing(records.NOTHING)
    library, seeing = await visitor.desk.library(), seeing_of(visitor)
    vendor, (number,) = visitor.office.vendor(params["vendor"]), read_key(params["number"])
    location = int(place) if place is not None else None
    found = await records.find(library, visitor.tenant, vendor, number, location, seeing)
    return RedirectResponse(record_path(found.table, found.key), 303)


def shown(lines: Lines) -> list[Column]:
    """Return the columns in which some line says something, but its key and its name."""
    told = {*lines.table.key, name_column(lines.table)}
    return [
        each
        for each in lines.table.columns
        if each.name not in told
        and each.name not in BOOKKEEPING
        and any(line.row[each.name] not in (None, "", []) for line in lines.lines)
    ]


def _columns(found: Found) -> list[Column]:
    """Return the columns that say something of a record: neither its key, nor how we keep it, nor empty ones."""
    assert found.row is not None
    return [
        each
        for each in found.table.columns
        if each.name not in BOOKKEEPING
        and found.row[each.name] not in (None, "", [])
        and (each.name not in found.table.key or each.name == found.table.key[-1])
    ]


def _board(visitor: Visitor, found: Found) -> str | None:
    """Return the page of a board that shows the same work: of its own rows, and of what they are made of."""
    kind = found.declared
    aliases = kind.table.record.parent_columns() if kind is not None else ()
    for vendor in visitor.office.vendors.values():
        made = vendor.derivation.tables if vendor.board is not None and vendor.derivation is not None else {}
        for name, key in made.items() if vendor.schema == found.table.schema else ():
            if found.table.name == name or aliases == tuple(key):
                return f"/boards/journeys/{found.key[-1]}"
    return None


def _picture(visitor: Visitor, history: History | None) -> int:
    """Return the place of the picture that is asked for, counted from 0."""
    if history is None or not history.pictures:
        return 0
    text = visitor.asked("picture")
    if text is None:
        return history.first_shown()
    if not _is_number(text) or not 1 <= int(text) <= len(history.pictures):
        raise SettingWrong(f"There are {len(history.pictures)} pictures of this order, numbered from 1.")
    return int(text) - 1


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 18


def told(name: str, value: Any, zone: str | None) -> str:
    """Return a value as the page tells it, moments as they were at the place."""
    return moment(value, zone) if isinstance(value, datetime) else cell(name, value)


def fact(value: Any) -> str:
    """Return a fact of a picture as people read it."""
    if isinstance(value, Mapping):
        return f"{money(value['amount'])} {value['currency'] or ''}".strip()
    return count(value) if not isinstance(value, str) else value.replace("_", " ").lower()


def change(each: Fact) -> str:
    """Return by how much a fact has changed since, or that it has."""
    if each.change is None:
        return "different"
    if isinstance(each.change, Mapping):
        amount = each.change["amount"]
        return f"{'+' if amount > 0 else ''}{money(amount)}"
    return f"{'+' if each.change > 0 else ''}{count(each.change)}"


# What the parts of the page are written with.
TOOLS: Final = SimpleNamespace(
    called=called,
    change=change,
    fact=fact,
    kind_of=kind_of,
    record_path=record_path,
    row_path=row_path,
    rows_path=rows_path,
    shown=shown,
    told=told,
    words=words,
)
