"""Two sets of rows are the same, or every difference is named."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from daysheet.core.differences import Row, differences

ROW = {
    "id": 1,
    "name": "Ann",
    "cents": 1250,
    "hours": Decimal("5.50"),
    "open": None,
    "at": datetime(2026, 1, 1, tzinfo=UTC),
}


def found(expected: list[Row], held: list[Row]) -> list[str]:
    return [str(each) for each in differences("orders", ("id",), expected, held)]


def test_equal_rows_have_no_differences_in_any_order() -> None:
    other = {**ROW, "id": 2}

    assert found([ROW, other], [other, {**ROW, "hours": Decimal("5.5"), "more": "not compared"}]) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "ann"),
        ("name", None),
        ("cents", 1251),
        ("cents", "1250"),
        ("hours", Decimal("5.51")),
        ("open", False),
        ("open", 0),
        ("at", datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)),
    ],
)
def test_every_field_that_differs_is_named(column: str, value: Any) -> None:
    (each,) = differences("orders", ("id",), [ROW], [{**ROW, column: value}])

    assert (each.table, each.key, each.column) == ("orders", (1,), column)
    assert str(each) == f"orders (1,).{column}: expected {ROW[column]!r}, found {value!r}"


@pytest.mark.parametrize(("expected", "held"), [(True, 1), (1, True), (False, 0), (0, False)])
def test_true_is_not_one(expected: Any, held: Any) -> None:
    assert len(found([{"id": 1, "open": expected}], [{"id": 1, "open": held}])) == 1


def test_rows_that_are_missing_or_left_over_are_named() -> None:
    assert found([ROW], []) == ["orders (1,): missing"]
    assert found([], [ROW]) == ["orders (1,): left over"]


def test_a_row_that_is_there_twice_is_left_over_once() -> None:
    assert found([ROW], [ROW, ROW]) == ["orders (1,): left over"]


def test_a_row_that_is_expected_twice_is_missing_once() -> None:
    assert found([ROW, ROW], [ROW]) == ["orders (1,): missing"]
