"""What is served with the calls that are left, and where a month ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from daysheet.core.calls import Serving, Standing, can_wait, dry_on, forecast, near_days
from daysheet.core.vendor import Days
from daysheet.vendors.smartmoving import VENDOR

MONTH = date(2026, 11, 1)
THE_20TH = datetime(2026, 11, 20, tzinfo=UTC)


def standing(used: int, allowance: int | None = 20_000) -> Standing:
    return Standing(month_on=MONTH, used=used, allowance=allowance)


@pytest.mark.parametrize(
    ("used", "serving"),
    [
        (0, Serving.EVERYTHING),
        (17_999, Serving.EVERYTHING),
        (18_000, Serving.NEAR_DAYS),
        (19_999, Serving.NEAR_DAYS),
        (20_000, Serving.NOTHING),
        (20_400, Serving.NOTHING),
    ],
)
def test_the_last_tenth_is_kept_for_today_and_tomorrow(used: int, serving: Serving) -> None:
    assert standing(used).serving is serving


def test_a_vendor_that_does_not_count_is_always_read() -> None:
    assert standing(10**9, None).serving is Serving.EVERYTHING
    assert standing(10**9, None).calls_max is None


@pytest.mark.parametrize(("used", "calls_max"), [(0, 19_000), (17_999, 19_000), (18_000, 20_000), (20_000, 20_000)])
def test_a_backfill_leaves_half_of_the_reserve_and_the_near_days_get_it_all(used: int, calls_max: int) -> None:
    assert standing(used).calls_max == calls_max


@pytest.mark.parametrize("allowance", [1, 9, 10, 19, 20, 21, 20_000])
def test_a_run_that_is_stopped_at_its_edge_is_followed_by_one_of_the_near_days(allowance: int) -> None:
    edge = standing(0, allowance).calls_max
    assert edge is not None

    assert standing(edge, allowance).serving is not Serving.EVERYTHING


def test_what_waits_are_lists_and_what_is_read_only_when_named() -> None:
    served = [stream.name for stream in VENDOR.streams if not can_wait(stream)]

    assert served == ["customers", "opportunities", "leads"]


@pytest.mark.parametrize(
    ("days", "last_on"),
    [
        (Days(from_parameter="f", to_parameter="t", back=1, ahead=0, wide_back=45), date(2026, 11, 20)),
        (Days(from_parameter="f", to_parameter="t", back=0, ahead=1), date(2026, 11, 21)),
        (Days(from_parameter="f", to_parameter="t", back=9, ahead=60), date(2026, 11, 21)),
    ],
)
def test_near_days_are_today_and_tomorrow_as_far_as_the_list_is_usually_read(days: Days, last_on: date) -> None:
    today = date(2026, 11, 20)

    assert near_days(days, today, today) == (today, last_on)


def test_today_may_be_two_dates() -> None:
    days = Days(from_parameter="f", to_parameter="t")

    assert near_days(days, date(2026, 11, 20), date(2026, 11, 21)) == (date(2026, 11, 20), date(2026, 11, 22))


def test_a_run_that_saves_says_what_it_put_off_and_until_when() -> None:
    assert standing(18_100).saving(["branches", "move_sizes"]) == (
        "Only today and tomorrow were read: 18,100 of this month's 20,000 calls were used. "
        "All is read again from 2026-12-01 on. Put off: branches, move sizes."
    )
    assert standing(17_000).saving(["branches"]) is None
    assert standing(20_000).saving(["branches"]) is None


def test_the_forecast_goes_on_as_since_the_first_call() -> None:
    since_the_1st = forecast(standing(19_000), THE_20TH, datetime(2026, 11, 1, tzinfo=UTC))
    since_the_18th = forecast(standing(2_000), THE_20TH, datetime(2026, 11, 18, tzinfo=UTC))

    assert (since_the_1st, since_the_18th) == (30_000, 13_000)


def test_a_first_hour_is_not_taken_for_the_pace_of_every_hour() -> None:
    assert forecast(standing(500), THE_20TH, THE_20TH - timedelta(hours=1)) == 500 + 500 * 11


def test_the_day_it_runs_dry_is_told_and_none_where_it_lasts() -> None:
    assert dry_on(standing(15_000), THE_20TH, 1_000) == date(2026, 11, 25)
    assert dry_on(standing(15_000), THE_20TH, 455) == date(2026, 11, 30)
    assert dry_on(standing(15_000), THE_20TH, 454) is None
    assert dry_on(standing(20_000), THE_20TH, 1) == date(2026, 11, 20)
    assert dry_on(standing(20_000), THE_20TH, 0) is None
    assert dry_on(standing(15_000, None), THE_20TH, 1_000) is None
