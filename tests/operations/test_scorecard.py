"""What stands side by side: who is best, what is held against what, and totals that are made of sums."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

import pytest

from daysheet.core.comparisons import Comparison, days_before
from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.metrics import Figures, Metric, Sum
from daysheet.operations.figures.metric_answers import Place
from daysheet.operations.scorecards.score_cells import Cell, Told, added, cell_of, marked
from daysheet.operations.scorecards.score_lines import person_lines, totals_of, week_lines, with_marks
from daysheet.operations.scorecards.score_sums import Asked
from daysheet.operations.scorecards.scorecard import Scorecard
from tests.operations.toy_figures import metric, place

SALES: Final = metric("sales", "Sales", "cents", "a_cents")
ORDERS: Final = metric("orders", "Orders", "count", "orders")
RATE: Final = metric("rate", "Late %", "percent", "late", denominator=Sum.of("orders"), direction="down")
TALK: Final = metric(
    "talk", "Talk", "hours", "talk_hours", known=Sum.of("known_hours"), of=Sum.of("talk_hours"), direction="neither"
)


def cells(metric: Metric, *values: int | None, of: int = 100) -> list[Cell]:
    """Return cells of some values; None is one of which too little is known."""
    found = []
    for value in values:
        sums = dict.fromkeys(metric.columns, of) | {metric.numerator.columns[0]: value or 0}
        found.append(cell_of(metric, Told(now=sums), None))
    return found


def marks(found: list[Cell]) -> list[str | None]:
    return [each.mark for each in found]


def test_the_best_and_the_worst_are_marked_the_right_way_round() -> None:
    usd = ["USD"] * 3

    assert marks(marked(cells(SALES, 5, 9, 7), usd)) == ["worst", "best", None]
    assert marks(marked(cells(RATE, 5, 9, 7), usd)) == ["best", "worst", None]
    assert marks(marked(cells(TALK, 5, 9, 7), usd)) == [None, None, None]


def test_two_ties_and_rates_of_few_events_are_not_marked() -> None:
    assert marks(marked(cells(SALES, 5, 9), ["USD"] * 2)) == [None, None]
    assert marks(marked(cells(SALES, 9, 9, 5), ["USD"] * 3)) == [None, None, "worst"]
    assert marks(marked(cells(RATE, 1, 2, 3, of=19), ["USD"] * 3)) == [None, None, None]
    assert marks(marked(cells(RATE, 1, 2, 3, of=20), ["USD"] * 3)) == ["best", None, "worst"]


def test_money_stands_against_money_of_its_own_currency() -> None:
    currencies = ["USD", "CAD", "USD", "CAD", "USD", "CAD"]

    assert marks(marked(cells(SALES, 1, 20, 2, 30, 3, 40), currencies)) == [
        "worst",
        "worst",
        None,
        None,
        "best",
        "best",
    ]
    assert marks(marked(cells(ORDERS, 1, 20, 2, 30, 3, 40), currencies)) == ["worst", None, None, None, None, "best"]


def test_a_change_is_in_percent_and_of_a_percentage_in_points() -> None:
    more = cell_of(SALES, Told(now={"a_cents": 150}, past={"before": {"a_cents": 100}}), "before").change
    late = cell_of(
        RATE, Told(now={"late": 30, "orders": 100}, past={"year": {"late": 20, "orders": 100}}), "year"
    ).change

    assert more is not None
    assert late is not None
    assert (more.amount, more.in_points, more.is_better) == (Decimal(50), False, True)
    assert (late.amount, late.in_points, late.is_better) == (Decimal(10), True, False)
    for past in ({}, {"before": {"a_cents": 0}}, {"before": {"a_cents": -5}}):
        assert cell_of(SALES, Told(now={"a_cents": 1}, past=past), "before").change is None
    assert cell_of(SALES, Told(now={"a_cents": 1}, past={"before": {"a_cents": 1}}), None).change is None


def test_where_too_little_is_known_there_is_no_value_and_no_change() -> None:
    past = {"before": {"talk_hours": 10, "known_hours": 10}}
    found = cell_of(TALK, Told(now={"talk_hours": 10, "known_hours": 5}, past=past), "before")

    assert (found.value, found.change, found.has_enough) == (None, None, False)


def test_a_ratio_of_several_is_made_of_their_sums() -> None:
    one, other = Told(now={"late": 1, "orders": 2}), Told(now={"late": 0, "orders": 98})

    assert cell_of(RATE, added(RATE, [one, other]), None).value == 1


def asked(*places: Place) -> Asked:
    nothing = cast(Any, None)  # Nothing is read here.
    return Asked(parts=nothing, metrics=[SALES, RATE, ORDERS], places=places, now=nothing, against="before")


def told(number: int, cents: int, late: int, orders: int) -> dict[str, dict[tuple[str, Any], Told]]:
    key = (str(number), None)
    sums = {"a_cents": cents, "late": late, "orders": orders}
    return {each.name: {key: Told(now=sums)} for each in (SALES, RATE, ORDERS)}


def together(*found: dict[str, dict[tuple[str, Any], Told]]) -> dict[str, dict[tuple[str, Any], Told]]:
    return {name: {key: each for one in found for key, each in one[name].items()} for name in found[0]}


def test_currencies_are_never_added() -> None:
    found = together(told(1, 100, 1, 10), told(2, 300, 3, 10), told(3, 700, 0, 20))

    totals = totals_of(asked(place("Shop", 1), place("Shop", 2, "CAD"), place("Shop", 3)), found, None)

    values = [(each.currency, [cell and cell.value for cell in each.cells]) for each in totals]
    assert values == [
        ("USD", [800, Decimal(100) / 30, 30]),
        ("CAD", [300, 30, 10]),
        (None, [None, Decimal(400) / 40, 40]),
    ]
    (one,) = totals_of(
        asked(place("Shop", 1), place("Shop", 3)), together(told(1, 100, 1, 10), told(3, 700, 0, 20)), None
    )
    assert [cell and cell.value for cell in one.cells] == [800, Decimal(100) / 30, 30]


def test_nobody_has_a_line_at_the_end_and_is_neither_best_nor_worst() -> None:
    people = {("1", 7): 50, ("1", 8): 20, ("1", 9): 30, ("1", 0): 900}
    found = {
        each.name: {key: Told(now={"a_cents": cents, "late": 0, "orders": 1}) for key, cents in people.items()}
        for each in (SALES, RATE, ORDERS)
    }
    here = place("Shop", 1)

    lines = with_marks(person_lines(asked(here), found, None, {("1", 7): "Ada", ("1", 8): "Zoe"}))

    assert [(each.name, each.cells[0].mark) for each in lines] == [
        (None, None),
        ("Ada", "best"),
        ("Zoe", "worst"),
        ("nobody", None),
    ]
    assert [each.name for each in person_lines(asked(here), found, None, None)] == [None, None, None, "nobody"]
    card = Scorecard(
        vendor=cast(Any, None),
        comparison=Comparison(name="people", one="One", many="All", by="person", columns=("sales",)),
        columns=[SALES, RATE, ORDERS],
        places=[here],
        is_closed=True,
        lines=lines,
    )
    assert [each.person for each in card.ordered("-sales").lines] == [7, 9, 8, 0]
    assert [each.person for each in card.ordered("sales").lines] == [8, 9, 7, 0]
    assert card.spread(0) == [("USD", [Decimal(20), Decimal(30), Decimal(50)], Decimal(30))]
    with pytest.raises(SettingWrong):
        card.ordered("made_up")


def test_weeks_of_one_place_go_back_to_the_first_that_tells_something() -> None:
    week = {ago: {"a_cents": 100 - ago, "late": 0, "orders": 1} for ago in (0, 1, 3)}
    found = {each.name: {("1", None): Told(weeks=week)} for each in (SALES, RATE, ORDERS)}

    lines = with_marks(week_lines(asked(place("Shop", 1, days=(date(2026, 1, 1), date(2026, 3, 31)))), found))

    assert [each.week for each in lines][:2] == [
        (date(2026, 3, 25), date(2026, 3, 31)),
        (date(2026, 3, 18), date(2026, 3, 24)),
    ]
    assert [each.cells[0].value for each in lines] == [100, 99, 0, 97]
    assert [each.cells[0].previous for each in lines] == [99, None, 97, None]


@pytest.mark.parametrize("against", ["before", "year"])
@pytest.mark.parametrize("length", [1, 6, 7, 8, 31, 91, 364, 365, 400])
def test_days_are_held_against_as_many_on_the_same_weekdays(against: Any, length: int) -> None:
    first = date(2026, 2, 11)
    last = date.fromordinal(first.toordinal() + length - 1)

    before = days_before(first, last, against)

    assert (before[1] - before[0]).days == length - 1
    assert before[0].weekday() == first.weekday()
    assert before[1] < first


def test_a_comparison_shows_only_what_its_figures_tell() -> None:
    def figures(*columns: str, by: Any = "location") -> Figures:
        comparison = Comparison(name="shops", one="Shop", many="Shops", by=by, columns=columns)
        return Figures(trade="repair", metrics=(SALES, RATE), views={}, comparisons=(comparison,))

    assert figures("sales", "rate").comparisons
    with pytest.raises(ValueError, match="profit"):
        figures("sales", "profit")
    with pytest.raises(ValueError, match="by person"):
        figures("sales", by="person")
    with pytest.raises(ValueError, match="column"):
        figures()
    with pytest.raises(UnknownThing):
        figures("sales").metric("profit")
