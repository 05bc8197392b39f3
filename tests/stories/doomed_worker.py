"""
A worker that is told to stop, or killed, at a counted step, for real: a process of its own, over HTTP.

Run as a program it reads orders, one JSON object a line, and forks a fresh worker for each; so the modules are loaded
once. A worker that has not ended ten seconds after it was told to is ended by an alarm, which shows in how it ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import stamina

from daysheet.core.events import Event
from daysheet.core.halting import Halt
from daysheet.engine import streams
from daysheet.engine.run import Run, Wish
from daysheet.operations.runs.endings import Result
from daysheet.operations.runs.scheduled import result_of
from daysheet.operations.runs.working import Worker
from daysheet.remote import VendorClient
from daysheet.warehouse.database import Database
from daysheet.warehouse.schedule_rows import Claim
from daysheet.warehouse.scheduling import Turns, is_held
from tests.vendors.found import FOUND, in_small_pages

ROOT = Path(__file__).parents[2]
ENDS_WITHIN_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a worker is to do, and which signal it gets at which of its steps (0: at none)."""

    url: str
    base_url: str
    secret: dict[str, str]
    now: float
    page_size: int
    vendor: str
    at_step: int = 0
    signal: int = signal.SIGTERM


@dataclass(frozen=True, kw_only=True)
class End:
    """How a worker ended: the signal that killed it, or its exit code, and the names of its steps."""

    killed_by: int | None
    exit_code: int | None
    steps: list[str]


class Foreman:
    """Sends workers to work and tells how they ended."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def send(self, order: Order) -> End:
        """Let one worker do what is due."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        line = await self._process.stdout.readline()
        assert line, "the workers' process has died"
        return End(**json.loads(line))


@asynccontextmanager
async def foreman() -> AsyncIterator[Foreman]:
    """Start the process that workers are forked from, and end it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.stories.doomed_worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        limit=2**20,
    )
    try:
        yield Foreman(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def _work(order: Order, steps: int) -> None:
    """Do what is due; *steps* is a file that each step is noted in."""
    count = 0
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)

    def observe(event: Event) -> None:
        nonlocal count
        count += 1
        os.write(steps, f"{event.stream} {event.step}\n".encode())
        if count == order.at_step:
            signal.alarm(ENDS_WITHIN_SECONDS)
            os.kill(os.getpid(), order.signal)

    def clock() -> datetime:
        return datetime.fromtimestamp(order.now, UTC)

    vendor = in_small_pages(FOUND[order.vendor], order.page_size)
    async with Database(order.url) as database:

        async def read(claim: Claim, halt: Halt) -> Result:
            client = VendorClient(vendor, connection="x", base_url=order.base_url, secret=order.secret, clock=clock)
            async with client:
                run = Run(
                    vendor=vendor,
                    tenant_id=claim.tenant_id,
                    connection_id=claim.connection_id,
                    client=client,
                    database=database,
                    clock=clock,
                    observe=observe,
                    run_id=claim.run_id,
                    halt=halt,
                    is_ours=partial(is_held, database, claim),
                )
                return result_of(await run.perform(Wish(streams=tuple(claim.streams), round_at=claim.round_at)))

        worker = Worker(turns=Turns(database, "doomed"), read=read, clock=clock, stop=stop)
        await worker.work(is_once=True)


def _carry_out(order: Order) -> dict[str, Any]:
    """Fork a worker, wait for its end."""
    told, steps = os.pipe()
    worker = os.fork()
    if not worker:
        os.close(told)
        asyncio.run(_work(order, steps))
        os._exit(0)
    os.close(steps)
    with os.fdopen(told) as lines:
        names = lines.read().splitlines()
    _, status = os.waitpid(worker, 0)
    killed_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    exit_code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    return asdict(End(killed_by=killed_by, exit_code=exit_code, steps=names))


def main() -> None:
    """Carry out orders until there are no more."""
    stamina.instrumentation.set_on_retry_hooks([])
    streams.RECORDS_PER_BATCH = 15  # type: ignore[misc]  # small batches make more steps
    for line in sys.stdin:
        print(json.dumps(_carry_out(Order(**json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
