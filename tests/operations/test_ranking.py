"""Rankings as they are asked for: weights, samples, currencies, and what moved a rank."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from daysheet.bootstrap import find_vendors
from daysheet.core.comparisons import Comparison, Measure
from daysheet.core.errors import SettingWrong
from daysheet.core.metrics import Figures, Metric, Sum
from daysheet.operations.metric_answers import Place
from daysheet.operations.rank_lines import Group, Weighed, groups_of
from daysheet.operations.ranking import minimum_in, weighed_by
from daysheet.operations.score_cells import Told

LATE: Final = Metric(
    name="late",
    code="X1",
    label="Late %",
    meaning="",
    formula="",
    unit="percent",
    table="days",
    numerator=Sum.of("late"),
    denominator=Sum.of("jobs"),
    direction="down",
)
CLOSED: Final = Metric(
    name="closed",
    code="X2",
    label="Closed %",
    meaning="",
    formula="",
    unit="percent",
    table="days",
    numerator=Sum.of("booked"),
    denominator=Sum.of("leads"),
    known=Sum.of("leads"),
    of=Sum.of("leads_in"),
)
PAY: Final = Metric(
    name="pay",
    code="X3",
    label="Per hour",
    meaning="",
    formula="",
    unit="cents_per_hour",
    table="days",
    numerator=Sum.of("earned_cents"),
    denominator=Sum.of("minutes"),
    times=60,
)
COMPARISON: Final = Comparison(
    name="branches",
    one="Branch",
    many="Branches",
    by="location",
    columns=("late",),
    measures=(
        Measure(metric="late", sample=("jobs",), one="job", many="jobs", is_share=True),
        Measure(metric="closed", sample=("leads",), one="lead", many="leads", is_share=True),
        Measure(metric="pay", sample=("paid_jobs",), one="job", many="jobs", weight=0),
    ),
)
FIGURES: Final = Figures(trade="moving", metrics=(LATE, CLOSED, PAY), views={}, comparisons=(COMPARISON,))
NOTHING: Final[Mapping[str, str]] = {}


def place(number: int, currency: str | None = "USD") -> Place:
    location = {"location_id": number, "source_id": str(number), "name": f"Branch {number}", "currency": currency}
    return Place(location=location, first_on=date(2026, 3, 1), last_on=date(2026, 3, 31), is_closed=True)


def sums(late: int = 0, jobs: int = 40, booked: int = 20, leads: int = 40, cents: int = 6_000) -> dict[str, int]:
    return {
        "late": late,
        "jobs": jobs,
        "booked": booked,
        "leads": leads,
        "leads_in": leads,
        "earned_cents": cents,
        "minutes": 60,
        "paid_jobs": jobs,
    }


def told(now: dict[str, int] | None, before: dict[str, int] | None = None) -> Told:
    return Told(now=now, past={} if before is None else {"before": before})


def rank(
    *found: Told, said: Mapping[str, str] = NOTHING, currencies: tuple[str | None, ...] = (), minimum: int = 20
) -> list[Group]:
    """Return the rankings of branches 1, 2 and so on, of which something is told."""
    places = [place(at + 1, currencies[at] if currencies else "USD") for at in range(len(found))]
    weighed = [each for each in weighed_by(FIGURES, COMPARISON, said) if each.weight]
    lines = {(str(at + 1), None): each for at, each in enumerate(found)}
    return groups_of(places, weighed, {each.name: lines for each in weighed}, "before", minimum)


def ranks(group: Group) -> list[tuple[str, int | None]]:
    return [(each.place.name, each.rank) for each in group.standings]


def test_less_is_better_where_the_metric_says_so() -> None:
    (found,) = rank(told(sums(late=10)), told(sums(late=1)), told(sums(late=5)), said={"closed": "0"})

    assert ranks(found) == [("Branch 2", 1), ("Branch 3", 2), ("Branch 1", 3)]
    assert [each.score for each in found.standings] == [100, 50, 0]


def test_a_branch_below_the_smallest_sample_is_not_ranked_and_says_why() -> None:
    few = sums(jobs=12, booked=3, leads=12)

    (found,) = rank(told(few), told(sums()), told(sums(late=1)), told(None))
    (lower,) = rank(told(few), told(sums()), told(sums(late=1)), told(None), minimum=12)

    assert ranks(found) == [("Branch 2", 1), ("Branch 3", 2), ("Branch 1", None), ("Branch 4", None)]
    assert [each.reasons for each in found.standings] == [
        [],
        [],
        ["12 of 20 jobs", "12 of 20 leads"],
        ["0 of 20 jobs", "0 of 20 leads"],
    ]
    assert found.ranked_count == 2
    assert [(name, number is not None) for name, number in ranks(lower)] == [
        ("Branch 2", True),
        ("Branch 1", True),
        ("Branch 3", True),
        ("Branch 4", False),
    ]


def test_where_too_little_is_known_there_is_no_rank() -> None:
    unknown = sums() | {"leads_in": 400}

    (found,) = rank(told(unknown), told(sums()), told(sums()))

    assert [(each.place.name, each.reasons) for each in found.standings][-1] == (
        "Branch 1",
        ["too little is known of Closed %"],
    )


def test_one_branch_has_no_rank() -> None:
    (found,) = rank(told(sums()))

    assert ranks(found) == [("Branch 1", None)]
    assert found.standings[0].reasons == ["no other one has enough"]
    assert [each.name for each in found.not_counted] == ["late", "closed"]


def test_a_weight_of_0_leaves_a_measure_out() -> None:
    one, other = told(sums(late=9, booked=30)), told(sums(late=1, booked=10))

    (by_late,) = rank(one, other, said={"closed": "0"})
    (by_closed,) = rank(one, other, said={"late": "0"})
    (mostly_late,) = rank(one, other, said={"late": "3.5", "closed": "1.5"})

    assert ranks(by_late)[0] == ("Branch 2", 1)
    assert ranks(by_closed)[0] == ("Branch 1", 1)
    assert [each.score for each in mostly_late.standings] == [70, 30]
    assert [each.weighed.name for each in by_late.standings[0].parts] == ["late"]


def test_an_amount_splits_the_ranking_by_currency_and_nothing_else_does() -> None:
    found = [told(sums(late=late, cents=cents)) for late, cents in ((1, 100), (2, 900), (3, 800), (4, 200))]
    currencies = ("USD", "CAD", "USD", "CAD")

    split = rank(*found, said={"pay": "1"}, currencies=currencies)
    (whole,) = rank(*found, currencies=currencies)

    assert [(each.currency, [name for name, _ in ranks(each)]) for each in split] == [
        ("CAD", ["Branch 2", "Branch 4"]),
        ("USD", ["Branch 1", "Branch 3"]),
    ]
    assert {part.percentile for part in split[0].standings[0].parts if part.weighed.name == "pay"} == {100}
    assert (whole.currency, len(whole.standings)) == (None, 4)
    assert len(rank(*found, said={"pay": "1"})) == 1


def test_the_only_branch_of_its_currency_is_not_the_first() -> None:
    found = rank(told(sums()), told(sums()), told(sums()), said={"pay": "1"}, currencies=("USD", None, "USD"))

    assert [(each.currency, [number for _, number in ranks(each)]) for each in found] == [
        (None, [None]),
        ("USD", [1, 1]),
    ]


def test_the_rank_before_and_what_moved_it() -> None:
    (found,) = rank(
        told(sums(late=1, booked=20), before=sums(late=9, booked=21)),
        told(sums(late=5, booked=10), before=sums(late=5, booked=10)),
        told(sums(late=6, booked=30), before=sums(late=1, booked=30)),
    )

    # The first was at (0 + 50) / 2 and is at (100 + 50) / 2; the third fell from 100 to (0 + 100) / 2.
    moves = [(each.place.name, each.rank, each.previous_rank, each.moved_by) for each in found.standings]
    assert moves == [
        ("Branch 1", 1, 2, LATE),
        ("Branch 3", 2, 1, LATE),
        ("Branch 2", 3, 2, None),
    ]


def test_a_rank_that_only_others_moved_is_moved_by_nothing() -> None:
    (found,) = rank(
        told(sums(late=9), before=sums(late=9)),
        told(sums(late=5), before=sums(late=5)),
        told(None, before=sums(late=1)),
        said={"closed": "0"},
    )

    # The first two stand to each other as before: 2 and 3 became 1 and 2, as the best has no jobs now.
    assert [(each.rank, each.previous_rank, each.moved_by) for each in found.standings] == [
        (1, 2, LATE),
        (2, 3, None),
        (None, 1, None),
    ]


def test_neighbours_that_overlap_name_each_other() -> None:
    (found,) = rank(
        told(sums(late=0, booked=39)), told(sums(late=30, booked=5)), told(sums(late=31, booked=4)), said={"pay": "0"}
    )

    assert [each.above for each in found.standings] == [None, None, "Branch 2"]
    assert [[part.overlaps_above for part in each.parts] for each in found.standings] == [
        [False, False],
        [False, False],
        [True, True],
    ]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"made_up": "1"}, "not ranked by 'made_up'. Measures: late, closed, pay"),
        ({"late": "much"}, "'much' is no weight of late"),
        ({"late": "-1"}, "no weight"),
        ({"late": "nan"}, "no weight"),
        ({"late": "1e9"}, "no weight"),
        ({"late": "101"}, "no weight"),
        ({"late": "1,2"}, "no weight"),
        ({"late": "0", "closed": "0.00"}, "Every measure weighs 0"),
    ],
)
def test_what_is_no_weight_is_refused(said: dict[str, str], message: str) -> None:
    with pytest.raises(SettingWrong, match=message.replace(".", r"\.")):
        weighed_by(FIGURES, COMPARISON, said)


def test_weights_are_the_usual_ones_where_nothing_is_said() -> None:
    def weights(said: Mapping[str, str]) -> list[Decimal]:
        return [each.weight for each in weighed_by(FIGURES, COMPARISON, said)]

    assert weights({}) == [1, 1, 0]
    assert weights({"late": "", "pay": "0.5"}) == [1, 1, Decimal("0.5")]
    assert weights({"late": "100", "closed": "0"}) == [100, 0, 0]


@pytest.mark.parametrize("text", ["0", "-5", "many", "1.5", "10001", "999999999"])
def test_what_is_no_smallest_sample_is_refused(text: str) -> None:
    with pytest.raises(SettingWrong, match="smallest sample"):
        minimum_in(text)


def test_branches_are_ranked_by_what_the_catalogue_names_and_there_is() -> None:
    ranked: dict[str, Any] = {
        comparison.name: (vendor, comparison.measures)
        for vendor in find_vendors().values()
        if vendor.figures is not None
        for comparison in vendor.figures.comparisons
        if comparison.measures
    }

    assert set(ranked) == {"branches", "shops"}
    usual = [each.metric for each in ranked["branches"][1] if each.weight]
    assert usual == [
        "close_rate_cohort",
        "responded_in_10_minutes_percent",
        "on_time_start",
        "estimate_within_10",
        "cancel_rate",
        "revenue_per_crew_hour",
    ]
    assert "claims_rate" in ranked["branches"][0].figures.absent


def test_a_sample_is_told_in_words() -> None:
    (found,) = rank(told(sums(jobs=1)), told(sums(jobs=1_200)), said={"closed": "0"})

    assert {each.place.name: each.parts[0].sample_words for each in found.standings} == {
        "Branch 1": "1 job",
        "Branch 2": "1,200 jobs",
    }


def test_what_is_measured_is_asked_for_with_its_sample() -> None:
    (weighed,) = [each for each in weighed_by(FIGURES, COMPARISON, {"pay": "1"}) if each.name == "pay"]

    assert isinstance(weighed, Weighed)
    assert "paid_jobs" in weighed.asked.columns
    assert "paid_jobs" not in weighed.metric.columns
