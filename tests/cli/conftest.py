from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.opening import migrated_now
from tests.cli.program import Program, Shop, leaks, open_shop
from tests.conftest import CARELESS, drop_database, make_database

KEY = bytes(range(32))


@pytest.fixture(scope="session")
def own_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedCluster]:
    """A server whose logins have the passwords of one sealing key, which all homes of these tests share."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with EmbeddedCluster(tmp_path_factory.mktemp(f"cluster-{worker}"), settings=CARELESS) as running:
        yield running


@pytest.fixture(scope="session")
def template(own_cluster: EmbeddedCluster) -> str:
    name = make_database(own_cluster.url("postgres"))
    asyncio.run(migrated_now(own_cluster.url(name), KEY, migration_sets(find_vendors())))
    return name


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with its sealing key and nothing else."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "sealing.key").write_bytes(KEY)
    (folder / "sealing.key").chmod(0o600)
    return folder


@pytest.fixture
def empty_home(tmp_path: Path) -> Path:
    return tmp_path / "empty-home"


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the machine reaches the program, and no retry waits."""
    for name in ("DAYSHEET_HOME", "DAYSHEET_DATABASE_URL", "DATABASE_URL", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    with stamina.set_testing(True, attempts=6, cap=True):
        yield


@pytest.fixture
def fresh_database(own_cluster: EmbeddedCluster) -> Iterator[str]:
    """The owner's address of a database without any table."""
    name = make_database(own_cluster.url("postgres"))
    yield own_cluster.url(name)
    drop_database(own_cluster.url("postgres"), name)


@pytest.fixture
def warehouse_url(own_cluster: EmbeddedCluster, template: str) -> Iterator[str]:
    """The owner's address of a database with every table and no row."""
    name = make_database(own_cluster.url("postgres"), template)
    yield own_cluster.url(name)
    drop_database(own_cluster.url("postgres"), name)


@pytest.fixture
def bare_program(home: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Program]:
    """The program without any setting; afterwards no secret may have been printed."""
    program = Program(capsys, home)
    yield program
    assert leaks(program.said, program.secrets) == []


@pytest.fixture
def program(bare_program: Program, warehouse_url: str, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program with a warehouse of its own."""
    monkeypatch.setenv("DAYSHEET_DATABASE_URL", warehouse_url)
    return bare_program


@pytest.fixture
def shop(bare_program: Program) -> Iterator[Shop]:
    """A simulator of the test's own."""
    with open_shop() as found:
        bare_program.secrets.append(found.simulator.client_secret)
        yield found


@pytest.fixture
def connected(program: Program, shop: Shop) -> Program:
    """The program with a connection to the shop."""
    program.connect(shop.base_url, shop.simulator.secret)
    return program
