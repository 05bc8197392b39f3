"""What the tests of the API share: a warehouse whose worker may log in, and businesses with an address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import stamina

from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.roles import set_passwords
from tests.api.canaries import Canaries, Watch
from tests.api.front import Front, open_front
from tests.api.read_once import LOGINS, MOVER, SHOP, Original, open_copy, read_original
from tests.api.twins import Ground, Twins, open_ground, open_twins
from tests.conftest import drop_database, make_database
from tests.operations.doorstep import make_hashing_cheap
from tests.stories.business import worker_url


@pytest.fixture(autouse=True, scope="session")
def _nobody_sleeps() -> Iterator[None]:
    """Let retries come at once and without a word."""
    stamina.instrumentation.set_on_retry_hooks([])
    with stamina.set_testing(True, attempts=6, cap=True):
        yield


@pytest.fixture(autouse=True, scope="module")
def _hashing_is_cheap() -> Iterator[None]:
    """Let people sign in at once: what hashing costs is tried where passwords are."""
    with pytest.MonkeyPatch.context() as patch:
        make_hashing_cheap(patch)
        yield


@pytest.fixture(scope="session")
def watched() -> Iterator[Canaries]:
    """What servers of this process tell is looked through from now on."""
    watch = Watch(Canaries())
    with pytest.MonkeyPatch.context() as patch:
        watch.begin(patch)
        yield watch.canaries
    watch.end()


@pytest.fixture(autouse=True)
def canaries(watched: Canaries) -> Iterator[Canaries]:
    """Fails every test in which a server told a secret, or one business the name of another."""
    # What tests of other folders told meanwhile is theirs.
    watched.hits = []
    yield watched
    hits, watched.hits = watched.hits, []
    assert hits == []


@pytest.fixture(scope="module")
def worker_database(database_url: str) -> str:
    """The worker's way into a warehouse of the module's own."""
    asyncio.run(set_passwords(database_url, LOGINS))
    return worker_url(database_url)


@pytest.fixture(scope="module")
def _logins_work(cluster_url: str) -> None:
    """The logins belong to the whole server, and tests of other rooms give them other passwords."""
    asyncio.run(set_passwords(cluster_url, LOGINS))


@pytest.fixture
def seen_warehouse(request: pytest.FixtureRequest) -> str | None:
    """The worker's way into the module's own warehouse, if the test itself looks into that one."""
    if {"database_url", "worker_database"} & {*request.fixturenames}:
        found: str = request.getfixturevalue("worker_database")
        return found
    return None


@pytest.fixture(scope="session")
async def ground(
    cluster: EmbeddedCluster, cluster_url: str, migrated_template: str, watched: Canaries
) -> AsyncIterator[tuple[Ground, str]]:
    """Two businesses that are alike, read once, and the name of the database that they are in."""
    name = make_database(cluster_url, migrated_template)
    await set_passwords(cluster.url(name), LOGINS)
    async with open_ground(cluster.url(name)) as found:
        yield found, name
    drop_database(cluster_url, name)


@pytest.fixture(scope="module")
async def twins(cluster: EmbeddedCluster, cluster_url: str, ground: tuple[Ground, str]) -> AsyncIterator[Twins]:
    """Two businesses that are alike, behind a server of the module's own."""
    found, source = ground
    name = make_database(cluster_url, source)
    async with open_twins(found, cluster.url(name)) as twins:
        yield twins
    drop_database(cluster_url, name)


@pytest.fixture
async def front(worker_database: str) -> AsyncIterator[Front]:
    """A repair shop whose vendor may tell it things; nothing of it was read yet."""
    async with open_front(worker_database) as found:
        yield found


@pytest.fixture(scope="session")
def read_shop(cluster: EmbeddedCluster, migrated_template: str, watched: Canaries) -> Original:
    """A repair shop with an address, read once for all tests."""
    return read_original(cluster, migrated_template, SHOP)


@pytest.fixture(scope="session")
def read_mover(cluster: EmbeddedCluster, migrated_template: str, watched: Canaries) -> Original:
    """A mover whose branches are mapped, read once for all tests."""
    return read_original(cluster, migrated_template, MOVER)


@pytest.fixture
async def shop(read_shop: Original, _logins_work: None, seen_warehouse: str | None) -> AsyncIterator[Front]:
    """A repair shop that was read once."""
    async with open_copy(read_shop, seen_warehouse) as front:
        yield front


@pytest.fixture
async def mover(read_mover: Original, _logins_work: None, seen_warehouse: str | None) -> AsyncIterator[Front]:
    """A mover whose branches are mapped, read once."""
    async with open_copy(read_mover, seen_warehouse) as front:
        yield front
