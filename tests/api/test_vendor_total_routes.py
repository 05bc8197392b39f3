"""Totals of the vendor's own report, said by program, and ours beside them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from daysheet.api.resources.month_shapes import Reconciliations
from daysheet.api.resources.vendor_total_shapes import SaidTotals, VendorTotals
from daysheet.core.reconciling import FIGURES
from daysheet.operations.entries.placing import locations, move_to_zone
from daysheet.operations.identity import auditing
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.api.months import admin, month_of_sales, with_zones
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio

PATH = "/v1/vendor-totals"


def days_of(month: str) -> str:
    """Return a query for a whole month, whichever it is."""
    last = {"02": "28", "04": "30", "06": "30", "09": "30", "11": "30"}.get(month[5:], "31")
    return f"from={month}-01&to={month}-{last}"


async def beside(shop: Front, month: str, key: str, location_id: int) -> dict[str, Any]:
    """Return how a location is compared in a month."""
    answer = (await shop.get(f"/v1/reconciliations?{days_of(month)}", key)).json()
    assert fits(Reconciliations, answer)
    return next(each for each in answer["data"] if each["location"]["id"] == location_id)


async def where_sold(shop: Front, key: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return a month that is over, a location that sold something in it, and another one."""
    places, month = await with_zones(shop), await month_of_sales(shop)
    sold = {row["location_id"]: (await beside(shop, month, key, row["location_id"]))["figures"] for row in places}
    places.sort(key=lambda row: -sum(each["compared"] for each in sold[row["location_id"]]))
    return month, places[0], places[1]


async def test_totals_are_kept_once_and_stand_beside_ours(shop: Front) -> None:
    key = await admin(shop)
    month, place, other = await where_sold(shop, key)
    here = place["location_id"]
    before = await beside(shop, month, key, here)
    ours = {each["figure"]: each["ours"] for each in before["figures"]}
    said = {
        "totals": [
            {"location_id": here, "period": month, "figure": "sales", "amount": ours["sales"] - 700},
            {"location_id": here, "period": f"{month}-02", "figure": "hours", "amount": 3.25},
        ]
    }

    done = await shop.ask("PUT", PATH, key, said)
    again = await shop.ask("PUT", PATH, key, said)
    listed = (await shop.get(f"{PATH}?{days_of(month)}", key)).json()

    assert (done.status_code, done.json()) == (again.status_code, again.json())
    assert fits(SaidTotals, done.json())
    assert fits(VendorTotals, listed)
    assert [(each["location"]["name"], each["period"], each["figure"], each["unit"]) for each in listed["data"]] == [
        (place["name"], month, "sales", "cents"),
        (place["name"], f"{month}-02", "hours", "hours"),
    ]
    after = await beside(shop, month, key, here)
    (sales, hours) = after.pop("typed_in")
    assert (sales["ours"], sales["difference"], sales["unexplained"]) == (ours["sales"], 700, 700)
    assert sales["told"] == sales["orders"] > 0
    assert (hours["theirs"], hours["told"]) == (3.25, 0)
    before.pop("typed_in")
    assert after == before
    assert (await beside(shop, month, key, other["location_id"]))["typed_in"] == []
    entries = [each for each in await auditing.entries(shop.office, shop.tenant) if "vendor_totals" in each["action"]]
    assert len(entries) == 1


async def test_hours_are_compared_though_the_vendor_tells_none(shop: Front) -> None:
    key = await admin(shop)
    month, place, _ = await where_sold(shop, key)
    here = place["location_id"]
    told = {each["figure"]: each for each in (await beside(shop, month, key, here))["figures"]}
    assert (told["hours"]["compared"], told["profit"]["compared"]) == (0, 0)

    totals = [{"location_id": here, "period": month, "figure": each, "amount": 100} for each in FIGURES]
    await shop.ask("PUT", PATH, key, {"totals": totals})

    typed = {each["figure"]: each for each in (await beside(shop, month, key, here))["typed_in"]}
    assert typed.keys() == FIGURES.keys()
    assert typed["hours"]["orders"] == typed["profit"]["orders"] == told["profit"]["not_told"] > 0
    assert typed["hours"]["ours"] > 0
    assert typed["profit"]["unexplained"] == typed["profit"]["ours"] - 100 != 0


