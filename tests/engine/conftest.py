"""A warehouse for each test that changes what a database is like."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from daysheet.warehouse.embedded import EmbeddedCluster
from tests.conftest import drop_database, make_database


@pytest.fixture
def own_database_url(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> Iterator[str]:
    """A migrated database of the test's own, as the superuser sees it."""
    name = make_database(cluster_url, migrated_template)
    yield cluster.url(name)
    drop_database(cluster_url, name)
