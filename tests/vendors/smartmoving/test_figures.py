"""Figures of a branch's day that are kept up to date are those made from nothing, whatever the history was."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import create_simulator
from daysheet.warehouse.branch_capacity import BranchCapacity, Capacity
from daysheet.warehouse.daily_figures import DailyFigures
from tests.stories.business import Business, opened
from tests.stories.scale import seeds
from tests.vendors.smartmoving.figured import (
    STREAMS,
    alter,
    compute,
    figures_held,
    live_through,
    not_conserved,
    unlike_rebuilt,
)
from tests.vendors.smartmoving.yard import DAY, HALIFAX, NOON, Yard

pytestmark = pytest.mark.anyio

ROUNDS = 4
NOBODY = "00000000-0000-0000-0000-000000000000"
UNKNOWN_TOO = f"coalesce(journey.sm_branch_id, '{NOBODY}'::uuid) = "
KNOWN_ONLY = "journey.sm_branch_id = "
NOT_JOINED = "join before on false\n    union"

MISMARKED = {
    "a job that moves leaves its old day as it was": (
        ("merge_journeys", "join before on before.sm_job_id = changed.sm_job_id\n    union", NOT_JOINED),
        ("merge_journeys", "and kin.sm_opportunity_id = move.sm_opportunity_id", "and false"),
    ),
    "a lead that changes leaves its new day as it was": (
        (
            "keep_inquiries",
            "    select written.*\n    from written\n",
            "    select written.*\n    from written\n    where false\n",
        ),
    ),
}

Living = Callable[[int], AbstractAsyncContextManager[Business]]


@pytest.fixture
def living(url: str) -> Living:
    """Opens a small account that lives, with a history of its own."""

    def make(seed: int) -> AbstractAsyncContextManager[Business]:
        simulator: Any = create_simulator(seed=seed, orders=20, branches=3, calls_per_minute=0, calls_per_month=0)
        return opened(url, simulator, vendor=VENDOR)

    return make


@pytest.mark.parametrize("seed", seeds(2, when_more=3))
async def test_kept_figures_equal_rebuilt_ones_and_count_each_job_once(living: Living, seed: int) -> None:
    async with living(seed) as business:
        await live_through(business, random.Random(seed), ROUNDS)

        assert await not_conserved(business) == {}, f"seed {seed}"
        assert await unlike_rebuilt(business) == [], f"seed {seed}"
        assert await business.value("select sum(jobs) from smartmoving.daily_branch_metrics") > 0
        assert (
            await business.value(
                "select count(*) from smartmoving.daily_branch_metrics where jobs <> jobs_tentative + jobs_scheduled"
                " + jobs_confirmed + jobs_en_route + jobs_onsite + jobs_completed + jobs_audited + jobs_cancelled"
            )
            == 0
        )


@pytest.mark.parametrize("mistake", MISMARKED)
async def test_a_day_that_nobody_marks_is_caught(living: Living, monkeypatch: pytest.MonkeyPatch, mistake: str) -> None:
    async with living(2) as business:
        await live_through(business, random.Random(2), 1)
        for altered in MISMARKED[mistake]:
            alter(monkeypatch, *altered)
        await live_through(business, random.Random(3), ROUNDS)

        assert await unlike_rebuilt(business) != []


async def test_jobs_of_a_branch_that_nobody_knows_are_counted(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    await yard.job(branch=None)
    figures = DailyFigures(database=yard.database, vendor=VENDOR, tenant_id=yard.tenant_id)
    await figures.compute(NOON)
    counted = await jobs_of_nobody(yard)
    alter(monkeypatch, "compute_branch_days", UNKNOWN_TOO, KNOWN_ONLY)
    await figures.mark_all([NOBODY], NOON)
    await figures.compute(NOON)

    assert counted == 1
    assert await jobs_of_nobody(yard) == 0


async def jobs_of_nobody(yard: Yard) -> int:
    """Return how many jobs are counted where the branch is not known."""
    rows = await yard.ask(
        "select coalesce(sum(jobs), 0)::integer as jobs from smartmoving.daily_branch_metrics"
        " where tenant_id = %s and sm_branch_id = %s",
        yard.tenant_id,
        NOBODY,
    )
    return int(rows[0]["jobs"])


async def test_an_unchanged_reading_marks_no_day(living: Living) -> None:
    async with living(4) as business:
        await business.run(*STREAMS)
        await compute(business)
        before = await figures_held(business)
        await business.run(*STREAMS)

        assert await business.value("select count(*) from control.dirty_days") == 0
        assert await compute(business) == 0
        assert await figures_held(business) == before


async def test_capacity_is_absent_until_entered_and_days_between_work_have_it(yard: Yard) -> None:
    branch = await yard.branch("HALIFAX - Harbour & Pine", HALIFAX)
    branch_id = str((await yard.ask("select sm_id from smartmoving.branches where name = %s", branch))[-1]["sm_id"])
    for on in (DAY, date(2026, 8, 22)):
        await yard.job(branch=branch, on=on)
    figures = DailyFigures(database=yard.database, vendor=VENDOR, tenant_id=yard.tenant_id)
    await figures.compute(NOON)
    before = await capacities(yard, branch_id)
    entered = BranchCapacity(yard.database, VENDOR, yard.tenant_id, yard.connection_id, branch_id)
    await entered.set_weekdays(range(1, 6), date(2026, 1, 1), Capacity(trucks=3, bookable_hours=10, reason=None), NOON)
    await entered.set_day(date(2026, 8, 21), Capacity(trucks=1, bookable_hours=10, reason="One is in the shop"), NOON)
    await figures.compute(NOON)

    assert before == {DAY: None, date(2026, 8, 22): None}
    # Nothing was entered for Saturday, so its capacity stays unknown. Thursday and Friday have trucks without work.
    assert await capacities(yard, branch_id) == {
        DAY: 1800,
        date(2026, 8, 20): 1800,
        date(2026, 8, 21): 600,
        date(2026, 8, 22): None,
    }


async def capacities(yard: Yard, branch_id: str) -> dict[date, Decimal | None]:
    """Return the bookable truck minutes of each day that a branch has figures for."""
    rows = await yard.ask(
        "select metric_date, capacity_truck_minutes from smartmoving.daily_branch_metrics"
        " where sm_branch_id = %s and metric_date >= %s",
        branch_id,
        DAY,
    )
    return {row["metric_date"]: row["capacity_truck_minutes"] for row in rows}
