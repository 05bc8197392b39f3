"""What the stories share: impatience, the worker's password, and a warehouse for each story."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import stamina

from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from tests.conftest import drop_database, make_database
from tests.stories.business import WORKER_PASSWORD, Copies

ATTEMPTS = 6


@pytest.fixture(autouse=True, scope="session")
def _nobody_sleeps() -> Iterator[None]:
    """Let retries come at once and without a word; there are as many as ever."""
    stamina.instrumentation.set_on_retry_hooks([])
    with stamina.set_testing(True, attempts=ATTEMPTS, cap=True):
        yield


@pytest.fixture(scope="session")
def copies(cluster: EmbeddedCluster, cluster_url: str) -> Copies:
    """Gives a database after the model of another one for a while; addresses are the superuser's."""

    @contextmanager
    def copy(model_url: str) -> Iterator[str]:
        name = make_database(cluster_url, urlsplit(model_url).path[1:])
        yield cluster.url(name)
        drop_database(cluster_url, name)

    return copy


@pytest.fixture(scope="session")
def empty_warehouse_url(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> str:
    """A migrated warehouse to copy; nobody connects to it. The worker's login has its password by now."""
    asyncio.run(set_passwords(cluster_url, {WORKER_LOGIN: WORKER_PASSWORD}))
    return cluster.url(migrated_template)


@pytest.fixture
def warehouse_url(copies: Copies, empty_warehouse_url: str) -> Iterator[str]:
    """A migrated warehouse of the story's own, empty, as the superuser sees it."""
    with copies(empty_warehouse_url) as url:
        yield url
