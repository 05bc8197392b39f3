"""The views that people and their tools read can be paged through like tables: each names its key in its comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
import pytest
from psycopg import sql

from daysheet.operations.entries.placing import locations
from daysheet.operations.identity.access import make_key
from daysheet.warehouse.browsing import browsable
from daysheet.warehouse.database import Database
from daysheet.warehouse.roles import API_LOGIN
from tests.api.twins import Twins
from tests.stories.business import worker_url

pytestmark = pytest.mark.anyio


async def rows_of_owner(twins: Twins, statement: str, *names: str) -> list[Any]:
    """Return what the owner of the database sees, behind no wall."""
    async with await psycopg.AsyncConnection.connect(twins.owner_url, autocommit=True) as connection:
        found = await connection.execute(
            sql.SQL(statement).format(*map(sql.Identifier, names)), {"tenant_id": twins.first.tenant.tenant_id}
        )
        return await found.fetchall()


async def walked(twins: Twins, path: str, key: str) -> list[Mapping[str, Any]]:
    """Return the rows of every page."""
    rows, after = list[Mapping[str, Any]](), None
    while True:
        answer = await twins.send("GET", path + ("" if after is None else f"&after={after}"), key)
        assert answer.status_code == 200, (path, answer.text)
        rows += answer.json()["data"]
        after = answer.json()["next"]
        if after is None:
            return rows


async def views(twins: Twins, *scopes: str) -> dict[str, Mapping[str, Any]]:
    """Return the views as a key with some scopes is told of them."""
    key = await make_key(twins.office, twins.first.tenant, name="a test", scopes=scopes, by="a test")
    found = (await twins.send("GET", "/v1/records", key.text)).json()["data"]
    return {each["name"]: each for each in found if each["name"].startswith("mart.")}


async def test_every_view_can_be_paged_through_without_a_row_lost_or_seen_twice(twins: Twins) -> None:
    named = await rows_of_owner(twins, "select viewname from pg_views where schemaname = 'mart' order by viewname")
    known = await views(twins, "read:records", "read:pii")
    assert list(known) == [f"mart.{name}" for (name,) in named]
    assert len(known) >= 7

    for name, view in known.items():
        ((count,),) = await rows_of_owner(
            twins, "select count(*) from {}.{} where tenant_id = %(tenant_id)s", *name.split(".")
        )
        rows = await walked(twins, f"/v1/records/{name}?limit=9", twins.first.key)
        keys = {tuple(row[column] for column in view["key"]) for row in rows}
        assert count > 0, name
        assert len(rows) == len(keys) == count, name
        assert all(None not in each for each in keys), name


async def test_what_is_personal_of_a_view_is_for_those_who_may_see_persons(twins: Twins) -> None:
    personal = await rows_of_owner(
        twins,
        "select 'mart.' || class.relname, attribute.attname from pg_attribute as attribute"
        " join pg_class as class on class.oid = attribute.attrelid"
        " where class.relnamespace = 'mart'::regnamespace"
        " and col_description(class.oid, attribute.attnum) like 'pii:%%'",
    )
    seen, hidden = await views(twins, "read:records", "read:pii"), await views(twins, "read:records")

    told = {(name, each["name"]) for name, view in seen.items() for each in view["columns"]}
    open_ones = {(name, each["name"]) for name, view in hidden.items() for each in view["columns"]}
    assert ("mart.journeys", "customer_name") in personal
    assert set(personal) <= told
    assert not set(personal) & open_ones
    assert "mart.journeys_analytics" in hidden


async def test_a_key_for_some_locations_sees_their_rows_of_a_view_only(twins: Twins) -> None:
    (place, *others) = [
        each for each in await locations(twins.office, twins.first.tenant) if each["vendor"] == "tekmetric"
    ]
    assert others
    key = await make_key(
        twins.office,
        twins.first.tenant,
        name="a test",
        scopes=["read:records"],
        locations=[place["location_id"]],
        by="a test",
    )

    for name in ("mart.customers_analytics", "mart.shop_figures"):
        rows = await walked(twins, f"/v1/records/{name}?limit=500", key.text)
        everything = await walked(twins, f"/v1/records/{name}?limit=500", twins.first.key)
        assert 0 < len(rows) < len(everything), name
        assert {str(row["tm_shop_id"]) for row in rows} == {place["source_id"]}


async def test_a_view_that_names_no_key_or_one_it_has_not_is_not_paged_through(twins: Twins) -> None:
    async with (
        await psycopg.AsyncConnection.connect(twins.owner_url, autocommit=True) as connection,
        Database(worker_url(twins.owner_url, API_LOGIN)) as reading,
    ):
        for comment in ("Leads.", "Leads. Key: connection_id, nothing_of_the_kind."):
            await connection.execute(sql.SQL("comment on view mart.lead_responses is {}").format(sql.Literal(comment)))
            assert "mart.lead_responses" not in await browsable(reading, "daysheet_reader", ["mart"])
