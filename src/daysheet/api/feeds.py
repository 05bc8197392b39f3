"""
Live feeds: what changed in a business, told to all who listen at this server.

More than once a second each business that somebody listens to is looked at, whoever wrote to it: a worker may be
another process. Changes are kept for an hour, so that whoever was cut off goes on where they were. A reader who does
not read costs a short queue and no more: when that is full, it is emptied, and the reader is told to read everything
again.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from daysheet.api.standings import settled
from daysheet.core.errors import Transient
from daysheet.operations.boards import live
from daysheet.operations.boards.live import Change, Seen
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant

LOOK_SECONDS: Final = 0.75
LOOKS_AT_ONCE: Final = 2
KEPT_FOR: Final = timedelta(hours=1)
KEPT_MAX: Final = 4_000
QUEUE_MAX: Final = 100
# Of one business, and of all; the server takes 4,096 connections, and others want to be answered too.
READERS_MAX: Final = 1_000
IN_ALL_MAX: Final = 3_000

Note = Callable[..., Any]


class TooManyReaders(Exception):  # named after what happened, like every other error here
    """A business, or the server, has as many readers as may be."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One change under its number. The id is good for as long as this server keeps the feed."""

    id: str
    number: int
    at: datetime
    change: Change

    def told(self, only: Collection[int] | None) -> dict[str, Any] | None:
        """Return what somebody is told who sees *only* some locations, or all; None where it is nothing to them."""
        said = self.change.told(only)
        return None if said is None else {"id": self.id, "at": self.at, **said}


@dataclass(frozen=True, kw_only=True)
class Resync:
    """Something was missed: everything has to be read again. What comes after goes on after *id*."""

    id: str


class Reader:
    """One who listens to some topics of a feed."""

    def __init__(self, topics: Collection[str], newest_id: str) -> None:
        self.topics = frozenset(topics)
        # The message that a reader has had already; None for one who has to read everything again.
        self.begins_after: str | None = newest_id
        self.is_closed = False
        self._last_id = newest_id
        self._queue: deque[Message] = deque()
        self._is_lost = False
        self._woken = asyncio.Event()

    def offer(self, message: Message) -> None:
        """Queue a message, or give up the queue where it is full."""
        self._last_id = message.id
        if message.change.topic not in self.topics or self._is_lost:
            return
        if len(self._queue) >= QUEUE_MAX:
            self.lose()
        else:
            self._queue.append(message)
            self._woken.set()

    def lose(self) -> None:
        """Give up what is queued: the reader has to read everything again."""
        self._queue.clear()
        self._is_lost = True
        self._woken.set()

    def close(self) -> None:
        """Let the reader go."""
        self.is_closed = True
        self._woken.set()

    async def next(self, seconds: float) -> Message | Resync | None:
        """Return what comes next; None where nothing came in so many seconds, or the reader is let go."""
        if not self._queue and not self._is_lost and not self.is_closed:
            self._woken.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), seconds)
        if self.is_closed:
            return None
        if self._is_lost:
            self._is_lost = False
            return Resync(id=self._last_id)
        return self._queue.popleft() if self._queue else None


@dataclass(kw_only=True)
class Feed:
    """What changes in one business; of all that share *places* so many look at a time."""

    tenant: Tenant
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LOOKS_AT_ONCE))
    readers: set[Reader] = field(default_factory=set)
    listened_at: datetime
    _name: str = field(default_factory=lambda: secrets.token_hex(4))
    _number: int = 0
    _kept: deque[Message] = field(default_factory=lambda: deque(maxlen=KEPT_MAX))
    _seen: Seen | None = None
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def begin(self, office: Office) -> None:
        """Look once, so that from here on every change is noticed."""
        async with self._looking:
            if self._seen is None:
                self._seen = await live.look(office, self.tenant)

    async def look(self, office: Office) -> None:
        """Look what is different now, and tell it."""
        async with self._looking:
            async with self.places:
                now = await live.look(office, self.tenant)
                found = [] if self._seen is None else await live.changes(office, self.tenant, self._seen, now)
            self._seen = now
            if found:
                # Whoever is told asks anew, maybe at another server: none may still know it as it was.
                await settled()
            at = office.clock()
            while self._kept and at - self._kept[0].at > KEPT_FOR:
                self._kept.popleft()
            for change in found:
                self._tell(change, at)

    def _tell(self, change: Change, at: datetime) -> None:
        self._number += 1
        message = Message(id=self._id(self._number), number=self._number, at=at, change=change)
        self._kept.append(message)
        for reader in self.readers:
            reader.offer(message)

    def join(self, topics: Collection[str], after: str | None) -> Reader:
        """Return a new reader, who goes on after a message that they had; one that is not kept leads to a resync."""
        reader = Reader(topics, self._id(self._number))
        if after is not None:
            self._catch_up(reader, after)
        self.readers.add(reader)
        return reader

    def _catch_up(self, reader: Reader, after: str) -> None:
        name, _, number = after.rpartition("-")
        oldest = self._kept[0].number if self._kept else self._number + 1
        if name != self._name or not number.isdecimal() or not oldest - 1 <= int(number) <= self._number:
            reader.begins_after = None
            reader.lose()
            return
        reader.begins_after = after
        for message in self._kept:
            if message.number > int(number):
                reader.offer(message)

    def _id(self, number: int) -> str:
        return f"{self._name}-{number}"


class Feeds:
    """The feeds of one server; they begin with the first reader and go on for an hour after the last."""

    def __init__(self, office: Office, note: Note) -> None:
        self._office = office
        self._note = note
        self._feeds: dict[int, Feed] = {}
        self._watch: asyncio.Task[None] | None = None
        self._is_closed = False
        self._places = asyncio.Semaphore(LOOKS_AT_ONCE)

    async def join(self, tenant: Tenant, topics: Collection[str], after: str | None) -> Reader:
        """Return a reader, who has to `leave`; raises `TooManyReaders`, or `Transient` where the database is away."""
        feed = self._feeds.get(tenant.tenant_id)
        if feed is None:
            feed = self._feeds[tenant.tenant_id] = Feed(
                tenant=tenant, places=self._places, listened_at=self._office.clock()
            )
        if len(feed.readers) >= READERS_MAX or sum(len(each.readers) for each in self._feeds.values()) >= IN_ALL_MAX:
            raise TooManyReaders
        await feed.begin(self._office)
        reader = feed.join(topics, after)
        if self._is_closed:
            reader.close()
        elif self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._run())
        return reader

    def leave(self, reader: Reader) -> None:
        """Let a reader go."""
        for feed in self._feeds.values():
            if reader in feed.readers:
                feed.readers.discard(reader)
                feed.listened_at = self._office.clock()

    def close(self) -> None:
        """Let all readers go, and look no more."""
        self._is_closed = True
        if self._watch is not None:
            self._watch.cancel()
        for feed in self._feeds.values():
            for reader in feed.readers:
                reader.close()

    async def _run(self) -> None:
        while self._feeds:
            await asyncio.sleep(LOOK_SECONDS)
            await asyncio.gather(*(self._look(feed) for feed in self._feeds.values()))
            now = self._office.clock()
            for tenant_id, feed in list(self._feeds.items()):
                if not feed.readers and now - feed.listened_at > KEPT_FOR:
                    del self._feeds[tenant_id]

    async def _look(self, feed: Feed) -> None:
        try:
            await feed.look(self._office)
        except Transient:
            # What changes while the database is away is seen when it is there again.
            return
        except Exception as error:  # One business's trouble may not end the feeds of the others.
            self._note("live_look_failed", tenant=feed.tenant.tenant_id, reason=type(error).__name__)
