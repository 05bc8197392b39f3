"""The only place that asks what time it is; everything else is given a clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return this machine's time, in UTC."""
    return datetime.now(UTC)
