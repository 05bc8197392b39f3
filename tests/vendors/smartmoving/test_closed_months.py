"""A mover's closed month keeps its figures; a late change is a restatement, wherever in the month it is felt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from daysheet.core.errors import NotAllowed, UnknownThing
from daysheet.core.periods import Period
from daysheet.core.vendor import Vendor
from daysheet.operations.figures import metrics
from daysheet.operations.office import Office
from daysheet.operations.reconciliation import closing
from daysheet.vendors.smartmoving import VENDOR
from daysheet.warehouse.branch_capacity import BranchCapacity, Capacity
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.daily_figures import DailyFigures
from daysheet.warehouse.location_sources import LocationSources
from tests.operations.mover import office_at
from tests.vendors.smartmoving.yard import HALIFAX, Job, Yard, instant

pytestmark = pytest.mark.anyio

MONTH = date(2026, 8, 1)
BOOKED_ON, DAY = date(2026, 8, 12), date(2026, 8, 19)
LATE_IN_MONTH, IDLE, AFTER = date(2026, 8, 28), date(2026, 8, 31), date(2026, 9, 2)
NOW = instant(date(2026, 9, 5), 12)
OF_AUGUST = Period(first_on=MONTH, last_on=date(2026, 8, 31))


@dataclass(kw_only=True)
class Mover:
    """A yard whose months are closed, on the fifth of September."""

    yard: Yard
    branch: str
    vendor: Vendor = VENDOR

    @property
    def office(self) -> Office:
        """An office with this warehouse in it."""
        office = office_at(self.yard.database, self.yard.url, lambda: NOW)
        return replace(office, vendors={self.vendor.name: self.vendor})

    @property
    def tenant(self) -> Tenant:
        """The tenant whose yard it is."""
        return Tenant(tenant_id=self.yard.tenant_id, name="yard")

    async def compute(self) -> None:
        """Compute what was marked."""
        await DailyFigures(database=self.yard.database, vendor=self.vendor, tenant_id=self.yard.tenant_id).compute(NOW)

    async def close(self, location: str | None = None) -> list[str]:
        """Close August, at one location or at all."""
        return await closing.close_month(self.office, self.tenant, MONTH, location, "bookkeeping")

    async def told(self) -> list[dict[str, Any]]:
        """Return the restatements of August, oldest day first."""
        rows = await closing.restatements(self.office, self.tenant, MONTH)
        return sorted(rows, key=lambda row: row["metric_date"])

    async def jobs(self, table: str) -> dict[date, int]:
        """Return the booked jobs of each day of August that a table or view has."""
        rows = await self.yard.ask(
            f"select metric_date, sum(jobs_booked)::integer as jobs from smartmoving.{table}"  # noqa: S608  named below
            " where tenant_id = %s and metric_date between '2026-08-01' and '2026-08-31' group by 1",
            self.yard.tenant_id,
        )
        return {row["metric_date"]: row["jobs"] for row in rows}

    async def branch_id(self, name: str) -> str:
        """Return the vendor's id of a branch."""
        rows = await self.yard.ask(
            "select sm_id::text as id from smartmoving.branches where tenant_id = %s and name = %s",
            self.yard.tenant_id,
            name,
        )
        return str(rows[0]["id"])


@pytest.fixture
async def mover(yard: Yard) -> Mover:
    return Mover(yard=yard, branch=await yard.branch("HALIFAX - Harbour & Pine", HALIFAX))


async def cancel(job: Job) -> None:
    """Let the vendor say, after the month, that the job was cancelled."""
    await job.opportunity_is_now(status=20)
    await job.made_at(NOW)


async def test_a_late_change_is_a_restatement(mover: Mover) -> None:
    jobs = [await mover.yard.job(branch=mover.branch, on=DAY) for _ in range(2)]

    assert await mover.close() == [mover.branch]
    await cancel(jobs[0])
    await mover.compute()

    assert (await mover.jobs("branch_days"), await mover.jobs("daily_branch_metrics")) == (
        {BOOKED_ON: 0, DAY: 2},
        {BOOKED_ON: 0, DAY: 1},
    )
    booking, row = await mover.told()
    assert (booking["metric_date"], booking["source_ids"]) == (BOOKED_ON, [str(jobs[0].opportunity_id)])
    assert (row["metric_date"], row["row_key"]) == (DAY, f"connection {mover.yard.connection_id}")
    assert (row["old_figures"]["jobs_booked"], row["new_figures"]["jobs_booked"]) == (2, 1)
    assert row["noticed_at"] == NOW
    assert row["source_ids"] == [str(jobs[0].id)]
    answer = await metrics.show(mover.office, mover.tenant, "jobs_day", OF_AUGUST)
    assert [each.shown for each in answer.data] == ["2"]
    days = await mover.yard.ask(
        "select metric_date, is_frozen from smartmoving.branch_days where tenant_id = %s", mover.yard.tenant_id
    )
    assert {row["metric_date"] for row in days if row["is_frozen"]} == {BOOKED_ON, DAY}
    assert {row["metric_date"] for row in days if not row["is_frozen"]} == {NOW.date()}


