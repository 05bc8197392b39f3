"""
Lets callers of one process share a trip to the database: one transaction for all who wait, instead of one for each.

Whoever comes while a trip is under way goes with the next one, together with all others who came meanwhile. So nobody
waits for company, and the busier it is, the more of them share a commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from daysheet.core.errors import DatabaseBusy

AT_ONCE_MAX: Final = 200

Asked = TypeVar("Asked")
Found = TypeVar("Found")


class Together(Generic[Asked, Found]):
    """Trips of one kind: *carry* is given what some callers ask, and returns what each of them found, in order."""

    def __init__(self, carry: Callable[[Sequence[Asked]], Awaitable[Sequence[Found]]]) -> None:
        self._carry = carry
        self._waiting: list[tuple[Asked, asyncio.Future[Found]]] = []
        self._going: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Found:
        """Go with the next trip and return what was found; raises what it raised."""
        answered: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answered))
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._go())
        return await answered

    async def _go(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[:AT_ONCE_MAX], self._waiting[AT_ONCE_MAX:]
            try:
                await self._trip(some)
            finally:
                for _, answered in some:
                    answered.cancel()

    async def _trip(self, some: Sequence[tuple[Asked, asyncio.Future[Found]]]) -> None:
        try:
            found = await self._carry([asked for asked, _ in some])
        except Exception as error:  # It belongs to whoever asked; nobody may wait for ever.
            if len(some) > 1 and not isinstance(error, DatabaseBusy):
                # What is wrong with one of them is not the fault of the others.
                for each in some:
                    await self._trip([each])
                return
            for _, answered in some:
                if not answered.done():
                    answered.set_exception(error)
            return
        for (_, answered), each_found in zip(some, found, strict=True):
            if not answered.done():
                answered.set_result(each_found)
