"""How far a reading is: what has come of what was announced, how fast, and how long the rest takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from daysheet.operations.runs.reading_progress import FirstReading, progress
from daysheet.warehouse.reading_facts import StreamFacts

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def fact(**known: Any) -> StreamFacts:
    """Return how a stream stands at a location; nothing of it was read unless said."""
    nothing: dict[str, Any] = dict.fromkeys(StreamFacts.__dataclass_fields__)
    return StreamFacts(**{**nothing, "stream": "orders", "failures": 0, "is_read_now": False, **known})


def under_way(passed: int, announced: int | None, *, seconds: int = 10) -> StreamFacts:
    """Return how a stream stands that is being read since so many seconds."""
    begun = NOW - timedelta(seconds=seconds)
    return fact(is_read_now=True, passed=passed, received=passed, announced=announced, started_at=begun)


def test_what_has_come_of_what_was_announced_and_how_long_the_rest_takes() -> None:
    found = progress("orders", [under_way(200, 1_000)], NOW)

    assert (found.state, found.so_far, found.announced, found.percent) == ("reading", 200, 1_000, 20)
    assert found.per_second == pytest.approx(20)
    assert found.left == timedelta(seconds=40)


def test_locations_are_counted_together_and_those_that_are_done_as_they_came() -> None:
    done = fact(reached_at=NOW, received=500, started_at=NOW - timedelta(minutes=5))

    found = progress("orders", [done, under_way(100, 500)], NOW)

    assert (found.state, found.so_far, found.announced, found.percent) == ("reading", 600, 1_000, 60)
    assert found.left == timedelta(seconds=40)


def test_where_nothing_is_announced_nothing_is_promised() -> None:
    found = progress("orders", [under_way(200, None)], NOW)

    assert (found.so_far, found.announced, found.percent, found.left) == (200, None, None, None)


def test_a_rate_over_a_moment_says_nothing() -> None:
    assert progress("orders", [under_way(100, 500, seconds=1)], NOW).left is None


def test_a_reading_that_was_cut_waits_with_what_has_come() -> None:
    cut = fact(passed=300, announced=900, received=100, started_at=NOW - timedelta(minutes=1))

    found = progress("orders", [cut], NOW)

    assert (found.state, found.so_far, found.announced, found.left) == ("waits", 300, 900, None)


def test_more_than_was_announced_is_not_more_than_all() -> None:
    found = progress("orders", [under_way(1_200, 1_000)], NOW)

    assert found.percent == 99
    assert found.left == timedelta(0)


def test_a_first_reading_is_over_when_only_what_fails_is_left() -> None:
    done = progress("orders", [fact(reached_at=NOW, received=5)], NOW)
    failed = progress("jobs", [fact(stream="jobs", failures=2, error="The vendor says no.")], NOW)
    waiting = progress("parts", [], NOW)

    assert (failed.state, failed.error) == ("failed", "The vendor says no.")
    assert FirstReading(streams=[done, failed]).is_over
    assert not FirstReading(streams=[done, waiting]).is_over
    assert FirstReading(streams=[done, waiting]).done == 1
