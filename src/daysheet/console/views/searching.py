"""Going somewhere by its name or number: the page behind the command box, which works without it as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from daysheet.console.desk import Visitor
from daysheet.console.rail import RAIL
from daysheet.console.templating import page
from daysheet.console.wording import short_day
from daysheet.operations.boards.tv_links import JOURNEYS, WORK
from daysheet.operations.browsing.searching import Hit, search

BOARDS: Final = {WORK: ("/boards/work-in-progress", "in the shop"), JOURNEYS: ("/boards/journeys", "trucks")}
KINDS: Final = {"order": "Order", "job": "Job", "location": "Location", "metric": "Metric"}


@dataclass(frozen=True, kw_only=True)
class Way:
    """One line of what was found: what it is, what it is called, and where it leads."""

    kind: str
    label: str
    note: str
    href: str


async def find(visitor: Visitor) -> Response:
    """Show what a word leads to: screens and views by name, locations, metrics, orders and jobs by number."""
    word = (visitor.asked("q") or "").strip()
    hits = await search(visitor.office, visitor.tenant, visitor.caller, word) if word else []
    ways = [way for hit in hits for way in _ways(hit)]
    return page("search.html", visitor, word=word, ways=[*ways, *_screens(visitor, word)])


def _screens(visitor: Visitor, word: str) -> list[Way]:
    """Return screens and saved views; for no word all of them, as the box opens with these."""
    text = word.casefold()
    screens = [
        Way(kind="Screen", label=item.label, note="", href=item.path)
        for item in RAIL
        if visitor.may_open(item) and text in item.label.casefold()
    ]
    views = [
        Way(kind="View", label=each["name"], note="shared" if each["is_shared"] else "", href=each["address"])
        for each in visitor.views
        if text in each["name"].casefold()
    ]
    return screens + views


def _ways(hit: Hit) -> list[Way]:
    kind, label, note = KINDS[hit.kind], hit.label, ", ".join(filter(None, [hit.place, hit.note]))
    if hit.kind == "metric":
        return [Way(kind=kind, label=label, note=note, href=f"/metrics/{hit.thing}")]
    if hit.kind == "job":
        when = ", ".join(filter(None, [note, short_day(hit.on)]))
        return [Way(kind=kind, label=label, note=when, href=f"/boards/journeys/{hit.thing}")]
    if hit.kind == "order":
        return [Way(kind=kind, label=label, note=note, href=_order(hit))]
    return [
        Way(
            kind=kind,
            label=label,
            note=BOARDS[board][1],
            href=f"{BOARDS[board][0]}?{urlencode({'location': hit.thing})}",
        )
        for board in hit.boards
    ]


def _order(hit: Hit) -> str:
    if hit.is_open or hit.table is None:
        return f"/boards/work-in-progress?{urlencode({'open': hit.thing})}"
    table, column = hit.table
    return f"/records/{table}?{urlencode({column: hit.label})}"
