"""What the routes work with: the office, whom to tell of events, and how to write a line of the log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from daysheet.api.board_cache import BoardCache
from daysheet.api.cursors import Cursors
from daysheet.api.feeds import Feeds
from daysheet.api.limits import Buckets
from daysheet.api.sharing import Shared
from daysheet.api.standings import Standings
from daysheet.core.errors import SettingMissing
from daysheet.operations.boards.board_marks import standing
from daysheet.operations.browsing.records import Library
from daysheet.operations.identity.open_house import OpenHouse
from daysheet.operations.office import Office
from daysheet.warehouse.database import Database


def _nobody(_: int, __: datetime) -> None:
    """Tell nobody."""


def _no_line(_: str, **__: Any) -> None:
    """Write nothing."""


@dataclass(kw_only=True)
class Serving:
    """
    One server. `heard` is told of a business with something due, and when; `note` writes a line of the log.

    `reading` is the way into the warehouse that may only read; `metrics_token` opens `/metrics`; in an open `house`
    everybody at this machine is a guest. With `is_https` browsers come over https, whatever this server sees itself.
    `is_stopping` is set when no more requests should be sent here.
    """

    office: Office
    reading: Database | None = None
    heard: Callable[[int, datetime], None] = _nobody
    note: Callable[..., Any] = _no_line
    metrics_token: str | None = field(default=None, repr=False)
    house: OpenHouse | None = None
    is_https: bool = False
    buckets: Buckets = field(default_factory=Buckets)
    boards: BoardCache = field(default_factory=BoardCache)
    shared: Shared = field(default_factory=Shared)
    is_stopping: bool = field(default=False, init=False)
    _library: Library | None = field(default=None, init=False)
    _in_hand: int = field(default=0, init=False)
    _idle: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    @cached_property
    def cursors(self) -> Cursors:
        """The page tokens of this install."""
        return Cursors.of_install(self.office.opened.key)

    @cached_property
    def standings(self) -> Standings:
        """What answers rest on, business by business."""
        return Standings(ask=partial(standing, self.office))

    @cached_property
    def feeds(self) -> Feeds:
        """What is told to those who listen."""
        return Feeds(self.office, self.note)

    def stop(self) -> None:
        """Say that no more requests should be sent here, and let those go who listen."""
        self.is_stopping = True
        self.feeds.close()

    async def library(self) -> Library:
        """Return the tables as they may be read; which there are is looked up once."""
        if self._library is None:
            if self.reading is None:
                raise SettingMissing("This server was started without a login that reads.")
            self._library = await Library.opened(self.office, self.reading)
        return self._library

    @contextmanager
    def request(self) -> Iterator[None]:
        """Count a request as in hand until it is answered."""
        self._in_hand += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()

    async def all_answered(self) -> None:
        """Wait until no request is in hand."""
        if self._in_hand:
            await self._idle.wait()
