"""What the routes work with: the office, whom to tell of events, and how to write a line of the log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from daysheet.operations.office import Office


def _nobody(_: int, __: datetime) -> None:
    """Tell nobody."""


def _no_line(_: str, **__: Any) -> None:
    """Write nothing."""


@dataclass(kw_only=True)
class Serving:
    """
    One server. `heard` is told of a business with something due, and when; `note` writes a line of the log.

    `is_stopping` is set when no more requests should be sent here.
    """

    office: Office
    heard: Callable[[int, datetime], None] = _nobody
    note: Callable[..., Any] = _no_line
    is_stopping: bool = field(default=False, init=False)
    _in_hand: int = field(default=0, init=False)
    _idle: asyncio.Event = field(default_factory=asyncio.Event, init=False)

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
