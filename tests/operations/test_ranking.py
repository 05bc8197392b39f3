"""Rankings as they are asked for: weights, samples, currencies, and what moved a rank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from daysheet.core.metrics import Metric
from daysheet.operations.scorecards.rank_lines import Group, groups_of
from daysheet.operations.scorecards.ranking import weighed_by
from daysheet.operations.scorecards.score_cells import Told
from tests.operations.toy_figures import CLOSED, COMPARISON, FIGURES, LATE, place

NOTHING: Final[Mapping[str, str]] = {}


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
    places = [place("Branch", at + 1, currencies[at] if currencies else "USD") for at in range(len(found))]
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


def test_the_rank_before_is_told_with_the_only_measure_that_changed() -> None:
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


@pytest.mark.parametrize(("said", "moved_by"), [({}, LATE), ({"closed": "3"}, CLOSED), ({"late": "0.4"}, CLOSED)])
def test_of_two_measures_that_rise_the_one_with_more_of_the_score_moved_it(
    said: dict[str, str], moved_by: Metric
) -> None:
    (found,) = rank(
        told(sums(late=1, booked=20), before=sums(late=9, booked=5)),
        told(sums(late=5, booked=10), before=sums(late=5, booked=10)),
        told(sums(late=6, booked=30), before=sums(late=6, booked=30)),
        said=said,
    )

    # By how late it is it rose from 0 to 100, by what it closed from 0 to 50.
    (first,) = [each for each in found.standings if each.place.name == "Branch 1"]
    assert (first.previous_rank, first.moved_by) == (3, moved_by)


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


def test_a_sample_is_told_in_words() -> None:
    (found,) = rank(told(sums(jobs=1)), told(sums(jobs=1_200)), said={"closed": "0"})

    assert {each.place.name: each.parts[0].sample_words for each in found.standings} == {
        "Branch 1": "1 job",
        "Branch 2": "1,200 jobs",
    }


def test_what_is_measured_is_asked_for_with_its_sample() -> None:
    (weighed,) = [each for each in weighed_by(FIGURES, COMPARISON, {"pay": "1"}) if each.name == "pay"]

    assert "paid_jobs" in weighed.asked.columns
    assert "paid_jobs" not in weighed.metric.columns
