"""Metrics over HTTP: every number with what it rests on, down to its records, for whoever may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from daysheet.api.resources.metric_shapes import Catalogue, Explanations, Measured
from daysheet.core.periods import Period
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures import metrics
from daysheet.operations.runs.scheduling import make_usual
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.api.shaped import fits
from tests.api.test_records import walked

pytestmark = pytest.mark.anyio

LONG = "from=2020-01-01&to=2030-12-31"
ALL = Period(first_on=date(2020, 1, 1), last_on=date(2030, 12, 31))
SALES = f"/v1/metrics/net_sales?{LONG}"


async def reader(front: Front, *more: str, **how: Any) -> str:
    return await front.key("read:metrics", "read:records", *more, **how)


async def sales_day(front: Front) -> str:
    """Return a day of the shop on which something was sold."""
    days = (await front.get(f"{SALES}&by=day", await reader(front))).json()["data"]
    return str(max(days, key=lambda each: (each["value"], each["from"]))["from"])


async def test_the_catalogue_says_how_each_is_made_and_why_some_are_not(front: Front) -> None:
    key = await front.key("read:metrics")

    answer = await front.get("/v1/metrics", key)

    assert fits(Catalogue, answer.json())
    known = {each["id"]: each for each in answer.json()["data"]}
    assert known["gross_profit_percent"]["unit"] == "percent"
    assert {each["reason"] for each in known["gross_profit_percent"]["left_out"]} >= {"part_cost_unknown"}
    assert known["technician_billed_hours"]["by"] == ["location", "person", "day", "week", "month"]
    assert all(each["formula"] and each["meaning"] for each in known.values())
    assert all(each["reason"] for each in answer.json()["absent"])
    assert (await front.get("/v1/metrics", await front.key("read:records"))).status_code == 403


async def test_a_value_is_that_of_the_operation_and_leads_to_its_records(shop: Front) -> None:
    key = await reader(shop)

    found = (await shop.get(SALES, key)).json()

    assert fits(Measured, found)
    ours = await metrics.show(shop.office, shop.tenant, "net_sales", ALL)
    assert [each["value"] for each in found["data"]] == [int(each.value or 0) for each in ours.data]
    assert sum(each["value"] for each in found["data"]) == sum(each["value"] for each in found["totals"]) > 0
    for each in found["data"]:
        rows: Sequence[Mapping[str, Any]] = await walked(shop, f"{each['links']['rows']}&limit=7", key)
        _, metric = metrics.find(shop.office.vendors, "net_sales")
        assert sum(int(metric.numerator.total(row)) for row in rows) == each["value"]


async def test_a_value_says_whether_what_it_is_made_of_is_read_as_often_as_it_should(shop: Front) -> None:
    key = await reader(shop)
    await make_usual(shop.office, shop.tenant, shop.row)

    async def fresh() -> dict[str, Any]:
        found = (await shop.get(SALES, key)).json()
        assert fits(Measured, found)
        explained = (await shop.get(f"/v1/metrics/net_sales/explain?{LONG}", key)).json()
        assert fits(Explanations, explained)
        assert {each["freshness"]["state"] for each in explained["data"]} == {found["freshness"]["state"]}
        told: dict[str, Any] = found["freshness"]
        return told

    now = await fresh()
    assert (now["state"], now["expected_minutes"] >= 10) == ("fresh", True)
    shop.wait(minutes=20)
    assert (await fresh())["state"] == "late"
    shop.wait(minutes=20)
    late = await fresh()
    assert (late["state"], late["as_of"]) == ("stale", now["as_of"])


async def test_what_is_left_out_of_an_explanation_is_counted_whole(shop: Front) -> None:
    key = await reader(shop)
    metric = "/v1/metrics/gross_profit_percent"
    rows = await walked(shop, f"{metric}/rows?{LONG}&only=missing&limit=9", key)

    explained = (await shop.get(f"{metric}/explain?{LONG}&limit=1", key)).json()

    assert fits(Explanations, explained)
    assert len(rows) > len(explained["data"])
    assert sum(each["left_out_total"] for each in explained["data"]) == len(rows)
    assert {len(each["left_out"]) for each in explained["data"]} <= {0, 1}


async def test_a_value_is_told_by_day_and_by_person(shop: Front) -> None:
    by_day = (await shop.get(f"{SALES}&by=week", await reader(shop))).json()
    hours = f"/v1/metrics/technician_billed_hours?{LONG}&by=person"
    seen = (await shop.get(hours, await reader(shop, "read:pii"))).json()
    hidden = (await shop.get(hours, await reader(shop))).json()

    assert fits(Measured, by_day)
    assert fits(Measured, seen)
    assert len({each["from"] for each in by_day["data"]}) > 1
    assert [each["value"] for each in seen["data"]] == [each["value"] for each in hidden["data"]]
    assert any(each["name"] not in (None, "nobody") for each in seen["data"])
    assert {each["name"] for each in hidden["data"]} == {None}


async def test_what_somebody_earns_is_told_to_few(shop: Front) -> None:
    path = f"/v1/metrics/technician_gross_profit_per_billed_hour?{LONG}"
    rows = f"/v1/metrics/gross_profit_percent/rows?{LONG}"
    may, may_not = await reader(shop, "read:pii"), await reader(shop)

    assert (await shop.get(path, may)).status_code == 200
    for refused in (path, path.replace("?", "/explain?"), path.replace("?", "/rows?")):
        answer = await shop.get(refused, may_not)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), refused
    seen, hidden = (await shop.get(rows, may)).json()["data"], (await shop.get(rows, may_not)).json()["data"]
    assert "labor_cost_cents" in seen[0]
    assert not any("cost" in name.split("_") for row in hidden for name in row)
    assert [row["record_id"] for row in seen] == [row["record_id"] for row in hidden]


async def test_the_same_weekdays_before_are_beside_one_day(shop: Front) -> None:
    key = await reader(shop)
    day = date.fromisoformat(await sales_day(shop)) + timedelta(weeks=1)
    before = [day - timedelta(weeks=week) for week in range(1, 5)]
    expected: dict[int, list[Decimal]] = {}
    for each in before:
        answer = await metrics.show(shop.office, shop.tenant, "net_sales", Period(first_on=each, last_on=each))
        for datum in answer.data:
            assert datum.place is not None
            expected.setdefault(datum.place.location["location_id"], []).append(datum.value or Decimal(0))

    found = (await shop.get(f"/v1/metrics/net_sales?date={day}&comparison=same_weekdays_before", key)).json()

    assert fits(Measured, found)
    assert found["comparison"]["weeks"] == 4
    for each in found["data"]:
        values = expected[each["location"]["id"]]
        mean = round(float(sum(values, Decimal(0)) / 4)) if any(values) else None
        assert each["previous"] == pytest.approx(mean, abs=1)
        assert each["change"] == (None if mean is None else pytest.approx(each["value"] - each["previous"], abs=1))
    assert any(each["previous"] for each in found["data"])
    ratio = (await shop.get(f"/v1/metrics/average_repair_order?date={day}&comparison=same_weekdays_before", key)).json()
    of_all = (await shop.get(f"/v1/metrics/average_repair_order?from={before[-1]}&to={before[0]}&by=day", key)).json()
    for each in ratio["data"]:
        days = [one for one in of_all["data"] if one["location"] == each["location"]]
        days = [one for one in days if one["from"] in map(str, before) and one["denominator"]]
        share = sum(one["numerator"] for one in days) / max(1, sum(one["denominator"] for one in days))
        assert each["previous"] == (pytest.approx(share, abs=1) if days else None)
    refused = await shop.get(f"{SALES}&comparison=same_weekdays_before", key)
    assert (refused.status_code, refused.json()["code"]) == (422, "does_not_fit")


async def test_an_explanation_fills_in_the_formula(shop: Front) -> None:
    path = f"/v1/metrics/gross_profit_percent/explain?{LONG}&limit=3"

    found = (await shop.get(path, await reader(shop))).json()

    assert fits(Explanations, found)
    assert len(found["data"]) == 2
    for each in found["data"]:
        assert each["filled_in"].endswith("%")
        assert len(each["rows"]) <= 3 < each["rows_total"]
    assert (await shop.get(path, await shop.key("read:metrics"))).status_code == 403


async def test_what_is_left_out_is_listed_with_its_reason(shop: Front) -> None:
    key = await reader(shop)
    (value, *_) = (await shop.get(f"/v1/metrics/gross_profit_percent?{LONG}", key)).json()["data"]

    rows = await walked(shop, f"{value['links']['missing']}&limit=2", key)

    missing = {each["reason"]: each["rows"] for each in value["coverage"]["missing"]}
    assert len(rows) == sum(missing.values()) > 0
    assert {row["reason"] for row in rows} == set(missing)
    csv = await shop.get(value["links"]["missing"], key, accept="text/csv")
    assert csv.text.splitlines()[0].split(",")[:3] == ["location", "location_id", "record_id"]


async def test_a_key_for_one_location_is_told_of_no_other(shop: Front) -> None:
    mine, other = [row["location_id"] for row in await locations(shop.office, shop.tenant)]
    key = await reader(shop, locations=[mine])

    found = (await shop.get(SALES, key)).json()

    assert [each["location"]["id"] for each in found["data"]] == [mine]
    assert [each["value"] for each in found["totals"]] == [found["data"][0]["value"]]
    rows = await walked(shop, f"/v1/metrics/net_sales/rows?{LONG}&limit=500", key)
    assert {row["location_id"] for row in rows} == {mine}
    for path in (f"{SALES}&location={other}", f"{SALES}&location=987654"):
        answer = await shop.get(path, key)
        assert (answer.status_code, answer.json()["code"]) == (404, "nothing_here")
    everything = await reader(shop)
    assert len((await shop.get(f"{SALES}&location={mine},{other}", everything)).json()["data"]) == 2
    assert len((await shop.get(f"{SALES}&location={other}", everything)).json()["data"]) == 1


async def test_another_business_has_figures_of_its_own(shop: Front) -> None:
    neighbour = await Tenants(shop.office.database).ensure("a neighbour of figures")
    key = await reader(shop, tenant=neighbour)

    for path in (SALES, f"/v1/metrics/net_sales/rows?{LONG}", f"/v1/metrics/net_sales/explain?{LONG}"):
        assert (await shop.get(path, key)).status_code == 404, path


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/metrics/happiness", 404),
        ("/v1/metrics/pace", 404),
        ("/v1/metrics/net_sales?date=soon", 422),
        ("/v1/metrics/net_sales?date=2026-03-04&from=2026-03-04", 422),
        ("/v1/metrics/net_sales?from=2026-03-04", 422),
        ("/v1/metrics/net_sales?by=person", 422),
        ("/v1/metrics/net_sales?by=hour", 422),
        ("/v1/metrics/net_sales?days=3", 422),
        ("/v1/metrics/net_sales/rows?only=some", 422),
        ("/v1/metrics/net_sales/rows?after=nonsense", 400),
    ],
)
async def test_what_cannot_be_told_is_refused(shop: Front, path: str, status: int) -> None:
    answer = await shop.get(path, await reader(shop))

    assert answer.status_code == status, answer.text
