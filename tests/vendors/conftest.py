"""What the tests of all vendors share: each vendor in turn, and a warehouse with the tables of them all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import psycopg
import pytest
import stamina

from daysheet.bootstrap import migration_sets, simulator_of
from daysheet.core.vendor import Vendor
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import migrate
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from tests.conftest import drop_database, make_database
from tests.stories.business import WORKER_PASSWORD, Business, opened
from tests.vendors.found import ALONE, FOUND, in_small_pages

PAGE_SIZE = 10

Connected = Callable[..., AbstractAsyncContextManager[Business]]


@pytest.fixture(params=list(FOUND.values()), ids=list(FOUND))
def vendor(request: pytest.FixtureRequest) -> Vendor:
    """Each vendor in turn."""
    found: Vendor = request.param
    return found


@pytest.fixture
def _nobody_sleeps() -> Iterator[None]:
    """Let retries come at once; there are as many as ever."""
    with stamina.set_testing(True, attempts=6, cap=True):
        yield


@pytest.fixture(scope="session")
def vendors_template(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> str:
    """Name of an empty database with the tables of every vendor found."""
    asyncio.run(set_passwords(cluster_url, {WORKER_LOGIN: WORKER_PASSWORD}))
    name = make_database(cluster_url, migrated_template)
    asyncio.run(migrate(cluster.url(name), migration_sets(FOUND)))
    return name


@pytest.fixture(scope="module")
def catalogue(cluster: EmbeddedCluster, cluster_url: str, vendors_template: str) -> Iterator[psycopg.Connection]:
    """A connection to a database with the tables of every vendor found."""
    name = make_database(cluster_url, vendors_template)
    with psycopg.connect(cluster.url(name), autocommit=True) as connection:
        yield connection
    drop_database(cluster_url, name)


@pytest.fixture
def connected(
    vendor: Vendor, cluster: EmbeddedCluster, cluster_url: str, vendors_template: str, _nobody_sleeps: None
) -> Iterator[Connected]:
    """Makes a simulated business of the vendor, and a warehouse of its own for it."""
    if vendor.name not in ALONE:
        pytest.skip(f"{vendor.name} reads what {vendor.schema} brought, and is tried beside it")
    name = make_database(cluster_url, vendors_template)

    @asynccontextmanager
    async def connect(**how: Any) -> AsyncIterator[Business]:
        simulator = simulator_of(vendor)(**{"calls_per_minute": 0, **how})
        async with opened(cluster.url(name), simulator, vendor=in_small_pages(vendor, PAGE_SIZE)) as business:
            yield business

    yield connect
    drop_database(cluster_url, name)
