"""Which page comes next, and whether a pass over the pages can be believed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daysheet.core.paging import (
    PASSES_MAX,
    Ask,
    Evidence,
    Id,
    Outcome,
    Seen,
    Window,
    reach_of,
    read_window,
    since_of,
    what_is_wrong,
)

STEADY = settings(derandomize=True, deadline=None, max_examples=200)
NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)


def seen(*ids: Id | None, total: int | None, pages: int | None, at: datetime = NOW, last: bool | None = None) -> Seen:
    return Seen(ids=ids, total=total, pages=pages, is_last=last, answered_at=at)


def play(window: Window, answers: Sequence[Seen]) -> tuple[list[tuple[str, int]], Outcome | None]:
    """Answer what a reading asks for, one after the other; return what it asked, and its outcome if it ended."""
    reading = read_window(window)
    asked: list[tuple[str, int]] = []
    ask = next(reading)
    for answer in answers:
        asked.append((ask.list, ask.page))
        try:
            ask = reading.send(answer)
        except StopIteration as done:
            return asked, done.value
    return asked, None


def window(*, deleted: bool = False) -> Window:
    return Window(
        since=SINCE,
        has_deleted_list=deleted,
        deleted_since=SINCE if deleted else None,
        watch_since=SINCE if deleted else None,
    )


NOTHING_DELETED = seen(total=0, pages=0)
FIRST, SECOND = seen(1, 2, total=4, pages=2), seen(3, 4, total=4, pages=2)


def test_a_list_of_one_page_is_one_moment() -> None:
    asked, outcome = play(window(), [seen(1, 2, total=2, pages=1, last=True)])

    assert asked == [("records", 0)]
    assert outcome is not None
    assert (outcome.is_proven, outcome.passes, outcome.started_at) == (True, 1, NOW)


def test_an_empty_list_is_one_moment_too() -> None:
    _, outcome = play(window(), [seen(total=0, pages=0, last=True)])

    assert outcome is not None
    assert outcome.is_proven


@pytest.mark.parametrize("total", [3, 450])
def test_one_page_that_announces_more_than_it_holds_is_not_believed(total: int) -> None:
    page = seen(1, 2, total=total, pages=1, last=True)

    asked, outcome = play(window(), [page] * PASSES_MAX)

    assert len(asked) == PASSES_MAX
    assert outcome is not None
    assert not outcome.is_proven


def test_without_a_list_of_deleted_records_two_passes_have_to_agree() -> None:
    asked, outcome = play(window(), [FIRST, SECOND, FIRST, SECOND])

    assert asked == [("records", 0), ("records", 1)] * 2
    assert outcome is not None
    assert (outcome.is_proven, outcome.passes) == (True, 2)


def test_passes_that_never_agree_are_not_believed() -> None:
    answers = [page for n in range(PASSES_MAX) for page in (FIRST, seen(3, 10 + n, total=4, pages=2))]

    _, outcome = play(window(), answers)

    assert outcome is not None
    assert (outcome.is_proven, outcome.passes) == (False, PASSES_MAX)


def test_with_a_list_of_deleted_records_one_ascending_pass_is_enough() -> None:
    asked, outcome = play(window(deleted=True), [NOTHING_DELETED, FIRST, SECOND, NOTHING_DELETED])

    assert asked == [("deleted", 0), ("records", 0), ("records", 1), ("deleted", 0)]
    assert outcome is not None
    assert (outcome.is_proven, outcome.passes) == (True, 1)


@pytest.mark.parametrize(
    "pages",
    [
        (seen(2, 1, total=4, pages=2), seen(3, 4, total=4, pages=2)),
        (seen(1, 2, total=4, pages=2), seen(2, 3, total=4, pages=2)),
        (seen(1, 2, total=5, pages=3), seen(3, 4, total=4, pages=2)),
        (seen(1, 2, total=5, pages=2), seen(3, 4, total=5, pages=2)),
        (seen(1, 2, total=4, pages=2), seen(3, 4, total=None, pages=2)),
        (seen(1, "2", total=4, pages=2), seen(3, 4, total=4, pages=2)),
    ],
    ids=["order", "twice", "shrank", "fewer than announced", "total withdrawn", "ids of two kinds"],
)
def test_a_pass_that_does_not_prove_itself_is_followed_by_another(pages: tuple[Seen, Seen]) -> None:
    asked, outcome = play(window(deleted=True), [NOTHING_DELETED, *pages, NOTHING_DELETED])

    assert len(asked) == 4
    assert outcome is None


def test_a_record_deleted_during_the_pass_means_another_pass() -> None:
    one_deleted = seen(9, total=1, pages=1, last=True)

    asked, outcome = play(
        window(deleted=True), [NOTHING_DELETED, FIRST, SECOND, one_deleted, FIRST, SECOND, one_deleted]
    )

    assert asked[3:] == [("deleted", 0), ("records", 0), ("records", 1), ("deleted", 0)]
    assert outcome is not None
    assert (outcome.is_proven, outcome.passes) == (True, 2)


def test_two_lists_of_deleted_records_are_read_where_they_begin_at_different_times() -> None:
    both = Window(since=None, has_deleted_list=True, deleted_since=SINCE, watch_since=NOW)
    reading = read_window(both)

    first = next(reading)
    second = reading.send(NOTHING_DELETED)

    assert [first, second] == [Ask("deleted", SINCE, 0), Ask("deleted", NOW, 0)]


def test_a_reading_begins_when_its_first_page_was_answered() -> None:
    later = NOW + timedelta(minutes=5)
    answers = [FIRST, seen(3, 4, total=4, pages=2, at=later), seen(1, 2, total=4, pages=2, at=later), SECOND]

    _, outcome = play(window(), answers)

    assert outcome is not None
    assert outcome.started_at == NOW


def test_a_cut_pass_goes_on_where_it_was_with_the_same_evidence() -> None:
    whole = Evidence().after(FIRST).after(SECOND)
    resumed = Window(since=None, has_deleted_list=False, resumed=Evidence().after(FIRST))

    reading = read_window(resumed)

    assert next(reading).page == 1
    assert reading.send(SECOND).page == 0
    assert Evidence.from_json(json.loads(json.dumps(Evidence().after(FIRST).to_json()))).after(SECOND) == whole


ids = st.none() | st.integers(0, 2**63) | st.text(min_size=1)
instants = st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1))  # noqa: DTZ001  hypothesis adds the zone
pages = st.builds(
    Seen,
    ids=st.lists(ids, max_size=5).map(tuple),
    total=st.none() | st.integers(0, 20),
    pages=st.none() | st.integers(0, 5),
    is_last=st.none() | st.booleans(),
    answered_at=instants,
    newest_at=st.none() | instants,
)


@STEADY
@given(st.lists(pages, max_size=5))
def test_evidence_survives_being_written_down(shown: list[Seen]) -> None:
    evidence = Evidence()
    for page in shown:
        evidence = evidence.after(page)

    assert Evidence.from_json(json.loads(json.dumps(evidence.to_json()))) == evidence


@STEADY
@given(st.lists(st.integers(), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_passes_agree_whatever_the_order_of_the_records(numbers: list[int], chance: object) -> None:
    turned = list(reversed(numbers))
    one = Evidence().after(seen(*numbers, total=len(numbers), pages=1))
    other = Evidence().after(seen(*turned, total=len(numbers), pages=1))

    assert one.agrees_with(other)
    assert not one.agrees_with(Evidence().after(seen(*numbers, 10**30, total=len(numbers), pages=1)))
    assert not one.agrees_with(None)


def test_a_record_without_a_readable_id_counts_but_does_not_break_the_order() -> None:
    evidence = Evidence().after(seen(1, None, 2, total=3, pages=1))

    assert (evidence.count, evidence.is_ascending, evidence.adds_up) == (3, True, True)


@pytest.mark.parametrize(
    ("page", "number", "ends"),
    [
        (seen(1, total=9, pages=3, last=True), 0, True),
        (seen(1, total=9, pages=3, last=False), 1, False),
        (seen(1, total=9, pages=3, last=False), 2, True),
        (seen(1, total=9, pages=3), 2, True),
        (seen(1, total=9, pages=None), 2, False),
        (seen(total=9, pages=3), 0, True),
    ],
)
def test_a_list_ends_with_its_last_page_or_an_empty_one(page: Seen, number: int, ends: bool) -> None:
    assert page.ends_after(number) is ends


@pytest.mark.parametrize(
    ("count", "is_repeated", "total", "pages", "number", "wrong"),
    [
        (5, True, 10, 2, 1, "page 1 holds the same records as the page before it"),
        (0, True, 0, 0, 1, None),
        (0, False, 450, 5, 0, "page 0 is empty, though 450 records are announced on 5 pages"),
        (0, False, 450, 5, 5, None),
        (0, False, None, None, 0, None),
        (5, False, 10, 2, 6, "page 6 is not the last, though only 2 pages are announced"),
        (5, False, 10, 2, 5, None),
        (5, False, 10, 2, 0, None),
    ],
)
def test_a_page_that_contradicts_what_was_promised_is_named(
    count: int, is_repeated: bool, total: int | None, pages: int | None, number: int, wrong: str | None
) -> None:
    asked = Ask("records", None, number)

    assert what_is_wrong(asked, count=count, is_repeated=is_repeated, total=total, pages=pages) == wrong


@pytest.mark.parametrize(
    ("fell_back", "expected"),
    [(timedelta(0), 5), (timedelta(minutes=60), 65), (timedelta(minutes=-60), 5)],
)
def test_the_next_window_overlaps_and_reaches_back_as_far_as_the_clock_fell(
    fell_back: timedelta, expected: int
) -> None:
    assert since_of(NOW, timedelta(minutes=5), fell_back) == NOW - timedelta(minutes=expected)


@pytest.mark.parametrize(
    ("newest", "pages_read", "is_census", "expected"),
    [
        (None, 1, False, NOW),
        (NOW - timedelta(hours=1), 1, False, NOW - timedelta(hours=1)),
        (NOW + timedelta(hours=1), 1, False, NOW),
        (NOW - timedelta(hours=1), 2, False, NOW),
        (NOW - timedelta(hours=1), 2, True, NOW - timedelta(hours=1)),
    ],
)
def test_the_next_window_begins_no_later_than_the_newest_stamp_of_a_short_one(
    newest: datetime | None, pages_read: int, is_census: bool, expected: datetime
) -> None:
    evidence = Evidence(started_at=NOW, next_page=pages_read, newest_at=newest)
    outcome = Outcome(started_at=NOW, is_proven=True, passes=1, evidence=evidence)

    assert reach_of(outcome, is_census=is_census) == expected
