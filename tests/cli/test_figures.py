"""What the command line says about costs, snapshots, closed months and the vendor's own numbers."""

from __future__ import annotations

import pytest

from tests.cli.program import Program


@pytest.fixture
def synced(connected: Program) -> Program:
    connected("sync")
    return connected


@pytest.fixture
def technician(synced: Program) -> str:
    """The vendor's id of somebody with hours on a posted order."""
    rows = synced.rows(
        "select technician_key from tekmetric.tech_daily_metrics where technician_key > 0 and hours_billed > 0"
        " order by metric_date desc limit 1"
    )
    return str(rows[0]["technician_key"])


def test_pay_makes_costs_known(synced: Program, technician: str) -> None:
    unknown = (
        "select sum(no_rate_hours) as hours, sum(labor_cost_cents)::bigint as cost"  # noqa: S608  the id is a query's own
        " from tekmetric.shop_days"
        f" where tm_shop_id in (select min(tm_shop_id) from tekmetric.employees where tm_id = {technician})"
    )
    (before,) = synced.rows(unknown)
    assert float(before["hours"]) > 0
    assert before["cost"] == 0

    synced("costs", "pay", technician, "--hourly", "35.00")

    (after,) = synced.rows(unknown)
    assert float(after["hours"]) == 0
    assert after["cost"] > 0
    (listed,) = synced("costs", "list", "--json").json["pay"]
    assert (listed["hourly_rate_cents"], listed["source"]) == (3_500, "manual")
    assert "ever" in synced("costs", "list").out


def test_rates_hours_and_fees_are_taken_and_listed(synced: Program, technician: str) -> None:
    (shop,) = synced.rows("select tm_id from tekmetric.shops order by 1 limit 1")

    synced("costs", "rates", str(shop["tm_id"]), "--default-cost", "25.00", "--from", "2020-01-01")
    synced("costs", "hours", technician, "--day", "2026-01-31", "--attended", "8.0")
    synced("costs", "fees", "%", "disposal", "--position", "1")

    (rates,) = synced("costs", "list", "rates", "--json").json["rates"]
    assert (rates["default_cost_cents"], rates["from_on"]) == (2_500, "2020-01-01")
    assert synced("costs", "list", "hours", "--json").json["hours"][0]["attended_hours"] == "8.0"
    assert synced("costs", "list", "fees", "--json").json["fees"][0]["fee_type"] == "disposal"
    (day,) = synced.rows(
        "select attended_hours, hours_billed from tekmetric.technician_days where metric_date = '2026-01-31'"
        " and attended_hours is not null"
    )
    assert float(day["attended_hours"]) == 8.0
    (fees,) = synced.rows(
        "select sum(fees_total_cents)::bigint as fees, sum(disposal_fees_cents)::bigint as disposal"
        " from tekmetric.shop_days"
    )
    assert fees["fees"] == fees["disposal"] > 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("costs", "pay", "nobody", "--hourly", "35.00"), 3, "There is not exactly one person 'nobody'"),
        (("costs", "pay", "1"), 2, "Say what an hour costs or what a year costs"),
        (("costs", "pay", "1", "--salary", "9"), 2, "A salary needs the hours of a year"),
        (("costs", "pay", "1", "--hourly", "a lot"), 2, "--hourly is 'a lot': not a number"),
        (("costs", "pay", "1", "--hourly", "35.001"), 2, "not an amount in whole cents"),
        (("costs", "pay", "1", "--hourly", "1", "--from", "soon"), 2, "--from is 'soon': not a day"),
        (("costs", "rates", "Nowhere", "--default-cost", "1"), 3, "There is not exactly one location 'Nowhere'"),
        (("costs", "hours", "1", "--day", "2026-01-31", "--attended", "26"), 2, "between 0 and 25"),
        (("costs", "fees", "%", "tips", "--position", "1"), 2, "'tips' is not a kind of fee"),
        (("costs", "list", "tips"), 2, "'tips' is not one of"),
        (("months", "close", "October"), 2, "'October' is not a month"),
        (("months", "close", "2199-01"), 4, "2199-01 is not over at"),
        (("months", "close", "2020-01", "--location", "Nowhere"), 3, "There is no location 'Nowhere'"),
        (("snapshots", "list", "0"), 3, "There is not exactly one order '0'"),
        (("reconcile",), 2, "Say which days"),
        (("reconcile", "--day", "yesterday"), 2, "'yesterday' is not a day"),
        (("reconcile", "--month", "2020-01", "--location", "Nowhere"), 3, "There is no location 'Nowhere'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wrong_words_are_told(synced: Program, words: tuple[str, ...], code: int, said: str) -> None:
    assert said in synced(*words, code=code).err


def test_a_snapshot_by_hand_enters_no_figure(synced: Program) -> None:
    (order,) = synced.rows(
        "select ro_number from tekmetric.ro_snapshots where snapshot_trigger = 'posted' order by 1 limit 1"
    )
    number = str(order["ro_number"])
    count = "select sum(ro_count) as orders from tekmetric.shop_days"
    before = synced.rows(count)

    synced("snapshots", "take", number)

    found = synced("snapshots", "list", number, "--json").json
    assert found["snapshots"][0]["trigger"] == "manual"
    assert found["corrections"] == []
    assert synced.rows(count) == before


def test_a_closed_month_keeps_its_figures(synced: Program, technician: str) -> None:
    days = synced.rows(
        "select metric_date::text as day, technician_key from tekmetric.tech_daily_metrics where hours_billed > 0"
        " order by metric_date"
    )
    month = next(row["day"] for row in days if str(row["technician_key"]) == technician)[:7]

    def costs(table: str) -> int:
        question = f"select metric_date::text as day, labor_cost_cents from tekmetric.{table}"  # noqa: S608  named below
        rows = synced.rows(question)
        return sum(row["labor_cost_cents"] for row in rows if row["day"].startswith(month))

    assert "No month is closed" in synced("months", "list").err
    synced("months", "close", month, "--by", "bookkeeping")
    assert synced("months", "close", month).err.strip() == f"{month} was closed already."

    synced("costs", "pay", technician, "--hourly", "35.00")

    now = costs("daily_shop_metrics")
    assert (costs("shop_days"), now > 0) == (0, True)
    told = synced("months", "restatements", month, "--json").json["restatements"]
    shops = [row for row in told if row["table_name"] == "daily_shop_metrics"]
    assert sum(row["new_figures"]["labor_cost_cents"] for row in shops) == now
    assert all(row["old_figures"]["labor_cost_cents"] == 0 and row["source_ids"] for row in shops)
    assert "labor_cost_cents" in synced("months", "restatements", month).out

    synced("months", "reopen", month)

    assert costs("shop_days") == now
    assert "No closed figure has changed." in synced("months", "restatements").err


def test_without_the_vendors_figures_nothing_turns_into_zero(synced: Program) -> None:
    (first,) = synced.rows("select max(metric_date)::text as day from tekmetric.shop_days where ro_count > 0")

    said = synced("reconcile", "--day", first["day"])
    found = synced("reconcile", "--day", first["day"], "--json").json

    assert "not told" in said.out
    assert found["unexplained"] == 0
    assert found["figures"]["sales"]["orders_compared"] > 0
    assert found["figures"]["profit"]["orders_compared"] == 0
