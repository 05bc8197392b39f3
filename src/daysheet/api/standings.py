"""
What answers of a business rest on, known for a moment.

Many screens ask again and again. Whoever asks within `OLD_SECONDS_MAX` of a question to the database shares its answer,
so an answer may rest on what was stored that much earlier. What changed through this server is known at once.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

from daysheet.api.sharing import Shared

# A key that was taken back has to open nothing after five seconds; this is a hundredth of them.
OLD_SECONDS_MAX: Final = 0.05
BUSINESSES_MAX: Final = 1_000


async def settled() -> None:
    """Wait until no server knows any more how things stood before now."""
    await asyncio.sleep(OLD_SECONDS_MAX)


@dataclass(kw_only=True)
class Standings:
    """The standing of each business, as *ask* told it at most *OLD_SECONDS_MAX* ago."""

    ask: Callable[[int], Awaitable[Hashable]]
    elapsed: Callable[[], float] = time.monotonic
    _known: OrderedDict[int, tuple[float, Hashable]] = field(default_factory=OrderedDict, init=False)
    _asked: Shared = field(default_factory=Shared, init=False)
    _since: float = field(default=float("-inf"), init=False)

    async def of(self, tenant_id: int) -> Hashable:
        """Return the standing of a business; raises what asking for it raises."""
        known = self._fresh(tenant_id)
        if known is not None:
            return known[1]
        return await self._asked.ask(tenant_id, lambda: self._question(tenant_id))

    def forget(self) -> None:
        """Trust nothing that was asked before now: something was changed through this server."""
        self._since = self.elapsed()

    async def _question(self, tenant_id: int) -> Hashable:
        # Those who came while a question was on its way may share its answer after all.
        known = self._fresh(tenant_id)
        if known is not None:
            return known[1]
        began = self.elapsed()
        standing = await self.ask(tenant_id)
        self._known.pop(tenant_id, None)
        self._known[tenant_id] = (began, standing)
        while len(self._known) > BUSINESSES_MAX:
            self._known.popitem(last=False)
        return standing

    def _fresh(self, tenant_id: int) -> tuple[float, Hashable] | None:
        known = self._known.get(tenant_id)
        if known is None or known[0] <= self._since or self.elapsed() - known[0] > OLD_SECONDS_MAX:
            return None
        return known
