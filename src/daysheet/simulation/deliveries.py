"""
Delivers what happened to a receiver, as vendors' webhooks do: late, twice, out of order or not at all.

The faults are data, and a seed decides whom they hit. A delivery goes out when `Deliveries.deliver` is called and its
time has come on the simulated clock. Nothing is sent again unless told.
"""

from __future__ import annotations

import asyncio
import ssl
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgspec

from daysheet.simulation.clock import Clock, instant_text
from daysheet.simulation.randomness import chance_stream

HISTORY_DAYS = 7
TIMEOUT_SECONDS = 10.0
DAY_SECONDS = 86_400

Payload = dict[str, Any]
# Sends one delivery to a URL with headers and body, and returns the status of the answer.
Send = Callable[[str, Mapping[str, str], bytes], Awaitable[int]]


async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """Send one POST over a connection of its own and return the status; raises OSError or ValueError without one."""
    parts = urlsplit(url)
    secured = ssl.create_default_context() if parts.scheme == "https" else None
    port = parts.port or (443 if secured else 80)
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=secured)
    lines = [f"POST {parts.path or '/'} HTTP/1.1", f"host: {parts.netloc}", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    try:
        writer.write("\r\n".join([*lines, "connection: close", "", ""]).encode("latin-1") + body)
        await writer.drain()
        status = (await reader.readline()).split()
    finally:
        writer.close()
    if len(status) < 2 or not status[1].isdigit():
        raise ConnectionResetError("the receiver closed the connection without an answer")
    return int(status[1])


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
    payload: Payload
    status: int | None
    error: str | None

    @property
    def is_success(self) -> bool:
        """Whether the receiver answered with a 2xx."""
        return self.status is not None and 200 <= self.status < 300

    def as_record(self) -> Payload:
        """Return the line as a settings page shows it."""
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
    payload: Payload


@dataclass(kw_only=True)
class Deliveries(ABC):
    """One webhook entry; what happened before it was set up is not delivered. A vendor's own says what happened."""

    url: str
    send: Send = post
    headers: Mapping[str, str] = field(default_factory=dict)
    faults: WebhookFaults = field(default_factory=WebhookFaults)
    seed: int = 0
    attempts: int = 1
    timeout_seconds: float = TIMEOUT_SECONDS
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = chance_stream(self.seed, "webhooks")
        self._waiting: list[_Waiting] = []
        self._calls: list[Call] = []

    @property
    @abstractmethod
    def clock(self) -> Clock:
        """The clock of the simulator."""

    @abstractmethod
    def fresh(self) -> Sequence[tuple[float, Payload]]:
        """Return what happened since the last call and is to be delivered: each with its epoch seconds."""

    @property
    def waiting(self) -> int:
        """How many deliveries have not gone out yet."""
        return len(self._waiting)

    @property
    def history(self) -> list[Call]:
        """The calls of the last seven days, oldest first."""
        since = self.clock.now() - HISTORY_DAYS * DAY_SECONDS
        self._calls = [call for call in self._calls if call.called_at > since]
        return list(self._calls)

    async def deliver(self, *, flush: bool = False) -> int:
        """
        Send what is due and return how many calls were made; *flush* also sends what is late or held back.

        A receiver that fails never stops the others: its failure stands in the history.
        """
        self._take_in()
        now = self.clock.now()
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
        for at, payload in self.fresh():
            if self._is_chosen("dropped", self.faults.drop_share):
                continue
            copies = 2 if self._is_chosen("duplicated", self.faults.duplicate_share) else 1
            for _ in range(copies):
                late = self.faults.late_seconds if self._is_chosen("late", self.faults.late_share) else 0.0
                self._waiting.append(_Waiting(at + late, payload))

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

    async def _send(self, payload: Payload) -> int:
        headers = {**self.headers, "content-type": "application/json"}
        for attempt in range(1, self.attempts + 1):
            call = await self._called(headers, payload)
            self._calls.append(call)
            self.counts["succeeded" if call.is_success else "failed"] += 1
            if call.is_success:
                return attempt
        return self.attempts

    async def _called(self, headers: Mapping[str, str], payload: Payload) -> Call:
        status, error = None, None
        try:
            async with asyncio.timeout(self.timeout_seconds):
                status = await self.send(self.url, headers, msgspec.json.encode(payload))
        except Exception as failure:  # A receiver may fail in any way, and none may keep the others from theirs.
            error = f"{type(failure).__name__}: {failure}"
        else:
            error = None if 200 <= status < 300 else f"HTTP {status}"
        return Call(self.clock.now(), self.url, payload, status, error)
