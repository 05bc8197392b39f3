"""Logins of the service, and a login for each tenant whose tenant is its name."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from daysheet.core.errors import UnknownThing
from daysheet.warehouse import roles

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def two_tenants_url(database_url: str) -> str:
    """A database with two tenants and an employee of each."""
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("insert into control.tenants (name) values ('one'), ('two')")
        owner.execute(
            """
            insert into tekmetric.employees
                (tenant_id, tm_shop_id, tm_id, last_name, role_id, role_code, role_name, can_perform_work,
                 tm_created_at, tm_updated_at, first_seen_at, changed_at, is_complete)
            select tenant_id, 7, tenant_id, name, 3, '3', 'Technician', true, now(), now(), now(), now(), true
            from control.tenants
            """
        )
    return database_url


@pytest.fixture
def password() -> str:
    return secrets.token_urlsafe(12)


@pytest.fixture
def reader_of_two(two_tenants_url: str) -> Iterator[str]:
    """Name of the second tenant's login; it is gone afterwards, since roles outlive a database."""
    yield roles.reader_login(2)
    with psycopg.connect(two_tenants_url, autocommit=True) as owner:
        owner.execute("drop role if exists daysheet_reader_t2")


def as_login(url: str, login: str, password: str) -> psycopg.Connection:
    return psycopg.connect(make_conninfo(url, user=login, password=password), autocommit=True)


async def test_a_login_of_the_service_has_no_rights_of_its_own(two_tenants_url: str, password: str) -> None:
    await roles.set_passwords(two_tenants_url, {roles.WORKER_LOGIN: password})

    with as_login(two_tenants_url, roles.WORKER_LOGIN, password) as worker:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker.execute("select from tekmetric.employees")
        with worker.transaction():
            worker.execute("set local role daysheet_service; set local app.tenant_id = '2'")
            assert worker.execute("select last_name from tekmetric.employees").fetchall() == [("two",)]


async def test_a_new_password_replaces_the_old_one(two_tenants_url: str, password: str) -> None:
    await roles.set_passwords(two_tenants_url, {roles.API_LOGIN: "the-old-one"})
    await roles.set_passwords(two_tenants_url, {roles.API_LOGIN: password})

    as_login(two_tenants_url, roles.API_LOGIN, password).close()
    with pytest.raises(psycopg.OperationalError, match="password"):
        as_login(two_tenants_url, roles.API_LOGIN, "the-old-one")


async def test_only_logins_of_the_service_get_a_password(two_tenants_url: str, password: str) -> None:
    with pytest.raises(UnknownThing, match="daysheet_owner is no login"):
        await roles.set_passwords(two_tenants_url, {"daysheet_owner": password})


async def test_the_password_reaches_the_server_hashed(two_tenants_url: str, password: str) -> None:
    await roles.set_passwords(two_tenants_url, {roles.BACKUP: password})

    with psycopg.connect(two_tenants_url, autocommit=True) as owner:
        (stored,) = owner.execute("select rolpassword from pg_authid where rolname = 'daysheet_backup'").fetchall()[0]
    assert stored.startswith("SCRAM-SHA-256$")


async def test_a_tenants_login_sees_that_tenant_without_being_told(
    two_tenants_url: str, password: str, reader_of_two: str
) -> None:
    assert await roles.ensure_reader(two_tenants_url, 2, password) == reader_of_two
    assert await roles.ensure_reader(two_tenants_url, 2, password) == reader_of_two

    with as_login(two_tenants_url, reader_of_two, password) as reader:
        assert reader.execute("select last_name from tekmetric.employees").fetchall() == [("two",)]
        assert reader.execute("select name from control.tenants").fetchall() == [("two",)]


@pytest.mark.parametrize(
    "attempt",
    [
        "set app.tenant_id = '1'; select from tekmetric.employees",
        "set role daysheet_reader; set app.tenant_id = '1'; select from tekmetric.employees",
        "select set_config('app.tenant_id', '1', false)",
        "set role daysheet_service",
        "set session authorization daysheet_reader_t1",
        "begin read write; update tekmetric.employees set last_name = 'x'",
        "select sealed_secret from control.connections",
        "select from control.raw_bodies",
    ],
)
async def test_a_tenants_login_gets_no_further(
    two_tenants_url: str, password: str, reader_of_two: str, attempt: str
) -> None:
    await roles.ensure_reader(two_tenants_url, 2, password)

    with as_login(two_tenants_url, reader_of_two, password) as reader:
        refusals = (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)
        with pytest.raises(refusals):
            reader.execute(attempt.encode())


async def test_there_is_no_login_for_a_tenant_that_is_not_there(two_tenants_url: str, password: str) -> None:
    with pytest.raises(UnknownThing, match="no tenant 99"):
        await roles.ensure_reader(two_tenants_url, 99, password)


async def test_a_dropped_login_is_gone(two_tenants_url: str, password: str, reader_of_two: str) -> None:
    await roles.ensure_reader(two_tenants_url, 2, password)

    await roles.drop_reader(two_tenants_url, 2)
    await roles.drop_reader(two_tenants_url, 2)

    with pytest.raises(psycopg.OperationalError):
        as_login(two_tenants_url, reader_of_two, password)
