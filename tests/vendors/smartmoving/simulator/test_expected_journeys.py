"""The samples of the fact sheet become the journeys of the worked example; what is like them, their like."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import pytest

from daysheet.vendors.smartmoving.simulator import Simulator
from daysheet.vendors.smartmoving.simulator.expected_account import Account
from daysheet.vendors.smartmoving.simulator.expected_journeys import expected_journey_rows
from tests.vendors.smartmoving.simulator.worked_example import (
    CHANGED_BY_THE_EVENING,
    CHANGED_ON_PACKING_DAY,
    EVENING,
    EXPECTED_OF_MOVING_DAY,
    HALIFAX,
    MAPPING,
    SEEN_AT,
    SERVICE_MORNING,
    Record,
    account,
    other_move,
    sample,
)


def rows_by_number(known: Account, now: datetime) -> Mapping[str, Record]:
    return {row["job_number"]: row for row in expected_journey_rows(known, MAPPING, now)}


def test_both_days_of_the_worked_example_are_as_the_sheet_says() -> None:
    rows = rows_by_number(account([sample("9.3", 23)]), SEEN_AT)

    assert rows == {
        "131118-1": EXPECTED_OF_MOVING_DAY | CHANGED_ON_PACKING_DAY,
        "131118-2": EXPECTED_OF_MOVING_DAY,
    }


def test_the_evening_of_the_worked_example_is_as_the_sheet_says() -> None:
    detail = sample("9.6", 31)
    opportunity = sample("9.3", 23)
    opportunity["jobs"][1] |= {"actualCharges": detail["actualCharges"], "confirmed": True}

    rows = rows_by_number(account([opportunity], details=[detail]), EVENING)

    assert rows["131118-2"] == EXPECTED_OF_MOVING_DAY | CHANGED_BY_THE_EVENING


@pytest.mark.parametrize(
    ("known", "stage"),
    [
        (("confirmedAtUtc",), "CONFIRMED"),
        (("confirmedAtUtc", "startTimeUtc"), "ONSITE"),
        (("confirmedAtUtc", "startTimeUtc", "endTimeUtc"), "ONSITE"),
    ],
)
def test_the_service_day_of_the_worked_example_goes_through_its_stages(known: tuple[str, ...], stage: str) -> None:
    detail = sample("9.6", 31)
    instants = ("confirmedAtUtc", "startTimeUtc", "endTimeUtc", "completedAtUtc", "closedAtUtc")
    so_far = detail | {name: detail[name] if name in known else None for name in instants}

    rows = rows_by_number(account([sample("9.3", 23)], details=[so_far]), SERVICE_MORNING)

    assert rows["131118-2"]["status"] == rows["131118-2"]["vendor_stage"] == stage


def test_the_second_customer_has_a_closed_and_a_cancelled_journey() -> None:
    closed, cancelled = other_move(0, 0), other_move(0, 1) | {"cancellationReason": "Customer changed plans"}
    done = sample("9.6", 31) | {
        "id": closed["jobs"][0]["id"],
        "jobDate": 20260604,
        "completedAtUtc": "2026-06-04T21:00:00Z",
        "closedAtUtc": "2026-06-05T13:00:00Z",
    }

    rows = rows_by_number(account([closed, cancelled], details=[done]), SEEN_AT)

    first, second = rows["130212-1"], rows["131390-1"]
    assert (first["vendor_status"], first["status"]) == (11, "COMPLETED")
    assert first["closed_at"] == datetime(2026, 6, 5, 13, tzinfo=UTC)
    assert (first["journey_kind"], first["billing_status"]) == ("move", "INVOICED")
    assert first["customer_name"] == "Advent Dental Studio / Imani Okafor-Lind"
    assert first["customer_email"] is None
    assert (second["status"], second["status_reason"]) == ("CANCELLED", "Customer changed plans")
    assert (second["billing_status"], second["flags"]) == ("CANCELLED", [])


def test_a_closed_opportunity_without_instants_is_completed_by_its_status() -> None:
    rows = rows_by_number(account([other_move(0, 0)]), SEEN_AT)

    assert rows["130212-1"]["status"] == "COMPLETED"
    assert "completed_by_opportunity" in rows["130212-1"]["flags"]


@pytest.mark.parametrize("status", [30, 50])
def test_the_third_customer_lost_makes_no_journey(status: int) -> None:
    lost = other_move(1, 0)

    assert rows_by_number(account([lost | {"status": status}]), SEEN_AT) == {}
    assert list(rows_by_number(account([lost | {"status": 3}]), SEEN_AT)) == ["131207-1"]


def test_an_unmapped_branch_has_no_zone_and_no_made_up_start() -> None:
    row = next(iter(expected_journey_rows(account([sample("9.3", 23)]), {}, SEEN_AT)))

    assert (row["location_id"], row["time_zone"], row["currency"], row["planned_start_at"]) == (None,) * 4
    assert row["sm_branch_id"] == UUID(HALIFAX)
    assert "unmapped_branch" in row["flags"]
    assert "franchise" in row["tags"]


def test_of_two_jobs_with_one_number_the_newer_keeps_it() -> None:
    opportunity = sample("9.3", 23)
    for job in opportunity["jobs"]:
        job["jobNumber"] = " 131118-2 "

    older, newer = expected_journey_rows(account([opportunity]), MAPPING, SEEN_AT)

    assert (older["external_id"], newer["external_id"]) == (None, "sm_job_131118-2")
    assert "duplicate_number" in older["flags"]
    assert "duplicate_number" not in newer["flags"]


def test_every_job_that_was_not_lost_is_a_journey(simulator: Simulator) -> None:
    simulator.live(200)
    zones = {branch.id: branch.zone for branch in simulator.business.branches.values()}
    mapping = {
        branch: {"location_id": place, "time_zone": zone, "currency": "CAD"}
        for place, (branch, zone) in enumerate(zones.items(), 1)
    }

    rows = simulator.expected_journeys(zones, mapping)

    tables = simulator.expected(zones)["opportunities"]
    alive = {row["sm_id"] for row in tables["opportunities"] if row["status"] not in (30, 50)}
    jobs = {row["sm_id"] for row in tables["jobs"] if row["sm_opportunity_id"] in alive}
    assert {row["sm_job_id"] for row in rows} == jobs
    assert len(rows) == len(jobs)
    assert {"COMPLETED", "SCHEDULED", "CONFIRMED", "CANCELLED", "TENTATIVE"} <= {row["status"] for row in rows}
