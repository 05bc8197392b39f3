"""The business goes on living, and what it does keeps every promise of the vendor."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.vendors.tekmetric.simulator import Clock, Simulator, create_simulator
from daysheet.vendors.tekmetric.simulator.changes import change_job
from tests.vendors.tekmetric.simulator.caller import Caller
from tests.vendors.tekmetric.simulator.identities import broken_identities

EVENTS = {
    "order_created", "job_added", "job_edited", "job_removed", "jobs_decided", "order_completed", "order_posted",
    "order_paid", "order_unposted", "order_reposted", "order_header_edited", "order_saved_for_later", "order_deleted",
    "customer_created", "customer_edited", "customer_deleted", "vehicle_changed", "staff_changed",
    "appointment_changed", "stock_changed",
}  # fmt: skip


def by_id(rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize("seed", range(12))
def test_money_and_dates_add_up_after_any_life(seed: int) -> None:
    simulator = create_simulator(seed=seed, orders=60)

    simulator.live(300)

    orders = simulator.truth("repair_orders")
    assert len(orders) > 60
    assert [problem for order in orders for problem in broken_identities(order)] == []


def test_everything_that_can_happen_happens() -> None:
    simulator = create_simulator(seed=5, orders=200)

    happened = simulator.live(1_500)

    assert set(happened) == EVENTS
    assert sum(happened.values()) == 1_500
    assert simulator.stats.life_events == happened


def test_an_empty_business_comes_to_life() -> None:
    simulator = create_simulator(seed=5, orders=0, shops=1)

    simulator.live(200)

    assert simulator.truth("repair_orders")
    assert simulator.truth("jobs")


def test_the_jobs_of_the_list_are_those_of_the_orders(simulator: Simulator) -> None:
    simulator.live(500)

    in_orders = [job for order in simulator.truth("repair_orders") for job in order["jobs"]]

    assert sorted(in_orders, key=lambda job: job["id"]) == simulator.truth("jobs")


def test_whatever_changes_carries_a_new_date(simulator: Simulator) -> None:
    streams = ("customers", "vehicles", "repair_orders", "jobs", "appointments", "employees")
    simulator.clock.advance(60)
    started_at = simulator.clock.text()
    before = {stream: by_id(simulator.truth(stream)) for stream in streams}

    simulator.live(600)

    moved = 0
    for stream in streams:
        for row in simulator.truth(stream):
            if before[stream].get(row["id"]) != row:
                own = row["updatedDate"] >= started_at
                jobs = [job["updatedDate"] >= started_at for job in row.get("jobs", [])]
                assert own or any(jobs), row
                moved += 1
    assert moved > 100


def test_a_job_edit_moves_the_job_and_not_its_order(simulator: Simulator) -> None:
    order = next(row for row in reversed(simulator.truth("repair_orders")) if row["postedDate"] and row["jobs"])
    job_id = order["jobs"][0]["id"]
    simulator.clock.advance(60)

    change_job(simulator.business, job_id, lambda job: job.update(note="called back"))

    changed = next(row for row in simulator.truth("repair_orders") if row["id"] == order["id"])
    assert changed["updatedDate"] == order["updatedDate"]
    assert changed["jobs"][0]["updatedDate"] == simulator.clock.text()
    assert changed["jobs"][0]["note"] == "called back"
    assert changed["totalSales"] == order["totalSales"]


def test_invoices_come_back_with_other_totals_and_earlier_dates() -> None:
    simulator = create_simulator(seed=2, orders=300)
    before = by_id(simulator.truth("repair_orders"))

    simulator.live(1_500)

    invoiced = [row for row in simulator.truth("repair_orders") if row["repairOrderStatus"]["id"] in (5, 6)]
    again = [row for row in invoiced if (before.get(row["id"]) or {}).get("postedDate")]
    assert any(row["postedDate"] < before[row["id"]]["postedDate"] for row in again)
    assert any(row["totalSales"] != before[row["id"]]["totalSales"] for row in again)
    reopened = [row for row in simulator.truth("repair_orders") if row["repairOrderStatus"]["id"] in (2, 3)]
    assert any(row["postedDate"] for row in reopened)


def test_staff_and_jobs_leave_without_a_trace_and_others_are_marked() -> None:
    simulator = create_simulator(seed=2, orders=200)
    streams = ("employees", "jobs", "customers", "vehicles", "appointments", "repair_orders")
    before = {stream: set(by_id(simulator.truth(stream))) for stream in streams}

    simulator.live(1_500)

    after = {stream: set(by_id(simulator.truth(stream))) for stream in streams}
    assert before["employees"] - after["employees"]
    assert before["jobs"] - after["jobs"]
    for stream in ("customers", "vehicles", "appointments", "repair_orders"):
        assert before[stream] <= after[stream]


async def test_removed_records_are_not_found(simulator: Simulator, caller: Caller) -> None:
    before = set(by_id(simulator.truth("jobs")))
    simulator.live(400)
    removed = min(before - set(by_id(simulator.truth("jobs"))))

    assert (await caller.get(f"jobs/{removed}")).status_code == 404


async def test_a_change_is_found_by_its_date(simulator: Simulator, caller: Caller) -> None:
    simulator.clock.advance(60)
    since = simulator.clock.text()
    before = by_id(simulator.truth("customers"))
    simulator.live(300)
    changed = {row["id"] for row in simulator.truth("customers") if before.get(row["id"]) != row}
    deleted = {row["id"] for row in simulator.truth("customers") if row["deletedDate"]}

    updated = set(await caller.ids("customers", updatedDateStart=since))
    gone = set(await caller.ids("customers", deletedDateStart=since))

    assert updated == changed - deleted
    assert gone == changed & deleted


def test_a_ticking_clock_is_hardly_moved_by_life() -> None:
    readings = [0.0]
    clock = Clock(1_780_000_000.0, reading=lambda: readings[0])
    simulator = create_simulator(seed=1, orders=20, clock=clock)

    simulator.live(50)

    assert clock.now() == 1_780_000_050.0


async def test_a_bulk_edit_gives_many_rows_one_stamp(simulator: Simulator, caller: Caller) -> None:
    simulator.clock.advance(60)

    touched = simulator.bulk_edit("customers", 45)

    assert len(touched) == 45
    assert await caller.ids("customers", updatedDateStart=simulator.clock.text()) == touched
    assert {row["updatedDate"] for row in await caller.rows("customers")} > {simulator.clock.text()}
