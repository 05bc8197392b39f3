"""What the tests of SmartMoving share: a warehouse of their own, and what is read into it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import psycopg
import pytest

from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from daysheet.warehouse.embedded import EmbeddedCluster
from tests.conftest import drop_database, make_database
from tests.stories.business import Business, opened
from tests.vendors.smartmoving.served import Account
from tests.vendors.smartmoving.yard import HALIFAX, Job, Yard, open_yard

Opened = Callable[[Any], AbstractAsyncContextManager[Business]]


@pytest.fixture
def url(cluster: EmbeddedCluster, cluster_url: str, vendors_template: str, _nobody_sleeps: None) -> Iterator[str]:
    """A warehouse of the test's own, as the superuser sees it."""
    name = make_database(cluster_url, vendors_template)
    yield cluster.url(name)
    drop_database(cluster_url, name)


@pytest.fixture
def account() -> Account:
    """An account of raw answers."""
    return Account()


@pytest.fixture
async def business(account: Account, url: str) -> AsyncIterator[Business]:
    """The account of raw answers, and its warehouse."""
    served: Any = account
    async with opened(url, served, vendor=VENDOR) as found:
        yield found


@pytest.fixture
def simulator() -> Simulator:
    """A small account that lives, without limits, in few branches."""
    return create_simulator(seed=5, orders=30, branches=3, calls_per_minute=0, calls_per_month=0)


@pytest.fixture
async def mover(simulator: Simulator, url: str) -> AsyncIterator[Business]:
    """The simulated account, and its warehouse."""
    simulated: Any = simulator
    async with opened(url, simulated, vendor=VENDOR) as found:
        yield found


@pytest.fixture(scope="module")
def functions(cluster: EmbeddedCluster, cluster_url: str, vendors_template: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to ask functions of the schema."""
    name = make_database(cluster_url, vendors_template)
    with psycopg.connect(cluster.url(name), autocommit=True) as connection:
        yield connection
    drop_database(cluster_url, name)


@pytest.fixture(scope="module")
def yard_url(cluster: EmbeddedCluster, cluster_url: str, vendors_template: str) -> Iterator[str]:
    """A warehouse of the module's own, for many yards."""
    name = make_database(cluster_url, vendors_template)
    yield cluster.url(name)
    drop_database(cluster_url, name)


@pytest.fixture
async def yard(yard_url: str) -> AsyncIterator[Yard]:
    """A tenant whose layers the test writes itself."""
    async with open_yard(yard_url) as found:
        yield found


@pytest.fixture
async def booked(yard: Yard) -> Job:
    """A booked job of a branch in Halifax."""
    return await yard.job(branch=await yard.branch("HALIFAX - Harbour & Pine", HALIFAX))
