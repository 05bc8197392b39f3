"""A report as people type it in: what can be read, what is told by line, and ours beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.core.reconciling import CAUSES
from daysheet.core.vendor_totals import LINES_MAX, Span, amount_of, beside_report, checked, read_report, span_of

HEAD = "day,location,measure,amount\n"


def order(ours: int, theirs: int | None = None, figure: str = "profit", **causes: int) -> dict[str, Any]:
    known: dict[str, Any] = {name: None if theirs is None else Decimal(causes.get(name, 0)) for name in CAUSES}
    return {"figure": figure, "ours": Decimal(ours), "theirs": None if theirs is None else Decimal(theirs), **known}


def test_a_report_is_read_line_by_line() -> None:
    head = "\ufeffDay, Location ,Measure,Amount"
    said = [head, '2026-03-31,"North, main",Sales,"1,051.75"', "", "2026-03,12,hours,4.5", ""]

    lines, wrong = read_report("\r\n".join(said))

    assert wrong == []
    assert [(each.number, str(each.span), each.location, each.figure, each.amount) for each in lines] == [
        (2, "2026-03-31", "North, main", "sales", Decimal(105_175)),
        (4, "2026-03", "12", "hours", Decimal("4.5")),
    ]


def test_columns_may_stand_in_any_order() -> None:
    (line,), _ = read_report("amount,measure,day,location\n-1,profit,2026-02,North\n")

    assert [line.amount, line.figure, line.location] == [-100, "profit", "North"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2026-03-32,North,sales,1", "'2026-03-32' is neither a day"),
        ("20260331,North,sales,1", "neither a day"),
        ("2026-W13-2,North,sales,1", "neither a day"),
        ("1899-12,North,sales,1", "neither a day"),
        ("2026-03,North,mood,1", "'mood' is no measure"),
        ("2026-03,North,sales,", "is not an amount"),
        ("2026-03,North,sales,12,50", "It has 5 cells, not 4"),
        ('2026-03,North,sales,"12,50"', "'12,50' is not an amount"),
        ("2026-03,North,sales,1.005", "whole cents"),
        ("2026-03,North,sales,nan", "is not an amount"),
        ("2026-03,North,sales,=1+1", "is not an amount"),
        ("2026-03,North,sales,999999999999999", "No report comes to so much"),
        ("2026-03,North,hours,-1", "Hours are 0 or more"),
        ("2026-03,North,hours,1.005", "at most 2 decimals"),
        ("2026-03,north,SALES,2", "It is about the same as line 2"),
    ],
)
def test_a_line_that_cannot_be_taken_is_told_by_its_number(line: str, says: str) -> None:
    lines, wrong = read_report(f"{HEAD}2026-03,North,sales,1\n{line}\n2026-03,South,sales,2\n")

    assert [each.number for each in lines] == [2, 4]
    (only,) = wrong
    assert str(only).startswith("Line 3: ")
    assert says in str(only)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03,North,sales,1\n",
        "day;location;measure;amount\n2026-03;North;sales;1\n",
        "day,location,measure,amount,amount\n",
        f'{HEAD}2026-03,North,sales,"1\n',
        HEAD + "2026-03,North,sales,1\n" * (LINES_MAX + 1),
    ],
)
def test_what_is_no_report_is_refused_whole(text: str) -> None:
    with pytest.raises(SettingWrong):
        read_report(text)


def test_a_month_ends_where_it_ends_and_a_day_is_itself() -> None:
    assert span_of("2024-02").last_on == date(2024, 2, 29)
    assert span_of(" 2024-02-03 ") == Span(first_on=date(2024, 2, 3), is_month=False)
    assert span_of("2024-02-01") != span_of("2024-02")


def test_an_amount_keeps_each_cent() -> None:
    assert amount_of("cost", "-1,234,567.89") == -123_456_789
    assert amount_of("hours", "0.25") == Decimal("0.25")
    for wrong in (Decimal("0.5"), Decimal("nan"), Decimal("inf"), Decimal(10) ** 15):
        with pytest.raises(SettingWrong):
            checked("sales", wrong)


def test_causes_that_are_known_of_orders_explain_a_report() -> None:
    rows = [order(50_000, 50_744, parts_cost=-744), order(9_896, 9_896), order(1, 1, figure="cost")]

    found = beside_report("profit", Decimal(60_640), rows)

    assert [found.ours, found.difference, found.explained, found.unexplained] == [59_896, -744, -744, 0]
    assert [found.orders, found.told] == [2, 2]


def test_what_the_vendor_tells_of_no_order_stays_unexplained() -> None:
    found = beside_report("profit", Decimal(60_640), [order(59_896)])

    assert [found.ours, found.explained, found.unexplained] == [59_896, 0, -744]
    assert [found.orders, found.told] == [1, 0]


def test_what_is_unexplained_of_an_order_explains_no_report() -> None:
    found = beside_report("profit", Decimal(60_640), [order(59_896, 60_640, unexplained=-744)])

    assert [found.difference, found.unexplained] == [-744, -744]


def test_a_report_that_is_equal_has_nothing_to_explain() -> None:
    found = beside_report("profit", Decimal(59_896), [order(59_896, 60_640, parts_cost=-744)])

    assert [found.difference, found.explained, found.unexplained] == [0, 0, 0]


def test_nothing_of_ours_beside_a_report_is_all_unexplained() -> None:
    found = beside_report("sales", Decimal(500), [])

    assert [found.ours, found.unexplained, found.orders] == [0, -500, 0]
