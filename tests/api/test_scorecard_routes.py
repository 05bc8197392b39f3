"""Comparisons over HTTP: the same values as the metrics have, for whoever may see them."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.api.resources.scorecard_shapes import Comparables, ScorecardShape
from daysheet.operations.entries.placing import locations
from tests.api.front import Front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio

LONG = "from=2020-01-01&to=2026-05-31"


async def reader(front: Front, *more: str, **how: Any) -> str:
    return await front.key("read:metrics", *more, **how)


async def test_what_can_be_compared_is_listed(front: Front) -> None:
    found = (await front.get("/v1/scorecards", await reader(front))).json()

    assert fits(Comparables, found)
    assert {each["id"]: each["by"] for each in found["data"]} == {"shops": "location", "technicians": "person"}
    assert (await front.get("/v1/scorecards", await front.key("read:records"))).status_code == 403


async def test_values_are_those_of_the_metrics(shop: Front) -> None:
    key = await reader(shop)

    card = (await shop.get(f"/v1/scorecards/shops?{LONG}&columns=net_sales,car_count&sort=-net_sales", key)).json()

    assert fits(ScorecardShape, card)
    for metric in ("net_sales", "car_count"):
        alone = (await shop.get(f"/v1/metrics/{metric}?{LONG}", key)).json()
        values = {each["location"]["id"]: each["value"] for each in alone["data"]}
        assert {each["location"]["id"]: each["values"][metric]["value"] for each in card["data"]} == values
        assert [each["values"][metric]["value"] for each in card["totals"]] == [
            each["value"] for each in alone["totals"]
        ]
    sales = [each["values"]["net_sales"]["value"] for each in card["data"]]
    assert sales == sorted(sales, reverse=True)
    assert sales != sorted(sales)
    assert card["against"]["kind"] == "before"


async def test_people_are_named_and_their_pay_told_to_few(shop: Front) -> None:
    path = f"/v1/scorecards/technicians?{LONG}"

    seen = (await shop.get(path, await reader(shop, "read:pii"))).json()
    hidden = (await shop.get(path, await reader(shop))).json()

    assert fits(ScorecardShape, seen)
    assert fits(ScorecardShape, hidden)
    assert any(each["name"] not in (None, "nobody") for each in seen["data"])
    assert {each["name"] for each in hidden["data"]} <= {None, "nobody"}
    pay = "technician_gross_profit_per_billed_hour"
    assert all(pay in each["values"] for each in seen["data"])
    assert not any(pay in each["values"] for each in hidden["data"])
    assert (seen["not_shown"], hidden["not_shown"]) == ([], [pay])
    refused = await shop.get(f"{path}&columns={pay}", await reader(shop))
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")


async def test_one_location_is_compared_with_its_own_weeks(shop: Front) -> None:
    first, second = await locations(shop.office, shop.tenant)
    limited = await reader(shop, locations=[first["location_id"]])

    card = (await shop.get(f"/v1/scorecards/shops?{LONG}", limited)).json()

    assert fits(ScorecardShape, card)
    assert card["comparison"]["by"] == "week"
    assert {each["location"]["id"] for each in card["data"]} == {first["location_id"]}
    assert (
        sum(each["values"]["car_count"]["value"] for each in card["data"])
        == (card["totals"][0]["values"]["car_count"]["value"])
    )
    other = await shop.get(f"/v1/scorecards/shops?location={second['location_id']}", limited)
    assert (other.status_code, second["name"] in other.text) == (404, False)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("made_up", 404),
        ("advisors", 404),
        ("shops?columns=made_up", 404),
        ("shops?columns=technician_billed_hours&sort=made_up", 422),
        ("technicians?columns=net_sales", 422),
        ("shops?against=made_up", 422),
        ("shops?date=made_up", 422),
        ("shops?made_up=1", 422),
    ],
)
async def test_what_there_is_not_is_refused(shop: Front, path: str, status: int) -> None:
    answer = await shop.get(f"/v1/scorecards/{path}", await reader(shop))

    assert answer.status_code == status, answer.text
