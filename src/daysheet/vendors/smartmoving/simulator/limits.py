"""The gateway's two limits: calls within any 60 seconds, and calls within a calendar month (sheet 1)."""

from __future__ import annotations

import math
from collections import deque
from datetime import UTC, datetime

from daysheet.simulation.clock import Clock

WINDOW_SECONDS = 60.0


class Limits:
    """
    Counts the calls of one key on the simulated clock.

    The month begins on the 1st, UTC, and counts every call, refused ones too. A limit of zero is switched off.
    """

    def __init__(self, clock: Clock, *, calls_per_minute: int, calls_per_month: int) -> None:
        self._clock = clock
        self.calls_per_minute = calls_per_minute
        self.calls_per_month = calls_per_month
        self.calls_this_month = 0
        self._month = self._month_now()
        self._let_through: deque[float] = deque()

    def count(self) -> None:
        """Count one call of the month, whatever becomes of it."""
        month = self._month_now()
        if month != self._month:
            self._month, self.calls_this_month = month, 0
        self.calls_this_month += 1

    @property
    def is_over_quota(self) -> bool:
        """Whether the calls counted so far are more than the month allows."""
        return 0 < self.calls_per_month < self.calls_this_month

    def replenished_in(self) -> str:
        """
        Return the time until the next month as the refusal tells it: days, then hours, minutes and seconds.

        Such as ``12.03:04:05``.
        """
        year, month = self._month
        following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC).timestamp()
        left = max(0, int(following - self._clock.now()))
        days, rest = divmod(left, 86_400)
        return f"{days}.{rest // 3_600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"

    def take(self) -> int:
        """Let one call through and return 0, or return the whole seconds to wait for the next one."""
        now = self._clock.now()
        while self._let_through and self._let_through[0] <= now - WINDOW_SECONDS:
            self._let_through.popleft()
        if self.calls_per_minute <= 0:
            return 0
        if len(self._let_through) >= self.calls_per_minute:
            return max(1, math.ceil(self._let_through[0] + WINDOW_SECONDS - now))
        self._let_through.append(now)
        return 0

    def _month_now(self) -> tuple[int, int]:
        moment = datetime.fromtimestamp(self._clock.now(), UTC)
        return moment.year, moment.month
