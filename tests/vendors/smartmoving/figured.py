"""What tests of the movers' figures ask of a warehouse, and do to it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import acts
from daysheet.vendors.smartmoving.simulator.business import Business as Account
from daysheet.warehouse import queries
from daysheet.warehouse.branch_capacity import BranchCapacity, Capacity
from daysheet.warehouse.daily_figures import DailyFigures
from tests.stories.business import Business
from tests.vendors.smartmoving.held import dispatch, place

Row = dict[str, Any]

KEY = ("connection_id", "sm_branch_id", "metric_date")
STREAMS = ("branches", "customers", "opportunities", "job_time_lists", "leads")
ZONES = ("America/St_Johns", "America/Halifax", "America/Toronto", "America/Vancouver")


def daily_of(business: Business) -> DailyFigures:
    """Return what computes the figures of a business."""
    return DailyFigures(database=business.database, vendor=VENDOR, tenant_id=business.tenant_id)


async def compute(business: Business) -> int:
    """Compute the days that were marked, as a sync does at its end."""
    return await daily_of(business).compute(business.clock())


async def rebuild(business: Business) -> int:
    """Compute all days from nothing."""
    await business.ask("delete from smartmoving.daily_branch_metrics")
    figures = daily_of(business)
    await figures.mark_all(await figures.all_keys() or [], business.clock())
    return await figures.compute(business.clock())


async def figures_held(business: Business) -> dict[tuple[Any, ...], Row]:
    """Return every row of the daily table by its key; when it was computed is left out."""
    rows = await business.ask("select * from smartmoving.daily_branch_metrics")
    return {
        tuple(row[name] for name in KEY): {name: value for name, value in row.items() if name != "built_at"}
        for row in rows
    }


async def not_conserved(business: Business) -> dict[str, tuple[int, int]]:
    """Return the jobs and leads that are counted, and those that there are, where they are not as many."""
    counted = await business.ask(
        "select coalesce(sum(jobs), 0)::integer as jobs, coalesce(sum(leads_in), 0)::integer as leads"
        " from smartmoving.daily_branch_metrics"
    )
    there = await business.ask(
        "select (select count(*) from smartmoving.truck_journeys where deleted_at is null)::integer as jobs,"
        " (select count(*) from smartmoving.inquiries where not is_deleted and created_at is not null)::integer"
        " as leads"
    )
    pairs = {name: (counted[0][name], there[0][name]) for name in ("jobs", "leads")}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


async def unlike_rebuilt(business: Business) -> list[str]:
    """Compute everything from nothing, and return every cell that was otherwise before."""
    incremental = await figures_held(business)
    await rebuild(business)
    return cells_off(incremental, await figures_held(business))


def alter(monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str) -> None:
    """Let one statement of the vendor say something else."""
    statements = queries._of_vendor(VENDOR.package, "derived")
    assert statements[name].count(old) >= 1, f"{name} does not say {old!r} any more"
    monkeypatch.setitem(statements, name, statements[name].replace(old, new))


def cells_off(one: dict[tuple[Any, ...], Row], other: dict[tuple[Any, ...], Row]) -> list[str]:
    """Return every cell in which two states of the daily table differ."""
    return [
        f"{key} {name}: {one.get(key, {}).get(name)!r} is not {other.get(key, {}).get(name)!r}"
        for key in sorted(one.keys() | other.keys(), key=str)
        for name in sorted(one.get(key, {}).keys() | other.get(key, {}).keys())
        if one.get(key, {}).get(name) != other.get(key, {}).get(name)
    ]


async def settle(business: Business, chance: random.Random) -> None:
    """Let people map a branch, move one to another zone, or enter a capacity."""
    listed = await business.ask("select sm_id::text from smartmoving.branches where deleted_at is null order by sm_id")
    if not listed:
        return
    branch = chance.choice(listed)["sm_id"]
    await place(business, branch, name=branch[:8], zone=chance.choice(ZONES))
    capacity = Capacity(trucks=chance.randrange(4), bookable_hours=chance.choice(("8", "9.5")), reason=None)
    entered = BranchCapacity(business.database, VENDOR, business.tenant_id, business.connection_id, branch)
    today = business.clock().date()
    if chance.random() < 0.5:
        await entered.set_weekdays(
            range(1, 1 + chance.randrange(1, 8)), today.replace(day=1), capacity, business.clock()
        )
    else:
        await entered.set_day(today, capacity, business.clock())


def shake(account: Account, chance: random.Random) -> None:
    """Let the office rename a branch, or give it the name that another one has."""
    branches = list(account.branches.values())
    name = chance.choice(branches).name if chance.random() < 0.3 else f"BRANCH {chance.randrange(99)} - Harbour & Pine"
    acts.rename_branch(account, chance.choice(branches), name)


async def live_through(business: Business, chance: random.Random, rounds: int) -> None:
    """Let some rounds of life be read and computed, each followed by what people say."""
    for _ in range(rounds):
        business.live(12)
        if chance.random() < 0.4:
            account: Any = business.simulator.business
            shake(account, chance)
        business.wait(hours=chance.choice((1, 7, 26)))
        outcome = await business.run(*STREAMS, full=chance.random() < 0.4)
        assert outcome.errors == []
        await settle(business, chance)
        numbers = await business.ask("select job_number from smartmoving.truck_journeys where job_number is not null")
        if numbers:
            await dispatch(business, chance.choice(numbers)["job_number"], chance.choice(("ONSITE", "COMPLETED")))
        if chance.random() < 0.7:
            await compute(business)
    await compute(business)
