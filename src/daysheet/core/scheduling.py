"""
When a connection is read next, and who is served first. Nothing here reads a clock or a table.

A schedule has an interval or times of day. Its instants lie on a grid that its own hash shifts, so that a
thousand connections with the same interval do not begin in the same second.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum
from typing import Final
from zoneinfo import ZoneInfo

from daysheet.core.vendor import ScheduleKind

# What looks again at what the others read, and so takes no stream from them.
CHECKS: Final = frozenset[ScheduleKind](("census", "reconcile", "count", "asked"))
# What is read by a schedule that names no streams.
READS: Final[Mapping[ScheduleKind, str]] = {
    "census": "all of it, whole",
    "reconcile": "again, by date, what may have changed unseen",
    "count": "only totals, to compare them with the vendor's",
}
TIMES_SPREAD_MAX: Final = timedelta(minutes=5)
# How far the pace of an adaptive schedule may be from its interval, both ways.
FASTEST: Final = 0.5
SLOWEST: Final = 3.0
SLOWER_BY: Final = 1.5
BACKOFF_FIRST: Final = timedelta(minutes=1)
BACKOFF_MAX: Final = timedelta(hours=1)
NIGHT_FROM: Final = time(22)
NIGHT_UNTIL: Final = time(5)
# A board that is read for longer than this is not catching up: it reads a past, such as a new location's.
CATCHING_UP_MAX: Final = timedelta(hours=1)
EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Rank(IntEnum):
    """Who is served first: what people look at now, then what is fresh, then the past."""

    BOARD = 0
    FRESH = 1
    HISTORY = 2


def rank_of(kind: ScheduleKind, *, is_behind: bool, was_good: bool = False, read_for: timedelta = timedelta(0)) -> Rank:
    """
    Return the rank of a schedule, as the statements on schedules have it; *read_for* is how long it is being read.

    One that goes on with an unfinished reading is history, whatever it reads: the first reading of a board is ten years
    of one business, and may not delay another's morning. A board that was good once only catches up, and is fresh.

    >>> rank_of("board", is_behind=False), rank_of("board", is_behind=True), rank_of("census", is_behind=False)
    (<Rank.BOARD: 0>, <Rank.HISTORY: 2>, <Rank.HISTORY: 2>)
    >>> rank_of("board", is_behind=True, was_good=True), rank_of("fresh", is_behind=True, was_good=True)
    (<Rank.FRESH: 1>, <Rank.HISTORY: 2>)
    """
    if is_behind:
        catches_up = kind == "board" and was_good and read_for < CATCHING_UP_MAX
        return Rank.FRESH if catches_up else Rank.HISTORY
    return {"board": Rank.BOARD, "fresh": Rank.FRESH, "asked": Rank.FRESH}.get(kind, Rank.HISTORY)


@dataclass(frozen=True, kw_only=True)
class Timing:
    """
    How often something is read: every so often, or at times of day in a zone; one of the two.

    `pace` is the interval that holds now, where a schedule adapts; `floor` what it may never go below,
    because every reading costs calls of a limited month.
    """

    every: timedelta | None = None
    times: tuple[time, ...] = ()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    spread: float = 0.0
    pace: timedelta | None = None
    floor: timedelta = timedelta(0)

    @property
    def usual(self) -> timedelta:
        """The time between two readings, as far as it is even: what freshness is judged against."""
        if self.every is None:
            return max(timedelta(days=1) / max(1, len(self.times)), self.floor)
        return max(self.pace or self.every, self.floor)


def spread_of(*identity: object) -> float:
    """
    Return a number from 0 to below 1 that is always the same for the same schedule.

    >>> spread_of(1, 7, "board") == spread_of(1, 7, "board") != spread_of(2, 7, "board")
    True
    """
    text = "\n".join(map(str, identity)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest()) / 2**48


def next_due(timing: Timing, *, started_at: datetime, now: datetime) -> datetime:
    """
    Return when to read next, after a reading that began at *started_at* and ended by *now*.

    It is after *now*, so what was missed in an outage is caught up with once.
    """
    if timing.every is None:
        earliest = max(now, started_at + timing.floor - timedelta(seconds=1)) if timing.floor else now
        return _next_time(timing, earliest)
    interval = timing.usual
    if timing.pace is not None and timing.pace != timing.every:
        return max(started_at + interval, now + timedelta(seconds=1))
    shift = interval * timing.spread
    passed = (max(now, started_at) - EPOCH - shift) // interval
    found = EPOCH + shift + (passed + 1) * interval
    # A reading that began late in its interval is not followed by another one right away.
    return found if found - started_at >= interval * FASTEST else found + interval


def _next_time(timing: Timing, after: datetime) -> datetime:
    """
    Return the next of the times of day; one that the clocks skip comes when they have been put forward.

    A time that a day has twice is taken the first time only.
    """
    late = TIMES_SPREAD_MAX * timing.spread
    day = after.astimezone(timing.zone).date() - timedelta(days=1)
    for number in range(4):
        on = day + timedelta(days=number)
        for each in sorted(timing.times):
            found = datetime.combine(on, each, timing.zone).astimezone(UTC) + late
            if found > after:
                return found
    raise AssertionError("unreachable: every day has each of its times")


def paced(timing: Timing, *, changed: bool, now: datetime) -> timedelta | None:
    """
    Return the pace of an adaptive schedule after a reading: fast once something changed, slower after each that found
    nothing, and slower still at night. It stays between half the interval and three times as long.
    """
    if timing.every is None:
        return None
    fastest = max(timing.every * FASTEST, timing.floor)
    slowest = max(timing.every * SLOWEST, timing.floor)
    if changed:
        return fastest
    here = now.astimezone(timing.zone).time()
    by = SLOWER_BY * (2 if here >= NIGHT_FROM or here < NIGHT_UNTIL else 1)
    return min(max((timing.pace or timing.every) * by, fastest), slowest)


def backoff(failures: int, chance: random.Random) -> timedelta:
    """Return how long to wait after so many failures in a row: doubling up to an hour, spread over the upper half."""
    doublings = min(max(failures, 1) - 1, 10)
    return min(BACKOFF_FIRST * (1 << doublings), BACKOFF_MAX) * chance.uniform(0.5, 1.0)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One tenant that has something due of a rank, since when, and when it was last served there."""

    tenant_id: int
    rank: Rank
    due_at: datetime
    served_at: datetime | None


