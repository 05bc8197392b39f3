"""What the tests of a shop's figures share: the worked example, read once, in a warehouse of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from daysheet.warehouse.embedded import EmbeddedCluster
from tests.conftest import drop_database, make_database
from tests.vendors.tekmetric.worked_shop import WorkedShop, read_worked_shop, reopened


@pytest.fixture(scope="session")
def worked_template(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> str:
    """Name of a database into which the worked example was read over real HTTP."""
    name = make_database(cluster_url, migrated_template)
    asyncio.run(read_worked_shop(cluster.url(name)))
    return name


@pytest.fixture
async def shop(cluster: EmbeddedCluster, cluster_url: str, worked_template: str) -> AsyncIterator[WorkedShop]:
    """The worked example in a warehouse of the test's own."""
    name = make_database(cluster_url, worked_template)
    async with reopened(cluster.url(name)) as found:
        yield found
    drop_database(cluster_url, name)


@pytest.fixture
def shop_url(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> Iterator[str]:
    """A warehouse of the test's own, without any row."""
    name = make_database(cluster_url, migrated_template)
    yield cluster.url(name)
    drop_database(cluster_url, name)
