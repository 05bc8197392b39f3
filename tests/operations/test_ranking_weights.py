"""Weights and the smallest sample of a ranking: which can be, and the usual ones."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from daysheet.bootstrap import find_vendors
from daysheet.core.errors import SettingWrong
from daysheet.operations.scorecards.ranking import minimum_in, weighed_by
from tests.operations.toy_figures import COMPARISON, FIGURES


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


def test_branches_and_shops_are_ranked_and_claims_are_not_there() -> None:
    ranked = {
        comparison.name: vendor.figures
        for vendor in find_vendors().values()
        if vendor.figures is not None
        for comparison in vendor.figures.comparisons
        if comparison.measures
    }

    assert set(ranked) == {"branches", "shops"}
    assert "claims_rate" in ranked["branches"].absent
