"""Faults as data: which request they meet, when they begin and end, and what happens to the answer."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from daysheet.simulation.asgi import ContentLength, Headers


@dataclass(frozen=True, kw_only=True)
class Fault:
    """
    One thing that goes wrong, on the requests it matches.

    It meets requests whose path begins with *path* (and, if given, whose method, exact path and parameters agree),
    lets *after_requests* of them through, then acts *times* times (for ever when that is none).
    What it does: answers with *status*, *headers* and *body* instead; or drops the connection; or cuts the body at a
    byte; or bends the true answer by a *distortion* that the vendor knows by name. With *is_carried_out* the request
    takes effect before the fault hides its answer.
    """

    path: str = "/"
    exact_path: bool = False
    method: str | None = None
    query: tuple[tuple[str, str], ...] = ()
    after_requests: int = 0
    times: int | None = 1

    status: int | None = None
    headers: Headers = ()
    body: bytes = b""
    is_dropped: bool = False
    cut_at: int | None = None
    content_length: ContentLength = "right"
    distortion: str | None = None
    latency_seconds: float = 0.0
    is_carried_out: bool = False

    @property
    def name(self) -> str:
        """What this fault does, in one word, for counters."""
        if self.status is not None:
            return f"status {self.status}"
        if self.is_dropped:
            return "dropped"
        if self.cut_at is not None:
            return "cut"
        return self.distortion or ("slow" if self.latency_seconds else "nothing")

    def matches(self, method: str, path: str, query_string: str) -> bool:
        """Whether this fault is about such a request."""
        if self.method is not None and self.method != method:
            return False
        if not (path == self.path if self.exact_path else path.startswith(self.path)):
            return False
        return not self.query or set(self.query) <= set(parse_qsl(query_string))


class FaultPlan:
    """The faults that are due, each with its own count of the requests it has met."""

    def __init__(self) -> None:
        self._met: list[tuple[Fault, list[int]]] = []

    def add(self, fault: Fault) -> None:
        """Let *fault* act from the next request on; the one added first goes first."""
        self._met.append((fault, [0]))

    def clear(self) -> None:
        """Forget all faults."""
        self._met.clear()

    def __len__(self) -> int:
        return len(self._met)

    def take(self, method: str, path: str, query_string: str) -> Fault | None:
        """Return the fault that acts on this request, if any, and count the request for every fault it matches."""
        acting: Fault | None = None
        for fault, met in self._met:
            if acting is not None or not fault.matches(method, path, query_string):
                continue
            met[0] += 1
            over = met[0] - fault.after_requests
            if over > 0 and (fault.times is None or over <= fault.times):
                acting = fault
        self._met = [
            (fault, met)
            for fault, met in self._met
            if fault.times is None or met[0] < fault.after_requests + fault.times
        ]
        return acting
