from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from daysheet.simulation.clock import instant_seconds
from daysheet.vendors.tekmetric.simulator import Simulator, create_simulator
from tests.vendors.tekmetric.simulator.identities import broken_identities

Record = dict[str, Any]


@pytest.fixture(scope="module")
def big() -> Simulator:
    return create_simulator(seed=3, orders=2_500)


@pytest.fixture(scope="module")
def orders(big: Simulator) -> list[Record]:
    return big.truth("repair_orders")


@pytest.fixture(scope="module")
def jobs(big: Simulator) -> list[Record]:
    return big.truth("jobs")


def share(part: int, whole: int) -> float:
    assert whole > 0
    return part / whole


@pytest.mark.parametrize("seed", range(25))
def test_money_and_dates_add_up_for_every_seed(seed: int) -> None:
    orders = create_simulator(seed=seed, orders=120).truth("repair_orders")

    assert len(orders) == 120
    assert [problem for order in orders for problem in broken_identities(order)] == []


def test_the_present_states_of_orders_are_those_of_a_real_shop(orders: list[Record]) -> None:
    states = Counter(order["repairOrderStatus"]["id"] for order in orders)

    assert set(states) == {1, 2, 3, 4, 5, 6, 7}
    assert 0.15 < share(states[6], states[5] + states[6]) < 0.25
    assert 0.08 < share(states[7], len(orders)) < 0.14


def test_most_orders_have_one_job_and_some_have_many_or_none(orders: list[Record]) -> None:
    counts = Counter(len(order["jobs"]) for order in orders)

    assert counts.most_common(1)[0][0] == 1
    assert max(counts) == 21
    posted = [order for order in orders if order["postedDate"] and not order["deletedDate"]]
    deleted = [order for order in orders if order["deletedDate"]]
    assert 0 < share(sum(not order["jobs"] for order in posted), len(posted)) < 0.03
    assert 0.3 < share(sum(not order["jobs"] for order in deleted), len(deleted)) < 0.5


def test_lines_have_the_gaps_that_real_ones_have(jobs: list[Record]) -> None:
    labor = [line for job in jobs for line in job["labor"]]
    parts = [part for job in jobs for part in job["parts"]]

    assert 0.11 < share(sum(line["technicianId"] is None for line in labor), len(labor)) < 0.17
    assert 0.02 < share(sum(line["hours"] == 0 for line in labor), len(labor)) < 0.08
    assert 0.04 < share(sum(part["quantity"] % 1 != 0 for part in parts), len(parts)) < 0.08
    assert any(part["quantity"] == 0 for part in parts)
    assert any(line["name"] == "" for line in labor)
    tires = [part for part in parts if part["partType"]["code"] == "TIRE"]
    assert tires
    assert all(part["name"] is None and isinstance(part["width"], str) for part in tires)
    assert any(part["name"] is None for part in parts if part["partType"]["code"] == "PART")


def test_a_decision_has_three_states(jobs: list[Record]) -> None:
    assert {job["authorized"] for job in jobs} == {True, False, None}
    assert any(job["archived"] for job in jobs if job["authorized"] is False)
    assert any(job["selected"] is False for job in jobs)


def test_the_rare_shapes_are_there(orders: list[Record], jobs: list[Record]) -> None:
    posted = [order for order in orders if order["repairOrderStatus"]["id"] in (5, 6)]

    assert 0.02 < share(sum(order["totalSales"] == 0 for order in posted), len(posted)) < 0.08
    assert any(order["discountTotal"] < 0 for order in orders)
    assert any(order["sublets"] for order in orders)
    assert any(order["customerId"] is None for order in orders)
    assert any(order["vehicleId"] is None and order["customerId"] for order in orders)
    assert any(order["repairOrderCustomLabel"] for order in orders)
    assert any(order["repairOrderStatus"]["id"] == 2 and order["postedDate"] for order in orders)
    assert any(len({fee["name"].strip().lower() for fee in job["fees"]}) < len(job["fees"]) for job in jobs)
    assert any("\n" in job["name"] and len(job["name"]) == 254 for job in jobs)
    assert 0.6 < share(sum(bool(order["customerConcerns"]) for order in orders), len(orders)) < 0.8


def test_a_deleted_order_keeps_its_last_label(orders: list[Record]) -> None:
    deleted = [order for order in orders if order["deletedDate"]]

    assert {order["repairOrderStatus"]["code"] for order in deleted} == {"DELETED"}
    assert "DELETED" not in {order["repairOrderLabel"]["status"]["code"] for order in deleted}
    assert len({order["repairOrderLabel"]["code"] for order in deleted}) > 2


def test_jobs_are_often_touched_long_after_their_order(orders: list[Record], jobs: list[Record]) -> None:
    updated = {order["id"]: instant_seconds(order["updatedDate"]) for order in orders}
    late = [job for job in jobs if instant_seconds(job["updatedDate"]) > updated[job["repairOrderId"]] + 86_400]

    assert 0.3 < share(len(late), len(jobs)) < 0.5


def test_some_technicians_are_in_no_list(big: Simulator, jobs: list[Record]) -> None:
    known = {employee["id"] for employee in big.truth("employees")}
    named = {line["technicianId"] for job in jobs for line in job["labor"]} - {None}

    assert named - known
    assert named & known


def test_a_business_keeps_its_name_in_the_first_name(big: Simulator) -> None:
    businesses = [row for row in big.truth("customers") if row["customerType"]["code"] == "BUSINESS"]

    assert businesses
    assert all(row["firstName"] and not row["lastName"] for row in businesses)
    assert any(row["contactLastName"] for row in businesses)


def test_the_history_covers_two_years_and_ends_now(big: Simulator, orders: list[Record], jobs: list[Record]) -> None:
    now = big.clock.text()

    assert instant_seconds(now) - instant_seconds(orders[0]["createdDate"]) > 720 * 86_400
    assert max(order["updatedDate"] for order in orders) <= now
    assert max(job["updatedDate"] for job in jobs) <= now
    assert [order["id"] for order in orders] == sorted(order["id"] for order in orders)


def test_orders_are_written_in_the_opening_hours_of_their_own_shop(big: Simulator, orders: list[Record]) -> None:
    zones = {90417: "America/Chicago", 90418: "America/New_York", 90419: "America/Los_Angeles"}
    now = instant_seconds(big.clock.text())
    earlier = [order for order in orders if instant_seconds(order["createdDate"]) < now - 86_400]

    for order in earlier:
        zone = ZoneInfo(zones[order["shopId"]])
        local = datetime.fromisoformat(order["createdDate"]).astimezone(zone)
        assert 7 <= local.hour <= 19
        assert local.weekday() != 6


def test_everything_named_is_invented(big: Simulator) -> None:
    for shop in big.truth("shops"):
        assert shop["email"].endswith(".example")
        assert "-555-01" in shop["phone"]
    for customer in big.truth("customers"):
        assert customer["email"] is None or customer["email"].endswith("@mail.example")
        assert all("-555-01" in phone["number"] for phone in customer["phone"])
