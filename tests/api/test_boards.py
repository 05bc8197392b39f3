"""The board of work in progress over HTTP: what the vendor's truth says, under the caller's own rights, at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from daysheet.core.periods import Period
from daysheet.operations.figures import metrics
from daysheet.operations.runs.scheduling import make_usual
from daysheet.vendors.tekmetric.simulator import Job, Labor
from tests.api.front import Front
from tests.api.shop_board import BOARD, an_order, board_of, shown_in

pytestmark = pytest.mark.anyio

OPEN = {1: "estimate", 2: "in_progress", 3: "work_done"}
DECIDED = {True: "authorized", None: "pending"}


def truth_of(front: Front) -> dict[str, dict[str, Any]]:
    """Return the open orders as the vendor has them, counted from its own records."""
    found = {}
    for order in front.simulator.truth("repair_orders"):
        state = OPEN.get(order["repairOrderStatus"]["id"])
        if state is None or order["deletedDate"] is not None:
            continue
        amounts = {"authorized": 0, "pending": 0}
        for job in order["jobs"]:
            value = job["partsTotal"] + job["laborTotal"] + job["feeTotal"] - job["discountTotal"]
            kind = DECIDED.get(job["authorized"])
            if kind == "authorized" or (kind == "pending" and not job["archived"]):
                amounts[kind] += value
        for sublet in order["sublets"]:
            if (kind := DECIDED.get(sublet["authorized"])) is not None:
                amounts[kind] += sublet["price"]
        found[str(order["id"])] = {"state": state, "number": str(order["repairOrderNumber"]), **amounts}
    return found


async def test_the_board_is_the_vendors_truth_before_and_after_a_busy_day(shop: Front) -> None:
    key = await shop.key("read:records")
    for _ in range(3):
        assert (truth := truth_of(shop))
        assert shown_in(await board_of(shop, key)) == truth
        shop.simulator.live(60)
        shop.wait(minutes=20)
        await shop.sync()


async def test_the_counters_are_the_metrics_of_the_same_moment(shop: Front) -> None:
    shop.simulator.put_order(an_order(shop, 3, completed=None, paid_cents=100))
    shop.simulator.put_order(an_order(shop, 2))
    shop.wait(seconds=1)
    await shop.sync()
    counters = (await board_of(shop, await shop.key("read:records")))["counters"]

    async def metric(name: str) -> int:
        today = shop.office.clock().date()
        answer = await metrics.show(shop.office, shop.tenant, name, Period(first_on=today, last_on=today))
        return int(sum(each.metric.numerator.total(each.sums) for each in answer.data))

    assert counters["in_shop"]["count"] == await metric("work_in_progress_count") > 0
    assert counters["in_shop"]["authorized"][0]["amount"] == await metric("work_in_progress_value")
    assert sum(each["amount"] for each in counters["waiting_for_approval"]["value"]) == await metric("pending_value")
    assert counters["late"] == await metric("late")
    assert counters["ready_unpaid"]["count"] == await metric("ready_unpaid") > 0


async def test_an_order_tells_who_has_it_since_when_and_what_is_wrong(shop: Front) -> None:
    people = [each for each in shop.simulator.truth("employees") if each["firstName"] and each["lastName"]]
    labor = [Labor(hours=1, rate_cents=10_000, technician_id=None)]
    undecided = Job(authorized=None, labor=labor)
    shop.simulator.put_order(an_order(shop, 2, jobs=[undecided]))
    shop.wait(minutes=30, seconds=1)
    await shop.sync()
    assert people

    (found,) = [each for each in (await board_of(shop, await shop.key("read:records")))["orders"] if
                each["pending"]["amount"] == 10_000 and each["state"] == "in_progress"]  # fmt: skip

    assert found["flags"] == ["waiting_for_approval", "no_technician", "no_promise"]
    assert (found["age_clock"], found["age_minutes"]) == ("c", 90)
    assert found["technicians"] == []


async def test_states_and_locations_are_filters_and_counters_stay(shop: Front) -> None:
    key = await shop.key("read:records")
    whole = await board_of(shop, key)
    place = whole["orders"][0]["location"]

    done = await board_of(shop, key, "?state=work_done,estimate")
    here = await board_of(shop, key, f"?location={place['name']}")

    assert {each["state"] for each in done["orders"]} <= {"work_done", "estimate"}
    assert done["counters"] == whole["counters"]
    assert [each["id"] for each in here["orders"]] == [
        each["id"] for each in whole["orders"] if each["location"]["id"] == place["id"]
    ]
    for query in ("?state=lost", "?location=Atlantis"):
        assert (await shop.get(BOARD + query, key)).status_code in (404, 422), query


async def test_what_left_today(shop: Front) -> None:
    now = datetime.fromtimestamp(shop.simulator.clock.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    car = next(each for each in shop.simulator.truth("vehicles", shop.simulator.shop_ids[0]) if each["make"])
    order = an_order(shop, 5, completed=now, posted=now, vehicle_id=car["id"])
    order_id = shop.simulator.put_order(order)["id"]
    shop.wait(seconds=1)
    await shop.sync()

    board = await board_of(shop, await shop.key("read:records"))

    (left,) = [each for each in board["left_today"] if each["id"] == str(order_id)]
    assert (left["way"], left["value"]["amount"]) == ("invoiced", 25_000)
    assert left["car"] == {"year": car["year"], "make": car["make"], "model": car["model"]}
    assert str(order_id) not in shown_in(board)
    assert {"label_since", "dropped_off_at"} <= board["not_told"].keys()


async def test_a_board_says_how_fresh_it_is(shop: Front) -> None:
    key = await shop.key("read:records")
    unplanned = await board_of(shop, key)
    await make_usual(shop.office, shop.tenant, shop.row)
    shop.wait(minutes=1)
    planned = await board_of(shop, key)
    shop.wait(hours=1)
    old = await board_of(shop, key)

    assert [{each["state"] for each in found["freshness"]} for found in (unplanned, planned, old)] == [
        {"unknown"}, {"fresh"}, {"stale"},
    ]  # fmt: skip
    assert unplanned["as_of"] == planned["as_of"] == old["as_of"] is not None
    assert {each["expected_minutes"] for each in planned["freshness"]} == {10}


async def test_nobodys_name_is_shown_to_those_who_may_not_see_persons(shop: Front) -> None:
    open_key, closed_key = await shop.key("read:records", "read:pii"), await shop.key("read:records")

    seen, hidden = await board_of(shop, open_key), await board_of(shop, closed_key)
    advisors = [each["advisor"] for each in seen["orders"] if each["advisor"] and each["advisor"]["name"]]
    hidden_people = [each for row in hidden["orders"] for each in [row["advisor"], *row["technicians"]] if each]

    assert advisors
    assert {each["name"] for each in hidden_people} == {None}
    assert any(each["initials"] for each in hidden_people)
    names = {each["name"] for each in advisors}
    hidden_text = (await shop.get(BOARD, closed_key)).text
    assert not [name for name in names if name in hidden_text]
