"""
Lets requests that come together share one question to the database, without anybody being told of the past.

Whoever asks while the same question is on its way waits for the next one, with all others who do: the one on its way
may have been answered before something changed that the newcomer already knows of.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(kw_only=True)
class _Asking:
    """The question that is on its way, and the one that newcomers wait for."""

    now: asyncio.Task[Any]
    following: asyncio.Task[Any] | None = None


@dataclass(kw_only=True)
class Shared:
    """Questions by what they are about; nothing is kept once a question is answered."""

    _asked: dict[Hashable, _Asking] = field(default_factory=dict, init=False)

    async def ask(self, about: Hashable, question: Callable[[], Awaitable[T]]) -> T:
        """Return what a question that begins now or later answers; raises what it raises."""
        found: T = await asyncio.shield(self._next(about, question))
        return found

    def _next(self, about: Hashable, question: Callable[[], Awaitable[T]]) -> asyncio.Task[T]:
        asking = self._asked.get(about)
        if asking is None or asking.now.done():
            asking = self._asked[about] = _Asking(now=asyncio.ensure_future(question()))
            asking.now.add_done_callback(lambda _: self._forget(about))
            return asking.now
        if asking.following is None:
            asking.following = asyncio.ensure_future(self._after(about, asking, question))
        return asking.following

    async def _after(self, about: Hashable, asking: _Asking, question: Callable[[], Awaitable[T]]) -> T:
        await asyncio.wait([asking.now])
        following = asking.following
        assert following is not None
        self._asked[about] = _Asking(now=following)
        following.add_done_callback(lambda _: self._forget(about))
        return await question()

    def _forget(self, about: Hashable) -> None:
        asking = self._asked.get(about)
        if asking is not None and asking.now.done() and asking.following is None:
            del self._asked[about]
