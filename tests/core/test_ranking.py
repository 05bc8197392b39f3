"""Places by several measures: percentiles, scores, ties and intervals, beside figures worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest

from daysheet.core.comparisons import Comparison, Measure
from daysheet.core.metrics import Figures, Metric, Sum
from daysheet.core.ranking import Interval, Measured, Placing, Scale, percentiles, ranked, wilson

CLOSED: Final = Scale(weight=Decimal(2))
CANCELLED: Final = Scale(weight=Decimal(1), less_is_better=True)
SCALES: Final = {"closed": CLOSED, "cancelled": CANCELLED}
MINIMUM: Final = 20


def share(hits: int, sample: int) -> Measured:
    return Measured(value=Decimal(hits) * 100 / sample, sample=sample, hits=hits)


def amount(value: int, sample: int = 50) -> Measured:
    return Measured(value=Decimal(value), sample=sample)


def both(closed: tuple[int, int], cancelled: tuple[int, int]) -> dict[str, Measured]:
    return {"closed": share(*closed), "cancelled": share(*cancelled)}


WORKED: Final[Mapping[str, Mapping[str, Measured]]] = {
    "a": both((30, 50), (2, 40)),
    "b": both((20, 50), (4, 40)),
    "c": both((20, 50), (1, 40)),
    "d": both((6, 12), (1, 40)),
}


def test_worked_example() -> None:
    """
    Closed 60, 40, 40 and, of too few, 50 %; cancelled 5, 10, 2.5 and 2.5 %.

    Of closed, a is ahead of two of two, b and c are equal: 100, 25, 25. Of cancelled, where less is better, a is ahead
    of one of three, b of none, c of two and equal to d. Closed weighs 2: a has (2 x 100 + 33 1/3) / 3.
    """
    found = ranked(WORKED, SCALES, MINIMUM)

    assert {name: each.percentiles for name, each in found.items()} == {
        "a": {"closed": 100, "cancelled": Fraction(100, 3)},
        "b": {"closed": 25, "cancelled": 0},
        "c": {"closed": 25, "cancelled": Fraction(250, 3)},
        "d": {"cancelled": Fraction(250, 3)},
    }
    assert [(name, each.rank, each.score) for name, each in found.items()] == [
        ("a", 1, Fraction(700, 9)),
        ("c", 2, Fraction(400, 9)),
        ("b", 3, Fraction(50, 3)),
        ("d", None, None),
    ]
    assert found["a"].parts == {"closed": Fraction(200, 3), "cancelled": Fraction(100, 9)}
    assert found["d"].missing == ("closed",)


@pytest.mark.parametrize(
    ("hits", "sample", "low", "high"),
    [
        (7, 17, "0.2411", "0.6066"),
        (30, 50, "0.4838", "0.7060"),
        (20, 50, "0.2940", "0.5162"),
        (4, 40, "0.0457", "0.2050"),
        (0, 20, "0.0000", "0.1192"),
        (20, 20, "0.8808", "1.0000"),
    ],
)
def test_interval_is_wilsons(hits: int, sample: int, low: str, high: str) -> None:
    """By hand for 30 of 50: z² = 2.7055; (0.6 + 0.02706 ± 1.64485 √(0.0048 + 0.00027055)) / 1.05411."""
    found = wilson(hits, sample)

    assert found is not None
    assert (f"{found.low:.4f}", f"{found.high:.4f}") == (low, high)


@pytest.mark.parametrize(("hits", "sample"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_share_has_no_interval(hits: int, sample: int) -> None:
    assert wilson(hits, sample) is None
    assert amount(5).interval is None
    assert Measured(value=None, sample=5, hits=2).interval is None


def test_intervals_that_touch_overlap() -> None:
    one, other = Interval(Decimal("0.2"), Decimal("0.4")), Interval(Decimal("0.4"), Decimal("0.5"))

    assert one.overlaps(other)
    assert other.overlaps(one)
    assert not one.overlaps(Interval(Decimal("0.41"), Decimal("0.5")))


def test_neighbours_are_too_close_to_call_only_where_every_share_overlaps() -> None:
    close = ranked(WORKED, SCALES, MINIMUM)
    apart = ranked({**WORKED, "a": both((45, 50), (2, 40))}, SCALES, MINIMUM)

    assert [(each.overlapping, each.is_too_close) for each in close.values()] == [
        ((), False),
        (("closed", "cancelled"), True),
        (("closed", "cancelled"), True),
        ((), False),
    ]
    assert (apart["c"].overlapping, apart["c"].is_too_close) == (("cancelled",), False)


def test_amounts_alone_are_never_too_close_to_call() -> None:
    found = ranked({"a": {"pay": amount(9)}, "b": {"pay": amount(8)}}, {"pay": Scale(weight=Decimal(1))}, MINIMUM)

    assert [(name, each.rank, each.is_too_close) for name, each in found.items()] == [
        ("a", 1, False),
        ("b", 2, False),
    ]


def test_equal_scores_share_a_rank_and_the_next_one_is_left_out() -> None:
    told = {name: {"pay": amount(value)} for name, value in (("a", 5), ("b", 9), ("c", 5), ("d", 1))}

    found = ranked(told, {"pay": Scale(weight=Decimal(3))}, MINIMUM)

    assert [(name, each.rank) for name, each in found.items()] == [("b", 1), ("a", 2), ("c", 2), ("d", 4)]
    assert found["a"].score == found["c"].score == 50


def test_the_smallest_sample_is_enough_and_one_less_is_not() -> None:
    told = {"a": {"pay": amount(9, 20)}, "b": {"pay": amount(8, 21)}, "c": {"pay": amount(1, 19)}}

    found = ranked(told, {"pay": Scale(weight=Decimal(1))}, MINIMUM)

    assert {name: each.rank for name, each in found.items()} == {"a": 1, "b": 2, "c": None}
    assert found["b"].percentiles == {"pay": 0}
    assert list(found)[-1] == "c"


def test_a_measure_that_one_place_alone_reaches_does_not_count() -> None:
    told = {
        "a": {"pay": amount(9, 20), "talk": amount(1)},
        "b": {"pay": amount(8, 3), "talk": amount(2)},
        "c": {"pay": Measured(value=None, sample=90), "talk": amount(3)},
    }

    found = ranked(told, {"pay": Scale(weight=Decimal(5)), "talk": Scale(weight=Decimal(1))}, MINIMUM)

    assert [(name, each.rank, each.score) for name, each in found.items()] == [
        ("c", 1, Fraction(100)),
        ("b", 2, Fraction(50)),
        ("a", 3, Fraction(0)),
    ]


@pytest.mark.parametrize("told", [{"a": {"pay": amount(9)}}, {"a": {"pay": amount(9)}, "b": {"pay": amount(9, 5)}}])
def test_nobody_is_first_among_one(told: dict[str, dict[str, Measured]]) -> None:
    found = ranked(told, {"pay": Scale(weight=Decimal(1))}, MINIMUM)

    assert {each.rank for each in found.values()} == {None}
    assert found["a"] == Placing()
    assert percentiles({"a": Decimal(9)}) == {}


def test_who_reaches_everything_alone_has_no_rank() -> None:
    told = {
        "a": {"pay": amount(9), "talk": amount(1)},
        "b": {"pay": amount(8), "talk": amount(2, 1)},
        "c": {"pay": amount(7, 1), "talk": amount(3)},
    }

    found = ranked(told, {"pay": Scale(weight=Decimal(1)), "talk": Scale(weight=Decimal(1))}, MINIMUM)

    assert {each.rank for each in found.values()} == {None}
    assert {name: list(each.missing) for name, each in found.items()} == {"a": [], "b": ["talk"], "c": ["pay"]}


def metric(**how: Any) -> Metric:
    usual = {"unit": "percent", "numerator": Sum.of("late"), "denominator": Sum.of("jobs"), "direction": "down"}
    return Metric(name="late", code="X1", label="Late", meaning="", formula="", table="days", **{**usual, **how})


def figures(found: Metric, **how: Any) -> Figures:
    usual = {"metric": "late", "sample": ("jobs",), "one": "job", "many": "jobs", "is_share": True}
    comparison = Comparison(
        name="shops",
        one="Shop",
        many="Shops",
        by="location",
        columns=("late",),
        measures=(Measure(**{**usual, **how}),),
    )
    return Figures(trade="repair", metrics=(found,), views={}, comparisons=(comparison,))


def test_places_are_ranked_only_by_what_is_good_or_bad_and_known() -> None:
    assert figures(metric()).comparisons
    assert figures(metric(unit="cents"), is_share=False).comparisons
    for wrong, how in (
        (metric(direction="neither"), {}),
        (metric(is_personal=True), {}),
        (metric(unit="cents"), {}),
        (metric(), {"sample": ("days",)}),
        (metric(), {"metric": "made_up"}),
    ):
        with pytest.raises(ValueError, match="cannot be ranked by"):
            figures(wrong, **how)
    with pytest.raises(ValueError, match="weight"):
        figures(metric(), weight=0)
