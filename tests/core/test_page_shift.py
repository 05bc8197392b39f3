"""Nothing is missing, stale or left over for good, however records move between the pages that are read."""

from __future__ import annotations

import os

import pytest

from tests.core.shifting_vendor import ENVIRONMENTS, Environment, ProvenReader, UsualReader, wrong_for_good

SEEDS = 600 * int(os.environ.get("DAYSHEET_TEST_SEEDS", "1"))


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda environment: environment.name)
def test_a_proven_pass_leaves_no_record_missing_stale_or_left_over(environment: Environment) -> None:
    seeds = range(SEEDS // len(ENVIRONMENTS))
    wrong = {
        seed: counts for seed in seeds if any((counts := wrong_for_good(ProvenReader, seed, environment)).values())
    }

    assert len(seeds) > 0
    assert wrong == {}


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda environment: environment.name)
def test_the_usual_cursor_fails_in_the_same_business(environment: Environment) -> None:
    failures = sum(any(wrong_for_good(UsualReader, seed, environment).values()) for seed in range(20))

    assert failures > 0
