"""
The vendor's webhooks (sheet 6): English sentences with the order as the API shows it, unsigned, without a delivery id.

Nothing is sent for customers, vehicles and employees. For orders that were deleted or saved, and for appointments, the
wording is not established; the one here is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from daysheet.simulation.clock import Clock
from daysheet.simulation.deliveries import Deliveries, Payload
from daysheet.vendors.tekmetric.simulator.business import Business
from daysheet.vendors.tekmetric.simulator.rows import Record
from daysheet.vendors.tekmetric.simulator.webhook_sentences import Teller


class Happening(Protocol):
    """What webhooks need of a simulator."""

    business: Business


@dataclass(kw_only=True)
class Webhooks(Deliveries):
    """
    One webhook entry, for every shop; what happened before it was set up is not delivered.

    Shops in *silent_shops* send nothing, though everything is ticked in their settings.
    """

    source: Happening
    silent_shops: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        super().__post_init__()
        self._teller = Teller(self.source.business)
        self._fresh: list[tuple[float, Payload]] = []
        self.source.business.listeners.append(self._hear)

    @property
    def clock(self) -> Clock:
        """The clock of the simulator."""
        return self.source.business.clock

    def fresh(self) -> Sequence[tuple[float, Payload]]:
        """Return what happened since the last call."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def _hear(self, stream: str, before: Record | None, after: Record) -> None:
        if after["shopId"] not in self.silent_shops:
            self._fresh += [(self.clock.now(), each) for each in self._teller.told(stream, before, after)]
