"""Waiting for another process, never longer than a named limit."""

from __future__ import annotations

import time
from collections.abc import Callable

POLL_SECONDS = 0.01


def wait_until(claim: Callable[[], bool], seconds: float) -> bool:
    """Return True as soon as *claim* holds, or False when it still does not after *seconds*."""
    give_up_at = time.monotonic() + seconds
    while not claim():
        if time.monotonic() >= give_up_at:
            return False
        time.sleep(POLL_SECONDS)
    return True
