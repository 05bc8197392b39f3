"""What several rooms' tests share: one PostgreSQL for the whole run of a worker, and fresh databases in it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import count

import httpcore2
import psycopg
import pytest
from psycopg import sql

from daysheet.simulation import serving
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import MigrationSet, migrate

# Tests lose nothing in a power cut; only here may the server be careless.
CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
}

WAREHOUSE = MigrationSet(name="warehouse", folder=files("daysheet.warehouse") / "migrations")
TEKMETRIC = MigrationSet(name="tekmetric", folder=files("daysheet.vendors.tekmetric") / "sql" / "tables")
SMARTMOVING = MigrationSet(name="smartmoving", folder=files("daysheet.vendors.smartmoving") / "sql" / "tables")

_numbers = count(1)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True, scope="session")
def _alike_is_done_once() -> Iterator[None]:
    """Read the list of trusted certificates once, not for each client, and let servers' threads settle at the end."""
    pause = serving.SETTLE_SECONDS
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpcore2, "default_ssl_context", cache(httpcore2.default_ssl_context))
        patch.setattr(serving, "SETTLE_SECONDS", 0)
        yield
    time.sleep(pause)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedCluster]:
    """One server for each worker of a run, since roles and their passwords belong to the whole server."""
    with EmbeddedCluster(tmp_path_factory.mktemp("cluster"), settings=CARELESS) as running:
        yield running


@pytest.fixture(scope="session")
def cluster_url(cluster: EmbeddedCluster) -> str:
    """The superuser's way into the server, to a database where no test works."""
    return cluster.url("postgres")


@pytest.fixture(scope="session")
def migrated_template(cluster: EmbeddedCluster, cluster_url: str) -> str:
    """Name of a database with every migration and no rows."""
    name = make_database(cluster_url)
    asyncio.run(migrate(cluster.url(name), [WAREHOUSE, SMARTMOVING, TEKMETRIC]))
    return name


@pytest.fixture(scope="module")
def database_url(cluster: EmbeddedCluster, cluster_url: str, migrated_template: str) -> Iterator[str]:
    """A migrated database of the module's own, as the superuser sees it."""
    name = make_database(cluster_url, migrated_template)
    yield cluster.url(name)
    drop_database(cluster_url, name)


@pytest.fixture
def empty_database_url(cluster: EmbeddedCluster, cluster_url: str) -> Iterator[str]:
    """A database of the test's own, without any migration."""
    name = make_database(cluster_url)
    yield cluster.url(name)
    drop_database(cluster_url, name)


def make_database(cluster_url: str, template: str = "template0") -> str:
    """Make a database under a new name and return the name."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    return name


def drop_database(cluster_url: str, name: str) -> None:
    """Drop a database, and whoever is still in it."""
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
