"""
The live feed with many readers, some of which read nothing: how late the others are told, and what it costs.

The server is `daysheet serve` in a process of its own, the readers are event streams over plain sockets. A change is
a note of dispatch in the database. Ages are by the clock of the machine that both run on.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

# The office is put together by the tests' own kit.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measuring import resident_mb

from daysheet.api.serving import serve_office
from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.core.clock import system_clock
from daysheet.operations.boards import live
from daysheet.operations.identity.access import make_key
from daysheet.operations.identity.auditing import note
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import migrate
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from tests.operations.mover import office_at
from tests.stories.business import WORKER_PASSWORD, worker_url

BUSINESS: Final = "a business with many screens"
READERS_A_KEY: Final = 20
CHANGES_PER_SECOND: Final = 4
WARM_UP_CHANGES: Final = 8
PATIENCE_SECONDS: Final = 10.0


@dataclass(kw_only=True)
class Told:
    """
    What the readers were told: seconds from the moment the server noticed, and from the commit, in order.

    `growth_mb` is by how much the server's memory grew from the first readers to the last change.
    """

    noticed: Sequence[float]
    committed: Sequence[float]
    missed: int
    growth_mb: float


@dataclass(kw_only=True)
class Screen:
    """One who reads: when each change arrived, by its number, and when the server says that it noticed it."""

    arrived: dict[str, tuple[float, float]] = field(default_factory=dict)

    async def read(self, reader: asyncio.StreamReader) -> None:
        """Read until the feed ends."""
        async for line in reader:
            if line.startswith(b"data: "):
                found = json.loads(line.removeprefix(b"data: "))
                for journey in found["journeys"]:
                    self.arrived[journey] = (time.time(), datetime.fromisoformat(found["at"]).timestamp())


async def serve(url: str) -> None:
    """Serve a database until the process ends; print the address."""
    async with Database(url) as database:
        await serve_office(
            office_at(database, url, system_clock),
            host="127.0.0.1",
            port=0,
            note=lambda *_, **__: None,
            on_ready=lambda address: print(address, flush=True),
            looks=False,
            reads=False,
        )


async def listen(url: str, address: str, pid: int, readers: int, silent: int, seconds: float) -> Told:
    """Let *readers* listen, of which *silent* read nothing, while notes are made."""
    async with Database(url) as database:
        office = office_at(database, url, system_clock)
        tenant = await Tenants(database).ensure(BUSINESS)
        keys = [await _key(office, tenant) for _ in range(-(-readers // READERS_A_KEY))]
        screens = [Screen() for _ in range(readers - silent)]
        async with _streams(address, [keys[each // READERS_A_KEY] for each in range(readers)]) as streams:
            reading = [
                asyncio.create_task(screen.read(stream))
                for screen, stream in zip(screens, streams[silent:], strict=True)
            ]
            await _changes(office, tenant, range(WARM_UP_CHANGES))
            before_mb = resident_mb(pid)
            numbers = range(WARM_UP_CHANGES, WARM_UP_CHANGES + round(seconds * CHANGES_PER_SECOND))
            made = await _changes(office, tenant, numbers)
            await _heard(screens, str(numbers[-1]))
            growth_mb = resident_mb(pid) - before_mb
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)
    seen = [
        (screen.arrived[number], at) for screen in screens for number, at in made.items() if number in screen.arrived
    ]
    return Told(
        noticed=sorted(arrived - noticed for (arrived, noticed), _ in seen),
        committed=sorted(arrived - at for (arrived, _), at in seen),
        missed=len(screens) * len(made) - len(seen),
        growth_mb=growth_mb,
    )


async def _key(office: Office, tenant: Tenant) -> str:
    return (await make_key(office, tenant, name="screens", scopes=["read:records"], by="the bench")).text


@asynccontextmanager
async def _streams(address: str, keys: Sequence[str]) -> AsyncIterator[list[asyncio.StreamReader]]:
    """Open an event stream for each key."""
    there, opened = urlsplit(address), []
    for key in keys:
        reader, writer = await asyncio.open_connection(there.hostname, there.port, limit=2**16)
        writer.write(f"GET /v1/live HTTP/1.1\r\nhost: {there.netloc}\r\nauthorization: Bearer {key}\r\n\r\n".encode())
        opened.append((reader, writer))
    try:
        for reader, _ in opened:
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head:
                raise SystemExit(f"A reader was refused: {head[:100]!r}")
        yield [reader for reader, _ in opened]
    finally:
        for _, writer in opened:
            writer.close()


async def _changes(office: Office, tenant: Tenant, numbers: Sequence[int]) -> dict[str, float]:
    """Make notes at an even pace, and return when each was committed."""
    made = {}
    for number in numbers:
        await note(office, tenant.tenant_id, "the bench", live.SAID, f"journey {number}: note")
        made[str(number)] = time.time()
        await asyncio.sleep(1 / CHANGES_PER_SECOND)
    return made


async def _heard(screens: Sequence[Screen], last: str) -> None:
    """Wait until everybody who reads was told of the last change, or for as long as anybody would."""
    began = time.monotonic()
    for screen in screens:
        while last not in screen.arrived and time.monotonic() - began < PATIENCE_SECONDS:  # noqa: ASYNC110  no event
            await asyncio.sleep(0.05)


def measure_live(readers: int, silent: int, seconds: float) -> Told:
    """Return what many readers were told, of which some read nothing."""
    with (
        tempfile.TemporaryDirectory(prefix="daysheet-live-") as folder,
        EmbeddedCluster(Path(folder) / "postgresql") as cluster,
    ):
        url = cluster.url("postgres")
        asyncio.run(migrate(url, migration_sets(find_vendors())))
        asyncio.run(set_passwords(url, {WORKER_LOGIN: WORKER_PASSWORD}))
        server = subprocess.Popen([sys.executable, __file__, worker_url(url)], stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            return asyncio.run(listen(worker_url(url), address, server.pid, readers, silent, seconds))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
