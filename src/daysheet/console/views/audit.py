"""The audit log as people look through it: by who, what, text and days, on the page and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response, StreamingResponse

from daysheet.console.cells import as_text
from daysheet.console.desk import Visitor
from daysheet.core.spreadsheets import spreadsheet_cell
from daysheet.operations.identity import auditing
from daysheet.warehouse.auditing import Like

SHOWN: Final = 200
TEXT_MAX: Final = 200
# What the address asks for, and what is written of an entry.
ASKED: Final = ("who", "what", "text", "from", "to")
COLUMNS: Final = ("entry_id", "at", "actor", "action", "thing")


async def told(visitor: Visitor) -> dict[str, Any]:
    """Return a page of the entries that are looked for, and what can be looked for."""
    before = visitor.asked("before", "") or ""
    before_id = int(before) if before.isdecimal() and 0 < len(before) <= 18 and int(before) else None
    like = _like(visitor)
    found = await auditing.entries(visitor.office, visitor.tenant, before_id, SHOWN + 1, like)
    actors, actions = await auditing.doers(visitor.office, visitor.tenant)
    asked = urlencode([(name, text) for name in ASKED if (text := visitor.asked(name))])
    return {
        "entries": found[:SHOWN],
        "following": found[SHOWN - 1]["entry_id"] if len(found) > SHOWN else None,
        "is_filtered": like != Like(),
        "actors": actors,
        "actions": actions,
        "as_csv": f"/settings/audit/csv?{asked}".rstrip("?"),
    }


async def export(visitor: Visitor) -> Response:
    """Hand out every entry that is looked for as CSV, without anything that a spreadsheet takes for a formula."""
    parts = auditing.all_like(visitor.office, visitor.tenant, _like(visitor))
    # What is wrong with the question shows at once, and not in the middle of a file.
    first = await anext(parts)
    headers = {"content-disposition": 'attachment; filename="audit-log.csv"', "cache-control": "no-store"}
    return StreamingResponse(_lines(first, parts), media_type="text/csv; charset=utf-8", headers=headers)


def _like(visitor: Visitor) -> Like:
    """Return what the address asks for, its days in UTC; a day that is none is as good as not said."""
    return Like(
        actor=(visitor.asked("who", "") or "")[:TEXT_MAX] or None,
        action=(visitor.asked("what", "") or "")[:TEXT_MAX] or None,
        text=(visitor.asked("text", "") or "")[:TEXT_MAX] or None,
        from_at=auditing.day_begins(_day(visitor.asked("from"))),
        until_at=auditing.day_ends(_day(visitor.asked("to"))),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


async def _lines(first: list[dict[str, Any]], parts: AsyncIterator[list[dict[str, Any]]]) -> AsyncIterator[str]:
    yield _csv([dict(zip(COLUMNS, COLUMNS, strict=True))])
    yield _csv(first)
    async for part in parts:
        yield _csv(part)


def _csv(rows: Iterable[Mapping[str, Any]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([spreadsheet_cell(as_text(row[name])) for name in COLUMNS] for row in rows)
    return file.getvalue()
