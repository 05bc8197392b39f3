"""A moving company that connects, maps, plans and reads from its pages, and the worker that does what is due."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from typing import Final

from daysheet.operations.runs.scheduled import reader
from daysheet.operations.runs.working import Worker
from daysheet.vendors.smartmoving import VENDOR as MOVERS
from daysheet.vendors.smartmoving.simulator import create_simulator
from daysheet.warehouse.scheduling import Turns
from tests.console.house import Guest, House, open_house

STEPS_MAX: Final = 60
SECOND: Final = "second mover"
PAGE: Final = "/connections/second%20mover"


@asynccontextmanager
async def open_movers(url: str, *, branches: int = 2) -> AsyncIterator[House]:
    """Open a moving company that was read once, at a simulator of its own; it may connect this machine's addresses."""
    simulator = create_simulator(seed=3, orders=8, branches=branches, calls_per_minute=0, calls_per_month=0)
    hosts = frozenset({"127.0.0.1"})
    async with open_house(url, vendor=MOVERS, simulator=simulator, allowed_hosts=hosts) as found:
        yield found


async def work(house: House) -> None:
    """Let a worker do what is due."""
    worker = Worker(
        turns=Turns(house.front.office.database, "w"),
        read=reader(house.front.office),
        clock=house.front.office.clock,
        stop=asyncio.Event(),
    )
    for _ in range(STEPS_MAX):
        if await worker.step() is None:
            return
    raise AssertionError("There is always something due.")


def form_of(house: House, **more: str) -> dict[str, str]:
    """Return what somebody types to connect the account a second time."""
    return {"vendor": house.front.vendor.name, "name": SECOND, "base_url": house.front.row.base_url, **more}


def key_of(house: House) -> str:
    """Return the account's key."""
    return str(house.front.simulator.api_key)


async def connect(house: House, owner: Guest) -> None:
    """Connect the account a second time."""
    done = await owner.send("/welcome", form_of(house, do="store", secret_api_key=key_of(house)))
    assert done.status_code == 303, done.text


async def page_of(guest: Guest, path: str) -> str:
    """Return a page as people read it."""
    found = await guest.get(path)
    assert found.status_code == 200, (path, found.text[-500:])
    return unescape(found.text)
