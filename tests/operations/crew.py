"""
Tenants with schedules, and workers whose clock, time and readings a test decides over.

What a reading does is played; whose turn it is and who has the lease is decided by a real database.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from daysheet.core.halting import Halt
from daysheet.core.vendor import ScheduleKind
from daysheet.operations.runs.endings import Result
from daysheet.operations.runs.working import Worker
from daysheet.warehouse.connections import ConnectionRow, Connections, Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.schedule_rows import Claim, NewSchedule, Schedule
from daysheet.warehouse.scheduling import Schedules, Turns
from daysheet.warehouse.sealing import Vault

BEGIN = datetime(2026, 3, 4, 12, tzinfo=UTC)
TEN_MINUTES = 600

Play = Callable[[Claim, Halt], Result]


async def never(_: float) -> None:
    """Sleep for ever: a worker whose heart does not beat."""
    await asyncio.Event().wait()


def all_well(_claim: Claim, _halt: Halt) -> Result:
    """Read everything there is."""
    return Result(has_received=True)


@dataclass(kw_only=True)
class Crew:
    """Workers on one warehouse."""

    database: Database
    now: datetime = BEGIN
    read: list[Claim] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    told: list[str] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def wait(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    async def tenant(self, name: str) -> Tenant:
        return await Tenants(self.database).ensure(name)

    def connections(self, tenant: Tenant) -> Connections:
        return Connections(self.database, Vault(bytes(32)), tenant.tenant_id)

    async def connection(self, tenant: Tenant, name: str = "shop", budget_key: str | None = None) -> ConnectionRow:
        return await self.connections(tenant).add(
            name=name,
            vendor="tekmetric",
            base_url="https://shop.example.com",
            secret={},
            budget_key=budget_key or f"{tenant.name}/{name}",
            calls_per_minute=None,
            now=self.now,
        )

    async def schedule(
        self,
        tenant: Tenant,
        connection: str = "shop",
        name: str = "board",
        kind: ScheduleKind = "board",
        *,
        every_seconds: int = TEN_MINUTES,
        budget_key: str | None = None,
        **more: Any,
    ) -> None:
        """Make a schedule that is due now, and its connection where it is not there."""
        known = {each.name: each for each in await self.connections(tenant).all()}
        row = known.get(connection) or await self.connection(tenant, connection, budget_key)
        made = NewSchedule(
            name=name,
            kind=kind,
            streams=[name],
            every_seconds=every_seconds,
            times_of_day=[],
            time_zone="UTC",
            is_adaptive=False,
            next_due_at=self.now,
        )
        await Schedules(self.database, tenant.tenant_id).add(row.connection_id, [replace(made, **more)], self.now)

    async def schedules(self, tenant: Tenant) -> dict[str, Schedule]:
        found = await Schedules(self.database, tenant.tenant_id).all()
        return {f"{each.connection}/{each.name}": each for each in found}

    def worker(
        self, play: Play = all_well, *, name: str = "first", runs_per_tenant_max: int = 2, **more: Any
    ) -> Worker:
        async def read(claim: Claim, halt: Halt) -> Result:
            self.read.append(claim)
            return play(claim, halt)

        given: dict[str, Any] = {
            "turns": self.turns(name, runs_per_tenant_max),
            "read": read,
            "clock": self.clock,
            "stop": self.stop,
            "tell": lambda event, **_: self.told.append(event),
            "elapsed": lambda: self.now.timestamp(),
            "chance": random.Random(1),
            "sleep": never,
        }
        return Worker(**given | more)

    def turns(self, name: str = "first", runs_per_tenant_max: int = 2) -> Turns:
        return Turns(self.database, name, runs_per_tenant_max=runs_per_tenant_max)


@asynccontextmanager
async def open_crew(url: str) -> AsyncIterator[Crew]:
    """Open an empty warehouse for workers."""
    async with Database(url, connections_max=10) as database:
        yield Crew(database=database)
