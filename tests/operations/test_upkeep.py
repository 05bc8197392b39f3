"""What is in the logs for longer than anybody looks at it goes; what waits, or what something rests on, stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest

from daysheet.core.errors import DatabaseBusy
from daysheet.operations.office import Office
from daysheet.operations.runs import upkeep, working
from daysheet.operations.runs.upkeep import Forgotten, clear_logs
from daysheet.warehouse.connections import Tenant
from tests.operations.archive import Archive, archive_in, open_archive

DAYS = 400


@pytest.fixture
async def archive(own_url: str) -> AsyncIterator[Archive]:
    async with open_archive(own_url, run_days=DAYS, quarantine_days=DAYS) as found:
        yield found


async def test_runs_go_after_their_days_with_what_they_did(archive: Archive) -> None:
    old = {await archive.run(DAYS + days, status=status) for days, status in enumerate(("partial", "failed"), 1)}
    old |= {await archive.run(DAYS + 1), await archive.run(DAYS + 2, received=0)}
    # What was asked for record by record says nothing of a stream as a whole.
    old |= {await archive.run(DAYS + 3, stream="looks", passes=0)}
    young = {await archive.run(DAYS - 1), await archive.run(0)}
    assert await archive.runs() == old | young

    assert await clear_logs(archive.office, archive.tenant) == Forgotten(runs=len(old))

    assert await archive.runs() == young
    assert (await archive.sizes())["sync_log"] == len(young)
    assert await clear_logs(archive.office, archive.tenant) == Forgotten()


async def test_what_something_rests_on_stays(archive: Archive) -> None:
    waits, settled, compared = await archive.run(900), await archive.run(901), await archive.run(902)
    await archive.set_aside("1", resolved_days_ago=None, run_id=waits)
    await archive.set_aside("2", resolved_days_ago=1, run_id=settled)
    await archive.compared(compared, 902)
    running = await archive.run(903, status="running")
    last_whole = await archive.run(904, stream="branches")
    empty_since = await archive.run(800, stream="branches", received=0)
    newer = await archive.run(0)

    await clear_logs(archive.office, archive.tenant)

    assert await archive.runs() == {waits, compared, running, last_whole, newer}
    assert not {settled, empty_since} & await archive.runs()


async def test_the_last_run_of_a_connection_that_is_not_read_any_more_stays(archive: Archive) -> None:
    await archive.run(1_001)
    last = await archive.run(1_000, received=0)
    await archive.run(999, status="failed")
    last_whole = await archive.run(1_000.5)

    await clear_logs(archive.office, archive.tenant)

    assert await archive.runs() == {last, last_whole}


async def test_what_another_connection_read_takes_nothing_away(archive: Archive) -> None:
    last_whole = await archive.run(1_000)
    last = await archive.run(500, received=0)
    newer = await (await archive.another_connection()).run(0)

    assert await clear_logs(archive.office, archive.tenant) == Forgotten()

    assert await archive.runs() == {last_whole, last, newer}


async def test_what_is_settled_goes_and_what_waits_stays(archive: Archive) -> None:
    await archive.set_aside("waits", resolved_days_ago=None)
    await archive.set_aside("accepted", resolved_days_ago=None, accepted=True)
    await archive.set_aside("settled lately", resolved_days_ago=DAYS - 1)
    await archive.set_aside("settled long ago", resolved_days_ago=DAYS + 1)

    assert await clear_logs(archive.office, archive.tenant) == Forgotten(setbacks=1)

    assert await archive.waiting() == {"waits", "accepted", "settled lately"}


async def test_nothing_else_goes_and_nothing_of_others(archive: Archive) -> None:
    other = await archive_in(archive.office)
    for each in (archive, other):
        for days in (0, 500, 501):
            await each.page(await each.run(days), days)
        await each.set_aside("settled", resolved_days_ago=500)
        await each.noted(2_000)
        await each.do(
            "insert into control.stream_totals (tenant_id, vendor, stream, new) "
            "values (%(tenant)s, 'tekmetric', 'orders', 9)"
        )
    before, others = await archive.sizes(), await other.sizes()

    await clear_logs(archive.office, archive.tenant)

    after = await archive.sizes()
    assert {name: before[name] - after[name] for name in before if before[name] != after[name]} == {
        "runs": 2,
        "sync_log": 2,
        "quarantine": 1,
    }
    assert await other.sizes() == others
    assert (after["audit_log"], after["raw_pages"], after["stream_totals"]) == (1, 3, 1)


async def test_zero_days_keep_everything(archive: Archive) -> None:
    for days in (0, 1_000, 1_001):
        await archive.run(days)
    await archive.set_aside("settled", resolved_days_ago=1_000)

    office = replace(archive.office, run_days=0, quarantine_days=0)
    assert await clear_logs(office, archive.tenant) == Forgotten()

    assert await clear_logs(archive.office, archive.tenant) == Forgotten(runs=2, setbacks=1)


async def test_runs_stay_as_long_as_their_pages(archive: Archive) -> None:
    for days in (0, 500, 501, 601):
        await archive.run(days)

    office = replace(archive.office, raw_page_days=600)

    assert await clear_logs(office, archive.tenant) == Forgotten(runs=1)


async def test_it_goes_in_small_batches_and_not_all_at_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in (0, *range(500, 510)):
        await archive.run(days)
    monkeypatch.setattr(upkeep, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr("daysheet.warehouse.upkeep.ROWS_AT_ONCE", 2)
    monkeypatch.setattr(upkeep, "BATCHES_MAX", 3)

    cleared = [(await clear_logs(archive.office, archive.tenant)).runs for _ in range(3)]

    assert cleared == [6, 4, 0]


async def test_a_worker_that_works_once_clears_the_logs(archive: Archive) -> None:
    for days in (0, 500):
        await archive.run(days)

    await working.work(lambda: nullcontext(archive.office), asyncio.Event(), is_once=True, tell=archive.tell)

    assert archive.told == [{"event": "logs_cleared", "tenant": archive.tenant.tenant_id, "runs": 1, "setbacks": 0}]


async def test_workers_clear_the_logs_beside_their_work_until_they_are_stopped(archive: Archive) -> None:
    for days in (0, 500):
        await archive.run(days)
    stop, is_cleared = asyncio.Event(), asyncio.Event()

    def tell(event: str, **_: Any) -> None:
        if event == "logs_cleared":
            is_cleared.set()

    at_work = asyncio.create_task(working.work(lambda: nullcontext(archive.office), stop, tell=tell))
    await is_cleared.wait()
    stop.set()
    await at_work

    assert len(await archive.runs()) == 1


async def test_the_trouble_of_one_business_does_not_keep_the_others_waiting(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await archive_in(archive.office)
    for each in (archive, other):
        for days in (0, 500):
            await each.run(days)

    async def broken(office: Office, tenant: Tenant) -> Forgotten:
        if tenant.tenant_id == archive.tenant.tenant_id:
            raise DatabaseBusy("gone")
        return await clear_logs(office, tenant)

    monkeypatch.setattr(upkeep, "clear_logs", broken)
    await upkeep.clear_all_logs(archive.office, archive.tell)

    assert [each["event"] for each in archive.told] == ["upkeep_failed", "logs_cleared"]
    assert (len(await archive.runs()), len(await other.runs())) == (2, 1)
