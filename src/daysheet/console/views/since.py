"""What changed since the last visit, in words; each line leads to where it is seen."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from daysheet.console.desk import Visitor
from daysheet.console.wording import apart, iso, money
from daysheet.operations.boards.board_places import Money
from daysheet.operations.figures.one_look import OneLook
from daysheet.operations.morning.since import Change, since_last_visit

A_DAY: Final = timedelta(days=1)
DAYS_NAMED: Final = 7
LINES_MAX: Final = 12


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line: how many, of what, by how much, and where that is seen."""

    records: int
    words: str
    href: str
    sign: str | None = None
    amounts: str = ""


async def told_since(visitor: Visitor, look: OneLook) -> dict[str, Any]:
    """Return what a page says of the time since the visitor's last visit, and note that they look now."""
    found = await since_last_visit(look, visitor.caller)
    lines = [_told(visitor, each, found.at) for each in found.changes] if found.at is not None else []
    zone = found.zones[0] if found.zones else None
    return {
        "at": found.at,
        "moment": "" if found.at is None else since_words(found.at, look.now, zone, is_only=len(found.zones) == 1),
        "lines": lines[:LINES_MAX],
        "others": len(lines[LINES_MAX:]),
    }


def since_words(at: datetime, now: datetime, zone: str | None, *, is_only: bool = True) -> str:
    """
    Return a moment not long ago as people say it where they are; which zone that is only where it is not the only one.

    >>> now = datetime(2026, 3, 9, 11, 45, tzinfo=UTC)
    >>> since_words(datetime(2026, 3, 6, 22, 10, tzinfo=UTC), now, "America/New_York")
    'Friday 17:10'
    >>> since_words(datetime(2026, 3, 9, 10, 5, tzinfo=UTC), now, "America/New_York", is_only=False)
    '06:05 EDT today'
    >>> since_words(datetime(2026, 3, 8, 12, 0, tzinfo=UTC), now, None, is_only=False)
    '12:00 UTC yesterday'
    >>> since_words(datetime(2025, 12, 24, 15, 0, tzinfo=UTC), now, "Europe/Berlin")
    '24 December 2025, 16:00'
    """
    here = ZoneInfo(zone) if zone else UTC
    local, today = at.astimezone(here), now.astimezone(here).date()
    clock = f"{local:%H:%M}" if is_only else f"{local:%H:%M %Z}"
    if local.date() == today:
        return f"{clock} today"
    if local.date() == today - A_DAY:
        return f"{clock} yesterday"
    if today - local.date() < DAYS_NAMED * A_DAY:
        return f"{local:%A} {clock}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local.day} {local:%B}{year}, {clock}"


def _told(visitor: Visitor, change: Change, at: datetime) -> Told:
    return _WAYS[change.kind](visitor, change, at)


def _restated(_: Visitor, change: Change, __: datetime) -> Told:
    assert change.month_on is not None
    verb = "day of {} was restated" if change.records == 1 else "days of {} were restated"
    return Told(
        records=change.records,
        words=verb.format(f"the closed month {change.month_on:%B %Y}"),
        href=f"/reconcile?month={change.month_on:%Y-%m}#closed",
        amounts=_amounts(change.amounts, of=None if change.metric is None else change.metric.label),
    )


def _news(_: Visitor, change: Change, at: datetime) -> Told:
    return told_of(change, at)


def told_of(change: Change, at: datetime) -> Told:
    """Return the line of what became of records, which leads to the rows that tell it."""
    news = change.news
    assert news is not None
    query = urlencode({**news.where, f"{news.moment}.from": iso(at), "sort": f"-{news.moment}"})
    return Told(
        records=change.records,
        words=news.one if change.records == 1 else news.many,
        href=f"/records/{quote(news.table)}?{query}",
        amounts=_amounts(change.amounts, of=news.change_of),
    )


def _connections(_: Visitor, change: Change, __: datetime) -> Told:
    words = {
        "failed": "failed and still does" if change.records == 1 else "failed and still do",
        "recovered": "failed and is well again" if change.records == 1 else "failed and are well again",
        "well": "is well again" if change.records == 1 else "are well again",
    }[change.kind]
    noun = "connection" if change.records == 1 else "connections"
    one = f"/{quote(change.names[0], safe='')}" if len(change.names) == 1 else ""
    return Told(
        records=change.records,
        words=f"{noun} {words}: {', '.join(map(apart, change.names))}",
        href=f"/connections{one}",
        sign="bad" if change.kind == "failed" else "good",
    )


def _set_aside(_: Visitor, change: Change, __: datetime) -> Told:
    words = "record was set aside in quarantine" if change.records == 1 else "records were set aside in quarantine"
    return Told(records=change.records, words=words, href="/connections/quarantine", sign="warn")


def _goals(_: Visitor, change: Change, __: datetime) -> Told:
    metric, month = change.metric, change.month_on
    assert metric is not None
    assert month is not None
    last = month.replace(day=monthrange(month.year, month.month)[1])
    noun, verb = ("goal", "was") if change.records == 1 else ("goals", "were")
    return Told(
        records=change.records,
        words=f"{noun} of {metric.label} for {month:%B %Y} {verb} changed by somebody else",
        href=f"/metrics/{metric.name}?from={month}&to={last}#goals",
    )


def _limits(visitor: Visitor, change: Change, __: datetime) -> Told:
    noun, verb = ("limit", "was") if change.records == 1 else ("limits", "were")
    may_set = visitor.may("admin:tenant") and visitor.caller.locations is None
    return Told(
        records=change.records,
        words=f"{noun} of the board {verb} changed by somebody else",
        href="/settings/screens#limits" if may_set else "/boards/work-in-progress",
    )


def _amounts(found: Sequence[Money], *, of: str | None) -> str:
    """Return amounts, with a sign where they are what something became more or less *of*."""
    plus = "" if of is None else "+"
    said = [
        f"{plus if each['amount'] > 0 else ''}{money(each['amount'])} {each['currency'] or ''}".strip()
        for each in found
    ]
    return f"{of or ''} {', '.join(said)}".strip() if said else ""


_WAYS: Final[Mapping[str, Callable[[Visitor, Change, datetime], Told]]] = {
    "restated": _restated,
    "news": _news,
    "failed": _connections,
    "recovered": _connections,
    "well": _connections,
    "set_aside": _set_aside,
    "goal": _goals,
    "board_limit": _limits,
}
