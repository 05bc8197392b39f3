"""
Boards as they were last written, each good for as long as nothing of its business changed.

Hundreds of screens show the same few boards. Each request that comes here still asks whether something changed, so what
changed before it came it is told; those that come together share that question. What a key was told already does not
come here (`api.known_boards`).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

from daysheet.api.sharing import Shared

BYTES_MAX: Final = 32 * 1024 * 1024

Mark = Hashable
View = tuple[Hashable, ...]


@dataclass(kw_only=True)
class BoardCache:
    """
    Keeps at most *bytes_max* of boards, the ones last asked for.

    A view has to name everything that an answer depends on beside the business's data: the business, which board, the
    filters, and what whoever asks may see.
    """

    bytes_max: int = BYTES_MAX
    _kept: OrderedDict[View, tuple[Mark, bytes]] = field(default_factory=OrderedDict, init=False)
    _bytes: int = field(default=0, init=False)
    _marks: Shared = field(default_factory=Shared, init=False)
    _making: dict[tuple[View, Mark], asyncio.Task[bytes]] = field(default_factory=dict, init=False)

    async def board(
        self,
        business: Hashable,
        view: View,
        mark: Callable[[], Awaitable[Mark]],
        make: Callable[[], Awaitable[bytes]],
    ) -> bytes:
        """Return the board of a *view*: as it is kept where the business has the same *mark*, else made anew."""
        known = await self._marks.ask(business, mark)
        key = (business, *view)
        kept = self._kept.get(key)
        if kept is not None and kept[0] == known:
            self._kept.move_to_end(key)
            return kept[1]
        # The mark is older than what is made under it, so nothing that comes later is ever missed.
        making = self._making.get((key, known))
        if making is None:
            making = asyncio.ensure_future(make())
            self._making[key, known] = making
            making.add_done_callback(lambda _: self._making.pop((key, known), None))
        content = await asyncio.shield(making)
        self._keep(key, known, content)
        return content

    def _keep(self, key: View, mark: Mark, content: bytes) -> None:
        before = self._kept.pop(key, None)
        self._bytes += len(content) - (0 if before is None else len(before[1]))
        self._kept[key] = (mark, content)
        while self._bytes > self.bytes_max:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._bytes -= len(dropped)
