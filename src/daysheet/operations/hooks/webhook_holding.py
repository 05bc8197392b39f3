"""Keeps events in hand while their records are looked at, however long the vendor takes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from daysheet.core.errors import DatabaseBusy
from daysheet.warehouse.webhooks import LEASE_SECONDS, Claimed, WebhookInbox

BEAT_SECONDS: Final = LEASE_SECONDS / 4


@asynccontextmanager
async def held(inbox: WebhookInbox, events: Sequence[Claimed]) -> AsyncIterator[None]:
    """
    Prolong the lease of some events again and again; those that join them meanwhile are held too.

    Without it two processes that each take longer than the lease would take the same events from each other for ever.
    """
    beating = asyncio.create_task(_beat(inbox, events))
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)


async def _beat(inbox: WebhookInbox, events: Sequence[Claimed]) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        # One beat that fails is made up for by the next: the lease lasts four of them.
        with contextlib.suppress(DatabaseBusy):
            await inbox.hold(events)
