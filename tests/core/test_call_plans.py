"""How many calls a month a plan needs: what is reckoned is what the engine's own ranges and passes ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from daysheet.core.call_plans import CallPlan, Known, interval_minutes, said
from daysheet.core.call_reckoning import days_calls, estimate, fitting, page_calls
from daysheet.engine.sweeping import Ranges
from daysheet.vendors.smartmoving import VENDOR

BASIC = VENDOR.calls_per_month["basic"]
FRANCHISE = Known(
    page_sizes={stream.name: 200 for stream in VENDOR.streams if stream.paging},
    list_rows={stream.name: 66 for stream in VENDOR.streams},
    customers_per_day=185,
    leads_per_day=15,
    changed_percent=10,
    two_dates_share=4 / 24,
)


def needs(plan: CallPlan, known: Known = FRANCHISE) -> dict[str, int]:
    return {each.what: each.calls for each in estimate(VENDOR, plan, known).needs}


def test_the_plan_that_the_vendor_sheet_reckons_fits_the_smallest_plan() -> None:
    found = estimate(VENDOR, CallPlan(every_minutes=120), FRANCHISE)

    assert {each.what: each.calls for each in found.needs} == {
        # Nine of them in one page and one that is no list of pages, each every 20 hours.
        "lists": 372,
        # 12 readings a day of today and tomorrow, and of a third date for 4 of 24 hours.
        "customers by day": 806,
        # The same of today and yesterday; and 45 days in 8 ranges every 20 hours.
        "leads by day": 806 + 298,
        "details of new records": 31 * 185,
        "details of changed records": 31 * 37,
        "details of ageing records": 31 * 185,
    }
    assert found.assumptions == ()
    assert found.fits(BASIC)


def test_what_is_not_known_is_assumed_and_said() -> None:
    found = estimate(VENDOR, CallPlan(), Known())

    assert found.assumptions == (
        "185 customers a service day",
        "10 percent of them changed in a day",
        "15 leads a day",
        "pages of 200 as asked for; the vendor may grant fewer",
    )
    assert estimate(VENDOR, CallPlan(customers_per_day=40, changed_percent=5), Known()).assumptions == (
        "15 leads a day",
        "pages of 200 as asked for; the vendor may grant fewer",
    )


def test_what_somebody_says_goes_before_what_the_tables_say() -> None:
    assert needs(CallPlan(customers_per_day=1))["details of new records"] == 31
    assert needs(CallPlan(changed_percent=100))["details of changed records"] == 31 * 370


def test_small_pages_cost_what_they_cost() -> None:
    """The account of the worked example grants five a page: 37 pages a day, twice, every ten minutes."""
    known = replace(FRANCHISE, page_sizes={**FRANCHISE.page_sizes, "customers": 5}, two_dates_share=0)

    found = needs(CallPlan(every_minutes=10), known)

    assert found["customers by day"] == 31 * 144 * 2 * 37 * 2


def test_a_backfill_is_reckoned_once() -> None:
    without, with_it = (estimate(VENDOR, CallPlan(backfill_days=days), FRANCHISE) for days in (0, 10))

    assert with_it.calls - without.calls == 10 * 185 + days_calls(10, 185, 200) + days_calls(10, 15, 200)
    assert with_it.calls_per_day == without.calls_per_day


def test_more_often_never_costs_less() -> None:
    calls = [
        estimate(VENDOR, CallPlan(every_minutes=each), FRANCHISE).calls for each in (5, 10, 30, 60, 120, 720, 1440)
    ]

    assert calls == sorted(calls, reverse=True)
    assert len(set(calls)) == len(calls)


@pytest.mark.parametrize("rows", [0, 1, 15, 60, 139, 141, 185, 200, 201, 900])
@pytest.mark.parametrize("days", [1, 2, 7, 44, 365])
def test_ranges_of_days_cost_no_more_than_reckoned_and_not_much_less(rows: int, days: int) -> None:
    last_on = date(2026, 11, 20)
    ranges = Ranges(last_on - timedelta(days=days - 1), last_on, (last_on + timedelta(9), last_on + timedelta(9)), 200)
    really = 0
    for first, last in ranges:
        total = rows * ((last - first).days + 1)
        ranges.learn(total)
        really += page_calls(total, 200)

    reckoned = days_calls(days, rows, 200)

    assert really <= reckoned <= really + 3


def test_a_plan_that_does_not_fit_is_offered_its_nearest_neighbours() -> None:
    wished = CallPlan(every_minutes=10, backfill_days=30, customers_per_day=60)
    assert not estimate(VENDOR, wished, FRANCHISE).fits(BASIC)

    offers = fitting(VENDOR, wished, FRANCHISE, BASIC)

    assert [(said(plan.every_minutes), plan.backfill_days) for plan, _ in offers] == [("20m", 14), ("30m", 30)]
    assert all(found.fits(BASIC) for _, found in offers)


def test_nothing_is_offered_where_nothing_fits() -> None:
    assert fitting(VENDOR, CallPlan(customers_per_day=5_000), FRANCHISE, BASIC) == []


def test_a_fifth_is_left_for_what_nobody_can_foresee() -> None:
    found = estimate(VENDOR, CallPlan(), FRANCHISE)

    assert found.fits(-(-found.calls * 100 // 80))
    assert not found.fits(found.calls * 100 // 80 - 1)


@pytest.mark.parametrize("text", ["", "h", "0m", "2", "-1h", "25h", "2d", "1.5h", "²h", "2w"])
def test_an_interval_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="^" + text.replace(".", r"\.")):
        interval_minutes(text)
