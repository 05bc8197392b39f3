"""On a hosted server nobody is superuser: the owner of the database, who may create roles, has to do."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from daysheet.warehouse import roles
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.lint import lint_of
from daysheet.warehouse.migrating import migrate
from tests.conftest import CARELESS, TEKMETRIC, WAREHOUSE

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def hosted_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An owner's way into a server that has none of our roles yet."""
    with EmbeddedCluster(tmp_path_factory.mktemp("hosted"), settings=CARELESS) as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as superuser:
            superuser.execute("create role hosted_owner login createrole password 'hosted'")
            superuser.execute("create database hosted owner hosted_owner")
        yield server.url("hosted", "hosted_owner", "hosted")


async def test_an_ordinary_owner_can_migrate_and_hand_out_logins(hosted_url: str) -> None:
    applied = await migrate(hosted_url, [WAREHOUSE, TEKMETRIC])
    assert len(applied) > 30
    assert await migrate(hosted_url, [WAREHOUSE, TEKMETRIC]) == []

    await roles.set_passwords(hosted_url, {roles.WORKER_LOGIN: "worker", roles.API_LOGIN: "api"})
    with psycopg.connect(make_conninfo(hosted_url, user=roles.WORKER_LOGIN, password="worker")) as worker:
        worker.execute("set local role daysheet_scheduler")
        worker.execute("insert into control.tenants (name) values ('first')")
    assert await roles.ensure_reader(hosted_url, 1, "reader") == "daysheet_reader_t1"

    with psycopg.connect(make_conninfo(hosted_url, user="daysheet_reader_t1", password="reader")) as reader:
        assert reader.execute("select name from control.tenants").fetchall() == [("first",)]
        assert reader.execute("select count(*) from tekmetric.repair_orders").fetchall() == [(0,)]


async def test_the_walls_bind_the_ordinary_owner_too(hosted_url: str) -> None:
    await migrate(hosted_url, [WAREHOUSE, TEKMETRIC])

    with (
        psycopg.connect(hosted_url, autocommit=True) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="tenant not set"),
    ):
        owner.execute("select from tekmetric.repair_orders")


async def test_all_that_is_wrong_is_what_the_host_does_not_allow(hosted_url: str) -> None:
    await migrate(hosted_url, [WAREHOUSE, TEKMETRIC])

    assert [finding.rule for finding in await lint_of(hosted_url, ["tekmetric"])] == ["set_config_open"]
