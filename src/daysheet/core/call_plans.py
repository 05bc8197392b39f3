"""A plan of readings, what is known of the connection it is for, and what it needs: the values without the sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

PLANNED_PERCENT_MAX: Final = 80
DAYS_A_MONTH: Final = 31
MINUTES_A_DAY: Final = 1440
EVERY_MINUTES: Final = 120


@dataclass(frozen=True, kw_only=True)
class CallPlan:
    """How often a connection is read, and how far back once; what is None comes from the tables or is assumed."""

    every_minutes: int = EVERY_MINUTES
    customers_per_day: int | None = None
    changed_percent: int | None = None
    backfill_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Known:
    """
    What a connection says about the calls it needs; None or missing where it says nothing.

    `two_dates_share` is the part of the day during which today is two dates, as locations are far apart.
    """

    page_sizes: Mapping[str, int] = field(default_factory=dict)
    list_rows: Mapping[str, int] = field(default_factory=dict)
    customers_per_day: int | None = None
    leads_per_day: int | None = None
    changed_percent: int | None = None
    two_dates_share: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Need:
    """What some of the calls of a month are for; `once` where it is the first month only."""

    what: str
    calls: int
    is_once: bool = False


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """How many calls a month a plan needs, for what, and what was assumed."""

    needs: tuple[Need, ...]
    assumptions: tuple[str, ...]

    @property
    def calls(self) -> int:
        """Calls of the first month, which has the backfill in it."""
        return sum(each.calls for each in self.needs)

    @property
    def calls_per_day(self) -> float:
        """Calls of a day without backfill."""
        return sum(each.calls for each in self.needs if not each.is_once) / DAYS_A_MONTH

    def fits(self, allowance: int) -> bool:
        """Whether it leaves enough of a month's calls for what nobody can foresee."""
        return self.calls * 100 <= allowance * PLANNED_PERCENT_MAX


def interval_minutes(text: str) -> int:
    """
    Return the minutes of an interval such as `30m`, `2h` or `1d`; raises ValueError.

    >>> [interval_minutes(each) for each in ("30m", "2h", "1d")]
    [30, 120, 1440]
    """
    units = {"m": 1, "h": 60, "d": MINUTES_A_DAY}
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdigit()) or unit not in units:
        raise ValueError(text)
    minutes = int(number) * units[unit]
    if not 1 <= minutes <= MINUTES_A_DAY:
        raise ValueError(text)
    return minutes


def said(minutes: int) -> str:
    """
    Return an interval as it is typed.

    >>> [said(each) for each in (30, 90, 120, 1440)]
    ['30m', '90m', '2h', '1d']
    """
    for size, unit in ((MINUTES_A_DAY, "d"), (60, "h")):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