async def test_a_total_is_written_over_and_cleared(shop: Front) -> None:
    (place, _), key = await with_zones(shop), await admin(shop)
    one = {"location_id": place["location_id"], "period": "2026-05", "figure": "cost", "amount": 12_300}

    async def amounts() -> list[int]:
        return [
            each["amount"] for each in (await shop.get(f"{PATH}?from=2026-05-01&to=2026-05-31", key)).json()["data"]
        ]

    for amount, found in ((12_300, [12_300]), (-5, [-5]), (None, []), (None, [])):
        assert (await shop.ask("PUT", PATH, key, {"totals": [{**one, "amount": amount}]})).status_code == 200
        assert await amounts() == found
    noted = [(each["action"], each["thing"]) for each in await auditing.entries(shop.office, shop.tenant)]
    what = f"cost of 2026-05 at location {place['location_id']}"
    assert [each for each in noted if each[0].startswith("vendor_totals")] == [
        ("vendor_totals.cleared", what),
        ("vendor_totals.set", f"{what}: -5 cents"),
        ("vendor_totals.set", f"{what}: 12300 cents"),
    ]
    part = (await shop.get(f"{PATH}?from=2026-05-01&to=2026-05-30", key)).json()
    assert part["data"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "2026-02-30"},
        {"period": "2026-13"},
        {"period": "2199-01"},
        {"period": "May"},
        {"figure": "mood"},
        {"amount": 0.5},
        {"amount": "much"},
        {"amount": 1e20},
        {"figure": "hours", "amount": -1},
        {"figure": "hours", "amount": 0.125},
        {"made_up": 1},
    ],
)
async def test_one_wrong_total_keeps_all_of_them_out(shop: Front, wrong: dict[str, Any]) -> None:
    (place, _), key = await with_zones(shop), await admin(shop)
    good = {"location_id": place["location_id"], "period": "2026-05", "figure": "sales", "amount": 100}

    answer = await shop.ask("PUT", PATH, key, {"totals": [good, {**good, "period": "2026-04", **wrong}]})

    assert answer.status_code == 422, answer.text
    assert (await shop.get(f"{PATH}?from=2026-01-01&to=2026-12-31", key)).json()["data"] == []


async def test_a_day_begins_where_its_location_is(shop: Front) -> None:
    (place, *_), key = await locations(shop.office, shop.tenant), await admin(shop)
    here = place["location_id"]

    # Whatever the hour is in UTC, the day is another one in at least one of the two.
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        await move_to_zone(shop.office, shop.tenant, here, zone, actor="a test")
        today = shop.office.clock().astimezone(ZoneInfo(zone)).date()
        for day, status in ((today, 200), (today + timedelta(days=1), 422)):
            one = {"location_id": here, "period": day.isoformat(), "figure": "sales", "amount": 100}
            assert (await shop.ask("PUT", PATH, key, {"totals": [one]})).status_code == status, (zone, day)


@pytest.mark.parametrize("span", ["from=2026-05-02&to=2026-05-01", "from=2025-01-01&to=2026-01-02"])
async def test_totals_are_listed_of_up_to_a_year(shop: Front, span: str) -> None:
    answer = await shop.get(f"{PATH}?{span}", await admin(shop))

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert "1 to 366 days" in answer.json()["detail"]


async def test_the_same_total_twice_is_refused(shop: Front) -> None:
    (place, _), key = await with_zones(shop), await admin(shop)
    one = {"location_id": place["location_id"], "period": "2026-05", "figure": "sales", "amount": 100}

    assert (await shop.ask("PUT", PATH, key, {"totals": [one, {**one, "amount": 200}]})).status_code == 422
    assert (await shop.ask("PUT", PATH, key, {"totals": []})).status_code == 422


async def test_totals_are_for_ones_own_locations(shop: Front) -> None:
    place, other = await with_zones(shop)
    neighbour = await admin(shop, tenant=await Tenants(shop.office.database).ensure("a neighbour of totals"))
    of_other, full = await admin(shop, locations=[other["location_id"]]), await admin(shop)
    said = {"totals": [{"location_id": place["location_id"], "period": "2026-05", "figure": "sales", "amount": 1}]}
    query = f"{PATH}?from=2026-05-01&to=2026-05-31"

    for key, status in ((neighbour, 404), (of_other, 404), (await shop.key("read:metrics"), 403), (full, 200)):
        assert (await shop.ask("PUT", PATH, key, said)).status_code == status
    assert len((await shop.get(query, full)).json()["data"]) == 1
    for key in (neighbour, of_other):
        assert (await shop.get(query, key)).json()["data"] == []
    assert (await shop.get(f"{query}&location={place['location_id']}", of_other)).status_code == 404
    assert (await shop.get(PATH, full)).status_code == 422