def fair_order(turns: Iterable[Turn]) -> list[Turn]:
    """Return whom to serve first: the higher rank, within it the tenant that waited longest for its turn."""
    return sorted(turns, key=lambda each: (each.rank, each.served_at or EPOCH, each.due_at, each.tenant_id))


def streams_of(rhythm_streams: Sequence[str], others: Iterable[Sequence[str]], every: Sequence[str]) -> tuple[str, ...]:
    """
    Return the streams that a schedule reads: its own, or all that no other schedule names; none means just all.

    A stream of a group that has a schedule to itself is read by that one only.

    >>> streams_of((), [("employees",)], ("shops", "employees", "vehicles"))
    ('shops', 'vehicles')
    >>> streams_of((), [()], ("shops", "employees"))
    ()
    >>> streams_of(("orders", "jobs"), [("jobs",)], ("shops", "orders", "jobs"))
    ('orders',)
    """
    others = list(others)
    if rhythm_streams:
        alone = {some[0] for some in others if len(some) == 1}
        left = tuple(name for name in rhythm_streams if name not in alone)
        return left if left and len(rhythm_streams) > 1 else tuple(rhythm_streams)
    taken = {name for some in others for name in some}
    return tuple(name for name in every if name not in taken) if taken else ()


def reads_in_words(kind: ScheduleKind, streams: Sequence[str]) -> str:
    """
    Return what a schedule reads, as people are told.

    >>> reads_in_words("board", ("repair_orders", "jobs")), reads_in_words("fresh", ())
    ('repair orders, jobs', 'all that no other does')
    """
    names = ", ".join(each.replace("_", " ") for each in streams)
    return names or READS.get(kind, "all that no other does")
