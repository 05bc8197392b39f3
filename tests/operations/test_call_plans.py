"""A month's calls are planned before they are spent, with what a connection's own tables say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from daysheet.core.call_plans import CallPlan
from daysheet.core.errors import SettingWrong
from daysheet.operations.connections import call_plans
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.tekmetric import VENDOR as TEKMETRIC
from daysheet.warehouse.call_plans import CallPlans, StoredPlan
from tests.operations.counting import NAME, Movers, connect

pytestmark = pytest.mark.anyio


async def test_a_page_is_as_large_as_the_vendor_says_and_not_as_was_asked(movers: Movers) -> None:
    streams = tuple(
        replace(each, paging=replace(each.paging, size=500)) if each.paging and each.days else each
        for each in VENDOR.streams
    )
    movers.office = replace(movers.office, vendors={VENDOR.name: replace(VENDOR, streams=streams)})

    outcome = await movers.sync()

    row = await movers.row()
    kept = await CallPlans(movers.office.database, row.tenant_id, row.connection_id).page_sizes()
    assert kept == outcome.page_sizes
    assert (kept["customers"], kept["leads"], kept["branches"]) == (200, 200, 200)


async def test_a_key_has_the_smallest_plan_until_somebody_says_otherwise(movers: Movers) -> None:
    assert (await movers.row()).plan == "basic"

    await movers.plan(plan="premium", store=True)

    assert (await movers.row()).plan == "premium"
    (report,) = await call_plans.calls_of(movers.office, movers.tenant, NAME)
    assert (report.vendor_plan, report.standing.allowance) == ("premium", VENDOR.calls_per_month["premium"])


async def test_a_plan_that_the_vendor_does_not_have_is_refused(movers: Movers) -> None:
    with pytest.raises(SettingWrong, match=r"no plan 'gold'\. Plans: basic, premium"):
        await movers.plan(plan="gold")
    with pytest.raises(SettingWrong, match="leave --plan out"):
        await connect(movers, TEKMETRIC, "http://localhost", name="shop", plan="basic")
    assert call_plans.checked_plan(TEKMETRIC, None) is None


async def test_a_plan_that_fits_is_stored_and_taken_up_again(movers: Movers) -> None:
    report = await movers.plan(every_minutes=60, customers_per_day=20, changed_percent=5, backfill_days=7, store=True)

    assert (report.fits, report.is_stored, report.offers) == (True, True, ())
    row = await movers.row()
    plans = CallPlans(movers.office.database, row.tenant_id, row.connection_id)
    stored = StoredPlan(plan="basic", every_minutes=60, customers_per_day=20, changed_percent=5, backfill_days=7)
    assert await plans.read() == stored
    again = await movers.plan(every_minutes=30)
    assert again.plan == CallPlan(every_minutes=30, customers_per_day=20, changed_percent=5, backfill_days=7)
    assert await plans.read() == stored


async def test_a_plan_that_runs_dry_is_refused_with_those_that_do_not(movers: Movers) -> None:
    report = await movers.plan(every_minutes=5, customers_per_day=185, backfill_days=730, store=True)

    assert (report.fits, report.is_stored) == (False, False)
    assert report.dry_on == movers.office.clock().date()
    assert report.offers
    for offer in report.offers:
        assert offer.calls * 100 <= VENDOR.calls_per_month[offer.vendor_plan] * 80
    row = await movers.row()
    assert await CallPlans(movers.office.database, row.tenant_id, row.connection_id).read() == StoredPlan(plan="basic")


async def test_a_dearer_plan_is_offered_where_it_holds_the_wish(movers: Movers) -> None:
    report = await movers.plan(every_minutes=15, customers_per_day=185, backfill_days=30)

    assert not report.fits
    dearer = [each for each in report.offers if each.vendor_plan == "premium"]
    assert [each.plan for each in dearer] == [report.plan]


async def test_the_tables_speak_once_they_know_enough_days(movers: Movers) -> None:
    before = await movers.plan()
    assert before.estimate.assumptions[0] == "185 customers a service day"

    await movers.sync(full=True)

    after = await movers.plan()
    assert not any("customers a service day" in each or "leads a day" in each for each in after.estimate.assumptions)
    assert not any("pages of" in each for each in after.estimate.assumptions)
    assert after.estimate.calls < before.estimate.calls


async def test_calls_are_told_with_where_the_month_ends(movers: Movers) -> None:
    await movers.sync()

    (report,) = await call_plans.calls_of(movers.office, movers.tenant, None)

    assert report.standing.used == movers.used_at_vendor()
    assert report.forecast > report.standing.used
    today = movers.office.clock().date()
    assert report.standing.resets_on == date(today.year + today.month // 12, today.month % 12 + 1, 1)
