"""
How many calls a month still holds, and what is served with them. Nothing here calls anybody.

A vendor counts the calls of a key in calendar months and stops answering when they are spent. What
people look at today must not be what goes without, so the last calls are kept for today and tomorrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Final

from daysheet.core.vendor import Days, Stream

RESERVE_PERCENT: Final = 10
PACE_OVER_MIN: Final = timedelta(days=1)


class Serving(Enum):
    """What a run may read with the calls that are left."""

    EVERYTHING = "everything"
    NEAR_DAYS = "today and tomorrow"
    NOTHING = "nothing"


def month_of(at: datetime) -> date:
    """
    Return the first day of the month in which a vendor counts a call made *at*: the month of UTC.

    >>> month_of(datetime.fromisoformat("2026-02-28T20:00:00-05:00"))
    datetime.date(2026, 3, 1)
    """
    return at.astimezone(UTC).date().replace(day=1)


def month_after(month_on: date) -> date:
    """
    Return the first day of the following month.

    >>> month_after(date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return (month_on.replace(day=28) + timedelta(days=4)).replace(day=1)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How many calls of a month are used, and how many it holds; *allowance* is None where there is no such limit."""

    month_on: date
    used: int
    allowance: int | None

    @property
    def resets_on(self) -> date:
        """The day on which the vendor begins to count anew."""
        return month_after(self.month_on)

    @property
    def reserve(self) -> int:
        """How many of the last calls are kept for today and tomorrow."""
        return (self.allowance or 0) * RESERVE_PERCENT // 100

    @property
    def serving(self) -> Serving:
        """What a run that begins now may read."""
        if self.allowance is None or self.used < self.allowance - self.reserve:
            return Serving.EVERYTHING
        return Serving.NEAR_DAYS if self.used < self.allowance else Serving.NOTHING

    @property
    def calls_max(self) -> int | None:
        """
        Up to which count a run that begins now may go.

        One that began with enough may use half of the reserve, so that a usual run is never cut at its edge,
        and a backfill leaves the other half.
        """
        if self.allowance is None or self.serving is not Serving.EVERYTHING:
            return self.allowance
        return self.allowance - self.reserve // 2

    def saving(self, put_off: Sequence[str]) -> str | None:
        """Return what a run says that reads less than usual; None where it does not, or reads nothing at all."""
        if self.serving is not Serving.NEAR_DAYS:
            return None
        names = ", ".join(each.replace("_", " ") for each in put_off)
        also = f" Put off: {names}." if names else ""
        return (
            f"Only today and tomorrow were read: {self.used:,} of this month's {self.allowance:,} calls were used. "
            f"All is read again from {self.resets_on} on.{also}"
        )


def can_wait(stream: Stream) -> bool:
    """Whether a stream is left out while only today and tomorrow are served: lists, and what is read when named."""
    return stream.is_optional or (stream.days is None and stream.due is None)


def near_days(days: Days, first_today: date, last_today: date) -> tuple[date, date]:
    """
    Return the first and the last day that are read of a list of days while only today and tomorrow are served.

    Today may be two dates, where the locations are far apart.
    """
    return first_today, last_today + timedelta(days=min(days.ahead, 1))


def forecast(standing: Standing, now: datetime, counted_from: datetime) -> int:
    """Return how many calls the month ends with if they go on as since *counted_from*."""
    over = max(now - counted_from, PACE_OVER_MIN)
    return round(standing.used + standing.used * (_end_of(standing) - now) / over)


def dry_on(standing: Standing, now: datetime, calls_per_day: float) -> date | None:
    """Return the day on which the allowance is spent at so many calls a day from now on; None if it lasts."""
    if standing.allowance is None or calls_per_day <= 0:
        return None
    days_left = max(0, standing.allowance - standing.used) / calls_per_day
    if days_left >= (_end_of(standing) - now) / timedelta(days=1):
        return None
    return (now + timedelta(days=days_left)).astimezone(UTC).date()


def _end_of(standing: Standing) -> datetime:
    return datetime.combine(standing.resets_on, datetime.min.time(), UTC)
