"""What is declared of metrics fits the tables, the questions and the files that are made from it."""

from __future__ import annotations

import re
from importlib.resources import files

import psycopg
import pytest

from daysheet.core.metrics import Metric
from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.metrics import FIGURES
from daysheet.warehouse.metric_views import view_columns, view_files
from daysheet.warehouse.queries import vendor_query

TABLES = files(VENDOR.package) / "sql" / "tables"
# Every id that sections 3.1 to 3.7 of the product name.
CATALOGUE = {
    "car_count",
    "vehicle_visits",
    "no_charge_count",
    "gross_sales",
    "net_sales",
    "average_repair_order",
    "average_repair_order_charged",
    "sold_value",
    "carry_over",
    "new_customer_percent",
    "discount_percent",
    "fee_percent",
    "pace",
    "parts_gross_profit",
    "parts_gross_profit_percent",
    "parts_gross_profit_percent_without_tires",
    "labor_gross_profit",
    "labor_gross_profit_percent",
    "labor_gross_profit_paid",
    "sublet_gross_profit_percent",
    "gross_profit",
    "gross_profit_percent",
    "gross_profit_without_fees",
    "gross_profit_vendor",
    "gross_profit_percent_vendor",
    "gross_profit_difference",
    "matrix_leak",
    "matrix_adherence",
    "gross_profit_per_repair_order",
    "billed_hours",
    "charged_hours",
    "hours_per_repair_order",
    "effective_labor_rate",
    "effective_labor_rate_charged",
    "effective_labor_rate_gap",
    "gross_profit_per_billed_hour",
    "labor_gross_profit_per_hour",
    "utilization",
    "efficiency",
    "efficiency_charged",
    "productivity",
    "unassigned_hours",
    "technician_gross_profit_per_hour",
    "advisor_sold",
    "close_ratio_value",
    "close_ratio_jobs",
    "pending_value",
    "declined_value",
    "recovered_value",
    "work_in_progress_count",
    "work_in_progress_value",
    "age_in_shop",
    "time_in_label",
    "late",
    "ready_unpaid",
    "cycle_time",
    "comeback_rate",
    "return_visits_in_30_days",
    "inspection_rate",
    "receivables",
    "receivables_aging",
    "days_sales_outstanding",
    "collected",
}


@pytest.fixture(scope="module")
def columns(database_url: str) -> dict[str, set[str]]:
    """The columns of every table and view, by its full name."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select table_schema || '.' || table_name, array_agg(column_name::text) from information_schema.columns "
            "group by 1"
        ).fetchall()
    return {name: set(found) for name, found in rows}


def missing_columns(metric: Metric, columns: dict[str, set[str]]) -> set[str]:
    return set(metric.columns) - columns[f"tekmetric.{metric.table}"]


def test_every_id_of_the_catalogue_is_there_or_absent_for_a_reason() -> None:
    known = {each.name for each in FIGURES.metrics}

    assert CATALOGUE - known - FIGURES.absent.keys() == set()
    assert known & FIGURES.absent.keys() == set()
    assert all(reason.endswith(".") for reason in FIGURES.absent.values())


def test_ids_and_labels_are_each_ones_own() -> None:
    for names in ([each.name for each in FIGURES.metrics], [each.label.lower() for each in FIGURES.metrics]):
        assert sorted(names) == sorted(set(names))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", each.name) for each in FIGURES.metrics)


def test_every_column_is_one_of_its_table(columns: dict[str, set[str]]) -> None:
    of_tables = [each for each in FIGURES.metrics if each.table is not None]

    assert {each.name: missing_columns(each, columns) for each in of_tables if missing_columns(each, columns)} == {}
    assert FIGURES.day_column in columns["tekmetric.daily_shop_metrics"] & columns["tekmetric.tech_daily_metrics"]


def test_every_question_and_every_reason_is_there() -> None:
    questions = {each.question for each in FIGURES.metrics if each.question} | set(FIGURES.rows.values())

    for name in (*questions, "left_out", "newest_change", str(FIGURES.names)):
        assert vendor_query(VENDOR.package, "metrics", name)
    left_out = vendor_query(VENDOR.package, "metrics", "left_out")
    assert {reason for each in FIGURES.metrics for reason in each.left_out} == FIGURES.left_out.keys()
    assert [reason for reason in FIGURES.left_out if f"'{reason}'" not in left_out] == []


def test_what_can_be_incomplete_says_why() -> None:
    unexplained = {each.name for each in FIGURES.metrics if each.table and each.known and not each.left_out}

    assert unexplained == set()


def test_the_views_are_what_the_declarations_make() -> None:
    made = view_files(VENDOR)

    assert len(made) == len(FIGURES.views) == 2
    assert {name: (TABLES / name).read_text("utf-8") for name in made} == dict(made)


def test_every_view_has_a_column_for_every_metric(columns: dict[str, set[str]]) -> None:
    for table, view in FIGURES.views.items():
        declared = [each.name for each in view_columns(VENDOR, table)]

        assert len(declared) == len(set(declared))
        assert set(declared) == columns[f"mart.{view}"]
    assert max(len(each.name) for table in FIGURES.views for each in view_columns(VENDOR, table)) <= 63


def test_a_column_that_is_not_there_is_missed(columns: dict[str, set[str]]) -> None:
    metric = FIGURES.metric("net_sales")
    columns = {**columns, "tekmetric.daily_shop_metrics": columns["tekmetric.daily_shop_metrics"] - {"labor_net_cents"}}

    assert missing_columns(metric, columns) == {"labor_net_cents"}
