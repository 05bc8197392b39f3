"""The schema and the data dictionary of the reference say what the migrations make."""

from __future__ import annotations

from collections.abc import AsyncIterator

import psycopg
import pytest

from daysheet.warehouse.describing import data_dictionary, dump_schema
from tests.house.repository import ROOT

pytestmark = pytest.mark.anyio

VENDORS = ["smartmoving", "tekmetric"]
REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture
async def changed_url(database_url: str) -> AsyncIterator[str]:
    """A database in which one migration more was applied."""
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as owner:
        await owner.execute("alter table tekmetric.jobs add bay text")
        await owner.execute("comment on column tekmetric.jobs.bay is 'pii: which bay; a|b.'")
        yield database_url
        await owner.execute("alter table tekmetric.jobs drop bay")


async def test_the_schema_of_the_reference_is_the_one_that_is_made(database_url: str) -> None:
    assert await dump_schema(database_url, VENDORS) == (REFERENCE / "schema.sql").read_text("utf-8"), "run: make docs"


async def test_the_dictionary_of_the_reference_is_the_one_that_is_made(database_url: str) -> None:
    page = (REFERENCE / "tables.md").read_text("utf-8")

    assert page.endswith(await data_dictionary(database_url, VENDORS)), "run: make docs"


async def test_a_new_column_changes_both(changed_url: str) -> None:
    assert "    bay text,\n" in await dump_schema(changed_url, VENDORS)
    assert r"| `bay` | text | person, may be null | Which bay; a\|b. |" in await data_dictionary(changed_url, VENDORS)


async def test_a_lost_policy_or_grant_changes_the_schema(database_url: str) -> None:
    before = await dump_schema(database_url, VENDORS)
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as owner:
        await owner.execute("alter policy may_read on tekmetric.jobs to daysheet_reader")
        without_policy = await dump_schema(database_url, VENDORS)
        await owner.execute("call control.secure_table('tekmetric.jobs')")
        await owner.execute("revoke delete on tekmetric.jobs from daysheet_service")
        without_grant = await dump_schema(database_url, VENDORS)
        await owner.execute("call control.secure_table('tekmetric.jobs')")

    assert before != without_policy
    assert before != without_grant
    assert await dump_schema(database_url, VENDORS) == before
