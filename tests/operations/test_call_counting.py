"""Every call is counted as the vendor counts it: in its month, refused ones too, and never too few."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from daysheet.core.clock import Clock
from daysheet.operations.call_budget import HANDFUL_MAX, MonthlyLimit, SharedBudget
from daysheet.operations.connections import call_plans, connecting
from daysheet.simulation.faults import Fault
from daysheet.vendors.smartmoving import VENDOR
from daysheet.warehouse.call_ledger import CallLedger
from tests.operations.counting import CALLS_PER_MINUTE, DECEMBER, NAME, NOVEMBER, Movers

pytestmark = pytest.mark.anyio


async def test_every_call_is_counted_as_the_vendor_counts_it(movers: Movers) -> None:
    movers.simulator.faults.add(Fault(path="/v1/api/users", status=429, headers=(("retry-after", "1"),), times=3))
    movers.simulator.faults.add(Fault(path="/v1/api/leads", status=503, times=2))

    outcome = await movers.sync()

    assert outcome.errors == []
    assert outcome.calls.rate_limited == 3
    assert await movers.used() == movers.used_at_vendor() > outcome.calls.retries >= 5


async def test_a_ledger_that_forgets_refused_calls_would_be_seen(movers: Movers) -> None:
    """The comparison above fails for a ledger that counts answers instead of calls."""
    movers.simulator.faults.add(Fault(path="/v1/api/branches", status=429, headers=(("retry-after", "1"),), times=3))
    async with movers.client(await movers.row()) as client:
        forgetful = client._settle.__self__  # type: ignore[attr-defined]  # the budget whose method it is
        forgetful.sent = lambda: client.calls.requests - client.calls.rate_limited
        await connecting.discover(client, VENDOR)

    assert client.calls.rate_limited == 3
    assert await movers.used() == movers.used_at_vendor() - 3


async def test_reserved_calls_that_are_not_made_do_not_count(movers: Movers) -> None:
    before = await movers.used()

    async with movers.client(await movers.row()) as client:
        await connecting.discover(client, VENDOR)
        assert await movers.used() == before + HANDFUL_MAX

    assert await movers.used() == before + client.calls.requests == movers.used_at_vendor()
    assert client.calls.requests < HANDFUL_MAX


async def test_a_killed_process_leaves_at_most_a_handful_too_many(movers: Movers) -> None:
    client = movers.client(await movers.row())
    await connecting.discover(client, VENDOR)
    await client._http.aclose()

    assert 0 < await movers.used() - movers.used_at_vendor() < HANDFUL_MAX


async def test_workers_of_one_key_share_the_count(movers: Movers) -> None:
    row = await movers.row()

    async def work() -> None:
        async with movers.client(row) as client:
            await connecting.discover(client, VENDOR)

    await asyncio.gather(*(work() for _ in range(5)))

    assert await movers.used() == movers.used_at_vendor() == 6


async def test_a_new_month_counts_its_own_calls(movers: Movers) -> None:
    async with movers.client(await movers.row()) as client:
        await connecting.discover(client, VENDOR)
        before = movers.office.clock()
        movers.simulator.clock.advance(timedelta(days=31).total_seconds())
        await connecting.discover(client, VENDOR)

    assert await movers.used() == movers.used_at_vendor() == 1
    ledger = movers.office.ledger(VENDOR, await movers.row(), movers.simulator.secret)
    old = await ledger.used(before.date().replace(day=1))
    assert old is not None
    assert old.calls == 2


def budget_at(movers: Movers, clock: Clock, calls_per_minute: int) -> tuple[SharedBudget, CallLedger]:
    """Return a budget of its own key, and its ledger."""
    ledger = CallLedger(movers.office.database, f"budget of tenant {movers.tenant.tenant_id}")
    limit = MonthlyLimit()
    refuse = limit.refusal(VENDOR.name, NAME)
    return SharedBudget(ledger, calls_per_minute, clock, calls_max=None, refuse=refuse), ledger


async def counted(ledger: CallLedger) -> list[int]:
    """Return what is counted of November and of December."""
    found = [await ledger.used(month_on) for month_on in (NOVEMBER, DECEMBER)]
    return [each.calls if each else 0 for each in found]


async def test_a_call_counts_in_the_month_in_which_it_leaves(movers: Movers) -> None:
    late = datetime(2026, 11, 30, 23, 59, 30, tzinfo=UTC)
    budget, ledger = budget_at(movers, lambda: late, calls_per_minute=1)

    waits = [await budget.reserve(), await budget.reserve()]
    await budget.settle()

    assert waits[0] == 0
    assert waits[1] > 30
    assert await counted(ledger) == [1, 1]


async def test_calls_that_wait_while_the_month_ends_count_in_both_rather_than_in_none(movers: Movers) -> None:
    now = [datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)]
    budget, ledger = budget_at(movers, lambda: now[0], CALLS_PER_MINUTE)
    sent = [0]
    budget.sent = lambda: sent[0]
    for _ in range(3):
        await budget.reserve()
    sent[0] = 1
    now[0] += timedelta(seconds=2)

    await budget.reserve()
    assert await counted(ledger) == [3, 2 + HANDFUL_MAX]

    sent[0] = 4
    await budget.settle()
    assert await counted(ledger) == [3, 3]


async def test_a_new_key_does_not_make_the_old_calls_unmade(movers: Movers) -> None:
    await movers.spend(12_000)
    secret = {"api_key": movers.simulator.revoke_key()}

    await connecting.rotate(movers.office, movers.tenant, NAME, secret)

    (report,) = await call_plans.calls_of(movers.office, movers.tenant, NAME)
    assert report.standing.used == movers.used_at_vendor() == 12_001
