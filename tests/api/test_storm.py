"""A storm of events while the receiver is killed again and again: what was confirmed is there, and there once."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import httpx2
import psycopg
import pytest

from tests.api.front import Front
from tests.api.receiving import Receiving

pytestmark = pytest.mark.anyio

EVENTS = 1_500
SENDERS = 16
KILLS = 5


def storm_of(events: int) -> list[bytes]:
    """Return the bodies of a storm, every tenth of them twice, of the size that orders have."""
    found: list[bytes] = []
    for number in range(events):
        event = {"event": f"Repair Order #{number} posted by jo@example.com", "data": {"id": 7_000 + number % 40}}
        body = json.dumps({**event, "padding": "x" * 1_900}).encode()
        found += [body] * (2 if number % 10 == 0 else 1)
    return found


@dataclass
class Storm:
    """Sends every body once, from many senders; what is not confirmed is not sent again, as vendors do it."""

    url: str
    path: str
    bodies: Sequence[bytes]
    answers_first: bool = False
    confirmed: Counter[bytes] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)
    kills: int = 0
    _receiving: Receiving | None = None
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def blow(self) -> None:
        """Send everything; the receiver is killed whenever another share is confirmed, and in the end."""
        waiting = iter(self.bodies)
        async with httpx2.AsyncClient() as client:
            await asyncio.gather(*(self._send(client, waiting) for _ in range(SENDERS)))
        receiving = await self._alive()
        receiving.kill()

    async def _send(self, client: httpx2.AsyncClient, waiting: Iterator[bytes]) -> None:
        for body in waiting:
            receiving = await self._alive()
            try:
                answer = await client.post(
                    receiving.address + self.path, content=body, headers={"content-type": "application/json"}
                )
            except httpx2.HTTPError:
                continue
            if answer.status_code != 202:
                self.refused[answer.status_code] += 1
                continue
            self.confirmed[hashlib.sha256(body).digest()] += 1
            # The others have their own deliveries under way at this moment.
            if self.confirmed.total() >= (self.kills + 1) * len(self.bodies) // (KILLS + 1):
                self.kills += 1
                receiving.kill()

    async def _alive(self) -> Receiving:
        async with self._starting:
            if self._receiving is None or not self._receiving.lives:
                self._receiving = await Receiving.start(self.url, answers_first=self.answers_first)
            return self._receiving


def kept_by(front: Front, owner_url: str) -> Counter[bytes]:
    """Return how often each body stands in the inbox as having come; a body that stands there twice fails."""
    with psycopg.connect(owner_url) as owner:
        rows = owner.execute(
            "select body_digest, deliveries from control.webhook_inbox where tenant_id = %s",
            [front.tenant.tenant_id],
        ).fetchall()
    kept = Counter({bytes(digest): deliveries for digest, deliveries in rows})
    assert len(kept) == len(rows)
    return kept


async def test_what_was_confirmed_is_kept_once_however_often_the_receiver_is_killed(
    front: Front, worker_database: str, database_url: str
) -> None:
    bodies = storm_of(EVENTS)
    storm = Storm(worker_database, front.path, bodies)

    await storm.blow()

    kept = kept_by(front, database_url)
    assert (storm.kills, storm.refused) == (KILLS, Counter())
    assert storm.confirmed - kept == Counter()
    # What was kept and not confirmed was under way when the receiver died; nothing else came in.
    assert kept - Counter(hashlib.sha256(body).digest() for body in bodies) == Counter()
    assert kept.total() - storm.confirmed.total() <= KILLS * SENDERS
    assert storm.confirmed.total() >= len(bodies) - KILLS * SENDERS


async def test_a_receiver_that_answers_first_is_caught(front: Front, worker_database: str, database_url: str) -> None:
    storm = Storm(worker_database, front.path, storm_of(300), answers_first=True)

    await storm.blow()

    assert (storm.confirmed - kept_by(front, database_url)).total() > 0


async def test_looking_survives_a_storm_of_known_orders(front: Front) -> None:
    await front.sync()
    ids = [each["id"] for each in front.simulator.truth("repair_orders")][:30]
    events = [
        {"event": f"Repair Order #{n} status updated by ", "data": {"id": ids[n % 30], "n": n}} for n in range(600)
    ]
    await asyncio.gather(*(front.post(json.dumps(event).encode()) for event in events))
    before = front.simulator.stats.requests

    report = await front.look()

    assert (report.events, report.put_back) == (600, 0)
    # Three handfuls of events, each of at most thirty orders at two shops, and signing in.
    assert front.simulator.stats.requests - before <= 3 * (30 * 2 + 1)
