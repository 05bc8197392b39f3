"""What the tests of the console share: businesses whose pages are served, and visitors who are signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from daysheet.warehouse.embedded import EmbeddedCluster
from tests.api.canaries import Canaries
from tests.api.conftest import (
    _hashing_is_cheap,
    _logins_work,
    _nobody_sleeps,
    canaries,
    read_mover,
    seen_warehouse,
    watched,
    worker_database,
)
from tests.api.read_once import HOUSE, Original, read_original
from tests.console.browsing import Eyes, open_eyes
from tests.console.house import House, open_copied_house
from tests.console.street import Street, open_street
from tests.operations.doorstep import Doorstep, open_doorstep

__all__ = [
    "_hashing_is_cheap",
    "_logins_work",
    "_nobody_sleeps",
    "canaries",
    "read_mover",
    "seen_warehouse",
    "watched",
    "worker_database",
]


@pytest.fixture(scope="session")
def read_house(cluster: EmbeddedCluster, migrated_template: str, watched: Canaries) -> Original:
    """A repair shop without an address, read once for all tests."""
    return read_original(cluster, migrated_template, HOUSE)


@pytest.fixture
async def house(read_house: Original, _logins_work: None, seen_warehouse: str | None) -> AsyncIterator[House]:
    """A repair shop that was read once, with its console."""
    async with open_copied_house(read_house, seen_warehouse) as found:
        yield found


@pytest.fixture
async def movers(read_mover: Original, _logins_work: None, seen_warehouse: str | None) -> AsyncIterator[House]:
    """A mover whose branches are mapped, read once, with its console."""
    async with open_copied_house(read_mover, seen_warehouse) as found:
        yield found


@pytest.fixture(scope="module")
async def eyes() -> AsyncIterator[Eyes]:
    """The one browser of a module."""
    async with open_eyes() as found:
        yield found


@pytest.fixture
async def door(worker_database: str, database_url: str) -> AsyncIterator[Doorstep]:
    """Two businesses without people, beside which nobody is known and nothing was counted."""
    async with open_doorstep(worker_database, database_url) as found:
        found.ask("delete from control.sign_in_counters")
        found.ask("delete from control.people")
        yield found


@pytest.fixture
async def street(door: Doorstep) -> AsyncIterator[Street]:
    """Their console, and a provider of sign-ins."""
    async with open_street(door) as found:
        yield found
