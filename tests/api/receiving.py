"""
A process that does nothing but receive, for a test that kills it.

Run as a program it takes its order as one JSON object, serves until it is killed, and prints its address first. With
`answers_first` it is the receiver that nobody should write: it answers first, and writes down what came in bundles.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from daysheet.api.serving import serve_office
from daysheet.bootstrap import find_vendors
from daysheet.core.clock import system_clock
from daysheet.warehouse.database import Database
from daysheet.warehouse.webhooks import WebhookInbox
from tests.operations.mover import office_at

ROOT = Path(__file__).parents[2]
BUNDLE = 64


class Receiving:
    """The process, started and killed by its test."""

    def __init__(self, process: asyncio.subprocess.Process, address: str) -> None:
        self._process = process
        self.address = address
        self._is_killed = False

    @classmethod
    async def start(cls, url: str, *, answers_first: bool = False) -> Receiving:
        """Start it and wait until it listens."""
        order = {"url": url, "answers_first": answers_first}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.api.receiving", json.dumps(order), cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        address = (await process.stdout.readline()).decode().strip()
        assert address.startswith("http://")
        return cls(process, address)

    @property
    def lives(self) -> bool:
        """Whether nobody has killed it yet."""
        return not self._is_killed

    def kill(self) -> None:
        """Kill it with SIGKILL, unless somebody has."""
        if self._process.returncode is None and self.lives:
            self._process.kill()
        self._is_killed = True


def _careless() -> None:
    """Let the inbox answer before anything is written."""
    keep, bundle = WebhookInbox.keep, []

    async def later(inbox: WebhookInbox, *what: Any) -> int:
        bundle.append((inbox, what))
        if len(bundle) == BUNDLE:
            for each, given in bundle:
                await keep(each, *given)
            bundle.clear()
        return 0

    setattr(WebhookInbox, "keep", later)  # noqa: B010  the type checker would not let us make this mistake


async def main(order: dict[str, Any]) -> None:
    """Serve until killed."""
    if order["answers_first"]:
        _careless()
    async with Database(order["url"]) as database:
        await serve_office(
            replace(office_at(database, order["url"], system_clock), vendors=find_vendors()),
            host="127.0.0.1",
            port=0,
            note=lambda *_, **__: None,
            on_ready=lambda address: print(address, flush=True),
            looks=False,
            reads=False,
        )


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
