"""
What changed since somebody looked last: closed months, orders, connections, what is set aside, goals and limits.

A visit goes on while looks follow each other; what is told stays the same until it has ended, however often the page is
opened.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from daysheet.core.access import Caller
from daysheet.core.errors import UnknownThing
from daysheet.core.metrics import Metric
from daysheet.core.vendor import News, Vendor
from daysheet.operations.boards.board_places import Money, money, total
from daysheet.operations.figures.metrics import catalogue
from daysheet.operations.figures.one_look import OneLook
from daysheet.operations.morning.today import HEADLINES
from daysheet.warehouse.since import Looking, Row, Weighing

# The alerts that say that a connection does not work.
FAILING: Final = ("credential_refused", "quota", "sync_failed")
GOAL: Final = re.compile(r"(?P<metric>\w+) of (?P<month>\d{4}-\d\d) at location (?P<location>\d+)")

Places = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Change:
    """
    One line of what changed: how many, and by how much where it is money.

    `kind` is restated (days of the closed month `month_on`; `metric` is what the amounts are of), news (of records, as
    the vendor declares them), failed, well or recovered (the connections of `names`), set_aside, goal (of `metric` in
    `month_on`) or board_limit.
    """

    kind: str
    records: int
    names: Sequence[str] = ()
    month_on: date | None = None
    metric: Metric | None = None
    news: News | None = None
    amounts: Sequence[Money] = ()


@dataclass(frozen=True, kw_only=True)
class Since:
    """What changed since a moment, at places whose zones are these; the moment is None on somebody's first visit."""

    at: datetime | None
    changes: Sequence[Change]
    zones: Sequence[str]


async def since_last_visit(look: OneLook, caller: Caller) -> Since:
    """Return what changed since the visit before this one, and note that this one goes on."""
    looking = Looking(reading=look.reading, actor=caller.actor, now=look.now)
    places = {row["location_id"]: row for row in await look.places() if caller.sees(row["location_id"])}
    vendors = [each for each in look.office.vendors.values() if each.news]
    headlines = {vendor.name: metric for vendor, metric in _headlines(look)}
    (visit, rows), told = await asyncio.gather(
        looking.changes(_weighed(headlines), FAILING),
        asyncio.gather(*(_news(looking, each, places) for each in vendors)),
    )
    if visit.is_to_be_noted(look.now):
        await looking.note(look.office.database)
    is_whole = caller.locations is None
    seen = [each for each in rows if is_whole or each.what not in {"failed", "well", "recovered", "set_aside"}]
    changes = [
        *_restated(seen, places, headlines, is_whole=is_whole),
        *(each for some in told for each in some),
        *_counted(seen),
        *_goals(seen, places, look),
    ]
    zones = [row["time_zone"] for row in places.values() if row["time_zone"] is not None]
    return Since(
        at=visit.since_at, changes=changes if visit.since_at is not None else (), zones=list(dict.fromkeys(zones))
    )


def _headlines(look: OneLook) -> list[tuple[Vendor, Metric]]:
    """Return for each vendor the amount that its people ask for first, where it is kept by day."""
    found = []
    for vendor, figures in catalogue(look.office.vendors):
        known = {each.name: each for each in figures.metrics}
        metric = next((known[name] for name in HEADLINES[figures.trade] if name in known), None)
        if metric is not None and metric.table is not None and metric.denominator is None and metric.is_money:
            found.append((vendor, metric))
    return found


def _weighed(headlines: Mapping[str, Metric]) -> list[Weighing]:
    return [
        Weighing(vendor=vendor, table=str(metric.table), column=column, sign=sign)
        for vendor, metric in headlines.items()
        for sign, column in metric.numerator.terms
    ]


async def _news(looking: Looking, vendor: Vendor, places: Places) -> list[Change]:
    here = {row["source_id"]: row for row in places.values() if row["vendor"] == vendor.name}
    if not here:
        return []
    rows = await looking.news(vendor, list(here))
    found = []
    for name, news in vendor.news.items():
        mine = [row for row in rows if row["name"] == name]
        if mine:
            amounts = [money(int(row["amount_cents"]), here[row["location_key"]]["currency"]) for row in mine]
            records = sum(row["records"] for row in mine)
            found.append(Change(kind="news", records=records, news=news, amounts=_known(amounts)))
    return found


def _restated(rows: Sequence[Row], places: Places, headlines: Mapping[str, Metric], *, is_whole: bool) -> list[Change]:
    """Return a line for each closed month and vendor, the newest first, with what the restatements come to."""
    groups: dict[tuple[date, str], list[Row]] = {}
    for row in rows:
        if row.what != "restated" or not (is_whole or row.location_id in places):
            continue
        assert row.month_on is not None
        groups.setdefault((row.month_on, str(row.vendor)), []).append(row)
    return [
        Change(
            kind="restated",
            records=sum(each.records for each in mine),
            month_on=month_on,
            metric=headlines.get(vendor),
            amounts=_known(
                [
                    money(int(each.amount), _currency(places, each.location_id))
                    for each in mine
                    if each.amount is not None
                ]
            ),
        )
        for (month_on, vendor), mine in sorted(groups.items(), reverse=True)
    ]


def _currency(places: Places, location_id: int | None) -> str | None:
    """Return the currency of a location; None for a branch that nobody has mapped to one."""
    found: str | None = places[location_id]["currency"] if location_id is not None and location_id in places else None
    return found


def _known(amounts: Sequence[Money]) -> list[Money]:
    """Return what amounts come to; what came to nothing in the end is not told."""
    return [each for each in total(amounts) if each["amount"]]


def _counted(rows: Sequence[Row]) -> list[Change]:
    """Return what is only counted: connections by how they fare, what is set aside, limits."""
    found = []
    for kind in ("failed", "recovered", "well", "set_aside", "board_limit"):
        mine = [each for each in rows if each.what == kind]
        if mine:
            names = [each.name for each in mine if each.name is not None]
            found.append(Change(kind=kind, records=sum(each.records for each in mine), names=names))
    return found


def _goals(rows: Sequence[Row], places: Places, look: OneLook) -> list[Change]:
    """Return a line for each metric and month of which goals were changed, at locations that may be seen."""
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        said = GOAL.fullmatch(row.name or "") if row.what == "goal" else None
        if said is not None and int(said["location"]) in places:
            found[said["month"], said["metric"]] += 1
    changes = []
    for (month, name), records in sorted(found.items(), reverse=True):
        metric = _metric(look, name)
        if metric is not None:
            month_on = date.fromisoformat(f"{month}-01")
            changes.append(Change(kind="goal", records=records, metric=metric, month_on=month_on))
    return changes


def _metric(look: OneLook, name: str) -> Metric | None:
    for _, figures in catalogue(look.office.vendors):
        try:
            return figures.metric(name)
        except UnknownThing:
            continue
    return None
