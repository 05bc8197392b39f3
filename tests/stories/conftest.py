"""What the stories share: impatience, the worker's password, and a warehouse for each story."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
import stamina

from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from tests.conftest import drop_database, make_database
from tests.stories.business import WORKER_PASSWORD

ATTEMPTS = 6


@pytest.fixture(autouse=True, scope="session")
def _nobody_sleeps() -> Iterator[None]:
    """Let retries come at once; there are as many as ever."""
    stamina.instrumentation.set_on_retry_hooks([])
    with stamina.set_testing(True, attempts=ATTEMPTS, cap=True):
        yield


@pytest.fixture(scope="session")
def story_template(cluster_url: str, migrated_template: str) -> str:
    """Name of a migrated database in which the worker's login has its password."""
    asyncio.run(set_passwords(cluster_url, {WORKER_LOGIN: WORKER_PASSWORD}))
    return migrated_template


@pytest.fixture
def copies(cluster: EmbeddedCluster, cluster_url: str) -> Iterator[Callable[[str], str]]:
    """Makes a database after the model of another one; returns its address as the superuser sees it."""
    made: list[str] = []

    def copy(model: str) -> str:
        made.append(make_database(cluster_url, model))
        return cluster.url(made[-1])

    yield copy
    for name in made:
        drop_database(cluster_url, name)


@pytest.fixture
def warehouse_url(copies: Callable[[str], str], story_template: str) -> str:
    """A migrated warehouse of the story's own, empty, as the superuser sees it."""
    return copies(story_template)
