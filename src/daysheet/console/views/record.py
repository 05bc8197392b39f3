"""One record of any table: how it stands, its lines, what it looked like before, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Final

from starlette.responses import RedirectResponse, Response

from daysheet.console.cells import cell, read_key, record_path, row_path, rows_path, words
from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views.records import seeing_of
from daysheet.console.wording import count, day, moment, money
from daysheet.core.browsing import BrowsedTable, Column
from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.operations.browsing import record as records
from daysheet.operations.browsing.record import Found, Lines
from daysheet.operations.browsing.record_columns import (
    called,
    code_words,
    in_reading_order,
    is_code,
    is_telephone,
    name_columns,
    state_column,
)
from daysheet.operations.browsing.record_kinds import kind_of
from daysheet.operations.browsing.record_origin import MASK, origin_of
from daysheet.operations.browsing.record_parts import Part, parts_of
from daysheet.operations.browsing.record_pictures import Fact, History, history_of

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
    has_telephones = seeing.persons and records.has_telephones(found)
    if has_telephones and seeing.telephones:
        await records.note_telephones(library, visitor.tenant, found, visitor.caller.actor)
    history = await history_of(visitor.office, visitor.tenant, found, seeing)
    state = state_column(found.declared, found.table)
    parts = await parts_of(visitor.office, visitor.tenant, found, seeing)
    telling = _telling(found, parts, seeing)
    columns = in_reading_order(found.table, _columns(found), state)
    return page(
        "record.html",
        visitor,
        found=found,
        row=found.row,
        kind=kind_of(found.table),
        name=called(found.table, found.row),
        state=telling.told(found.table, found.table.by_name[state], found.row[state]) if state is not None else None,
        money_columns=[each for each in columns if each.name.endswith("_cents")],
        columns=[each for each in columns if not each.name.endswith("_cents") and not is_code(each)],
        codes=[each for each in columns if is_code(each) or code_words(each)],
        hides_telephones=has_telephones and not seeing.telephones,
        empty=sum(found.row[each.name] in (None, "", []) for each in found.table.columns),
        zone=telling.zone,
        currency=telling.currency,
        board=_board(visitor, found),
        origin=origin,
        history=history,
        picture=_picture(visitor, history),
        parts=parts,
        tools=SimpleNamespace(**vars(TOOLS), told=telling.told),
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
    """Return the columns in which some line says something, but its key and its name, codes at the end."""
    told = {*lines.table.key, *(name for line in lines.lines for name in name_columns(lines.table, line.row))}
    columns = [
        each
        for each in lines.table.columns
        if each.name not in told
        and each.name not in BOOKKEEPING
        and any(line.row[each.name] not in (None, "", []) for line in lines.lines)
    ]
    return in_reading_order(lines.table, columns)


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
        raise SettingWrong(f"The pictures of this order are numbered from 1 to {len(history.pictures)}.")
    return int(text) - 1


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 18


@dataclass(frozen=True, kw_only=True)
class Telling:
    """How the values of a record are told: as they were at its place, and telephones only where they were asked for."""

    zone: str | None
    currency: str | None
    telephones: bool

    def told(self, table: BrowsedTable, column: Column, value: Any) -> str:
        """Return a value as the page tells it, codes in words."""
        if value not in (None, "") and is_telephone(table, column) and not self.telephones:
            return MASK
        if isinstance(value, datetime):
            return moment(value, self.zone)
        if isinstance(value, date):
            return day(value)
        words = None if is_code(column) else code_words(column).get(str(value))
        unit = f" {self.currency}" if self.currency and column.name.endswith("_cents") and value is not None else ""
        return words or cell(column.name, value) + unit


def _telling(found: Found, parts: Sequence[Part] | None, seeing: records.Seeing) -> Telling:
    """Return how a record is told: by its place, or by the only one in whose figures it is."""
    places = {each.location_id for each in parts or ()}
    known = [each for each in found.places if each["location_id"] in places]
    place = found.place or (known[0] if len(known) == len(places) == 1 else {"time_zone": None, "currency": None})
    return Telling(zone=place["time_zone"], currency=place["currency"], telephones=seeing.telephones)


def is_figure(column: Column, value: Any) -> bool:
    """Whether a value is a number that stands under others of its kind, and not said in words."""
    is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return is_number and (is_code(column) or not code_words(column))


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
    cell=cell,
    is_figure=is_figure,
    words=words,
)
