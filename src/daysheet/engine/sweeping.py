"""
Reads a list by ranges of calendar days, for a vendor that tells no changes: what matters is read again each time.

A range that comes in one answer needs no proof, so ranges are made as wide as one page holds. Today
and tomorrow are read first, each by itself; then the days ahead; then the past, newest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.errors import SettingWrong
from daysheet.core.events import Event
from daysheet.core.paging import Window
from daysheet.core.vendor import Days
from daysheet.engine.losses import Losses
from daysheet.engine.streams import Parts, Storing, StreamOutcome, read_pages
from daysheet.warehouse.cursors import Cursor

PAGE_FILL: Final = 0.7
WIDER_MAX: Final = 4
WIDTH_MAX_DAYS: Final = 120
AT_ONCE_MAX: Final = timedelta(days=3)
EASTERNMOST: Final = timedelta(hours=14)
WESTERNMOST: Final = timedelta(hours=-12)


@dataclass(kw_only=True)
class Swept:
    """
    What one reading by days has seen, for the streams that hang on it.

    Without `with_ageing`, records are not asked for again only because they grew old: that can wait.
    """

    first_on: date
    last_on: date
    is_full: bool
    is_proven: bool = True
    with_ageing: bool = True
    seen: list[str] = field(default_factory=list)


def todays(now: datetime, zones: Sequence[ZoneInfo]) -> tuple[date, date]:
    """
    Return the first and the last day that is today somewhere: in these zones, or anywhere where none is known.

    >>> zones = [ZoneInfo("America/Halifax"), ZoneInfo("America/Vancouver")]
    >>> todays(datetime(2026, 3, 8, 5, 30, tzinfo=UTC), zones)
    (datetime.date(2026, 3, 7), datetime.date(2026, 3, 8))
    """
    if not zones:
        return (now.astimezone(UTC) + WESTERNMOST).date(), (now.astimezone(UTC) + EASTERNMOST).date()
    days = sorted(now.astimezone(zone).date() for zone in zones)
    return days[0], days[-1]


def range_of(
    days: Days, now: datetime, zones: Sequence[ZoneInfo], *, full: bool, since: date | None, until: date | None
) -> tuple[date, date]:
    """Return the first and the last day to read; raises `SettingWrong` where the first is after the last."""
    first_today, last_today = todays(now, zones)
    first_on = first_today - timedelta(days=days.full_back if full else days.back)
    last_on = last_today + timedelta(days=days.full_ahead if full else days.ahead)
    first_on, last_on = since or first_on, until or last_on
    if first_on > last_on:
        raise SettingWrong(f"The first day {first_on} is after the last one {last_on}. Say both: --since and --until")
    return first_on, last_on


class Ranges:
    """The ranges to ask for, each as wide as the page before suggests."""

    def __init__(self, first_on: date, last_on: date, today: tuple[date, date], page_size: int) -> None:
        self._first_on = first_on
        self._last_on = last_on
        self._today = today
        self._page_size = page_size
        self._width = 1

    def learn(self, total: int | None) -> None:
        """Learn how many records the last range held."""
        if not total:
            self._width = min(self._width * WIDER_MAX, WIDTH_MAX_DAYS)
            return
        fitting = int(self._width * PAGE_FILL * self._page_size / total)
        self._width = max(1, min(fitting, self._width * WIDER_MAX, WIDTH_MAX_DAYS))

    def __iter__(self) -> Iterator[tuple[date, date]]:
        """Yield the ranges; they cover every day once."""
        near_first = max(self._first_on, self._today[0])
        near_last = min(self._last_on, self._today[1] + timedelta(days=1))
        day = near_first
        while day <= near_last:
            yield day, day
            day += timedelta(days=1)
        ahead = max(day, self._first_on)
        while ahead <= self._last_on:
            last_on = min(ahead + timedelta(days=self._width - 1), self._last_on)
            yield ahead, last_on
            ahead = last_on + timedelta(days=1)
        behind = min(near_first - timedelta(days=1), self._last_on)
        while behind >= self._first_on:
            first_on = max(behind - timedelta(days=self._width - 1), self._first_on)
            yield first_on, behind
            behind = first_on - timedelta(days=1)


async def sweep(
    parts: Parts, cursor: Cursor, zones: Sequence[ZoneInfo], *, full: bool, since: date | None, until: date | None
) -> tuple[StreamOutcome, Swept]:
    """Read the days that are due; return how it ended, and what was seen."""
    days, paging = parts.stream.days, parts.stream.paging
    assert days is not None
    assert paging is not None
    now = parts.client.now_at_vendor()
    is_wide = since is None and until is None and _is_wide_due(parts, cursor, days, now)
    first_on, last_on = range_of(days, now, zones, full=full, since=since, until=until)
    if is_wide and days.wide_back is not None:
        first_on = min(first_on, todays(now, zones)[0] - timedelta(days=days.wide_back))
    swept = Swept(first_on=first_on, last_on=last_on, is_full=full)
    outcome = StreamOutcome(window_from=datetime(first_on.year, first_on.month, first_on.day, tzinfo=UTC))
    storing = Storing(parts, outcome)
    losses = Losses.remembered(parts.stream.record, parts.stream.name, cursor.position)
    ranges = Ranges(first_on, last_on, todays(now, zones), paging.size)
    is_short = days.at_once and last_on - first_on <= AT_ONCE_MAX
    started_at = None
    try:
        for each in [(first_on, last_on)] if is_short else ranges:
            parts.fetcher.days = each
            parts.step("reading days", f"{each[0]} to {each[1]}")
            ids, result = await read_pages(parts, Window(since=None, has_deleted_list=False), storing, losses)
            await parts.fetcher.close()
            ranges.learn(result.evidence.total)
            swept.seen += [str(one) for one in ids]
            parts.observe(Event(step="answered", stream=parts.stream.name, received=len(swept.seen)))
            swept.is_proven = swept.is_proven and result.is_proven
            outcome.passes = max(outcome.passes, result.passes)
            started_at = started_at or result.started_at
        await storing.settle()
    finally:
        await parts.fetcher.close()
        await storing.abandon()
    knows_nameless = await parts.setbacks.are_all_known(parts.intake.nameless)
    if swept.is_proven and not parts.intake.nameless:
        await _part_with_absent(parts, swept, storing, now)
        await parts.setbacks.resolve_nameless(is_census=full)
    outcome.is_proven = swept.is_proven and knows_nameless
    if outcome.is_proven:
        await _move_cursor(parts, cursor, started_at, full or is_wide, losses)
        outcome.reached_at = started_at
    outcome.read_fast, outcome.read_exactly = parts.intake.decoder.read_fast, parts.intake.decoder.read_exactly
    swept.is_proven = outcome.is_proven
    return outcome, swept


def _is_wide_due(parts: Parts, cursor: Cursor, days: Days, now: datetime) -> bool:
    if days.wide_back is None:
        return False
    return cursor.census_at is None or now - cursor.census_at > parts.stream.census_every


async def _move_cursor(parts: Parts, cursor: Cursor, started_at: datetime | None, full: bool, losses: Losses) -> None:
    parts.step("moving cursor")
    await parts.cursors.move(
        parts.target,
        cursor.fence,
        reached_at=started_at,
        census_at=started_at if full else None,
        position={"fields": losses.to_json()},
    )
    parts.step("moved cursor")


async def _part_with_absent(parts: Parts, swept: Swept, storing: Storing, now: datetime) -> None:
    """Mark what the days would have shown; raises `VendorChanged` where that is suspiciously much."""
    days = parts.stream.days
    assert days is not None
    if days.absent is None:
        return
    found = await parts.questions.rows(days.absent, **swept_parameters(swept, now))
    absent = [str(row["key"]) for row in found]
    living = found[0]["living"] if found else 0
    parts.believe(len(absent), living, days.absent_share_max, "are no longer in the vendor's list")
    if absent:
        await storing.part_with(absent, "absent")


def swept_parameters(swept: Swept, now: datetime) -> dict[str, Any]:
    """Return what the questions about a reading by days are asked with."""
    return {
        "first_on": swept.first_on,
        "last_on": swept.last_on,
        "is_full": swept.is_full,
        "with_ageing": swept.with_ageing,
        "seen": swept.seen if swept.is_proven else None,
        "now": now,
    }
