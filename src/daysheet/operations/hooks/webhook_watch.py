"""Watches the inboxes of all businesses, and has looked at whatever is due."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from daysheet.core.errors import DaysheetError
from daysheet.operations.hooks.webhook_looks import look, purge
from daysheet.operations.office import Office
from daysheet.warehouse.connections import ConnectionRow, Tenant, Tenants
from daysheet.warehouse.webhooks import waiting_connections

# Events kept by this process are looked at when they are due; those of another, or of one that died, within this time.
ROUND_SECONDS: Final = 15.0
PURGE_EVERY: Final = timedelta(hours=1)
CONNECTIONS_AT_ONCE: Final = 4

Note = Callable[..., Any]


class WebhookWatch:
    """One for a process; it ends when *stop* is set, and what was in hand then is taken up by the next."""

    def __init__(self, office: Office, stop: asyncio.Event, note: Note) -> None:
        self._office = office
        self._stop = stop
        self._note = note
        self._woken = asyncio.Event()
        self._due: dict[int, datetime] = {}
        self._purge_at = office.clock()
        self._busy: dict[tuple[int, int], asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(CONNECTIONS_AT_ONCE)

    def wake(self, tenant_id: int, due_at: datetime) -> None:
        """Say that something of a business is due at a certain time."""
        self._due[tenant_id] = min(due_at, self._due.get(tenant_id, due_at))
        self._woken.set()

    async def run(self) -> None:
        """Watch until told to stop; a look that is under way is broken off, and nothing of it is lost."""
        loop = asyncio.get_running_loop()
        round_at = loop.time()
        stopped = asyncio.create_task(self._stopped())
        try:
            while not self._stop.is_set():
                is_round = loop.time() >= round_at
                if is_round:
                    round_at = loop.time() + ROUND_SECONDS
                await self._begin(is_round=is_round)
                if not self._stop.is_set():
                    self._woken.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), self._pause(round_at - loop.time()))
        finally:
            busy = [stopped, *self._busy.values()]
            for task in busy:
                task.cancel()
            await asyncio.gather(*busy, return_exceptions=True)

    async def _stopped(self) -> None:
        await self._stop.wait()
        self._woken.set()

    def _pause(self, seconds: float) -> float:
        now = self._office.clock()
        return max(0.0, min([seconds, *((at - now).total_seconds() for at in self._due.values())]))

    async def _begin(self, *, is_round: bool) -> None:
        """Begin to look wherever something is due and nobody is at it yet."""
        now = self._office.clock()
        woken = {tenant_id for tenant_id, at in self._due.items() if at <= now}
        self._due = {tenant_id: at for tenant_id, at in self._due.items() if at > now}
        if not woken and not is_round:
            return
        is_purge = is_round and now >= self._purge_at
        try:
            tenants = Tenants(self._office.database)
            served = {each.tenant_id for each in await tenants.served()}
            for tenant in await tenants.all():
                if tenant.tenant_id in served and (is_round or tenant.tenant_id in woken):
                    await self._begin_at(tenant)
                if is_purge:
                    await purge(self._office, tenant)
            if is_purge:
                self._purge_at = now + PURGE_EVERY
        except DaysheetError as error:
            # The database is away; what came is kept, and the next round finds it.
            self._note("webhook_watch_failed", reason=type(error).__name__)

    async def _begin_at(self, tenant: Tenant) -> None:
        due = await waiting_connections(self._office.database, tenant.tenant_id, self._office.clock())
        if not due:
            return
        for row in await self._office.connections(tenant).all():
            place = (tenant.tenant_id, row.connection_id)
            if row.connection_id in due and place not in self._busy:
                self._busy[place] = asyncio.create_task(self._look(tenant, row))

    async def _look(self, tenant: Tenant, row: ConnectionRow) -> None:
        try:
            async with self._places:
                done = await look(self._office, tenant, row)
        except Exception as error:  # One business's trouble may not end the watch over the others.
            self._note("webhook_look_failed", tenant=tenant.tenant_id, reason=type(error).__name__)
            return
        finally:
            self._busy.pop((tenant.tenant_id, row.connection_id), None)
        self._note(
            "webhooks_looked_at",
            tenant=tenant.tenant_id,
            connection=row.name,
            events=done.events,
            records=done.records,
            storms=done.storms,
            put_back=done.put_back,
        )
        # Whatever came while it was at work woke the watch in vain.
        self.wake(tenant.tenant_id, self._office.clock())
