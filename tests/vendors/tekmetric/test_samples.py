"""Each sample payload becomes exactly its rows, in the declarations and in the tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from daysheet.core.records import tables_of
from daysheet.vendors.tekmetric.simulator.expected import expected_rows
from tests.vendors.tekmetric import samples
from tests.vendors.tekmetric.samples import GENERATED, STREAMS, Sample

BOOKKEEPING = {"changed_at", "is_complete", "deleted_reason"}


@pytest.fixture(params=samples.names())
def sample(request: pytest.FixtureRequest) -> Sample:
    return samples.load(request.param)


@pytest.fixture
def posted() -> Sample:
    return samples.load("repair_order_posted")


@pytest.fixture
def estimate() -> Sample:
    return samples.load("repair_order_estimate")


def without(row: dict[str, Any], names: set[str] | frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def test_there_is_a_sample_of_every_stream() -> None:
    assert {samples.load(name).stream for name in samples.names()} == STREAMS.keys()


def test_a_payload_becomes_its_rows_and_nothing_is_left_over(sample: Sample) -> None:
    reading = sample.read()

    found = samples.rows_of(reading, sample.record)
    ours = BOOKKEEPING if sample.record.deleted_at else BOOKKEEPING | {"deleted_at"}
    assert {table: [without(row, ours) for row in rows] for table, rows in found.items()} == {
        table: [without(row, GENERATED | {"tm_shop_id"}) for row in rows] for table, rows in sample.rows.items()
    }
    assert reading.setbacks == []
    assert reading.new_fields == set()


def test_the_words_of_the_samples_are_in_the_vocabulary(sample: Sample) -> None:
    for table in tables_of(sample.record):
        for column, known in table.record.words.items():
            words = {row[column] for row in sample.rows[table.name]} - {None}
            assert words <= known


def test_the_second_reading_agrees_with_the_sample(sample: Sample) -> None:
    truth = [json.loads(sample.payload)]

    rows = expected_rows(sample.stream, truth, {sample.shop_id: sample.time_zone}, shop_id=sample.shop_id)

    assert {
        table: [{name: samples.plain(value) for name, value in row.items()} for row in found]
        for table, found in rows.items()
    } == sample.rows


def test_whole_numbers_may_come_as_floats(sample: Sample) -> None:
    """Only fields of whole numbers are dressed up: "0.4" hours and "2018" in a text stay as they are."""
    dressed = re.sub(rb'(": -?\d+)(?=[,\s}\]])', rb"\1.0", sample.payload)
    assert dressed != sample.payload

    found = samples.rows_of(sample.read(dressed), sample.record)

    plainly = samples.rows_of(sample.read(), sample.record)
    # A decimal keeps its digits; 2 and 2.0 are one quantity.
    decimals = {"quantity", "hours", "labor_hours", "miles_in", "miles_out"}
    for table, rows in plainly.items():
        for row, other in zip(rows, found[table], strict=True):
            assert without(other, decimals) == without(row, decimals)
            for name in decimals & row.keys():
                assert row[name] is None or float(other[name]) == float(row[name])


def test_a_fraction_of_a_cent_is_refused(posted: Sample) -> None:
    reading = posted.read(posted.payload.replace(b'"totalSales": 97164', b'"totalSales": 97164.5'))

    assert reading.is_refused
    assert [str(problem) for problem in reading.setbacks[0].problems] == [
        "totalSales is 97164.5, expected a whole number of cents"
    ]


def test_five_and_a_half_quarts_stay_five_and_a_half(posted: Sample) -> None:
    parts = samples.rows_of(posted.read(), posted.record)["job_parts"]

    assert [part["quantity"] for part in parts if part["part_number"] == "LO-020"] == ["5.5"]


def test_an_evening_posting_belongs_to_the_shops_own_day(posted: Sample) -> None:
    in_chicago = samples.rows_of(posted.read(), posted.record)["repair_orders"][0]
    in_london = samples.rows_of(posted.read(time_zone="Europe/London"), posted.record)["repair_orders"][0]

    assert in_chicago["posted_on"] == "2026-03-04"
    assert in_london["posted_on"] == "2026-03-05"


def test_fees_of_a_job_and_of_the_order_are_told_apart(posted: Sample) -> None:
    rows = samples.rows_of(posted.read(), posted.record)

    assert [fee["total_cents"] for fee in rows["job_fees"]] == [500]
    assert [fee["total_cents"] for fee in rows["repair_order_fees"]] == [3500]
    assert [discount["total_cents"] for discount in rows["job_discounts"]] == [1000]
    assert [discount["total_cents"] for discount in rows["repair_order_discounts"]] == [2000]


def test_two_fees_of_nearly_one_name_stay_two(estimate: Sample) -> None:
    fees = samples.rows_of(estimate.read(), estimate.record)["job_fees"]

    assert [fee["name"] for fee in fees] == ["Tire disposal", "tire disposal "]


def test_a_part_without_a_name_has_none(posted: Sample) -> None:
    parts = samples.rows_of(posted.read(), posted.record)["job_parts"]

    assert [part["name"] for part in parts if part["part_number"] == "SW-77"] == [None]


def test_an_undecided_job_is_neither_approved_nor_declined(estimate: Sample) -> None:
    jobs = samples.rows_of(estimate.read(), estimate.record)["jobs"]

    assert [job["authorized"] for job in jobs] == [None]


def test_links_that_grant_access_become_no_column(posted: Sample) -> None:
    everything = json.dumps(samples.rows_of(posted.read(), posted.record))

    assert b"links.example" in posted.payload
    assert "links.example" not in everything


def test_an_order_without_its_jobs_is_refused(posted: Sample) -> None:
    document = json.loads(posted.payload)
    del document["jobs"]

    reading = posted.read(json.dumps(document).encode())

    assert reading.is_refused
    assert [problem.field for problem in reading.setbacks[0].problems] == ["jobs"]


def test_an_order_of_another_shop_is_refused(posted: Sample) -> None:
    reading = posted.read(posted.payload.replace(b'"shopId": 90417', b'"shopId": 90418'))

    assert [str(problem) for problem in reading.setbacks[0].problems] == [
        "shopId is 90418, expected 90417, as asked for"
    ]


@pytest.fixture(scope="module")
def stored(database_url: str) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A connection that acts for one tenant, after every sample was stored there."""
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute("set role daysheet_service")
        connection.execute("set app.tenant_id = '1'")
        for name in samples.names():
            store(connection, samples.load(name))
        yield connection


