"""Which of two is ahead: by the metric's own direction, and only where chance alone cannot have made the difference."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from daysheet.core.comparisons import Measure
from daysheet.core.metrics import Metric, Sum
from daysheet.operations.scorecards.score_cells import Cell
from daysheet.operations.scorecards.score_pair import Rests, beside, rests_of


def metric(**more: Any) -> Metric:
    said: dict[str, Any] = {"unit": "cents", "table": "days", "numerator": Sum.of("sales_cents"), **more}
    return Metric(name="m", code="M", label="M", meaning="", formula="", **said)


def verdict(found: Metric, first: dict[str, int], second: dict[str, int], **how: Any) -> tuple[str, Any]:
    cells = [Cell(metric=found, sums={name: Decimal(each) for name, each in sums.items()}) for sums in (first, second)]
    row = beside(cells[0], cells[1], rests_of(*cells), is_one_currency=how.get("is_one_currency", True))
    return row.verdict, row.difference


SHARE = {"unit": "percent", "numerator": Sum.of("booked"), "denominator": Sum.of("leads")}
MEAN = {"unit": "cents", "numerator": Sum.of("sales_cents"), "denominator": Sum.of("orders")}


@pytest.mark.parametrize(("direction", "expected"), [("up", "first"), ("down", "second"), ("neither", "neither")])
def test_what_is_better_is_the_metrics_own_direction(direction: str, expected: str) -> None:
    assert verdict(metric(direction=direction), {"sales_cents": 300}, {"sales_cents": 100}) == (expected, 200)


def test_what_shows_the_same_is_the_same() -> None:
    found = metric(**SHARE)

    assert verdict(found, {"booked": 30_001, "leads": 60_000}, {"booked": 30_002, "leads": 60_000})[0] == "same"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((60, 100), (30, 100), "first"),
        ((45, 100), (40, 100), "close"),
        ((480, 1_000), (400, 1_000), "first"),
        ((8, 10), (5, 10), "close"),
        ((10, 10), (0, 10), "first"),
    ],
)
def test_shares_whose_intervals_overlap_are_too_close_to_call(
    first: tuple[int, int], second: tuple[int, int], expected: str
) -> None:
    found = [{"booked": hits, "leads": sample} for hits, sample in (first, second)]

    assert verdict(metric(**SHARE), *found)[0] == expected


@pytest.mark.parametrize(("orders", "expected"), [((20, 20), "second"), ((19, 400), "close"), ((400, 19), "close")])
def test_an_average_of_few_is_too_close_to_call(orders: tuple[int, int], expected: str) -> None:
    first, second = ({"sales_cents": 1_000 * each * number, "orders": each} for number, each in enumerate(orders, 1))

    assert verdict(metric(**MEAN), first, second)[0] == expected


def test_amounts_of_two_currencies_are_not_held_against_each_other() -> None:
    money = verdict(metric(), {"sales_cents": 300}, {"sales_cents": 100}, is_one_currency=False)
    share = verdict(metric(**SHARE), {"booked": 60, "leads": 100}, {"booked": 30, "leads": 100}, is_one_currency=False)

    assert (money, share) == (("currencies", None), ("first", Decimal("30.0")))


def test_what_is_not_known_is_not_behind() -> None:
    assert verdict(metric(**SHARE), {"booked": 0, "leads": 0}, {"booked": 30, "leads": 100}) == ("unknown", None)


def test_a_measure_of_a_ranking_says_what_a_value_rests_on() -> None:
    orders = Measure(metric="m", sample=("orders",), one="order", many="orders")

    few = Rests(samples=(7, 400), measure=orders).too_close
    one = Rests(samples=(1, 1), measure=orders).too_close

    assert (few, one) == ("one rests on 7 orders only", "both rest on 1 order only")
    assert Rests(samples=(20, 400), measure=orders).too_close is None
    assert Rests().too_close is None
