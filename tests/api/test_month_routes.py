"""Closed months, what became of them, and why ours is not the vendor's, over HTTP."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from daysheet.api.resources.metric_shapes import Measured
from daysheet.api.resources.month_shapes import ClosedMonths, Reconciliations, Restatements
from daysheet.operations import daily
from daysheet.operations.identity import auditing
from daysheet.operations.reconciliation.reconciling import reconcile
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.api.months import admin, month_of_sales, with_zones
from tests.api.shaped import fits
from tests.api.test_records import walked

pytestmark = pytest.mark.anyio

YEARS = "from=2025-06-01&to=2026-05-31"


async def test_a_month_is_closed_restated_and_opened_again(shop: Front) -> None:
    (place, other), key = await with_zones(shop), await admin(shop)
    month = await month_of_sales(shop)

    closed = await shop.ask("POST", f"/v1/months/{month}/close", key, {"location_id": place["location_id"]})
    again = await shop.ask("POST", f"/v1/months/{month}/close", key)
    once_more = await shop.ask("POST", f"/v1/months/{month}/close", key)
    listed = await shop.get("/v1/months", key)

    assert closed.json() == {"month": month, "locations": [place["name"]]}
    assert (again.json()["locations"], once_more.json()["locations"]) == ([other["name"]], [])
    assert fits(ClosedMonths, listed.json())
    assert {each["month"] for each in listed.json()["data"]} == {month}
    assert {each["location"] for each in listed.json()["data"]} == {place["name"], other["name"]}
    assert {each["closed_by"] for each in listed.json()["data"]} == {(await shop.get("/v1/me", key)).json()["actor"]}

    for row in (place, other):
        said = {"location_id": row["location_id"], "default_cost_cents": 9_999}
        assert (await shop.ask("PUT", "/v1/rates", key, said)).status_code == 200
    await daily.compute_days(shop.office, shop.tenant, shop.vendor)
    restated: Sequence[Mapping[str, Any]] = await walked(shop, f"/v1/restatements?month={month}&limit=3", key)
    seen = await walked(shop, f"/v1/restatements?month={month}", await admin(shop, "read:pii"))
    assert fits(Restatements, {"data": restated, "next": None, "as_of": None})
    assert len(restated) == len(seen) > 0
    assert [each["day"] for each in restated] == [each["day"] for each in seen]
    names = {(bool(row["row_key"]), name) for row in restated for name in row["new_figures"]}
    assert (False, "labor_cost_cents") in names
    assert not any("cost" in name.split("_") for of_person, name in names if of_person)
    assert await walked(shop, "/v1/restatements?month=2024-01", key) == []

    opened = await shop.ask("POST", f"/v1/months/{month}/reopen", key)
    assert sorted(opened.json()["locations"]) == sorted([place["name"], other["name"]])
    assert (await shop.get("/v1/months", key)).json()["data"] == []
    actions = [row["action"] for row in await auditing.entries(shop.office, shop.tenant)]
    assert (actions.count("month.closed"), actions.count("month.reopened")) == (2, 2)


async def test_a_value_says_that_its_figures_were_restated_since(shop: Front) -> None:
    known, key = await with_zones(shop), await admin(shop)
    sold = (await shop.get("/v1/metrics/net_sales?from=2020-01-01&to=2030-12-31&by=month", key)).json()["data"]
    chosen = max(sold, key=lambda each: (each["from"][:7] < f"{shop.office.clock():%Y-%m}", each["value"]))
    (place, other) = sorted(known, key=lambda row: row["location_id"] != chosen["location"]["id"])
    month, last = chosen["from"][:7], monthrange(int(chosen["from"][:4]), int(chosen["from"][5:7]))[1]
    await shop.ask("POST", f"/v1/months/{month}/close", key, {"location_id": place["location_id"]})
    days = f"from={month}-01&to={month}-{last}"

    async def told(metric: str, by: str = "location") -> dict[str, Any]:
        answer = await shop.get(f"/v1/metrics/{metric}?{days}&by={by}", key)
        assert fits(Measured, answer.json()), answer.text
        found: dict[str, Any] = answer.json()
        return found

    before = await told("labor_gross_profit")
    assert {each["restated"] for each in [*before["data"], *before["totals"]]} == {None}

    for row in (place, other):
        said = {"location_id": row["location_id"], "default_cost_cents": 9_999}
        assert (await shop.ask("PUT", "/v1/rates", key, said)).status_code == 200
    await daily.compute_days(shop.office, shop.tenant, shop.vendor)
    after, by_day = await told("labor_gross_profit"), await told("labor_gross_profit", "day")
    by_month = await told("labor_gross_profit", "month")

    values = {each["location"]["id"]: each for each in after["data"]}
    assert values[other["location_id"]]["restated"] is None
    found = values[place["location_id"]]["restated"]
    listed: Sequence[Mapping[str, Any]] = await walked(
        shop, f"/v1/restatements?month={month}", await admin(shop, "read:pii")
    )
    cents = {"labor_cost_cents", "costed_labor_net_cents"}
    changed = {each["day"] for each in listed if not each["row_key"] and cents & each["new_figures"].keys()}
    assert changed
    assert found["days"] == len(changed)
    assert found["noticed_at"] == max(each["noticed_at"] for each in listed)
    assert after["totals"][0]["restated"] == found
    assert {each["from"] for each in by_day["data"] if each["restated"]} == changed
    assert [each["restated"] for each in by_month["data"] if each["location"]["id"] == place["location_id"]] == [found]
    # The value is that of the closed month, and what it does not rest on was not restated.
    closed = next(each for each in before["data"] if each["location"]["id"] == place["location_id"])
    now = values[place["location_id"]]
    assert [now[name] for name in ("value", "numerator")] == [closed[name] for name in ("value", "numerator")]
    assert {each["restated"] for each in (await told("car_count"))["data"]} == {None}
    explained = (await shop.get(f"/v1/metrics/labor_gross_profit/explain?{days}", key)).json()["data"]
    assert {each["location"]["id"]: each["restated"] for each in explained}[place["location_id"]] == found


async def test_what_cannot_be_closed_is_refused(shop: Front) -> None:
    key = await admin(shop)
    month = f"{shop.office.clock():%Y-%m}"
    (place, _) = await with_zones(shop)
    neighbour = await admin(shop, tenant=await Tenants(shop.office.database).ensure("a neighbour of months"))
    of_one = await admin(shop, locations=[place["location_id"]])

    for path, used, status in (
        (f"/v1/months/{month}/close", key, 409),
        ("/v1/months/2026-13/close", key, 404),
        ("/v1/months/9999-12/close", key, 404),
        ("/v1/months/soon/reopen", key, 404),
        ("/v1/months/2024-01/close", neighbour, 404),
        ("/v1/months/2024-01/close", of_one, 403),
        ("/v1/months/2024-01/close", await shop.key("read:metrics"), 403),
    ):
        answer = await shop.ask("POST", path, used)
        assert answer.status_code == status, (path, answer.text)
    unknown = await shop.ask("POST", "/v1/months/2024-01/close", key, {"location_id": 987_654})
    theirs = await shop.ask("POST", "/v1/months/2024-01/close", neighbour, {"location_id": place["location_id"]})
    assert unknown.status_code == theirs.status_code == 404
    assert (await shop.get("/v1/months", of_one)).status_code == 403
    assert (await shop.get("/v1/restatements?month=soon", key)).status_code == 422


async def test_differences_from_the_vendor_are_told_by_cause(shop: Front) -> None:
    key, full = await admin(shop), await admin(shop, "read:pii")

    answer = await shop.get(f"/v1/reconciliations?{YEARS}", full)
    hidden = (await shop.get(f"/v1/reconciliations?{YEARS}", key)).json()

    found = answer.json()
    assert fits(Reconciliations, found)
    assert len(found["data"]) == 2
    for each in found["data"]:
        ours = await reconcile(
            shop.office, shop.tenant, date(2025, 6, 1), date(2026, 5, 31), each["location"]["id"], catches_up=False
        )
        assert {one["figure"]: one["ours"] for one in each["figures"]} == {
            name: float(one.ours) for name, one in ours.figures.items()
        }
        assert each["orders_total"] == len(ours.orders)
        for one in each["figures"]:
            assert one["difference"] == pytest.approx(sum(one["causes"].values()), abs=0.01)
    assert not {order["figure"] for each in hidden["data"] for order in each["orders"]} & {"cost", "profit"}
    assert any(one["compared"] for each in found["data"] for one in each["figures"])
    place = found["data"][0]["location"]["id"]
    of_one = await admin(shop, locations=[place])
    assert [
        each["location"]["id"] for each in (await shop.get(f"/v1/reconciliations?{YEARS}", of_one)).json()["data"]
    ] == [place]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=2026-01-01", 422),
        ("from=2026-02-01&to=2026-01-01", 422),
        ("from=2020-01-01&to=2026-01-01", 422),
        (f"{YEARS}&location=987654", 404),
    ],
)
async def test_a_reconciliation_needs_days_and_known_locations(shop: Front, query: str, status: int) -> None:
    assert (await shop.get(f"/v1/reconciliations?{query}", await admin(shop))).status_code == status
