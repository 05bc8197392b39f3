"""Workers of a simulated business: schedules in its warehouse, and workers that read it as the office's would."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from daysheet.core.events import Observe, nobody
from daysheet.core.halting import Halt
from daysheet.engine.run import Wish
from daysheet.operations.runs.endings import Result
from daysheet.operations.runs.scheduled import Read, result_of
from daysheet.operations.runs.working import Worker
from daysheet.warehouse.schedule_rows import Claim, NewSchedule
from daysheet.warehouse.scheduling import Schedules, Turns, is_held
from tests.operations.crew import never
from tests.stories.business import Business

TEN_MINUTES = 600

LEASES = """
    select 'schedule' as thing from control.schedules where lease_owner is not null or run_id is not null
    union all select 'cursor of ' || stream from control.sync_cursors where lease_owner is not null
    union all select 'credential' from control.circuits where holder is not null
    union all select 'run' from control.runs where status = 'running'
"""


async def nothing_first(_: Claim) -> None:
    """Do nothing before a reading."""


def reader(
    business: Business, *, observe: Observe = nobody, first: Callable[[Claim], Awaitable[None]] = nothing_first
) -> Read:
    """Return what reads a claimed schedule of a business."""

    async def read(claim: Claim, halt: Halt) -> Result:
        await first(claim)
        async with business.client() as client:
            run = business.worker(client, observe)
            run.run_id, run.halt, run.is_ours = claim.run_id, halt, partial(is_held, business.database, claim)
            return result_of(await run.perform(Wish(streams=tuple(claim.streams), round_at=claim.round_at)))

    return read


async def make_schedule(business: Business, *streams: str) -> None:
    """Let some streams be read every ten minutes, from now on; all of them where none is named."""
    made = NewSchedule(
        name="board",
        kind="board",
        streams=list(streams),
        every_seconds=TEN_MINUTES,
        times_of_day=[],
        time_zone="UTC",
        is_adaptive=False,
        next_due_at=business.clock(),
    )
    await Schedules(business.database, business.tenant_id).add(business.connection_id, [made], business.clock())


def worker_of(business: Business, name: str = "first", told: list[str] | None = None, **more: Any) -> Worker:
    """Return a worker that reads a business by its clock, and whose heart does not beat."""
    seen: list[str] = [] if told is None else told
    given: dict[str, Any] = {
        "turns": Turns(business.database, name),
        "read": reader(business),
        "clock": business.clock,
        "stop": asyncio.Event(),
        "tell": lambda event, **_: seen.append(event),
        "elapsed": lambda: 0.0,
        "chance": random.Random(1),
        "sleep": never,
    }
    return Worker(**given | more)


async def leases(business: Business) -> list[str]:
    """Return what is held by somebody."""
    return [row["thing"] for row in await business.ask(LEASES)]


@dataclass(kw_only=True)
class Stalled:
    """The vendor as a stopped worker sees it: one of its answers does not arrive before the worker goes on."""

    business: Business
    path: str
    number: int
    is_stopped: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    count: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        said: list[Message] = []

        async def note(message: Message) -> None:
            said.append(message)

        await self.business.simulator.app(scope, receive, note)
        if scope["path"] == self.path:
            self.count += 1
            if self.count > self.number:
                self.is_stopped.set()
                await self.goes_on.wait()
        for message in said:
            await send(message)
