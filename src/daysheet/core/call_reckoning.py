"""
Reckons how many calls a month a plan of readings needs, before anybody spends them.

What a connection's tables and log say counts; what they do not say is assumed, and named as assumed. Every
figure leans to the safe side: a month has 31 days, and a list of several pages is read twice to be believed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from daysheet.core.call_plans import DAYS_A_MONTH, MINUTES_A_DAY, CallPlan, Estimate, Known, Need
from daysheet.core.vendor import Stream, Vendor

# A franchise of 66 branches was measured at 185 to 186 customers a service day, a busy branch at 14 leads a day.
CUSTOMERS_PER_DAY: Final = 185
LEADS_PER_DAY: Final = 15
CHANGED_PERCENT: Final = 10
ROWS_PER_LIST: Final = 100
PASSES_TO_PROVE: Final = 2
# How wide the ranges of a list of days grow: as `engine/sweeping.py` makes them.
PAGE_FILL: Final = 0.7
WIDTH_MAX_DAYS: Final = 120
NARROW_RANGES: Final = 3
# What may be offered instead of a plan that does not fit.
INTERVALS: Final = (5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440)
BACKFILLS: Final = (730, 365, 180, 90, 60, 30, 14, 7, 0)
OFFERED_MAX: Final = 3


def page_calls(rows: float, page_size: int) -> int:
    """
    Return the calls for a list of so many rows: several pages are read twice, for one pass proves nothing.

    >>> [page_calls(rows, 200) for rows in (0, 200, 201)]
    [1, 1, 4]
    """
    pages = max(1, math.ceil(rows / page_size))
    return pages if pages == 1 else PASSES_TO_PROVE * pages


def days_calls(days: int, rows_per_day: float, page_size: int) -> int:
    """
    Return the calls for a list of days that is read in ranges, each as wide as one page holds.

    >>> [days_calls(days, 185, 200) for days in (0, 1, 30)]
    [0, 1, 30]
    """
    if days <= 0:
        return 0
    width = int(PAGE_FILL * page_size / rows_per_day) if rows_per_day else WIDTH_MAX_DAYS
    width = max(1, min(width, WIDTH_MAX_DAYS))
    if width == 1:
        return days * page_calls(rows_per_day, page_size)
    return min(days, math.ceil(days / width) + NARROW_RANGES)


def estimate(vendor: Vendor, plan: CallPlan, known: Known) -> Estimate:
    """Return how many calls a month a plan needs at a vendor, with what is known of a connection."""
    plan, known, assumptions = _settled(plan, known)
    reckoning = _Reckoning(vendor, plan, known)
    unmeasured = [each for each in reckoning.paged if each.name not in known.page_sizes]
    if unmeasured:
        sizes = sorted({each.paging.size for each in unmeasured if each.paging})
        assumptions += (f"pages of {', '.join(map(str, sizes))} as asked for; the vendor may grant fewer",)
    return Estimate(needs=tuple(each for each in reckoning.needs() if each.calls), assumptions=assumptions)


def _settled(plan: CallPlan, known: Known) -> tuple[CallPlan, Known, tuple[str, ...]]:
    """Return plan and knowledge with nothing missing, and what was assumed for that."""
    assumptions: list[str] = []

    def settled(wished: int | None, found: int | None, assumed: int, what: str) -> int:
        if wished is not None:
            return wished
        if found is not None:
            return found
        assumptions.append(f"{assumed} {what}")
        return assumed

    customers = settled(plan.customers_per_day, known.customers_per_day, CUSTOMERS_PER_DAY, "customers a service day")
    changed = settled(plan.changed_percent, known.changed_percent, CHANGED_PERCENT, "percent of them changed in a day")
    leads = settled(None, known.leads_per_day, LEADS_PER_DAY, "leads a day")
    plan = replace(plan, customers_per_day=customers, changed_percent=changed)
    return plan, replace(known, leads_per_day=leads), tuple(assumptions)


class _Reckoning:
    """Reckons what one plan needs, stream by stream; nothing of plan and knowledge is missing."""

    def __init__(self, vendor: Vendor, plan: CallPlan, known: Known) -> None:
        self._vendor = vendor
        self._plan = plan
        self._known = known
        self._customers = plan.customers_per_day or 0
        self._leads = known.leads_per_day or 0
        self._readings = DAYS_A_MONTH * MINUTES_A_DAY / plan.every_minutes

    @property
    def paged(self) -> list[Stream]:
        """The streams that are read in pages."""
        return [each for each in self._vendor.streams if each.paging is not None and each.due is None]

    def needs(self) -> Iterator[Need]:
        """Yield what the calls are for."""
        streams = [each for each in self._vendor.streams if not each.is_optional]
        lists = [each for each in streams if each.days is None and each.due is None and each.points_to is None]
        yield Need(what="lists", calls=math.ceil(sum(map(self._of_list, lists))))
        for stream in streams:
            if stream.days is not None:
                yield Need(what=f"{stream.name} by day", calls=math.ceil(self._of_days(stream)))
        yield from self._of_details(streams)
        yield Need(what="backfill, once", calls=self._of_backfill(streams), is_once=True)

    def _of_list(self, stream: Stream) -> float:
        every = timedelta(minutes=self._plan.every_minutes)
        fresh_for = stream.fresh_for or every
        readings = timedelta(days=DAYS_A_MONTH) / max(every, fresh_for)
        return readings * page_calls(self._known.list_rows.get(stream.name, ROWS_PER_LIST), self._size(stream))

    def _of_days(self, stream: Stream) -> float:
        days = stream.days
        assert days is not None
        rows, size = self._rows(stream), self._size(stream)
        near = 1 + min(days.ahead, 1) + self._known.two_dates_share
        further = days_calls(days.back + max(0, days.ahead - 1), rows, size)
        calls = self._readings * (near * page_calls(rows, size) + further)
        if days.wide_back is not None:
            wide = timedelta(days=DAYS_A_MONTH) / max(stream.census_every, timedelta(minutes=self._plan.every_minutes))
            calls += wide * days_calls(days.wide_back, rows, size)
        return calls

    def _of_details(self, streams: list[Stream]) -> Iterator[Need]:
        """Yield single records: each once when its day comes into view, daily while it is, and when it changed."""
        days = next((each.days for each in streams if each.days is not None), None)
        if days is None or not any(each.due is not None for each in streams):
            return
        window = days.back + 1 + days.ahead
        changed = self._customers * window * (self._plan.changed_percent or 0) / 100
        yield Need(what="details of new records", calls=DAYS_A_MONTH * self._customers)
        yield Need(what="details of changed records", calls=math.ceil(DAYS_A_MONTH * changed))
        yield Need(what="details of ageing records", calls=DAYS_A_MONTH * self._customers * (window - 1))

    def _of_backfill(self, streams: list[Stream]) -> int:
        back = self._plan.backfill_days
        by_day = sum(days_calls(back, self._rows(each), self._size(each)) for each in streams if each.days is not None)
        has_details = any(each.due is not None for each in streams)
        return by_day + (back * self._customers if has_details else 0)

    def _rows(self, stream: Stream) -> int:
        return self._customers if self._vendor.is_led_by(stream) else self._leads

    def _size(self, stream: Stream) -> int:
        asked = stream.paging.size if stream.paging is not None else ROWS_PER_LIST
        return self._known.page_sizes.get(stream.name, asked)


def fitting(vendor: Vendor, wished: CallPlan, known: Known, allowance: int) -> list[tuple[CallPlan, Estimate]]:
    """
    Return plans that fit where the wished one does not, nearest first: a longer interval, a shorter backfill.

    None of them asks for more patience than another one on both counts.
    """
    intervals = [wished.every_minutes, *(each for each in INTERVALS if each > wished.every_minutes)]
    backfills = [wished.backfill_days, *(each for each in BACKFILLS if each < wished.backfill_days)]
    found: list[tuple[int, int]] = []
    for slower, every_minutes in enumerate(intervals):
        for shorter, backfill_days in enumerate(backfills):
            plan = replace(wished, every_minutes=every_minutes, backfill_days=backfill_days)
            if estimate(vendor, plan, known).fits(allowance):
                found.append((slower, shorter))
                break
    nearest = [
        each
        for each in found
        if not any(other != each and other[0] <= each[0] and other[1] <= each[1] for other in found)
    ]
    plans = [
        replace(wished, every_minutes=intervals[slower], backfill_days=backfills[shorter])
        for slower, shorter in sorted(nearest, key=lambda each: (sum(each), each))[:OFFERED_MAX]
    ]
    return [(plan, estimate(vendor, plan, known)) for plan in plans]
