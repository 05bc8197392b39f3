"""What to put right at the vendor, and differences that somebody lets stand, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.api.resources.fix_shapes import AcceptDone, AcceptedDifferences, Fixes, FixRows
from daysheet.operations.identity import auditing
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.api.months import admin, planted
from tests.api.shaped import fits
from tests.api.test_records import walked

pytestmark = pytest.mark.anyio

ACCEPT, BACK = "/v1/accepted-differences", "/v1/accepted-differences/take-back"
DAYS = "from=2026-06-01&to=2026-06-30"


async def test_fixes_are_listed_with_their_money_and_their_records(shop: Front) -> None:
    place, other, order = await planted(shop)
    key, full = await admin(shop), await admin(shop, "read:pii")

    answer = await shop.get("/v1/fixes", key)
    found = answer.json()
    rows: list[Any] = await walked(shop, "/v1/fixes/rows?rule=labor_without_technician&limit=1", full)
    hidden = await walked(shop, "/v1/fixes/rows?rule=technician_without_rate", key)
    named = await walked(shop, "/v1/fixes/rows?rule=technician_without_rate", full)

    assert fits(Fixes, found)
    assert [each["metric"] for each in found["known"]] == ["gross_profit_percent"]
    dearest = next(each for each in found["data"] if each["rule"] == "labor_without_technician")
    assert dearest["location"] == {"id": place["location_id"], "name": place["name"]}
    assert dearest["amount"]["amount"] >= 99_999_900
    assert fits(FixRows, {"data": rows, "next": None, "as_of": None})
    assert rows[0]["key"] == [place["source_id"], str(order["id"])]
    assert (rows[0]["what"], rows[0]["amount"]["amount"]) == ("Gold plating", 99_999_900)
    assert len(rows) == sum(each["records"] for each in found["data"] if each["rule"] == "labor_without_technician")
    assert [each["person"] for each in hidden] == [None] * len(named)
    assert any(each["person"] for each in named)

    of_other = await admin(shop, locations=[other["location_id"]])
    for path in ("/v1/fixes", "/v1/fixes/rows?rule=labor_without_technician&limit=500"):
        theirs = (await shop.get(path, of_other)).json()["data"]
        assert {each["location"]["id"] for each in theirs} <= {other["location_id"]}, path
    assert (await shop.get(f"/v1/fixes?location={place['location_id']}", of_other)).status_code == 404


async def test_a_difference_is_accepted_listed_and_taken_back(shop: Front) -> None:
    place, other, order = await planted(shop)
    key = await admin(shop)
    day = {"location_id": place["location_id"], "day_on": order["day"], "figure": "sales"}

    done = await shop.ask("POST", ACCEPT, key, {**day, "reason": "A typing error of theirs"})
    again = await shop.ask("POST", ACCEPT, key, {**day, "reason": "Twice"})
    (standing,) = (await shop.get(f"{ACCEPT}?{DAYS}", key)).json()["data"]
    back = await shop.ask("POST", BACK, key, day)
    once_more = await shop.ask("POST", BACK, key, day)
    listed = (await shop.get(f"{ACCEPT}?{DAYS}", key)).json()

    assert (done.status_code, done.json()) == (200, {**day, "difference": -5_000})
    assert fits(AcceptDone, back.json())
    assert (again.status_code, back.status_code, once_more.status_code) == (409, 200, 404)
    assert (standing["difference"], standing["reason"]) == (-5_000, "A typing error of theirs")
    assert standing["taken_back_at"] is None
    assert fits(AcceptedDifferences, listed)
    assert [each["taken_back_by"] is None for each in listed["data"]] == [False]
    of_other = await admin(shop, locations=[other["location_id"]])
    assert (await shop.get(f"{ACCEPT}?{DAYS}", of_other)).json()["data"] == []
    actions = [row["action"] for row in await auditing.entries(shop.office, shop.tenant)]
    assert [each for each in actions if each.startswith("difference.")] == [
        "difference.taken_back",
        "difference.accepted",
    ]


async def test_what_cannot_be_accepted_is_refused(shop: Front) -> None:
    place, other, order = await planted(shop)
    key, reader = await admin(shop), await shop.key("read:metrics")
    of_other = await admin(shop, locations=[other["location_id"]])
    neighbour = await admin(shop, tenant=await Tenants(shop.office.database).ensure("a neighbour of differences"))
    good = {"location_id": place["location_id"], "day_on": order["day"], "figure": "sales", "reason": "Because"}

    for body, used, status in (
        (good, reader, 403),
        (good, of_other, 404),
        (good, neighbour, 404),
        ({**good, "location_id": 987_654}, key, 404),
        ({**good, "figure": "mood"}, key, 422),
        ({**good, "reason": " "}, key, 422),
        ({**good, "reason": "x\u0007y"}, key, 422),
        ({**good, "day_on": "2020-01-01"}, key, 409),
        ({**good, "figure": "hours"}, key, 409),
        ({**good, "mood": 1}, key, 422),
    ):
        answer = await shop.ask("POST", ACCEPT, used, body)
        assert answer.status_code == status, (body, answer.text)
    assert (await shop.get(f"{ACCEPT}?{DAYS}", key)).json()["data"] == []
    assert (await shop.get("/v1/fixes/rows?rule=nonsense", key)).status_code == 404
    assert (await shop.get("/v1/fixes/rows", key)).status_code == 422
    assert (await shop.get("/v1/fixes", neighbour)).json()["data"] == []
