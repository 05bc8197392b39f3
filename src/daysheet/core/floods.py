"""Tells a flood of events from a busy day, so that whoever has an address cannot fill the disk with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

# Three days of one account with 37 shops brought 3 events a minute (the vendor's fact sheet). Two hundred times as many
# may come for good, and what is a hundred times as many in half an hour may come at once.
EVENTS_A_SECOND: Final = 10
EVENTS_AT_ONCE: Final = 10_000
# A larger body takes the room of several events.
BYTES_OF_AN_EVENT: Final = 10_000


@dataclass
class Floodgate:
    """The room that is left at one address, as one process counts it."""

    room: float = EVENTS_AT_ONCE
    counted_at: datetime | None = None

    def lets_in(self, body_bytes: int, now: datetime) -> bool:
        """
        Whether there is room for an event, which it then takes.

        >>> gate, now = Floodgate(), datetime.fromisoformat("2026-03-04T12:00:00+00:00")
        >>> sum(gate.lets_in(2_000, now) for _ in range(20_000)), gate.lets_in(1, now.replace(minute=1))
        (10000, True)
        >>> sum(gate.lets_in(1_000_000, now.replace(hour=23)) for _ in range(20_000))
        100
        """
        if self.counted_at is not None:
            passed = max(0.0, (now - self.counted_at).total_seconds())
            self.room = min(float(EVENTS_AT_ONCE), self.room + passed * EVENTS_A_SECOND)
        self.counted_at = now
        taken = max(1, body_bytes // BYTES_OF_AN_EVENT)
        if self.room < taken:
            return False
        self.room -= taken
        return True
