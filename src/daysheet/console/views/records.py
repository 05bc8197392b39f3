"""Every table, page by page: filters and order are in the address, and what is seen is what is exported."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from starlette.responses import RedirectResponse, Response, StreamingResponse

from daysheet.console.cells import as_text, cell, row_path, words
from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.core.browsing import RANGES, SORTABLE, BrowsedTable, Browsing, wanted
from daysheet.core.errors import SettingWrong
from daysheet.core.spreadsheets import spreadsheet_cell
from daysheet.operations.browsing import selections
from daysheet.operations.browsing.record import Seeing
from daysheet.operations.browsing.record_columns import called, in_reading_order, is_telephone
from daysheet.operations.browsing.record_origin import MASK

# So that a page of the widest table stays under 150 KiB: pages hold a token, so they are not compressed.
LIMIT: Final = 50
LIMIT_OF_WIDE: Final = 10
CELLS_MAX: Final = 2_000
# What is added by the form: a column, how it is compared, and with what.
ADDED: Final = ("column", "how", "value")
OWN: Final = frozenset({"after", "before", "sort", "fields", *ADDED})


async def tables(visitor: Visitor) -> Response:
    """List the tables, in groups by schema."""
    shelf = (await visitor.desk.library()).shelf(sees_persons=visitor.may("read:pii"))
    word = (visitor.asked("q") or "").strip().lower()
    groups: dict[str, list[BrowsedTable]] = {}
    for table in shelf.values():
        if word in f"{table.full_name} {table.meaning} {' '.join(table.by_name)}".lower():
            groups.setdefault(table.schema, []).append(table)
    return page("tables.html", visitor, groups=groups, word=word)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What the address asks of a table."""

    wish: Browsing
    filters: Mapping[str, str]
    sort: str | None
    fields: str | None

    @property
    def query(self) -> str:
        """The same as a query; two addresses that ask the same have the same one."""
        said = {**self.filters, "sort": self.sort, "fields": self.fields}
        return urlencode({name: text for name, text in said.items() if text}, safe=",")


async def rows(visitor: Visitor) -> Response:
    """Show a page of a table's rows, with what the whole selection comes to."""
    library, seeing = await visitor.desk.library(), seeing_of(visitor)
    table = library.table(visitor.request.path_params["table"], sees_persons=seeing.persons)
    asked = _asked(visitor, table)
    if _is_from_form(visitor):
        return RedirectResponse(f"{visitor.request.url.path}?{asked.query}".rstrip("?"), 303)
    wish, position = asked.wish, visitor.asked("after") or visitor.asked("before")
    is_backwards = position is not None and visitor.asked("after") is None
    if position is not None:
        values = _position(position, len(wish.order))
        wish = wish.before_row(values) if is_backwards else wish.after_row(values)
    named = [each.name for each in table.columns if each.name not in wish.columns]
    found = await library.page(
        visitor.tenant,
        replace(wish, columns=(*wish.columns, *named)),
        sees_persons=seeing.persons,
        only=seeing.only,
    )
    shown = found[: wish.limit][::-1] if is_backwards else found[: wish.limit]
    has_more = len(found) > wish.limit
    return page(
        "records.html",
        visitor,
        table=table,
        columns=[table.by_name[name] for name in asked.wish.columns],
        rows=shown,
        asked=asked,
        total=await selections.total_of(library, visitor.tenant, asked.wish, seeing),
        counted_max=selections.COUNTED_MAX,
        facets=await selections.facets_of(library, visitor.tenant, table, seeing),
        following=_leading(visitor, asked, shown, "after") if has_more or is_backwards else None,
        previous=_leading(visitor, asked, shown, "before") if position and (has_more or not is_backwards) else None,
        is_first=position is None,
        sortable=SORTABLE,
        as_sql=selections.as_sql(asked.wish),
        api_call=_api_call(visitor, table, asked),
        cell=lambda column, value: MASK if value and is_telephone(table, column) else cell(column.name, value),
        words=words,
        called=called,
        row_path=row_path,
    )


