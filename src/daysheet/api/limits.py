"""
How many requests a caller may make: a bucket for each, in this process.

Several servers each count for themselves, so a caller of many gets as many times the rate; what the vendors allow is
counted elsewhere, in the database.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

PER_MINUTE: Final = 600
AT_ONCE: Final = 120
CALLERS_KEPT: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What a caller has left: whether this request may go on, and the headers that say so (RateLimit, IETF draft)."""

    is_allowed: bool
    remaining: int
    wait_seconds: int

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer."""
        return {
            "ratelimit-policy": f'"caller";q={AT_ONCE};w={round(AT_ONCE * 60 / PER_MINUTE)}',
            "ratelimit": f'"caller";r={self.remaining};t={self.wait_seconds}',
        }


@dataclass(kw_only=True)
class Buckets:
    """A bucket a caller: *AT_ONCE* requests at once, *PER_MINUTE* in the long run."""

    elapsed: Callable[[], float] = time.monotonic
    _full_at: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def take(self, caller: str, cost: float = 1) -> Granted:
        """Take one request out of a caller's bucket; a heavy one costs more than one."""
        now, step = self.elapsed(), 60 / PER_MINUTE
        full_at = max(self._full_at.pop(caller, now), now)
        after = full_at + cost * step
        room = AT_ONCE * step
        is_allowed = after - now <= room
        self._full_at[caller] = after if is_allowed else full_at
        while len(self._full_at) > CALLERS_KEPT:
            self._full_at.popitem(last=False)
        left = (room - (self._full_at[caller] - now)) / step
        # A moment more than is needed, so that who comes back then is let in.
        wait = 0 if is_allowed else math.ceil(after - now - room)
        return Granted(
            is_allowed=is_allowed, remaining=max(0, round(left)), wait_seconds=max(wait, int(not is_allowed))
        )
