"""Which of the vendor's records the warehouse must hold, in which columns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daysheet.vendors.smartmoving import simulator as package
from daysheet.vendors.smartmoving.simulator import Simulator
from daysheet.vendors.smartmoving.simulator.days import shifted

TABLES = Path(package.__file__).parent.parent / "sql" / "tables"
BOOKKEEPING = {
    "tenant_id", "connection_id", "deleted_at", "deleted_reason", "first_seen_at", "changed_at", "is_complete",
}  # fmt: skip
NO_TABLES_OF_STREAMS = {
    "branch_aliases",
    "journey_status_history",
    "inquiries",
    "branch_capacity",
    "branch_capacity_exceptions",
    "daily_branch_metrics",
}


@pytest.mark.parametrize("stream_or_journeys", ["streams", "journeys"])
def test_every_row_has_the_columns_of_its_table_and_no_other(stream_or_journeys: str, simulator: Simulator) -> None:
    columns = {
        table: {
            name for name in re.findall(r"^    (\w+) +\w", body, re.MULTILINE)
            if name not in BOOKKEEPING | {"primary", "foreign"} and not name.startswith("local_")
        }
        for path in TABLES.glob("*.sql")
        for table, body in re.findall(r"create table smartmoving\.(\w+) \((.*?)\n\);", path.read_text(), re.DOTALL)
    }  # fmt: skip
    if stream_or_journeys == "streams":
        found = {table: rows for tables in simulator.expected({}).values() for table, rows in tables.items()}
        assert set(columns) - set(found) == NO_TABLES_OF_STREAMS | {"truck_journeys"}
    else:
        found = {"truck_journeys": simulator.expected_journeys({}, {})}

    assert all(rows for rows in found.values())
    assert [table for table, rows in found.items() for row in rows if set(row) != columns[table]] == []


@pytest.mark.parametrize(("days", "is_known"), [(-731, False), (-730, True), (180, True), (181, False)])
def test_customers_are_known_by_the_days_of_their_jobs(days: int, is_known: bool, simulator: Simulator) -> None:
    customer = next(each for each in simulator.truth("customers") if len(each["opportunities"]) == 1)
    opportunity = customer["opportunities"][0]["id"]
    for job in customer["opportunities"][0]["jobs"]:
        simulator.edit("jobs", job["id"], job_date=shifted(simulator.business.today(), days))

    expected = simulator.expected({})

    held = {str(row["sm_id"]) for row in expected["customers"]["customers"]}
    assert (customer["id"] in held) is is_known
    assert (opportunity in {str(row["sm_id"]) for row in expected["opportunities"]["opportunities"]}) is is_known


def test_one_job_in_range_brings_all_opportunities_of_the_customer(simulator: Simulator) -> None:
    customer = next(each for each in simulator.truth("customers") if len(each["opportunities"]) > 1)
    old = customer["opportunities"][0]
    for job in old["jobs"]:
        simulator.edit("jobs", job["id"], job_date=shifted(simulator.business.today(), -2_000))
    near = customer["opportunities"][1]["jobs"][0]
    simulator.edit("jobs", near["id"], job_date=simulator.business.today())

    held = {str(row["sm_id"]) for row in simulator.expected({})["opportunities"]["opportunities"]}

    assert old["id"] in held


def test_times_and_details_are_known_of_every_opportunity(simulator: Simulator) -> None:
    expected = simulator.expected({})

    status = {row["sm_id"]: row["status"] for row in expected["opportunities"]["opportunities"]}
    asked = {row["sm_id"] for row in expected["job_time_lists"]["job_time_lists"]}
    jobs = {row["sm_id"] for row in expected["opportunities"]["jobs"] if row["sm_opportunity_id"] in asked}
    assert asked == status.keys()
    assert {*status.values()} > {4, 10, 11}
    assert {row["sm_id"] for row in expected["job_time_lists"]["job_times"]} == jobs
    assert {row["sm_id"] for row in expected["job_details"]["job_details"]} == jobs


@pytest.mark.parametrize(("days", "is_known"), [(731, False), (729, True)])
def test_leads_are_known_by_the_day_they_came(days: int, is_known: bool, simulator: Simulator) -> None:
    lead = simulator.truth("leads")[0]["id"]
    simulator.edit("opportunities", lead, created_at=simulator.clock.now() - days * 86_400)

    assert (lead in {str(row["sm_id"]) for row in simulator.expected({})["leads"]["leads"]}) is is_known
