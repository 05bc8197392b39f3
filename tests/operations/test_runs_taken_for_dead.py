"""A run is taken for dead once nothing shows that it lives, and one that lives after all is running again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import pytest

from daysheet.engine.streams import StreamOutcome
from daysheet.warehouse.batches import Target
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.cursors import Cursors
from daysheet.warehouse.log import SILENT_FOR, RunLog
from daysheet.warehouse.run_history import RunHistory
from daysheet.warehouse.schedule_rows import LEASE_SECONDS
from tests.operations.crew import Crew

CALLS = {"requests": 3, "retries": 0, "rate_limited": 0}


class Beside:
    """Runs of one connection, none of which waits for another."""

    def __init__(self, crew: Crew, tenant: Tenant, connection_id: int) -> None:
        self._crew = crew
        self._tenant_id = tenant.tenant_id
        self._connection_id = connection_id

    def log(self, run_id: uuid.UUID) -> RunLog:
        return RunLog(self._crew.database, self._tenant_id, run_id, self._connection_id, self._crew.clock)

    def target(self, run_id: uuid.UUID) -> Target:
        return Target(
            tenant_id=self._tenant_id,
            connection_id=self._connection_id,
            run_id=run_id,
            schema="tekmetric",
            stream="repair_orders",
        )

    async def begin(self) -> uuid.UUID:
        run_id = uuid.uuid4()
        await self.log(run_id).begin("sync")
        return run_id

    async def read(self, run_id: uuid.UUID, calls: Mapping[str, int] = CALLS) -> None:
        """Read a stream from its beginning to its end."""
        log, target = self.log(run_id), self.target(run_id)
        await log.open(target)
        await log.close(target, "completed", None, StreamOutcome(), calls)

    async def status(self, run_id: uuid.UUID) -> str:
        known = await RunHistory(self._crew.database, self._tenant_id).newest(None, 10)
        return next(each.status for each in known if each.run_id == run_id)

    async def calls(self) -> int:
        """Return how many calls monitoring knows of."""
        async with self._crew.database.tenant(self._tenant_id) as connection:
            rows: Any = await (await connection.execute("select requests from control.stream_totals")).fetchall()
        return sum(row["requests"] for row in rows)


@pytest.fixture
async def runs(crew: Crew, north: Tenant) -> Beside:
    """Runs of a connection that has a schedule."""
    await crew.schedule(north)
    return Beside(crew, north, (await crew.connections(north).one("shop")).connection_id)


async def test_a_run_that_signs_in_is_not_taken_for_dead(crew: Crew, runs: Beside) -> None:
    run_id = await runs.begin()
    crew.now += SILENT_FOR

    await runs.begin()

    assert await runs.status(run_id) == "running"


async def test_a_run_between_two_streams_is_not_taken_for_dead(crew: Crew, runs: Beside) -> None:
    run_id = await runs.begin()
    crew.wait(hours=1)
    await runs.read(run_id)
    crew.now += SILENT_FOR

    await runs.begin()

    assert await runs.status(run_id) == "running"


async def test_a_run_whose_worker_lives_is_not_taken_for_dead(crew: Crew, runs: Beside) -> None:
    claim = await crew.turns().claim(crew.now)
    assert claim is not None
    await runs.log(claim.run_id).begin("sync")
    crew.now += SILENT_FOR * 2
    assert await crew.turns().beat(claim, crew.now) is False

    await runs.begin()

    assert await runs.status(claim.run_id) == "running"


async def test_a_run_that_reads_a_stream_is_not_taken_for_dead(crew: Crew, runs: Beside) -> None:
    run_id = await runs.begin()
    crew.wait(hours=1)
    await Cursors(crew.database, crew.clock).claim(runs.target(run_id))

    await runs.begin()

    assert await runs.status(run_id) == "running"


async def test_a_run_of_which_nothing_is_seen_is_taken_for_dead(crew: Crew, runs: Beside) -> None:
    run_id = await runs.begin()
    await runs.read(run_id)
    crew.wait(seconds=SILENT_FOR.total_seconds() + 1)

    other = await runs.begin()

    assert (await runs.status(run_id), await runs.status(other)) == ("failed", "running")


async def test_a_run_is_dead_as_soon_as_its_worker_is(crew: Crew, runs: Beside) -> None:
    dead = await crew.turns("dead").claim(crew.now)
    assert dead is not None
    await runs.log(dead.run_id).begin("sync")
    crew.wait(seconds=LEASE_SECONDS + 1)

    heir = await crew.turns("heir").claim(crew.now)

    assert heir is not None
    assert await runs.status(dead.run_id) == "failed"


async def test_a_run_that_lives_after_all_is_running_again_and_counted_once(crew: Crew, runs: Beside) -> None:
    run_id = await runs.begin()
    crew.wait(hours=1)
    await runs.begin()
    assert await runs.status(run_id) == "failed"

    await runs.read(run_id)

    assert await runs.status(run_id) == "running"
    await runs.log(run_id).finish("completed")
    assert (await runs.status(run_id), await runs.calls()) == ("completed", 3)


async def test_a_run_that_is_taken_for_dead_in_its_last_stream_is_counted(crew: Crew, runs: Beside) -> None:
    run_id = await runs.begin()
    await runs.read(run_id)
    crew.wait(hours=1)
    await runs.begin()

    await runs.log(run_id).finish("completed")

    assert (await runs.status(run_id), await runs.calls()) == ("completed", 3)
