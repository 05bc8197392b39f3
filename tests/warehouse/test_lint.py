"""The lint finds nothing on a healthy schema, and each kind of damage by the rule made for it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import psycopg
import pytest

from daysheet.warehouse.lint import Finding, lint, rules
from tests.warehouse.schema_mutants import MUTANTS

pytestmark = pytest.mark.anyio

VENDORS = ("tekmetric",)
# Nothing that SQL can do makes a server older.
NOT_TO_BE_MUTATED = {"server_behind"}


@pytest.fixture(scope="module")
async def session(database_url: str) -> AsyncIterator[psycopg.AsyncConnection]:
    async with await psycopg.AsyncConnection.connect(database_url) as connection:
        yield connection


@pytest.fixture
async def connection(session: psycopg.AsyncConnection) -> AsyncIterator[psycopg.AsyncConnection]:
    """A connection whose work is undone: the catalogue is transactional, roles included."""
    yield session
    await session.rollback()


async def test_a_healthy_schema_has_no_finding(connection: psycopg.AsyncConnection) -> None:
    assert await lint(connection, VENDORS) == []


async def test_it_needs_no_right_at_all(connection: psycopg.AsyncConnection) -> None:
    await connection.execute("set local role daysheet_worker_login")

    assert await lint(connection, VENDORS) == []


@pytest.mark.parametrize("damage", MUTANTS)
async def test_damage_is_found_by_its_own_rule(connection: psycopg.AsyncConnection, damage: str) -> None:
    rule, statements = MUTANTS[damage]

    await connection.execute(statements.encode())

    assert rule in {finding.rule for finding in await lint(connection, VENDORS)}


async def test_every_rule_is_tried(connection: psycopg.AsyncConnection) -> None:
    assert {rule for rule, _ in MUTANTS.values()} | NOT_TO_BE_MUTATED == set(rules())


async def test_only_what_a_host_may_force_on_us_is_advice(connection: psycopg.AsyncConnection) -> None:
    await connection.execute("grant execute on function pg_catalog.set_config(text, text, boolean) to public")
    await connection.execute("alter table tekmetric.jobs disable row level security")

    findings = await lint(connection, VENDORS)

    assert {(finding.rule, finding.is_advice) for finding in findings} == {
        ("set_config_open", True),
        ("rls_off", False),
    }


def test_a_finding_says_what_and_where() -> None:
    finding = Finding(rule="rls_off", thing="tekmetric.jobs", problem="row-level security is off")

    assert str(finding) == "rls_off: tekmetric.jobs: row-level security is off"