async def export(visitor: Visitor) -> Response:
    """Hand out the whole selection as CSV, without anything that a spreadsheet takes for a formula."""
    library, seeing = await visitor.desk.library(), seeing_of(visitor)
    table = library.table(visitor.request.path_params["table"], sees_persons=seeing.persons)
    wish = _asked(visitor, table).wish
    parts = selections.all_of(library, visitor.tenant, wish, seeing)
    # What is wrong with the question shows at once, and not in the middle of a file.
    first = await anext(parts)
    if selections.is_personal(wish):
        await selections.note_export(library, visitor.tenant, wish, seeing, visitor.caller.actor)
    headers = {"content-disposition": f'attachment; filename="{table.full_name}.csv"', "cache-control": "no-store"}
    return StreamingResponse(_lines(wish.columns, first, parts), media_type="text/csv; charset=utf-8", headers=headers)


async def _lines(
    columns: Sequence[str], first: list[dict[str, Any]], parts: AsyncIterator[list[dict[str, Any]]]
) -> AsyncIterator[str]:
    yield _csv([columns])
    yield _csv([spreadsheet_cell(as_text(row[name])) for name in columns] for row in first)
    async for part in parts:
        yield _csv([spreadsheet_cell(as_text(row[name])) for name in columns] for row in part)


def _csv(lines: Any) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(lines)
    return file.getvalue()


def seeing_of(visitor: Visitor) -> Seeing:
    """Return what a visitor may see of records."""
    telephones = visitor.asked("telephones") == "shown"
    return Seeing(persons=visitor.may("read:pii"), only=visitor.caller.locations, telephones=telephones)


def _is_from_form(visitor: Visitor) -> bool:
    """Whether an address is as a form writes it: with one parameter several times, or with what is to be added."""
    names = [name for name, _ in visitor.request.query_params.multi_items()]
    return len(names) != len(set(names)) or not set(names).isdisjoint(ADDED)


def _asked(visitor: Visitor, table: BrowsedTable) -> _Asked:
    told: dict[str, list[str]] = {}
    for name, text in visitor.request.query_params.multi_items():
        if text:
            told.setdefault(name, []).append(text)
    said = {name: ",".join(texts) for name, texts in told.items() if name not in OWN}
    column, how, text = (",".join(told.get(name, ())) for name in ADDED)
    if column and text:
        said[f"{column}.{how}" if how in RANGES else column] = text
    fields, sort = ",".join(told.get("fields", ())) or None, visitor.asked("sort")
    if fields is not None and {*fields.split(",")} >= table.by_name.keys():
        fields = None
    wish = wanted(table, said, fields=fields, sort=sort, limit=LIMIT)
    limit = max(LIMIT_OF_WIDE, min(LIMIT, CELLS_MAX // len(wish.columns)))
    columns = wish.columns if fields else tuple(each.name for each in in_reading_order(table, table.columns))
    wish = replace(wish, limit=limit, columns=columns)
    return _Asked(wish=wish, filters=said, sort=sort, fields=fields)


def _leading(visitor: Visitor, asked: _Asked, shown: Sequence[Mapping[str, Any]], way: str) -> str | None:
    """Return the address of the page after the last row shown, or before the first."""
    if not shown:
        return None
    row = shown[-1 if way == "after" else 0]
    position = msgspec.json.encode([as_text(row[each.column]) for each in asked.wish.order]).decode()
    return visitor.address(**{"after": None, "before": None, way: position})


def _position(text: str, length: int) -> tuple[Any, ...]:
    """Return the row that a page lies beside; it is only ever compared with, never part of a statement."""
    try:
        found = msgspec.json.decode(text, type=list[str | int | float | bool | None])
    except msgspec.MsgspecError:
        found = []
    if len(found) != length:
        raise SettingWrong("This address leads to no page of the list. Begin anew without “after”.")
    return tuple(found)


def _api_call(visitor: Visitor, table: BrowsedTable, asked: _Asked) -> str:
    base = str(visitor.request.base_url).rstrip("/")
    query = f"?{asked.query}" if asked.query else ""
    return f'curl -H "authorization: Bearer $DAYSHEET_KEY" \\\n  "{base}/v1/records/{table.full_name}{query}"'
