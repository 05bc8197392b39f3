"""How often and how long a request is tried again."""

from __future__ import annotations

from datetime import timedelta

from daysheet.core.answers import WAIT_MAX
from daysheet.core.errors import DaysheetError


class TryAgain(Exception):
    """This attempt failed in a way that may pass; `last` is what to raise when patience ends."""

    def __init__(self, wait: timedelta, last: DaysheetError) -> None:
        self.wait = wait
        self.last = last


class Patience:
    """How long the attempts of one request may still wait, all in all."""

    def __init__(self) -> None:
        self._left = WAIT_MAX

    def next_wait(self, error: Exception) -> bool | timedelta:
        """Return how long to wait before the next attempt, or False where there is to be none."""
        if not isinstance(error, TryAgain) or error.wait > self._left:
            return False
        self._left -= error.wait
        return error.wait
