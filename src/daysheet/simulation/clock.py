"""The simulated vendor's clock: frozen and moved by hand, or ticking beside real time at an offset."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime


def instant_text(at: float) -> str:
    """Return epoch seconds as whole-second UTC text, such as ``2026-03-05T01:12:08Z``."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def instant_seconds(text: str) -> float:
    """
    Return the epoch seconds of an ISO 8601 instant that carries a zone.

    >>> instant_seconds("2026-03-05T01:12:08Z")
    1772673128.0
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    return moment.astimezone(UTC).timestamp()


class Clock:
    """
    Tells simulated time in epoch seconds.

    A frozen clock moves only when told, so that a test decides every instant; a ticking one follows a
    monotonic reading. Both can be advanced, and neither ever goes back.
    """

    def __init__(self, start: float, *, reading: Callable[[], float] | None = None) -> None:
        self._offset = start if reading is None else start - reading()
        self._reading = reading

    @classmethod
    def frozen(cls, start: str | float) -> Clock:
        """Return a clock that stands still at *start* until it is advanced."""
        return cls(instant_seconds(start) if isinstance(start, str) else start)

    @classmethod
    def ticking(cls, start: str | float | None = None) -> Clock:
        """Return a clock that runs with real time, from *start* or from the real time of now."""
        if start is None:
            start = time.time()
        return cls(instant_seconds(start) if isinstance(start, str) else start, reading=time.monotonic)

    @property
    def is_frozen(self) -> bool:
        """Whether this clock moves only by being advanced."""
        return self._reading is None

    def now(self) -> float:
        """Return the simulated instant in epoch seconds."""
        return self._offset + (self._reading() if self._reading is not None else 0.0)

    def text(self) -> str:
        """Return the simulated instant as whole-second UTC text."""
        return instant_text(self.now())

    def advance(self, seconds: float) -> None:
        """Move the simulated time forward."""
        if seconds < 0:
            raise ValueError("a clock is only advanced forward")
        self._offset += seconds
