"""
Delivers what happened to a receiver, as the vendor's webhooks do (sheet 7): no signature, no order promised.

One entry is a URL, chosen events and headers of the customer's own. Nothing is sent again unless told, and the
faults are data. A delivery goes out when `Webhooks.deliver` is called and its time has come on the simulated clock.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from daysheet.simulation.clock import Clock, instant_text
from daysheet.simulation.randomness import chance_stream
from daysheet.vendors.smartmoving.simulator.business import webhook_payload
from daysheet.vendors.smartmoving.simulator.entities import Record

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
HISTORY_DAYS = 7
TIMEOUT_SECONDS = 10.0
DAY_SECONDS = 86_400

# Sends one delivery to a URL with headers and body, and returns the status of the answer.
Send = Callable[[str, Mapping[str, str], bytes], Awaitable[int]]


class Happening(Protocol):
    """What webhooks need of a simulator."""

    clock: Clock

    @property
    def happened(self) -> list[Record]: ...


@dataclass(frozen=True, kw_only=True)
class WebhookFaults:
    """
    What goes wrong on the way; the default is that nothing does.

    Shares are of deliveries. A late one is sent *late_seconds* after it happened, at the earliest. *reorder_span* is
    how many places a delivery may be sent too early or too late. With a *burst_size* everything is held back until
    so many are waiting.
    """

    drop_share: float = 0.0
    duplicate_share: float = 0.0
    late_share: float = 0.0
    late_seconds: float = 0.0
    reorder_span: int = 0
    burst_size: int = 0


WEBHOOK_FAULTS = {
    "none": WebhookFaults(),
    "realistic": WebhookFaults(drop_share=0.01, duplicate_share=0.02, late_share=0.02, late_seconds=90, reorder_span=2),
    "hostile": WebhookFaults(
        drop_share=0.15, duplicate_share=0.2, late_share=0.2, late_seconds=3_600, reorder_span=12, burst_size=40
    ),
}


@dataclass(frozen=True)
class Call:
    """One line of the call history."""

    called_at: float
    url: str
    payload: Record
    status: int | None
    error: str | None

    @property
    def is_success(self) -> bool:
        """Whether the receiver answered with a 2xx."""
        return self.status is not None and 200 <= self.status < 300

    def as_record(self) -> Record:
        """Return the line as the settings page shows it."""
        return {
            "time": instant_text(self.called_at),
            "success": self.is_success,
            "status": self.status,
            "error": self.error,
            "payload": self.payload,
        }


@dataclass
class _Waiting:
    due_at: float
    payload: Record


@dataclass(kw_only=True)
class Webhooks:
    """One webhook entry; what happened before it was set up is not delivered."""

    source: Happening
    url: str
    send: Send
    headers: Mapping[str, str] = field(default_factory=dict)
    events: frozenset[str] = frozenset(EVENT_TYPES)
    faults: WebhookFaults = field(default_factory=WebhookFaults)
    seed: int = 0
    attempts: int = 1
    timeout_seconds: float = TIMEOUT_SECONDS
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        unknown = sorted(self.events - set(EVENT_TYPES))
        if unknown:
            raise ValueError(f"no such events: {', '.join(unknown)}")
        self._chance = chance_stream(self.seed, "webhooks")
        self._seen = len(self.source.happened)
        self._waiting: list[_Waiting] = []
        self._calls: list[Call] = []

    @property
    def waiting(self) -> int:
        """How many deliveries have not gone out yet."""
        return len(self._waiting)

    @property
    def history(self) -> list[Call]:
        """The calls of the last seven days, oldest first."""
        since = self.source.clock.now() - HISTORY_DAYS * DAY_SECONDS
        self._calls = [call for call in self._calls if call.called_at > since]
        return list(self._calls)

    async def deliver(self, *, flush: bool = False) -> int:
        """
        Send what is due and return how many calls were made; *flush* also sends what is late or held back.

        A receiver that fails never stops the others: its failure stands in the history.
        """
        self._take_in()
        now = self.source.clock.now()
        due = [each for each in self._waiting if flush or each.due_at <= now]
        if not due or (len(due) < self.faults.burst_size and not flush):
            return 0
        self._waiting = [each for each in self._waiting if not (flush or each.due_at <= now)]
        calls = 0
        for each in self._reordered(due):
            calls += await self._send(each.payload)
        return calls

    def _take_in(self) -> None:
        """Make deliveries of what happened since the last time, and let the faults have them first."""
        happened = self.source.happened
        fresh, self._seen = happened[self._seen :], len(happened)
        for happening in fresh:
            if happening["event_type"] not in self.events:
                continue
            if self._is_chosen("dropped", self.faults.drop_share):
                continue
            copies = 2 if self._is_chosen("duplicated", self.faults.duplicate_share) else 1
            for _ in range(copies):
                late = self.faults.late_seconds if self._is_chosen("late", self.faults.late_share) else 0.0
                self._waiting.append(_Waiting(happening["at"] + late, webhook_payload(happening)))

    def _is_chosen(self, fate: str, share: float) -> bool:
        chosen = self._chance.random() < share
        self.counts[fate] += chosen
        return chosen

    def _reordered(self, due: list[_Waiting]) -> list[_Waiting]:
        """Return deliveries by their time, none further from its place than the span."""
        in_order = sorted(due, key=lambda each: each.due_at)
        span = self.faults.reorder_span
        if span == 0:
            return in_order
        places = [(place + self._chance.uniform(0, span + 1), place) for place in range(len(in_order))]
        return [in_order[place] for _, place in sorted(places)]

    async def _send(self, payload: Record) -> int:
        headers = {**self.headers, "content-type": "application/json"}
        for attempt in range(1, self.attempts + 1):
            call = await self._called(headers, payload)
            self._calls.append(call)
            self.counts["succeeded" if call.is_success else "failed"] += 1
            if call.is_success:
                return attempt
        return self.attempts

    async def _called(self, headers: Mapping[str, str], payload: Record) -> Call:
        status, error = None, None
        try:
            async with asyncio.timeout(self.timeout_seconds):
                status = await self.send(self.url, headers, msgspec.json.encode(payload))
        except Exception as failure:  # A receiver may fail in any way, and none may keep the others from theirs.
            error = f"{type(failure).__name__}: {failure}"
        else:
            error = None if 200 <= status < 300 else f"HTTP {status}"
        return Call(self.source.clock.now(), self.url, payload, status, error)
