"""Reads what the vendor tells of hours: labor in words, decimal hours, arrival windows (journeys sheet, 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from daysheet.vendors.smartmoving.simulator.expected_values import Truth, inside, number

SECONDS_PER_MINUTE, MINUTES_PER_HOUR, MINUTES_PER_DAY = 60, 60, 1_440
MOVING_LABOR, PACKING = 1, 3
LABOR_TEXT = re.compile(
    r"(?=\d)(?:(?P<hours>\d+(?:\.\d+)?)h)?\s*(?:(?P<minutes>\d+)m)?\s*@\s*\$[\d,]+(?:\.\d+)?/hr"
    r"\s*\((?P<trucks>\d+) trucks?, (?P<crew>\d+) crew\)"
)
CLOCK_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*([ap])m\b|(\d{1,2}):(\d{2})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Labor:
    """What the labor lines of an estimate say in words; nothing where there are none that can be read."""

    minutes: int | None = None
    trucks: int | None = None
    crew: int | None = None


def labor_in_words(charges: Iterable[Truth]) -> Labor:
    """
    Return the sum of the hours and the most trucks and crew of the labor lines.

    >>> labor_in_words([{"chargeCategory": 1, "description": "4h 45m @ $1,349.00/hr (1 truck, 5 crew)"}])
    Labor(minutes=285, trucks=1, crew=5)
    """
    read = [
        found
        for charge in charges
        if charge["chargeCategory"] in (MOVING_LABOR, PACKING)
        and (found := LABOR_TEXT.fullmatch((charge["description"] or "").strip()))
    ]
    if not read:
        return Labor()
    minutes = sum(Decimal(each["hours"] or 0) * MINUTES_PER_HOUR + int(each["minutes"] or 0) for each in read)
    return Labor(
        minutes=half_up(Decimal(minutes)),
        trucks=max(int(each["trucks"]) for each in read),
        crew=max(int(each["crew"]) for each in read),
    )


def half_up(value: Decimal) -> int:
    """
    Return the nearest whole number, and of two the one further from zero.

    >>> half_up(Decimal("2.5")), half_up(Decimal("-2.5"))
    (3, -3)
    """
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def minutes_of(hours: Any) -> int | None:
    """Return decimal hours as whole minutes."""
    exact = number(hours)
    return None if exact is None else half_up(exact * MINUTES_PER_HOUR)


def minutes_between(start: datetime | None, end: datetime | None) -> int | None:
    """Return the whole minutes between two instants, if both are known."""
    if start is None or end is None:
        return None
    return half_up(Decimal(str((end - start).total_seconds())) / SECONDS_PER_MINUTE)


def together(labor: int | None, travel: int | None) -> int | None:
    """Return labor and travel; unknown travel takes no time, unknown labor makes the whole unknown."""
    return None if labor is None else labor + (travel or 0)


def window_times(window: Truth | None) -> tuple[time | None, time | None]:
    """Return begin and end of an arrival window; nothing when its own words tell other hours."""
    start, end = (minutes_of(inside(window, name)) for name in ("startTime", "endTime"))
    told = _told_minutes(inside(window, "description") or "")
    if len(told) == 2 and any(
        hour is not None and hour != words for hour, words in zip((start, end), told, strict=True)
    ):
        return None, None
    return _time_of_day(start), _time_of_day(end)


def instant_at(day: date, at: time | None, zone: str | None) -> datetime | None:
    """Return the instant of a time on a day in *zone*, if both are known."""
    if at is None or zone is None:
        return None
    return datetime.combine(day, at, ZoneInfo(zone))


def _told_minutes(text: str) -> list[int]:
    """Return the minutes after midnight of the clock times in a text, such as ``8:00 AM - 9:00 AM`` or ``13:30``."""
    told = []
    for hour, minute, half, plain_hour, plain_minute in CLOCK_TIME.findall(text):
        if half:
            told.append((int(hour) % 12 + (12 if half in "pP" else 0)) * MINUTES_PER_HOUR + int(minute or 0))
        else:
            told.append(int(plain_hour) * MINUTES_PER_HOUR + int(plain_minute))
    return told


def _time_of_day(minutes: int | None) -> time | None:
    if minutes is None or not 0 <= minutes < MINUTES_PER_DAY:
        return None
    return time(minutes // MINUTES_PER_HOUR, minutes % MINUTES_PER_HOUR)