def store(connection: psycopg.Connection[dict[str, Any]], sample: Sample) -> None:
    """Insert the rows of a sample as read, the way the service does."""
    reading = sample.read()
    for table in tables_of(sample.record):
        here = {"tenant_id": 1} if table.name == "shops" else {"tenant_id": 1, "tm_shop_id": sample.shop_id}
        for values in reading.rows.get(table.name, []):
            row = here | dict(zip(table.columns, values, strict=True))
            if table.is_root:
                row["first_seen_at"] = row["changed_at"]
            connection.execute(
                sql.SQL("insert into {} ({}) values ({})").format(
                    sql.Identifier("tekmetric", table.name),
                    sql.SQL(", ").join(map(sql.Identifier, row)),
                    sql.SQL(", ").join(map(sql.Placeholder, row)),
                ),
                row,
            )


def test_the_tables_give_back_the_rows_of_every_sample(stored: psycopg.Connection[dict[str, Any]]) -> None:
    expected: samples.Rows = {}
    for name in samples.names():
        for table, rows in samples.load(name).rows.items():
            expected.setdefault(table, []).extend(rows)

    for table, rows in expected.items():
        found = stored.execute(sql.SQL("select * from {}").format(sql.Identifier("tekmetric", table))).fetchall()

        wanted_columns = rows[0].keys() if rows else set()
        plainly = [{name: samples.plain(row[name]) for name in wanted_columns} for row in found]
        assert sorted(plainly, key=repr) == sorted(rows, key=repr), table
