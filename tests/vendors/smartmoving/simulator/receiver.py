"""Receives webhook deliveries in process, as some program at the other end would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from daysheet.vendors.smartmoving.simulator import Simulator
from daysheet.vendors.smartmoving.simulator.webhooks import WebhookFaults, Webhooks

URL = "https://receiver.example/hooks/smartmoving"
SECRET = {"x-hook-secret": "invented"}


class Receiver:
    """Takes deliveries and answers with the statuses it was told, then with 200."""

    def __init__(self, *statuses: int | Exception) -> None:
        self.statuses = list(statuses)
        self.deliveries: list[tuple[str, dict[str, str], bytes]] = []

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        self.deliveries.append((url, dict(headers), body))
        answer = self.statuses.pop(0) if self.statuses else 200
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(body) for _, _, body in self.deliveries]


def hooked(simulator: Simulator, receiver: Receiver, faults: WebhookFaults | None = None, **given: Any) -> Webhooks:
    return Webhooks(
        source=simulator, url=URL, send=receiver.send, headers=SECRET, faults=faults or WebhookFaults(), **given
    )


def happened_to(simulator: Simulator, count: int) -> list[dict[str, Any]]:
    """Let *count* numbered things happen, a second apart, and return their payloads."""
    start = len(simulator.happened)
    for number in range(count):
        simulator.business.happened("job-closed", job_id=f"job-{number:03d}")
        simulator.clock.advance(1)
    return [{"event-type": "job-closed", "job-id": each["job_id"]} for each in simulator.happened[start:]]
