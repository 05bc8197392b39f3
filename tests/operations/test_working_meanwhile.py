"""What happens while workers are at it: a person says something else, a credential is blocked, a stream is busy."""

from __future__ import annotations

from datetime import timedelta

from daysheet.core.circuits import PROBE_EVERY
from daysheet.core.errors import CredentialsRefused, StreamBusy, Transient, VendorUnavailable
from daysheet.core.halting import Halt
from daysheet.operations.runs.endings import BUSY_WAIT, Result, ending_of
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.schedule_rows import Claim
from daysheet.warehouse.scheduling import SCHEDULES_TRIED_MAX, Schedules
from tests.operations.crew import Crew, all_well

BUSY = StreamBusy("Another run is reading orders of this connection.")


async def set_timing(crew: Crew, north: Tenant) -> None:
    row = (await crew.schedules(north))["shop/board"]
    await Schedules(crew.database, north.tenant_id).set_timing(
        row,
        crew.now,
        every_seconds=7_200,
        times_of_day=[],
        time_zone="UTC",
        is_adaptive=False,
        next_due_at=crew.now + timedelta(hours=2),
    )


async def test_what_a_person_says_of_a_schedule_while_it_is_read_holds(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north, is_adaptive=True)
    claim = await crew.turns().claim(crew.now)
    assert claim is not None
    crew.wait(seconds=5)
    await set_timing(crew, north)
    said = (await crew.schedules(north))["shop/board"].next_due_at

    worker = crew.worker()
    ending = ending_of(claim, Result(has_changed=True), crew.now, worker.chance)
    assert await worker.turns.finish(claim, ending, crew.now)

    row = (await crew.schedules(north))["shop/board"]
    assert (row.next_due_at, row.every_seconds, row.pace_seconds) == (said, 7_200, None)
    assert row.lease_owner is None


async def test_an_unfinished_reading_goes_on_though_somebody_changed_its_schedule(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    claim = await crew.turns().claim(crew.now)
    assert claim is not None
    await set_timing(crew, north)
    worker = crew.worker()
    ending = ending_of(claim, Result(is_cut=True, has_received=True), crew.now, worker.chance)
    assert await worker.turns.finish(claim, ending, crew.now)

    again = await crew.turns().claim(crew.now)
    assert again is not None
    assert (again.round_at, again.every_seconds) == (claim.round_at, 7_200)


async def test_blocked_schedules_do_not_keep_the_others_of_their_tenant_from_their_turn(
    crew: Crew, north: Tenant
) -> None:
    for n in range(SCHEDULES_TRIED_MAX + 5):
        await crew.schedule(north, f"shop {n:02}", budget_key="broken")
    crew.wait(seconds=1)
    await crew.schedule(north, "well", budget_key="well")
    await crew.schedule(north, "well", "lists", "fresh")

    def play(claim: Claim, halt: Halt) -> Result:
        if claim.budget_key == "well":
            return all_well(claim, halt)
        raise VendorUnavailable("Down.")

    await crew.worker(play).work(is_once=True)

    assert [each.name for each in crew.read if each.budget_key == "well"] == ["board", "lists"]


async def test_nobody_asks_for_a_blocked_credential_before_it_may_be_tried(crew: Crew, north: Tenant) -> None:
    for n in range(5):
        await crew.schedule(north, f"shop {n}", budget_key="broken")

    def play(_claim: Claim, _halt: Halt) -> Result:
        raise VendorUnavailable("Down.")

    worker = crew.worker(play)
    await worker.work(is_once=True)

    assert len(crew.read) == 3
    assert await worker.turns.next_at() == crew.now + PROBE_EVERY
    assert await worker._idle_seconds() == 5.0


async def test_nobody_asks_for_a_refused_credential_again_and_again(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    row = await crew.connections(north).one("shop")

    async def read(claim: Claim, _halt: Halt) -> Result:
        crew.read.append(claim)
        await crew.connections(north).set_status(row, "needs_reauth", "Refused.", crew.now)
        return Result(errors=(CredentialsRefused("Refused."),))

    worker = crew.worker(read=read)
    await worker.work(is_once=True)
    asked = [await worker.turns.next_at()]
    crew.wait(minutes=15)
    assert await worker.step() is None
    asked.append(await worker.turns.next_at())

    assert len(crew.read) == 1
    assert asked[1] is not None
    assert asked[1] - crew.now >= timedelta(minutes=10)


async def test_a_stream_that_another_run_reads_is_put_off_and_no_failure(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    found: list[Claim] = []

    def play(claim: Claim, _halt: Halt) -> Result:
        found.append(claim)
        return Result(errors=(BUSY,), has_received=True)

    for _ in range(5):
        assert await crew.worker(play).step() is not None
        row = (await crew.schedules(north))["shop/board"]
        assert (row.failures, row.reason, row.is_behind) == (0, None, False)
        assert row.next_due_at - crew.now == BUSY_WAIT
        crew.now = row.next_due_at

    # What the others of its round have read is not read again.
    assert {each.round_at for each in found} == {found[0].started_at}
    assert {each.rank for each in found} == {found[0].rank}
    await crew.worker().step()
    claim = await crew.turns().claim((await crew.schedules(north))["shop/board"].next_due_at)
    assert claim is not None
    assert claim.round_at == claim.started_at


async def test_a_failure_beside_a_busy_stream_is_a_failure(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)

    def play(_claim: Claim, _halt: Halt) -> Result:
        return Result(errors=(BUSY, Transient("It does not work.")))

    await crew.worker(play).step()

    row = (await crew.schedules(north))["shop/board"]
    assert (row.failures, row.reason) == (1, "It does not work.")


async def test_a_busy_stream_forgives_no_failure_before_it(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    results = iter([Result(errors=(Transient("Away."),)), Result(errors=(BUSY,))])
    for _ in range(2):
        await crew.worker(lambda _claim, _halt: next(results)).step()
        row = (await crew.schedules(north))["shop/board"]
        crew.now = row.next_due_at

    assert row.failures == 1