async def test_a_month_is_closed_once_and_follows_again_when_reopened(mover: Mover) -> None:
    job = await mover.yard.job(branch=mover.branch, on=DAY)
    await mover.close()
    await cancel(job)
    await mover.compute()

    assert await mover.close() == []
    (month,) = await closing.months(mover.office, mover.tenant)
    assert (month["location"], month["closed_by"], month["restatements"]) == (mover.branch, "bookkeeping", 2)
    assert await closing.reopen_month(mover.office, mover.tenant, MONTH, mover.branch) == [mover.branch]
    assert await mover.jobs("branch_days") == await mover.jobs("daily_branch_metrics") == {DAY: 0}
    assert await mover.told() == []
    assert await closing.reopen_month(mover.office, mover.tenant, MONTH, mover.branch) == []


@pytest.mark.parametrize(("reach_days", "noticed"), [(31, [IDLE]), (0, [])], ids=["its reach known", "not known"])
async def test_a_day_that_becomes_idle_by_work_of_the_next_month(
    mover: Mover, reach_days: int, noticed: list[date]
) -> None:
    """Without its reach nobody would compare the day: the second case shows that the first says something."""
    assert VENDOR.daily is not None
    mover.vendor = replace(VENDOR, daily=replace(VENDOR.daily, reach_days=reach_days))
    await mover.yard.job(branch=mover.branch, on=LATE_IN_MONTH)
    entered = BranchCapacity(
        mover.yard.database,
        VENDOR,
        mover.yard.tenant_id,
        mover.yard.connection_id,
        await mover.branch_id(mover.branch),
    )
    mondays = Capacity(trucks=3, bookable_hours=10, reason=None)
    await entered.set_weekdays([1], date(2026, 1, 1), mondays, NOW)
    await mover.close()

    await mover.yard.job(branch=mover.branch, on=AFTER, now=NOW)
    await mover.compute()

    assert (IDLE in await mover.jobs("branch_days"), IDLE in await mover.jobs("daily_branch_metrics")) == (False, True)
    told = await mover.told()
    assert [row["metric_date"] for row in told] == noticed
    assert all(row["old_figures"] == {} and row["new_figures"]["capacity_trucks"] == 3 for row in told)


async def test_a_location_of_two_branches_is_closed_with_both(mover: Mover) -> None:
    other = await mover.yard.branch("TRURO - Harbour & Pine", None)
    places = await mover.yard.ask("select location_id from control.locations where name = %s", mover.branch)
    sources = LocationSources(mover.yard.database, mover.yard.tenant_id, mover.yard.connection_id, VENDOR.name)
    number = max(int(row["location_id"]) for row in places)
    await sources.map([await mover.branch_id(other)], number, mover.yard.deriving, NOW)
    jobs = [await mover.yard.job(branch=each, on=DAY) for each in (mover.branch, other)]

    assert await mover.close(mover.branch) == [mover.branch]
    for job in jobs:
        await cancel(job)
    await mover.compute()

    assert (await mover.jobs("branch_days"), await mover.jobs("daily_branch_metrics")) == (
        {BOOKED_ON: 0, DAY: 2},
        {DAY: 0},
    )
    months = await closing.months(mover.office, mover.tenant)
    assert [(row["location"], row["restatements"]) for row in months] == [(mover.branch, 2)] * 2


async def test_what_cannot_be_closed_is_told(mover: Mover) -> None:
    await mover.yard.job(branch=mover.branch, on=DAY)

    with pytest.raises(NotAllowed, match="is not over at"):
        await closing.close_month(mover.office, mover.tenant, date(2026, 9, 1), None, "bookkeeping")
    await mover.yard.ask("delete from control.location_sources where tenant_id = %s", mover.yard.tenant_id)
    with pytest.raises(UnknownThing, match="whose months can be closed"):
        await mover.close()


async def test_nobody_sees_anothers_closed_month(mover: Mover) -> None:
    await mover.yard.job(branch=mover.branch, on=DAY)
    await mover.close()

    question = "select count(*), sum(jobs_booked) from smartmoving.branch_days"
    own = await mover.yard.as_role("daysheet_analyst", question)
    mover.yard.tenant_id += 1_000
    other = await mover.yard.as_role("daysheet_analyst", question)

    assert (own, other) == ([(2, 1)], [(0, None)])
