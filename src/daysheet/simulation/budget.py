"""The vendor's side of a call limit: a token bucket on the simulated clock."""

from __future__ import annotations

import math

from daysheet.simulation.clock import Clock


class CallBudget:
    """
    Lets so many calls a minute through and says how long to wait for the next one.

    The bucket starts full with *burst* calls (a whole minute's allowance unless told otherwise) and refills evenly.
    A rate of zero means no limit.
    """

    def __init__(self, clock: Clock, *, calls_per_minute: float, burst: float | None = None) -> None:
        self._clock = clock
        self.calls_per_minute = calls_per_minute
        self.burst = calls_per_minute if burst is None else burst
        self._tokens = self.burst
        self._filled_at = clock.now()

    def take(self) -> bool:
        """Take one call from the bucket; false when it is empty, and then nothing is taken."""
        if self.calls_per_minute <= 0:
            return True
        self._refill()
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def wait_seconds(self) -> int:
        """Return the whole seconds until the next call would be let through, at least one."""
        self._refill()
        if self.calls_per_minute <= 0:
            return 0
        return max(1, math.ceil((1 - self._tokens) * 60 / self.calls_per_minute))

    def _refill(self) -> None:
        now = self._clock.now()
        gained = (now - self._filled_at) * self.calls_per_minute / 60
        self._tokens = min(self.burst, self._tokens + gained)
        self._filled_at = now
