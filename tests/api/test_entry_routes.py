"""What only people know, said over HTTP: it is stored, followed by the figures, and noted without what was said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from daysheet.api.resources.entry_shapes import Capacities, FeePatterns, HoursList, PayList, RatesList
from daysheet.operations.entries.mapping import map_suggested
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from daysheet.vendors.smartmoving import VENDOR as MOVERS
from daysheet.vendors.smartmoving.simulator import create_simulator
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front, open_front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio


async def admin(front: Front, *more: str, **how: Any) -> str:
    return await front.key("admin:tenant", "read:metrics", *more, **how)


async def test_rates_are_said_and_the_figures_follow(shop: Front) -> None:
    place, key = (await locations(shop.office, shop.tenant))[0]["location_id"], await admin(shop)
    cost = f"/v1/metrics/labor_gross_profit?from=2020-01-01&to=2030-12-31&location={place}"
    before = (await shop.get(cost, key)).json()["data"][0]["numerator"]

    answer = await shop.ask("PUT", "/v1/rates", key, {"location_id": place, "default_cost_cents": 19_900})
    later = {"location_id": place, "posted_rate_cents": 16_000, "from_on": "2026-01-01"}
    both = await shop.ask("PUT", "/v1/rates", key, later)

    assert fits(RatesList, both.json())
    assert [(each["location_id"], each["from_on"], each["default_cost_cents"]) for each in answer.json()["data"]] == [
        (place, None, 19_900)
    ]
    assert both.json()["data"][1]["from_on"] == "2026-01-01"
    assert (await shop.get("/v1/rates", key)).json() == both.json()
    assert (await shop.get(cost, key)).json()["data"][0]["numerator"] != before
    actor = (await shop.get("/v1/me", key)).json()["actor"]
    noted = await auditing.entries(shop.office, shop.tenant)
    assert [(row["actor"], row["thing"]) for row in noted if row["action"] == "rates.set"] == [
        (actor, f"location {place}"),
        (actor, f"location {place}"),
    ]


async def worker(shop: Front) -> tuple[int, str]:
    """Return a location and the vendor's id of somebody who works there."""
    place = (await locations(shop.office, shop.tenant))[0]
    path = f"/v1/records/tekmetric.employees?tm_shop_id={place['source_id']}&fields=tm_id&limit=1"
    (found,) = (await shop.get(path, await shop.key("read:records"))).json()["data"]
    return place["location_id"], str(found["tm_id"])


async def test_pay_and_presence_are_for_those_who_may_see_persons(shop: Front) -> None:
    place, person = await worker(shop)
    key = await admin(shop, "read:pii")
    who = {"location_id": place, "person_id": person}
    pay = {**who, "hourly_rate_cents": 3_517, "from_on": "2026-01-01"}
    hours = {**who, "worked_on": "2026-01-05", "attended_hours": 7.25}

    paid = await shop.ask("PUT", "/v1/pay", key, pay)
    there = await shop.ask("PUT", "/v1/hours", key, hours)

    assert fits(PayList, paid.json())
    assert fits(HoursList, there.json())
    mine = [each for each in paid.json()["data"] if each["person_id"] == person and each["source"] == "manual"]
    assert [(each["hourly_rate_cents"], each["from_on"]) for each in mine] == [(3_517, "2026-01-01")]
    assert (there.json()["data"][0]["attended_hours"], there.json()["data"][0]["person_id"]) == (7.25, person)
    for method, path, body in (
        ("GET", "/v1/pay", None),
        ("PUT", "/v1/pay", pay),
        ("GET", "/v1/hours", None),
        ("PUT", "/v1/hours", hours),
    ):
        for used in (await admin(shop), await shop.key("read:pii", "read:records")):
            assert (await shop.ask(method, path, used, body)).status_code == 403, (method, path)
    noted = [row["thing"] for row in await auditing.entries(shop.office, shop.tenant) if row["action"] == "pay.set"]
    assert noted == [f"person {person} at location {place}"]


async def test_kinds_of_fees_are_said_in_their_order(shop: Front) -> None:
    key = await admin(shop)
    said = {"position": 2, "pattern": "%green levy%", "fee_type": "environmental"}

    await shop.ask("PUT", "/v1/fee-patterns", key, said)
    answer = await shop.ask("PUT", "/v1/fee-patterns", key, {**said, "position": 1, "fee_type": "other"})

    assert fits(FeePatterns, answer.json())
    assert [(each["position"], each["fee_type"]) for each in answer.json()["data"]] == [
        (1, "other"),
        (2, "environmental"),
    ]
    assert (await shop.get("/v1/fee-patterns", key)).json() == answer.json()


