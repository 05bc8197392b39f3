"""The sheet's own samples become the rows that the sheet tells."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from daysheet.vendors.smartmoving.simulator.expected import expected_list, expected_rows
from daysheet.vendors.smartmoving.simulator.expected_jobs import add_job_detail, add_time_list
from daysheet.vendors.smartmoving.simulator.expected_opportunities import add_opportunity
from daysheet.vendors.smartmoving.simulator.expected_records import add_customer, add_lead
from daysheet.vendors.smartmoving.simulator.expected_values import Rows, cents, day, instant
from tests.vendors.smartmoving.simulator.worked_example import sample

ROWAN = UUID("484e3a28-e665-41cd-8bb0-b48e012475ec")
ROWANS_MOVE = UUID("ab8fbb70-e34b-4942-8fd2-b48d016bfa20")
PACKING_DAY = UUID("b2407a9b-2f11-45e1-b801-b48e012475ec")
MOVING_DAY = UUID("129bea94-5f09-473e-a5e4-b48e0124cca4")
ORIGIN = "14 Sample Street, Halifax, Nova Scotia B3H 0A2, Canada"


def rows_of_list(stream: str, operation: int) -> list[dict[str, Any]]:
    listed = sample("9.1" if operation == 2 else "9.12", operation)
    return expected_list(stream, listed if isinstance(listed, list) else listed["pageResults"])[stream]


@pytest.fixture(scope="module")
def customers() -> Rows:
    return expected_rows("customers", add_customer, sample("9.2", 16)["pageResults"])


@pytest.fixture(scope="module")
def opportunities() -> Rows:
    return expected_rows("opportunities", add_opportunity, [sample("9.3", 23)])


def test_branches_are_held_as_they_are_listed() -> None:
    halifax, moncton, portland = rows_of_list("branches", 2)

    assert halifax == {
        "sm_id": UUID("0d98db16-111e-44e7-bd20-ad0200dbc6e4"),
        "name": "HALIFAX 🇨🇦 - Harbour & Pine",
        "phone_number": "(902) 555-0110",
        "full_address": "120 Sample Quay Road, Halifax, Nova Scotia B3J 0A1, Canada",
        "street": "120 Sample Quay Road",
        "city": "Halifax",
        "state": "Nova Scotia",
        "zip": "B3J 0A1",
        "latitude": Decimal("44.6476"),
        "longitude": Decimal("-63.5728"),
        "is_primary": True,
    }
    assert (moncton["name"], moncton["phone_number"], moncton["state"]) == ("MONCTON🇨🇦 - Harbour & Pine ", "", "NB")
    assert portland["is_primary"] is False


def test_lists_of_the_office_are_held_as_they_are_listed() -> None:
    desk, ana = rows_of_list("users", 3)
    assert (desk["name"], desk["title"], desk["sm_branch_id"]) == (" Dispatch Desk", None, None)
    assert ana["role_name"] == "Sales Person"
    assert rows_of_list("service_types", 7)[-1] == {
        "sm_id": 101,
        "name": "Box Delivery ",
        "scaling_factor_percent": 100,
        "has_activity_loading": True,
        "has_activity_finished_loading": True,
        "has_activity_unloading": True,
        "sort_order": 10,
    }
    boxes, flat, unknown = rows_of_list("move_sizes", 8)
    assert (boxes["description"], boxes["volume_cubic_feet"], flat["weight_pounds"]) == ("", 0, Decimal(6048))
    assert (unknown["description"], unknown["volume_cubic_feet"], unknown["weight_pounds"]) == (None, None, None)
    assert [row["name"] for row in rows_of_list("referral_sources", 9)] == ["Google Ads", "Repeat customer "]
    assert rows_of_list("arrival_windows", 11)[1]["end_hour"] == Decimal(14)
    assert rows_of_list("pipeline_labels", 22)[-1]["name"] == "Booked "
    assert rows_of_list("lost_reasons", 12)[0]["description"] == "Price too high"
    assert rows_of_list("cancellation_reasons", 14)[0]["sort_order"] == 1


def test_customers_come_with_telephones_opportunities_and_jobs(customers: Rows) -> None:
    studio, _, rowan = customers["customers"]

    assert (studio["phone_type"], studio["email"]) == (2, "")
    assert rowan == {
        "sm_id": ROWAN,
        "name": "Rowan Ellery",
        "phone_number": "9025550142",
        "phone_type": 0,
        "email": "rowan.ellery@example.com",
        "address": ORIGIN,
    }
    assert customers["customer_phones"] == [
        {"sm_customer_id": studio["sm_id"], "position": 1, "phone_number": "5065550164", "phone_type": 0}
    ]
    assert [row["status"] for row in customers["customer_opportunities"]] == [11, 20, 30, 4]
    assert customers["customer_opportunities"][-1]["quote_number"] == "131118"
    assert customers["customer_jobs"][-1] == {
        "sm_customer_id": ROWAN,
        "sm_opportunity_id": ROWANS_MOVE,
        "sm_id": MOVING_DAY,
        "job_number": "131118-2",
        "service_on": date(2026, 8, 19),
        "service_type_id": 1,
    }


def test_an_opportunity_is_held_with_its_estimate_in_cents(opportunities: Rows) -> None:
    (row,) = opportunities["opportunities"]

    assert (row["sm_id"], row["quote_number"], row["sm_customer_id"]) == (ROWANS_MOVE, 131118, ROWAN)
    assert (row["pipeline_label"], row["move_size"]) == ("Booked ", "2 Bedroom Apartment")
    assert (row["estimated_subtotal_cents"], row["estimated_tax_cents"]) == (146_150, 20_461)
    assert (row["estimated_taxable_cents"], row["estimated_total_cents"]) == (146_150, 166_611)
    assert (row["volume_cubic_feet"], row["weight_pounds"]) == (Decimal(864), Decimal(6048))
    assert (row["salesperson"], row["tariff"]) == ("Ana Quill", "Local hourly 2026")
    assert row["service_on"] == date(2026, 8, 18)
    assert row["sm_created_at"] == datetime(2026, 7, 20, 22, 5, 12, tzinfo=UTC)


def test_jobs_are_held_under_their_opportunity(opportunities: Rows) -> None:
    packing, moving = opportunities["jobs"]

    assert packing == {
        "sm_opportunity_id": ROWANS_MOVE,
        "sm_id": PACKING_DAY,
        "job_number": "131118-1",
        "service_on": date(2026, 8, 18),
        "service_type_id": 3,
        "confirmed": True,
        "addresses": [ORIGIN],
        "arrival_window_id": UUID("ce4ba378-f105-4d45-bb62-b12600c5c6dc"),
        "arrival_window": "12:00 PM - 2:00 PM",
        "window_start_hour": Decimal(12),
        "window_end_hour": Decimal(14),
        "tips_cents": 0,
        "crew_names": ["Ilse Varga", "Dov Mensah"],
        "estimated_labor_hours": Decimal(3),
        "actual_labor_hours": None,
        "billable_hours": None,
        "estimated_travel_hours": Decimal("0.5"),
        "actual_travel_hours": None,
    }
    assert (len(moving["addresses"]), moving["crew_names"]) == (3, [])


def test_charges_payments_and_contacts_are_numbered_from_one(opportunities: Rows) -> None:
    charges = opportunities["job_estimated_charges"]

    assert [(row["sm_job_id"], row["position"], row["total_cents"]) for row in charges] == [
        (PACKING_DAY, 1, 38_700),
        (MOVING_DAY, 1, 94_500),
        (MOVING_DAY, 2, 8_450),
        (MOVING_DAY, 3, 4_500),
    ]
    assert opportunities["job_actual_charges"] == []
    assert opportunities["payments"] == [
        {
            "sm_opportunity_id": ROWANS_MOVE,
            "position": 1,
            "payment_source": 2,
            "payment_type": 3,
            "payment_category": 0,
            "amount_cents": 15_000,
            "refunded_cents": 0,
            "taken_by": "Rowan Ellery",
            "is_outstanding": False,
            "paid_at": None,
            "refunds_payment_id": None,
        }
    ]
    assert opportunities["opportunity_contacts"] == [
        {
            "sm_opportunity_id": ROWANS_MOVE,
            "position": 1,
            "name": "Sasha Ellery",
            "email": None,
            "phone_number": "9025550143",
            "phone_type": 0,
        }
    ]


def test_times_of_jobs_hang_under_the_opportunity_they_were_asked_for() -> None:
    rows: Rows = {"job_time_lists": [], "job_times": []}

    add_time_list(rows, str(ROWANS_MOVE), sample("9.5", 25))

    assert rows["job_time_lists"] == [{"sm_id": ROWANS_MOVE}]
    assert [row["sm_id"] for row in rows["job_times"]] == [PACKING_DAY, MOVING_DAY]
    assert rows["job_times"][0]["confirmed_at"] == datetime(2026, 8, 10, 18, 22, 5, tzinfo=UTC)


def test_a_job_alone_is_held_with_stops_and_notes() -> None:
    rows = expected_rows("job_details", add_job_detail, [sample("9.6", 31)])

    (job,) = rows["job_details"]
    assert (job["sm_id"], job["sm_opportunity_id"], job["tips_cents"]) == (MOVING_DAY, ROWANS_MOVE, 4_000)
    assert (job["crew_notes"], job["dispatcher_notes"], job["drop_off_on"]) == ("Piano on floor 2", "", None)
    assert job["completed_at"] == datetime(2026, 8, 19, 20, 58, 41, tzinfo=UTC)
    first, last = rows["job_stops"]
    assert (first["stop_order"], first["unit"], first["latitude"]) == (0, "5", Decimal("44.6389"))
    assert (last["is_destination"], last["property_type"], last["parking"]) == (True, 2, "Driveway")


def test_a_lead_without_a_day_has_none() -> None:
    rows = expected_rows("leads", add_lead, sample("9.7", 20)["pageResults"])["leads"]

    assert [row["service_on"] for row in rows] == [date(2026, 9, 5), None, date(2026, 8, 20), None]
    assert [row["status"] for row in rows] == [0, 1, 30, 50]
    assert (rows[2]["lost_reason"], rows[3]["bad_lead_reason"]) == ("Price too high", "Spam")
    assert (rows[0]["salesperson"], rows[0]["origin_city"], rows[0]["destination_city"]) == ("", "Halifax", "Truro")


def test_parts_of_a_cent_are_never_rounded_away() -> None:
    assert cents(-100.0) == -10_000
    with pytest.raises(ValueError, match="parts of a cent"):
        cents(12.345)


def test_days_and_instants_are_read_in_every_dress() -> None:
    assert {day(20260720), day("2026-07-20"), day("2026-07-20T00:00:00")} == {date(2026, 7, 20)}
    assert (day(0), day(None), instant(None)) == (None, None, None)
    assert {instant("2026-08-03T17:44:49Z"), instant("2026-08-03T17:44:49"), instant("2026-08-03T14:44:49-03:00")} == {
        datetime(2026, 8, 3, 17, 44, 49, tzinfo=UTC)
    }
