"""
The vendor's webhooks (sheet 7): no signature, no order promised, seventeen events with ids and nothing else.

One entry is a URL, chosen events and headers of the customer's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from daysheet.simulation.clock import Clock
from daysheet.simulation.deliveries import WEBHOOK_FAULTS, Call, Deliveries, Payload, Send, WebhookFaults
from daysheet.vendors.smartmoving.simulator.business import webhook_payload
from daysheet.vendors.smartmoving.simulator.entities import Record

__all__ = ["EVENT_TYPES", "WEBHOOK_FAULTS", "Call", "Happening", "Send", "WebhookFaults", "Webhooks"]

EVENT_TYPES = (
    "opportunity-created",
    "opportunity-status-changed",
    "opportunity-changed",
    "opportunity-deleted",
    "follow-up-created",
    "follow-up-completed",
    "follow-up-changed",
    "follow-up-deleted",
    "payment-made",
    "customer-created",
    "customer-updated",
    "job-created",
    "job-deleted",
    "job-finalized",
    "job-closed",
    "job-reset",
    "service-type-changed",
)


class Happening(Protocol):
    """What webhooks need of a simulator."""

    clock: Clock

    @property
    def happened(self) -> list[Record]: ...


@dataclass(kw_only=True)
class Webhooks(Deliveries):
    """One webhook entry; what happened before it was set up is not delivered."""

    source: Happening
    events: frozenset[str] = frozenset(EVENT_TYPES)

    def __post_init__(self) -> None:
        unknown = sorted(self.events - set(EVENT_TYPES))
        if unknown:
            raise ValueError(f"no such events: {', '.join(unknown)}")
        super().__post_init__()
        self._seen = len(self.source.happened)

    @property
    def clock(self) -> Clock:
        """The clock of the simulator."""
        return self.source.clock

    def fresh(self) -> Sequence[tuple[float, Payload]]:
        """Return the chosen events that happened since the last call."""
        happened = self.source.happened
        fresh, self._seen = happened[self._seen :], len(happened)
        return [(each["at"], webhook_payload(each)) for each in fresh if each["event_type"] in self.events]
