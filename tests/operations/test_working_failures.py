"""Workers go on whatever happens: they wait longer each time, stop where nothing helps, and say why."""

from __future__ import annotations

from datetime import timedelta

from daysheet.core.circuits import PROBE_EVERY
from daysheet.core.errors import CredentialsRefused, Transient, VendorChanged, VendorUnavailable
from daysheet.core.halting import Halt
from daysheet.operations.runs.endings import Result
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.schedule_rows import Claim
from daysheet.warehouse.scheduling import Schedules
from tests.operations.crew import TEN_MINUTES, Crew, Play, all_well


def failing(error: Exception) -> Play:
    """Return a reading that fails."""

    def play(_claim: Claim, _halt: Halt) -> Result:
        raise error

    return play


async def test_failures_wait_longer_each_time_and_say_why(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    waits = []
    for _ in range(9):
        assert await crew.worker(failing(Transient("It does not work."))).step() is not None
        row = (await crew.schedules(north))["shop/board"]
        waits.append(row.next_due_at - crew.now)
        crew.now = row.next_due_at

    assert row.failures == 9
    assert row.reason == "It does not work."
    assert timedelta(seconds=30) <= waits[0] <= timedelta(minutes=1)
    assert timedelta(minutes=30) <= waits[-1] <= timedelta(hours=1)
    await crew.worker().step()
    row = (await crew.schedules(north))["shop/board"]
    assert (row.failures, row.reason) == (0, None)
    assert row.next_due_at - crew.now <= timedelta(seconds=1.5 * TEN_MINUTES)


async def test_what_does_not_pass_is_read_again_when_it_is_due_as_usual(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north, every_seconds=2 * 3_600)
    waits = []
    for _ in range(5):
        await crew.worker(failing(VendorChanged("A field is gone."))).step()
        row = (await crew.schedules(north))["shop/board"]
        waits.append(row.next_due_at - crew.now)
        crew.now = row.next_due_at

    assert row.failures == 5
    assert min(waits) >= timedelta(hours=1)
    assert set(waits[1:]) == {timedelta(hours=2)}


async def test_failures_that_pass_cost_no_more_readings_than_the_calls_allow(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)

    def play(_claim: Claim, _halt: Halt) -> Result:
        return Result(errors=(Transient("Busy."),), floor=timedelta(hours=2))

    began_at = crew.now
    await crew.worker(play).step()

    assert (await crew.schedules(north))["shop/board"].next_due_at == began_at + timedelta(hours=2)


async def test_an_error_that_nobody_expected_does_not_end_the_worker(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north, "a")
    await crew.schedule(north, "b")

    def play(claim: Claim, halt: Halt) -> Result:
        if claim.connection == "a":
            raise ZeroDivisionError("4111 is a card number")
        return all_well(claim, halt)

    await crew.worker(play).work(is_once=True)

    rows = await crew.schedules(north)
    assert [each.connection for each in crew.read] == ["a", "b"]
    assert "ZeroDivisionError" in (rows["a/board"].reason or "")
    assert "4111" not in (rows["a/board"].reason or "")
    assert rows["b/board"].reason is None
    assert "run_broke" in crew.told


async def test_a_refused_credential_is_not_tried_again_until_it_is_replaced(crew: Crew, north: Tenant) -> None:
    await crew.schedule(north)
    row = await crew.connections(north).one("shop")
    await crew.worker(failing(CredentialsRefused("Refused."))).step()
    await crew.connections(north).set_status(row, "needs_reauth", "Refused.", crew.now)

    crew.wait(days=2)
    assert await crew.worker().step() is None
    await crew.connections(north).rotate(row, {}, row.budget_key, crew.now)
    await Schedules(crew.database, north.tenant_id).make_due(row.connection_id, crew.now)

    assert await crew.worker().step() is not None


async def test_after_three_failures_at_the_vendor_one_run_at_a_time_tries_again(crew: Crew, north: Tenant) -> None:
    for n in range(6):
        await crew.schedule(north, f"shop {n}", budget_key="broken")
    await crew.schedule(await crew.tenant("south"), "well", budget_key="well")
    down = failing(VendorUnavailable("Down."))

    def play(claim: Claim, halt: Halt) -> Result:
        return all_well(claim, halt) if claim.budget_key == "well" else down(claim, halt)

    await crew.worker(play).work(is_once=True)
    tried = [each.connection for each in crew.read if each.budget_key == "broken"]
    crew.wait(seconds=PROBE_EVERY.total_seconds() - 1)
    before_probe = await crew.worker(play).step()
    crew.wait(seconds=1)
    crew.read.clear()
    await crew.worker(play).work(is_once=True)
    probes = len(crew.read)
    crew.wait(seconds=PROBE_EVERY.total_seconds())
    crew.read.clear()
    await crew.worker().work(is_once=True)

    assert len(tried) == 3
    assert before_probe is None
    assert probes == 1
    assert len(crew.read) >= 6
