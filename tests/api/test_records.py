"""Every table can be paged through, under the caller's rights, without a row lost or seen twice."""

from __future__ import annotations

import csv
import io

import pytest

from daysheet.warehouse.connections import Tenants
from tests.api.front import Front

pytestmark = pytest.mark.anyio

ORDERS = "/v1/records/tekmetric.repair_orders"


async def walked(front: Front, path: str, key: str) -> list[dict[str, object]]:
    """Return the rows of every page of a list."""
    rows: list[dict[str, object]] = []
    following: str | None = path
    while following:
        answer = await front.get(following, key)
        assert answer.status_code == 200, answer.text
        rows += answer.json()["data"]
        assert bool(answer.json()["next"]) == ("link" in answer.headers)
        following = answer.headers["link"].partition(">")[0].removeprefix("<") if answer.json()["next"] else None
    return rows


@pytest.mark.parametrize("sort", ["", "&sort=status", "&sort=-posted_on,tm_id", "&sort=-tm_id"])
async def test_pages_hold_every_row_once(shop: Front, sort: str) -> None:
    key = await shop.key("read:records")

    rows = await walked(shop, f"{ORDERS}?limit=7&fields=tm_id,status,posted_on{sort}", key)

    ids = [row["tm_id"] for row in rows]
    assert len(ids) == len(set(ids)) == len(shop.simulator.truth("repair_orders"))


async def test_columns_are_filters(shop: Front) -> None:
    key = await shop.key("read:records")

    posted = await walked(shop, f"{ORDERS}?status=POSTED,COMPLETE&posted_on.from=2000-01-01", key)
    none = await walked(shop, f"{ORDERS}?posted_on.until=2000-01-01", key)

    assert posted
    assert {row["status"] for row in posted} <= {"POSTED", "COMPLETE"}
    assert none == []


async def test_a_column_or_value_that_does_not_fit_is_refused(shop: Front) -> None:
    key = await shop.key("read:records")

    for query in ("nonsense=1", "posted_on.below=1", "posted_on.from=soon", "sort=nonsense", "fields=nonsense"):
        answer = await shop.get(f"{ORDERS}?{query}", key)
        assert (answer.status_code, answer.json()["code"]) == (422, "does_not_fit"), query


async def test_who_may_not_see_persons_does_not_see_their_columns(shop: Front) -> None:
    path = "/v1/records/tekmetric.customers"
    open_key, closed_key = await shop.key("read:records", "read:pii"), await shop.key("read:records")

    seen = await walked(shop, path, open_key)
    hidden = await walked(shop, path, closed_key)

    assert len(seen) == len(hidden) > 0
    assert {"first_name", "last_name"} <= seen[0].keys()
    assert not {"first_name", "last_name"} & hidden[0].keys()
    assert (await shop.get(f"{path}?last_name=Smith", closed_key)).status_code == 422


async def test_a_key_for_some_locations_sees_no_other(shop: Front) -> None:
    everything = await walked(shop, ORDERS, await shop.key("read:records"))
    shops = sorted({str(row["tm_shop_id"]) for row in everything})
    known = await walked(shop, "/v1/records/tekmetric.shops", await shop.key("read:records"))
    assert len(shops) == len(known) == 2
    from daysheet.operations.entries.placing import locations

    place = next(each for each in await locations(shop.office, shop.tenant) if each["source_id"] == shops[0])
    key = await shop.key("read:records", locations=[place["location_id"]])

    seen = await walked(shop, ORDERS, key)

    assert {str(row["tm_shop_id"]) for row in seen} == {shops[0]}
    assert (await shop.get(f"{ORDERS}?tm_shop_id={shops[1]}", key)).json()["data"] == []


async def test_a_page_token_is_good_for_its_own_list_only(shop: Front) -> None:
    key = await shop.key("read:records")
    token = (await shop.get(f"{ORDERS}?limit=2", key)).json()["next"]
    neighbour = await Tenants(shop.office.database).ensure("a neighbour")
    theirs = await shop.key("read:records", tenant=neighbour)

    tried = [
        (f"{ORDERS}?limit=2&sort=-tm_id&after={token}", key),
        (f"{ORDERS}?limit=2&status=POSTED&after={token}", key),
        (f"/v1/records/tekmetric.jobs?limit=2&after={token}", key),
        (f"{ORDERS}?limit=2&after={token}", theirs),
        (f"{ORDERS}?limit=2&after={token[:-2]}AA", key),
        (f"{ORDERS}?limit=2&after=nonsense", key),
    ]

    for path, used in tried:
        answer = await shop.get(path, used)
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_unknown"), path
    assert (await shop.get(f"{ORDERS}?limit=9&after={token}", key)).status_code == 200


async def test_a_neighbour_sees_nothing(shop: Front) -> None:
    neighbour = await Tenants(shop.office.database).ensure("another neighbour")
    key = await shop.key("read:records", "read:pii", tenant=neighbour)

    names = [each["name"] for each in (await shop.get("/v1/records", key)).json()["data"]]

    assert ORDERS.rpartition("/")[2] in names
    for name in names:
        assert (await shop.get(f"/v1/records/{name}", key)).json()["data"] == [], name


async def test_a_list_comes_as_csv_without_formulas(shop: Front) -> None:
    key = await shop.key("read:records", "read:pii")
    path = "/v1/records/tekmetric.customers?fields=tm_id,first_name&limit=500"
    rows = (await shop.get(path, key)).json()["data"]

    answer = await shop.get(path, key, accept="text/csv")

    head, *lines = csv.reader(io.StringIO(answer.text))
    assert head == ["tm_id", "first_name"]
    assert len(lines) == len(rows)
    lined = await shop.get(path, key, accept="application/x-ndjson")
    assert len(lined.text.splitlines()) == len(rows)
