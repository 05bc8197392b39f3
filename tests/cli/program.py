"""The program as a test calls it, and simulators over real HTTP beside it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from daysheet import bootstrap
from daysheet.cli import run
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric.simulator import Simulator, create_simulator


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output; anything beside it fails."""
        return json.loads(self.out)


@dataclass
class Program:
    """Calls the program in this process; remembers all output, and the secrets that may never be in it."""

    capture: pytest.CaptureFixture[str]
    home: Path
    secrets: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def __call__(self, *arguments: str, code: int = 0) -> Said:
        self.capture.readouterr()
        found = run(bootstrap.doorway(), [*arguments, "--home", str(self.home)])
        captured = self.capture.readouterr()
        said = Said(code=found, out=captured.out, err=captured.err)
        self.said.append(said)
        assert found == code, f"{arguments} ended with {found}: {said.err or said.out}"
        return said

    def secret_file(self, secret: Mapping[str, str]) -> Path:
        """Write a secret file."""
        path = self.home.parent / "secret.json"
        path.write_text(json.dumps(secret), encoding="utf-8")
        return path

    def connect(self, base_url: str, secret: Mapping[str, str], *more: str, code: int = 0) -> Said:
        """Connect to a simulator, under a budget that never makes a test wait."""
        path = self.secret_file(secret)
        return self(
            *("connect", "tekmetric", "--name", "main-street", "--base-url", base_url),
            *("--secret-file", str(path), "--no-input", "--calls-per-minute", "1000000", *more),
            code=code,
        )

    def rows(self, question: str) -> list[dict[str, Any]]:
        """Return what a question finds."""
        found: list[dict[str, Any]] = self("query", question, "--json").json["rows"]
        return found


def leaks(said: Sequence[Said], secrets: Sequence[str]) -> list[str]:
    """Return the secrets that were printed anywhere."""
    return [secret for secret in secrets for each in said if secret in each.out + each.err]


@dataclass
class Shop:
    """A simulator that can be reached."""

    simulator: Simulator
    base_url: str


@contextmanager
def open_shop(orders: int = 34, seed: int = 7) -> Iterator[Shop]:
    """Serve a simulator from a thread of its own, for as long as the block runs."""
    simulator = create_simulator(seed=seed, orders=orders, calls_per_minute=0)
    ready = threading.Event()
    addresses: list[str] = []
    stopping: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        stop = asyncio.Event()
        stopping.append((asyncio.get_running_loop(), stop))
        async with served(simulator.app) as base_url:
            addresses.append(base_url)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(30)
        yield Shop(simulator, addresses[0])
    finally:
        loop, stop = stopping[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join()
