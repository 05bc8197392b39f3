"""Every table, page by page: filters and order are in the address, and what is seen is what is exported."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import msgspec
from starlette.responses import Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.wording import count, money
from daysheet.core.browsing import BrowsedTable, Browsing, wanted
from daysheet.core.errors import SettingWrong
from daysheet.core.spreadsheets import spreadsheet_cell

# So that a page of the widest table stays under 150 KiB: pages hold a token, so they are not compressed.
LIMIT: Final = 60
EXPORTED_MAX: Final = 10_000
OWN: Final = frozenset({"after", "sort", "fields"})


async def tables(visitor: Visitor) -> Response:
    """List the tables, in groups by schema."""
    shelf = (await visitor.desk.library()).shelf(sees_persons=visitor.may("read:pii"))
    groups: dict[str, list[BrowsedTable]] = {}
    for table in shelf.values():
        groups.setdefault(table.schema, []).append(table)
    return page("tables.html", visitor, groups=groups)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What the address asks of a table."""

    wish: Browsing
    filters: Mapping[str, str]
    sort: str | None


async def rows(visitor: Visitor) -> Response:
    """Show a page of a table's rows."""
    library = await visitor.desk.library()
    table = library.table(visitor.request.path_params["table"], sees_persons=visitor.may("read:pii"))
    asked = _asked(visitor, table, LIMIT)
    wish = asked.wish
    after = visitor.asked("after")
    if after is not None:
        wish = wish.after_row(_position(after, len(wish.order)))
    found = await library.page(
        visitor.tenant, wish, sees_persons=visitor.may("read:pii"), only=visitor.caller.locations
    )
    shown = found[:LIMIT]
    following = None
    if len(found) > LIMIT:
        last = [_text(shown[-1][each.column]) for each in wish.order]
        following = visitor.address(after=msgspec.json.encode(last).decode())
    return page(
        "records.html",
        visitor,
        table=table,
        columns=[table.by_name[name] for name in wish.columns],
        rows=shown,
        asked=asked,
        following=following,
        is_first=after is None,
        cell=_cell,
    )


async def export(visitor: Visitor) -> Response:
    """Hand out what is seen as CSV, without anything that a spreadsheet takes for a formula."""
    library = await visitor.desk.library()
    name = visitor.request.path_params["table"]
    table = library.table(name, sees_persons=visitor.may("read:pii"))
    wish = _asked(visitor, table, EXPORTED_MAX).wish
    found = await library.page(
        visitor.tenant, wish, sees_persons=visitor.may("read:pii"), only=visitor.caller.locations
    )
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(wish.columns)
    writer.writerows([spreadsheet_cell(_text(row[column])) for column in wish.columns] for row in found[:EXPORTED_MAX])
    headers = {"content-disposition": f'attachment; filename="{table.full_name}.csv"', "cache-control": "no-store"}
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _asked(visitor: Visitor, table: BrowsedTable, limit: int) -> _Asked:
    said = {name: text for name, text in visitor.request.query_params.items() if name not in OWN and text}
    column, text = said.pop("column", None), said.pop("value", None)
    if column and text:
        said[column] = text
    sort = visitor.asked("sort")
    wish = wanted(table, said, fields=visitor.asked("fields"), sort=sort, limit=limit)
    return _Asked(wish=wish, filters=said, sort=sort)


def _position(text: str, length: int) -> tuple[Any, ...]:
    """Return the row that a page comes after; it is only ever compared with, never part of a statement."""
    try:
        found = msgspec.json.decode(text, type=list[str | int | float | bool | None])
    except msgspec.MsgspecError:
        found = []
    if len(found) != length:
        raise SettingWrong("This address leads to no page of the list. Begin anew without “after”.")
    return tuple(found)


def _text(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, dict)):
        return msgspec.json.encode(value).decode()
    return str(value)


def _cell(name: str, value: Any) -> str:
    """Return a value as the page shows it: cents as money, numbers with their thousands apart."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith("_cents") and isinstance(value, int):
        return money(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M %Z}"
    if isinstance(value, int) and not name.endswith(("_id", "number")):
        return count(value)
    text = str(_text(value))
    return text if len(text) <= 300 else f"{text[:300]}…"
