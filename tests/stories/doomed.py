"""
A worker that is killed at a counted step, for real: a process of its own, over HTTP, with SIGKILL.

Run as a program it reads orders, one JSON object a line, and forks a fresh worker for each; so the
modules are loaded once. What a worker did is told in one line of JSON.
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
from pathlib import Path
from typing import Any

import stamina

from daysheet.core.events import Event
from daysheet.engine import due, streams
from daysheet.engine.run import Run, Wish
from daysheet.remote import VendorClient
from daysheet.warehouse.database import Database
from tests.stories.business import Business, worker_url
from tests.vendors.found import FOUND, everything, in_small_pages

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a worker is to do, and at which of its steps it dies (0: at none)."""

    url: str
    base_url: str
    secret: dict[str, str]
    tenant_id: int
    connection_id: int
    now: float
    page_size: int
    records_per_batch: int
    vendor: str
    dies_at: int = 0


@dataclass(frozen=True, kw_only=True)
class End:
    """How a worker ended: the signal that killed it, or None, and the names of its steps."""

    killed_by: int | None
    exit_code: int | None
    steps: list[str]


def order_of(business: Business, page_size: int, records_per_batch: int) -> Order:
    """Return the order to read a business once."""
    return Order(
        url=worker_url(business.owner_url),
        base_url=business.base_url + business.vendor.base_path,
        vendor=business.vendor.name,
        secret=business.simulator.secret,
        tenant_id=business.tenant_id,
        connection_id=business.connection_id,
        now=business.simulator.clock.now(),
        page_size=page_size,
        records_per_batch=records_per_batch,
    )


class Undertaker:
    """Sends workers on their way and tells how they ended."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def send(self, order: Order) -> End:
        """Let one worker carry out an order."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        line = await self._process.stdout.readline()
        assert line, "the workers' process has died"
        return End(**json.loads(line))


@asynccontextmanager
async def undertaker() -> AsyncIterator[Undertaker]:
    """Start the process that workers are forked from, and end it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.stories.doomed",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        limit=2**20,
    )
    try:
        yield Undertaker(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def _work(order: Order, steps: int) -> None:
    """Read once; *steps* is a file that each step is noted in."""
    count = 0

    def observe(event: Event) -> None:
        nonlocal count
        count += 1
        os.write(steps, f"{event.stream} {event.step}\n".encode())
        if count == order.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def clock() -> datetime:
        return datetime.fromtimestamp(order.now, UTC)

    vendor = in_small_pages(FOUND[order.vendor], order.page_size)
    client = VendorClient(vendor, connection="x", base_url=order.base_url, secret=order.secret, clock=clock)
    async with Database(order.url) as database, client:
        run = Run(
            vendor=vendor,
            tenant_id=order.tenant_id,
            connection_id=order.connection_id,
            client=client,
            database=database,
            clock=clock,
            observe=observe,
        )
        outcome = await run.perform(Wish(**everything(vendor)))
        assert outcome.status == "completed", outcome


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
    for line in sys.stdin:
        order = Order(**json.loads(line))
        streams.RECORDS_PER_BATCH = order.records_per_batch  # type: ignore[misc]  # small batches make more steps
        due.RECORDS_PER_BATCH = order.records_per_batch  # type: ignore[misc]  # these too
        print(json.dumps(_carry_out(order)), flush=True)


if __name__ == "__main__":
    main()
