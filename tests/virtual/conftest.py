"""What the tests in virtual time share: a warehouse of their own with the tables of every vendor."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import migrate
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from tests.conftest import drop_database, make_database
from tests.stories.business import WORKER_PASSWORD


@pytest.fixture
def own_warehouse(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> Iterator[str]:
    """An empty warehouse, as the superuser sees it; the worker's login has its password."""
    name = make_database(cluster_url, migrated_template)
    asyncio.run(migrate(cluster.url(name), migration_sets(find_vendors())))
    asyncio.run(set_passwords(cluster_url, {WORKER_LOGIN: WORKER_PASSWORD}))
    yield cluster.url(name)
    drop_database(cluster_url, name)
