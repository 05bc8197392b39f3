from decimal import Decimal
from typing import Any

import pytest

from daysheet.core.errors import UnknownThing
from daysheet.core.metrics import Figures, Metric, Sum, Unit, rounded, shown_in

MARGIN = Metric(
    name="margin_percent",
    code="G1",
    label="GP %",
    meaning="Margin.",
    formula="profit / price",
    unit="percent",
    table="days",
    numerator=Sum.of("price_cents") - Sum.of("cost_cents"),
    denominator=Sum.of("price_cents"),
    known=Sum.of("price_cents"),
    of=Sum.of("all_cents"),
)
DAYS = [{"price_cents": 10_000, "cost_cents": 5_000, "all_cents": 10_000}] * 9 + [
    {"price_cents": 100_000, "cost_cents": 90_000, "all_cents": 100_000}
]


def together(days: list[dict[str, int]]) -> dict[str, int]:
    return {name: sum(day[name] for day in days) for name in days[0]}


def counted(done: int, of: int) -> str:
    rate = Metric(
        name="rate",
        code="C2",
        label="Rate",
        meaning="Rate.",
        formula="done / all",
        unit="percent",
        table="days",
        numerator=Sum.of("done_count"),
        denominator=Sum.of("all_count"),
    )
    return rate.shown_of({"done_count": done, "all_count": of})


def test_a_ratio_over_days_is_that_of_the_sums_and_not_the_average_of_ratios() -> None:
    values = [MARGIN.value(day) for day in DAYS]

    assert MARGIN.value(together(DAYS)) == Decimal(55_000) * 100 / 190_000
    assert MARGIN.value(together(DAYS)) != sum(value for value in values if value is not None) / 10


def test_a_ratio_over_nothing_is_not_defined_and_shown_as_such() -> None:
    nothing = {"price_cents": 0, "cost_cents": 0, "all_cents": 0}

    assert MARGIN.value(nothing) is None
    assert MARGIN.shown_of(nothing) == "-"
    assert MARGIN.coverage(nothing) is None
    assert MARGIN.filled(nothing) == "0.00 / 0.00 = -"


@pytest.mark.parametrize(("all_cents", "enough"), [(1_000, True), (1_666, True), (1_667, False)])
def test_below_sixty_percent_is_not_enough(all_cents: int, enough: bool) -> None:
    sums = {"price_cents": 1_000, "cost_cents": 400, "all_cents": all_cents}

    assert MARGIN.has_enough(sums) is enough


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("cents", "104430.5", "1,044.31"),
        ("cents", "-104430.5", "-1,044.31"),
        ("cents", "-0.4", "0.00"),
        ("percent", "57.35", "57.4 %"),
        ("percent", "-57.35", "-57.4 %"),
        ("hours", "1200.00", "1,200"),
        ("hours", "0.30", "0.3"),
        ("hours_per_order", "1.005", "1.01"),
        ("cents_per_hour", "11864.4", "118.64"),
        ("count", "1234", "1,234"),
        ("days", "12.25", "12.3"),
        ("minutes", "12.5", "13"),
    ],
)
def test_a_value_is_rounded_once_half_away_from_zero(unit: Unit, value: str, text: str) -> None:
    assert shown_in(unit, Decimal(value)) == text
    assert rounded("percent", Decimal("0.05")) == Decimal("0.1")


def test_a_rate_of_few_events_shows_them_first() -> None:
    assert counted(3, 4) == "3 of 4 (75.0 %)"
    assert counted(19, 19) == "19 of 19 (100.0 %)"
    assert counted(15, 20) == "75.0 %"
    assert counted(0, 0) == "-"


def test_a_share_of_money_is_no_rate_of_events() -> None:
    assert MARGIN.shown_of({"price_cents": 4, "cost_cents": 1, "all_cents": 4}) == "75.0 %"


def test_a_formula_is_filled_in_with_its_figures() -> None:
    price = Metric(
        name="net",
        code="V5",
        label="Net",
        meaning="Net.",
        formula="a - b",
        unit="cents",
        table="days",
        numerator=Sum.of("a_cents") - Sum.of("b_cents"),
    )

    assert MARGIN.filled({"price_cents": 104_431, "cost_cents": 44_535, "all_cents": 1}) == "598.96 / 1,044.31 = 57.4 %"
    assert price.filled({"a_cents": 1_050, "b_cents": 50}) == "10.50 - 0.50 = 10.00"


def test_what_a_sum_counts_is_in_its_name() -> None:
    assert [Sum.of(name).unit for name in ("net_cents", "hours_billed", "rated_hours", "ro_count")] == [
        "cents",
        "hours",
        "hours",
        "count",
    ]
    assert (Sum.of("b") - Sum.of("a")).sql() == "b - a"
    assert Sum(((-1, "a"), (1, "b"))).sql() == "-a + b"


def test_a_metric_is_over_a_table_or_a_question() -> None:
    more: dict[str, Any] = {
        "name": "a",
        "code": "A",
        "label": "A",
        "meaning": "A.",
        "formula": "a",
        "numerator": Sum.of("a_count"),
    }

    either: list[dict[str, Any]] = [{}, {"table": "days", "question": "rows"}]
    for both in either:
        with pytest.raises(ValueError, match="one of the two"):
            Metric(unit="count", **more, **both)


def test_a_metric_is_found_by_id_label_or_code() -> None:
    figures = Figures(trade="repair", metrics=(MARGIN,), views={}, absent={"pace": "No calendar."})

    assert [figures.metric(name) for name in ("margin_percent", "gp %", " GP % ", "G1", "g1")] == [MARGIN] * 5
    with pytest.raises(UnknownThing, match=r"no pace: No calendar\."):
        figures.metric("Pace")
    with pytest.raises(UnknownThing, match="daysheet metrics list"):
        figures.metric("profit")
