"""How old what we hold may be: judged against how often it is read (metric S1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal

Freshness = Literal["fresh", "late", "stale", "unknown"]

FRESH_UP_TO: Final = 1.5
LATE_UP_TO: Final = 3.0


def freshness(age: timedelta | None, expected: timedelta | None) -> Freshness:
    """
    Return the state of something that is so old and is read so often; unknown where it was never read, or never will.

    >>> hour = timedelta(hours=1)
    >>> [freshness(hour * each, hour) for each in (1.5, 1.6, 3, 3.1)], freshness(None, hour)
    (['fresh', 'late', 'late', 'stale'], 'unknown')
    """
    if age is None or expected is None:
        return "unknown"
    if age <= expected * FRESH_UP_TO:
        return "fresh"
    return "late" if age <= expected * LATE_UP_TO else "stale"
