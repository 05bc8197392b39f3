"""Calendar days as the vendor writes them (whole numbers ``yyyymmdd``), and where a local day lies in UTC."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_SECONDS = 86_400


def day_number(day: date) -> int:
    """
    Return a day as the vendor writes it.

    >>> day_number(date(2026, 8, 18))
    20260818
    """
    return day.year * 10_000 + day.month * 100 + day.day


@lru_cache(maxsize=4_096)
def day_of(number: int) -> date:
    """Return the day that *number* writes; ValueError when there is no such day."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def shifted(number: int, days: int) -> int:
    """
    Return the day some days later, or earlier when negative.

    >>> shifted(20260831, 1)
    20260901
    """
    return day_number(day_of(number) + timedelta(days=days))


def days_between(earlier: int, later: int) -> int:
    """Return how many days lie between two days; negative when *later* comes first."""
    return (day_of(later) - day_of(earlier)).days


def local_day(at: float, zone: str) -> int:
    """Return the calendar day in *zone* at an instant in epoch seconds."""
    return day_number(datetime.fromtimestamp(at, _zone(zone)).date())


def local_instant(number: int, hours: float, zone: str) -> float:
    """Return the epoch seconds, whole, of a wall-clock time (decimal hours after midnight) on a day in *zone*."""
    day = day_of(number)
    midnight = datetime(day.year, day.month, day.day, tzinfo=_zone(zone))
    return float(int((midnight + timedelta(hours=hours)).timestamp()))


def iso_day(number: int) -> str:
    """
    Return a day in the form of the customer sweep.

    >>> iso_day(20260818)
    '2026-08-18'
    """
    return day_of(number).isoformat()


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