async def test_what_does_not_fit_is_not_stored(shop: Front) -> None:
    place, person = await worker(shop)
    key = await admin(shop, "read:pii")
    who = {"location_id": place, "person_id": person}

    for path, body, status in (
        ("/v1/rates", {"location_id": place}, 422),
        ("/v1/rates", {"location_id": place, "default_cost_cents": -1}, 422),
        ("/v1/rates", {"location_id": place, "default_cost_cents": 1.5}, 422),
        ("/v1/rates", {"location_id": place, "default_cost_cents": 1, "from_on": "0001-01-01"}, 422),
        ("/v1/rates", {"location_id": 987_654, "default_cost_cents": 1}, 404),
        ("/v1/pay", {**who, "hourly_rate_cents": 1, "salary_cents": 1}, 422),
        ("/v1/pay", {**who, "salary_cents": 1}, 422),
        ("/v1/pay", {**who, "person_id": "nobody", "hourly_rate_cents": 1}, 404),
        ("/v1/pay", {**who, "person_id": "4\x00", "hourly_rate_cents": 1}, 422),
        ("/v1/hours", {**who, "worked_on": "2026-01-05", "attended_hours": 26}, 422),
        ("/v1/fee-patterns", {"position": 1, "pattern": "%x%", "fee_type": "nonsense"}, 422),
        ("/v1/fee-patterns", {"position": 1, "pattern": "%\x00%", "fee_type": "other"}, 422),
    ):
        answer = await shop.ask("PUT", path, key, body)
        assert answer.status_code == status, (path, body, answer.text)
    assert (await shop.get("/v1/rates", key)).json()["data"] == []
    assert "pay.set" not in {row["action"] for row in await auditing.entries(shop.office, shop.tenant)}


async def test_another_business_neither_sees_nor_sets_them(shop: Front) -> None:
    place, person = await worker(shop)
    said = {"location_id": place, "default_cost_cents": 1_234}
    await shop.ask("PUT", "/v1/rates", await admin(shop), said)
    neighbour = await Tenants(shop.office.database).ensure("a neighbour of entries")
    key = await admin(shop, "read:pii", tenant=neighbour)

    assert (await shop.get("/v1/rates", key)).json()["data"] == []
    unknown = await shop.ask("PUT", "/v1/rates", key, {**said, "location_id": 987_654})
    theirs = await shop.ask("PUT", "/v1/rates", key, said)
    assert unknown.status_code == theirs.status_code == 404
    assert unknown.json()["detail"] == theirs.json()["detail"]
    pay = {"location_id": place, "person_id": person, "hourly_rate_cents": 1}
    assert (await shop.ask("PUT", "/v1/pay", key, pay)).status_code == 404


async def test_a_key_for_one_location_sets_nothing(shop: Front) -> None:
    place, _ = await worker(shop)
    key = await admin(shop, locations=[place])

    answer = await shop.ask("PUT", "/v1/rates", key, {"location_id": place, "default_cost_cents": 1})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


@pytest.fixture
async def mover(worker_database: str) -> AsyncIterator[Front]:
    """A mover whose branches are mapped; no job was read."""
    simulator = create_simulator(seed=4, orders=5, branches=2, calls_per_minute=0, calls_per_month=0)
    async with open_front(worker_database, vendor=MOVERS, simulator=simulator) as front:
        await front.sync(streams=("branches",))
        await map_suggested(front.office, front.tenant, front.row.name)
        yield front


async def test_what_a_branch_can_do_is_said_by_weekday_and_by_day(mover: Front) -> None:
    key = await admin(mover)
    branch = str(mover.simulator.truth("branches")[0]["id"])
    said = {"branch_id": branch, "trucks": 3, "bookable_hours": 8.5}

    week = await mover.ask("PUT", "/v1/capacity", key, {**said, "weekdays": [1, 2, 5]})
    day = await mover.ask("PUT", "/v1/capacity", key, {**said, "trucks": 0, "day_on": "2026-12-25", "reason": "closed"})

    assert week.status_code == 200, week.text
    assert fits(Capacities, day.json())
    assert [(each["weekday"], each["day_on"], each["trucks"], each["reason"]) for each in day.json()["data"]] == [
        (1, None, 3, None),
        (2, None, 3, None),
        (5, None, 3, None),
        (None, "2026-12-25", 0, "closed"),
    ]
    assert (await mover.get("/v1/capacity", key)).json() == day.json()
    for wrong in (
        said,
        {**said, "weekdays": [1], "day_on": "2026-12-25"},
        {**said, "weekdays": [8]},
        {**said, "day_on": "2026-12-25", "from_on": "2026-01-01"},
    ):
        assert (await mover.ask("PUT", "/v1/capacity", key, wrong)).status_code == 422, wrong
    unknown = await mover.ask("PUT", "/v1/capacity", key, {**said, "branch_id": "nowhere", "weekdays": [1]})
    assert unknown.status_code == 404
