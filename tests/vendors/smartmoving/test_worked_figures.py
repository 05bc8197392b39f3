"""The worked example of the movers' metrics (product, 4.4), through simulator, HTTP, sync and SQL, to the cent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from daysheet.core.metrics import shown_in
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.metrics import FIGURES
from daysheet.warehouse.metric_sums import Span
from daysheet.warehouse.queries import vendor_query
from tests.vendors.smartmoving.figured import alter, rebuild
from tests.vendors.smartmoving.worked_day import (
    CREATED_ON,
    LAST_ON,
    SERVICE_ON,
    WorkedDay,
    lived_through,
    open_worked_day,
)

pytestmark = pytest.mark.anyio

OF_THE_SERVICE_DAY = {
    "earned_value": ("2,780.00", (3, 4)),
    "scheduled_value": ("3,600.00", (4, 4)),
    "average_job_value": ("926.67", (3, 4)),
    "jobs_day": ("4", None),
    "estimate_bias": ("6.9 %", (3, 4)),
    "estimate_abs_error": ("9.6 %", (3, 4)),
    "estimate_within_10": ("66.7 %", (3, 4)),
    "hours_variance": ("0.0 %", (3, 4)),
    "truck_utilization": ("67.5 %", (4, 4)),
    "capacity_outlook": ("67.5 %", (4, 4)),
    "revenue_per_truck_hour": ("139.00", (3, 4)),
    "revenue_per_crew_hour": ("60.43", (3, 4)),
    "on_time_start": ("66.7 %", (3, 4)),
    "cancel_rate": ("0.0 %", None),
    "unassigned_tomorrow": ("0", None),
}
OF_THE_LEADS = {
    "leads_in": ("20", None),
    "leads_unique": ("20", None),
    "bad_lead_rate": ("15.0 %", None),
    "close_rate_cohort": ("41.2 %", (17, 17)),
    "close_rate_period": ("35.0 %", (7, 7)),
    "bookings": ("7", (7, 7)),
    "booked_value": ("7,200.00", (7, 7)),
    "cancellations": ("0", None),
}
PARTS = 2
MUTANTS = {
    "the estimate stands in for a missing actual": (
        "coalesce(sum(worked.actual_cents) filter (where worked.is_done), 0)",
        "coalesce(sum(coalesce(worked.actual_cents, worked.estimate_cents)) filter (where worked.is_done), 0)",
    ),
    "a job without an actual counts as charged": (
        "count(worked.actual_cents) filter (where worked.is_done)",
        "count(*) filter (where worked.is_done)",
    ),
    "estimates are compared where nothing was charged": (
        "coalesce(sum(worked.estimate_cents) filter (where worked.is_compared), 0)",
        "coalesce(sum(worked.estimate_cents) filter (where worked.is_done), 0)",
    ),
    "errors cancel each other": (
        "round(abs(worked.actual_cents - worked.estimate_cents)::numeric",
        "round((worked.actual_cents - worked.estimate_cents)::numeric",
    ),
    "the error is a share of the actual": ("/ nullif(worked.estimate_cents, 0), 12)", "/ worked.actual_cents, 12)"),
    "ten per cent is twenty": ("* 10 <= worked.estimate_cents", "* 5 <= worked.estimate_cents"),
    "a truck is a truck for however many": (
        "coalesce(sum(worked.truck_count_planned * worked.minutes) filter (where worked.is_booked), 0)",
        "coalesce(sum(worked.minutes) filter (where worked.is_booked), 0)",
    ),
    "truck hours of other jobs than the money": (
        "job.is_done and job.actual_cents is not null and job.truck_count_planned > 0",
        "job.is_done and job.truck_count_planned > 0",
    ),
    "crew hours of other jobs than the money": (
        "job.is_done and job.actual_cents is not null and job.crew > 0",
        "job.is_done and job.crew > 0",
    ),
    "hours of a crew are those of one": ("coalesce(sum(worked.crew * worked.minutes)", "coalesce(sum(worked.minutes)"),
    "no grace after the window": (" + interval '15 minutes'", ""),
    "the window ends when it begins": ("(journey.window_end - journey.window_start)", "interval '0'"),
    "a job without a begin is late": (
        "where worked.is_begun and worked.started_at is not null and worked.late_at is not null",
        "where worked.is_begun",
    ),
    "bad leads stay in the cohort": (
        "judged.status is distinct from 50 and not coalesce(judged.is_in_doubt, false))",
        "not coalesce(judged.is_in_doubt, false))",
    ),
    "the window of the cohort is a day": ("lead.created_at + interval '30 days'", "lead.created_at + interval '1 day'"),
    "lost ones are bad": ("where judged.status = 50", "where judged.status in (0, 50)"),
    "every priced booking counts twice": (
        "coalesce(sum(inquiry.estimated_cents) filter",
        "2 * coalesce(sum(inquiry.estimated_cents) filter",
    ),
    "only begun jobs are scheduled": (
        "coalesce(sum(worked.estimate_cents) filter (where worked.is_booked), 0)",
        "coalesce(sum(worked.estimate_cents) filter (where worked.is_begun and worked.started_at is not null), 0)",
    ),
    "capacity is trucks alone": (
        "coalesce(exception.bookable_hours, weekly.bookable_hours) * 60",
        "coalesce(exception.bookable_hours, weekly.bookable_hours)",
    ),
}
Figure = tuple[str, tuple[int, int] | None]


async def figures(day: WorkedDay, names: list[str], *branches: str, first: date, last: date) -> dict[str, Figure]:
    """Return how some metrics are shown, each with how much of what it is about it could be computed for."""
    found: dict[str, Figure] = {}
    for name in names:
        metric, sums = await day.asked(name, *branches, first=first, last=last)
        value = metric.value(sums)
        whole = metric.of.total(sums) if metric.of else 0
        covered = (int(metric.known.total(sums)), int(whole)) if metric.known and whole else None
        found[name] = ("-" if value is None else shown_in(metric.unit, value), covered)
    return found


async def of_the_service_day(day: WorkedDay) -> dict[str, Figure]:
    return await figures(day, list(OF_THE_SERVICE_DAY), day.north, first=SERVICE_ON, last=SERVICE_ON)


async def of_the_leads(day: WorkedDay) -> dict[str, Figure]:
    return await figures(day, list(OF_THE_LEADS), day.north, day.south, first=CREATED_ON, last=date(2026, 8, 18))


@pytest.fixture
async def day(url: str) -> AsyncIterator[WorkedDay]:
    async with lived_through(url) as found:
        yield found


async def test_every_figure_of_the_example(day: WorkedDay) -> None:
    assert await of_the_service_day(day) == OF_THE_SERVICE_DAY
    assert await of_the_leads(day) == OF_THE_LEADS
    small, sums = await day.asked("on_time_start", day.north, first=SERVICE_ON, last=SERVICE_ON)
    assert small.shown_of(sums) == "2 of 3 (66.7 %)"


@pytest.mark.parametrize("part", range(PARTS))
async def test_every_altered_formula_is_caught(day: WorkedDay, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    survivors = []
    for name, (old, new) in list(MUTANTS.items())[part::PARTS]:
        with monkeypatch.context() as altered:
            alter(altered, "compute_branch_days", old, new)
            await rebuild(day.business)
            if await of_the_service_day(day) == OF_THE_SERVICE_DAY and await of_the_leads(day) == OF_THE_LEADS:
                survivors.append(name)

    assert survivors == []


async def test_an_average_of_ratios_is_another_figure(day: WorkedDay) -> None:
    metric, sums = await day.asked("estimate_bias", day.north, first=SERVICE_ON, last=SERVICE_ON)
    rows = [(126_000, 120_000), (95_000, 80_000), (57_000, 60_000)]
    ratios = [Decimal(100 * (actual - estimate)) / estimate for actual, estimate in rows]
    averaged = sum(ratios, Decimal(0)) / len(rows)

    assert metric.shown(metric.value(sums)) == "6.9 %"
    assert metric.shown(averaged) == "6.3 %"


async def test_the_rows_behind_every_metric_add_up_to_it(day: WorkedDay) -> None:
    differing = {}
    for metric in FIGURES.metrics:
        span = Span(locations=[day.north, day.south], first_on=CREATED_ON, last_on=LAST_ON, now=day.business.clock())
        _, sums = await day.asked(metric.name, day.north, day.south)
        rows, _ = await day.sums.rows(metric, span, None)
        of_rows = {
            column: sum(Decimal(row[column]) for row in rows)
            for each in (metric.numerator, metric.denominator)
            if each is not None
            for column in each.columns
        }
        if of_rows != {column: sums[column] for column in of_rows}:
            differing[metric.name] = of_rows

    assert differing == {}


async def test_a_metric_without_reasons_names_nothing_as_missing(day: WorkedDay) -> None:
    span = Span(locations=[day.north, day.south], first_on=CREATED_ON, last_on=LAST_ON, now=day.business.clock())

    for metric in FIGURES.metrics:
        assert await day.sums.missing(metric, span) == []
        assert await day.sums.missing_rows(metric, span, None) == ([], 0)


async def test_how_soon_the_five_picked_leads_were_worked_on(url: str) -> None:
    async with open_worked_day(url) as day:
        _, picked = await day.leads_come_in()
        await day.leads_are_worked_on(picked)
        said = {
            "tenant_id": day.business.tenant_id,
            "locations": [day.south],
            "first_on": CREATED_ON,
            "last_on": CREATED_ON,
            "now": day.business.clock(),
        }
        async with day.business.database.tenant(day.business.tenant_id, read_only=True) as connection:
            asked = await connection.execute(vendor_query(VENDOR.package, "metrics", "lead_response_times"), said)
            times = (await asked.fetchall())[0]
        shares = await figures(
            day,
            ["responded_in_10_minutes_percent", "responded_in_15_minutes_percent"],
            day.south,
            first=CREATED_ON,
            last=CREATED_ON,
        )

    assert (float(times["median_minutes"]), int(times["leads_measured"])) == (12.0, 5)
    assert shares == {
        "responded_in_10_minutes_percent": ("40.0 %", (5, 5)),
        "responded_in_15_minutes_percent": ("60.0 %", (5, 5)),
    }
