"""What the tests of operations share: impatience, and a warehouse whose worker may log in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import stamina

from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import lead_api
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import migrate
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from tests.conftest import drop_database, make_database
from tests.operations.counting import Movers, open_movers
from tests.operations.crew import Crew, open_crew
from tests.operations.desk import Desk
from tests.operations.mover import Mover, open_mover
from tests.stories.business import WORKER_PASSWORD, worker_url
from tests.vendors.smartmoving.yard import HALIFAX, Job, open_yard


@pytest.fixture(autouse=True, scope="session")
def _nobody_sleeps() -> Iterator[None]:
    """Let retries come at once and without a word."""
    stamina.instrumentation.set_on_retry_hooks([])
    with stamina.set_testing(True, attempts=6, cap=True):
        yield


@pytest.fixture(scope="module")
def worker_database(database_url: str) -> str:
    """The worker's way into a warehouse of the module's own."""
    asyncio.run(set_passwords(database_url, {WORKER_LOGIN: WORKER_PASSWORD}))
    return worker_url(database_url)


@pytest.fixture(scope="module")
def movers_database(worker_database: str, database_url: str) -> str:
    """The worker's way into a warehouse of the module's own that has the movers' tables."""
    asyncio.run(migrate(database_url, migration_sets({VENDOR.name: VENDOR})))
    return worker_database


@pytest.fixture
async def movers(movers_database: str) -> AsyncIterator[Movers]:
    """A mover whose calls are counted on both sides."""
    async with open_movers(movers_database) as found:
        yield found


@pytest.fixture
async def mover(worker_database: str) -> AsyncIterator[Mover]:
    async with open_mover(worker_database) as found:
        yield found


@pytest.fixture
def no_duplicate_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the vendor take everything: what it knows as a duplicate is not documented, so nothing may rest on it."""
    monkeypatch.setattr(lead_api, "DUPLICATE_WINDOW_SECONDS", 0)


@pytest.fixture(scope="module")
def journeys_url(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> Iterator[str]:
    """A warehouse with the tables of every vendor."""
    name = make_database(cluster_url, migrated_template)
    asyncio.run(migrate(cluster.url(name), migration_sets(find_vendors())))
    asyncio.run(set_passwords(cluster_url, {WORKER_LOGIN: WORKER_PASSWORD}))
    yield cluster.url(name)
    drop_database(cluster_url, name)


@pytest.fixture
async def desk(journeys_url: str) -> AsyncIterator[Desk]:
    """The desk of a dispatcher, in a business of its own."""
    async with open_yard(journeys_url) as yard:
        yield Desk(yard)


@pytest.fixture
async def halifax(desk: Desk) -> Job:
    """A booked job of a branch in Halifax."""
    return await desk.yard.job(branch=await desk.yard.branch("HALIFAX", HALIFAX))


@pytest.fixture
async def vancouver(desk: Desk) -> Job:
    """A booked job of a branch in Vancouver."""
    return await desk.yard.job(branch=await desk.yard.branch("VANCOUVER", "America/Vancouver"))


@pytest.fixture
def own_url(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> Iterator[str]:
    """The worker's way into an empty warehouse of the test's own: workers do whatever is due in it."""
    name = make_database(cluster_url, migrated_template)
    asyncio.run(set_passwords(cluster_url, {WORKER_LOGIN: WORKER_PASSWORD}))
    yield worker_url(cluster.url(name))
    drop_database(cluster_url, name)


@pytest.fixture
async def crew(own_url: str) -> AsyncIterator[Crew]:
    """Workers on that warehouse."""
    async with open_crew(own_url) as found:
        yield found


@pytest.fixture
async def north(crew: Crew) -> Tenant:
    """A tenant in it."""
    return await crew.tenant("north")
