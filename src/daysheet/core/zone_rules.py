"""
The offsets of time zones as a list, for a database that has to use the same zones as this program.

PostgreSQL brings a time zone database of its own, of another release than ours: see docs/decisions/0009.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

YEARS_BACK: Final = 5
YEARS_AHEAD: Final = 2
_STEP: Final = timedelta(days=7)


class Rule(NamedTuple):
    """From an instant on, a zone is this far ahead of UTC."""

    zone: str
    starts_at: datetime
    offset: timedelta


def rules_around(zones: Iterable[str], now: datetime) -> list[Rule]:
    """Return the rules of some zones for the years around *now* that anybody reads."""
    return [rule for zone in zones for rule in rules_of(zone, now.year - YEARS_BACK, now.year + YEARS_AHEAD)]


@cache
def rules_of(zone: str, first_year: int, last_year: int) -> tuple[Rule, ...]:
    """
    Return how far a zone is ahead of UTC in some years, each change at its second.

    >>> [f"{rule.starts_at:%Y-%m-%d %H:%M} {rule.offset}" for rule in rules_of("America/Phoenix", 2024, 2026)]
    ['2024-01-01 00:00 -1 day, 17:00:00']
    >>> f"{rules_of('America/Halifax', 2024, 2024)[1].starts_at:%Y-%m-%d %H:%M}"
    '2024-03-10 06:00'
    """
    return tuple(_changes(zone, first_year, last_year))


def _changes(zone: str, first_year: int, last_year: int) -> Iterator[Rule]:
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    place = ZoneInfo(zone)
    offset = _offset(place, at)
    yield Rule(zone, at, offset)
    while at < end:
        following = at + _STEP
        changed = _offset(place, following)
        if changed != offset:
            yield Rule(zone, _change_between(place, at, following), changed)
            offset = changed
        at = following


def _change_between(place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    first = _offset(place, before)
    seconds = int((after - before).total_seconds())
    low, high = 0, seconds
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(place, before + timedelta(seconds=middle)) == first:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


def _offset(place: ZoneInfo, at: datetime) -> timedelta:
    found = at.astimezone(place).utcoffset()
    assert found is not None
    return found
