"""
Schedules as rows: whose turn it is, and which worker has it, by lease and fence.

To look over all tenants a worker acts as the scheduler, who sees of each only when something is due; what it
is stays behind the tenant's wall. Whoever decides on a tenant locks its row first, so that two workers never
pass a limit together.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from psycopg.types.json import Jsonb

from daysheet.core.circuits import Circuit
from daysheet.core.scheduling import CATCHING_UP_MAX, Rank, Turn, fair_order
from daysheet.warehouse.database import Connection, Database, act_for
from daysheet.warehouse.queries import query
from daysheet.warehouse.schedule_rows import LEASE_SECONDS, Claim, Ending, NewSchedule, Schedule

RUNS_PER_TENANT_MAX: Final = 2
SCHEDULES_TRIED_MAX: Final = 20
ASKED: Final = "asked"


class Schedules:
    """The schedules of one tenant."""

    def __init__(self, database: Database, tenant_id: int) -> None:
        self._database = database
        self._tenant_id = tenant_id

    async def all(self) -> list[Schedule]:
        """Return the tenant's schedules, by connection and name."""
        async with self._database.tenant(self._tenant_id) as connection:
            rows = await _rows(connection, "list_schedules", tenant_id=self._tenant_id)
        return [Schedule(**row) for row in rows]

    async def add(self, connection_id: int, schedules: Sequence[NewSchedule], now: datetime) -> None:
        """Make schedules of a connection, unless they are there."""
        changes = [("add_schedule", {"connection_id": connection_id, **asdict(each)}) for each in schedules]
        await self._change(changes, now)

    async def set_timing(self, schedule: Schedule, now: datetime, **timing: Any) -> None:
        """Say how often a schedule is read."""
        await self._change([("set_timing", {**self._key(schedule), **timing})], now)

    async def switch(self, schedule: Schedule, now: datetime, *, is_enabled: bool) -> None:
        """Switch a schedule on or off; a run that is under way ends at its next step."""
        await self._change([("switch", {**self._key(schedule), "is_enabled": is_enabled})], now)

    async def make_due(self, connection_id: int, now: datetime) -> None:
        """Let a connection be read now, whatever it waited for: it can be used again."""
        await self._change([("make_due", {"connection_id": connection_id})], now)

    async def ask(self, connection_id: int, asked: Mapping[str, Any], now: datetime) -> bool:
        """Let a connection be read once, as somebody asked for; False while it is still read so."""
        values = {"connection_id": connection_id, "name": ASKED, "asked": Jsonb(dict(asked))}
        return bool(await self._change([("ask", values)], now))

    async def asked(self, run_id: uuid.UUID) -> dict[str, Any] | None:
        """Return what somebody asked for under a number, and how it stands; None where that is not known any more."""
        async with self._database.tenant(self._tenant_id) as connection:
            rows = await _rows(connection, "asked_run", tenant_id=self._tenant_id, run_id=str(run_id))
        return rows[0] if rows else None

    async def withdraw(self, run_id: uuid.UUID, now: datetime) -> bool:
        """Read no more of what somebody asked for; a run under way ends at its next step. False where it is done."""
        return bool(await self._change([("withdraw", {"run_id": str(run_id)})], now))

    @staticmethod
    def _key(schedule: Schedule) -> dict[str, Any]:
        return {"connection_id": schedule.connection_id, "name": schedule.name}

    async def _change(self, changes: Sequence[tuple[str, dict[str, Any]]], now: datetime) -> list[dict[str, Any]]:
        async with self._database.nobody("daysheet_scheduler") as connection:
            await _rows(connection, "hold_tenant", tenant_id=self._tenant_id)
            await act_for(connection, self._tenant_id)
            done: list[dict[str, Any]] = []
            for statement, parameters in changes:
                done += await _rows(connection, statement, tenant_id=self._tenant_id, now=now, **parameters)
            await _keep_turns(connection, self._tenant_id, now)
        return done


class Turns:
    """Whose turn it is, for one worker."""

    def __init__(self, database: Database, worker: str, *, runs_per_tenant_max: int = RUNS_PER_TENANT_MAX) -> None:
        self._database = database
        self._worker = worker
        self._runs_max = runs_per_tenant_max

    async def claim(self, now: datetime) -> Claim | None:
        """Take what is to be done next, or None where nothing can be done now."""
        for turn in fair_order(await self._turns(now)):
            if (claim := await self._claim_of(turn.tenant_id, turn.rank, now)) is not None:
                return claim
        return None

    async def next_at(self) -> datetime | None:
        """Return when something is due next, or None where nothing ever is."""
        async with self._database.nobody("daysheet_scheduler") as connection:
            rows = await _rows(connection, "next_turn")
        due_at: datetime | None = rows[0]["due_at"]
        return due_at

    async def _turns(self, now: datetime) -> list[Turn]:
        async with self._database.nobody("daysheet_scheduler") as connection:
            rows = await _rows(connection, "turns", now=now)
        return [
            Turn(tenant_id=row["tenant_id"], rank=rank, due_at=due_at, served_at=row[f"{rank.name.lower()}_served_at"])
            for row in rows
            for rank in Rank
            if (due_at := row[f"{rank.name.lower()}_due_at"]) is not None and due_at <= now
        ]

    async def _claim_of(self, tenant_id: int, rank: Rank, now: datetime) -> Claim | None:
        async with self._database.nobody("daysheet_scheduler") as connection:
            if not await _rows(connection, "try_tenant", tenant_id=tenant_id):
                return None
            await act_for(connection, tenant_id)
            due = await _rows(
                connection,
                "due_schedules",
                tenant_id=tenant_id,
                now=now,
                runs_max=self._runs_max,
                rank=rank,
                schedules_max=SCHEDULES_TRIED_MAX,
                catching_up_max=CATCHING_UP_MAX,
            )
            claim = None
            for row in due:
                if (claim := await self._take(connection, tenant_id, rank, row, now)) is not None:
                    break
            await _keep_turns(connection, tenant_id, now, served=claim.rank if claim else None)
        return claim

    async def _take(
        self, connection: Connection, tenant_id: int, rank: Rank, row: dict[str, Any], now: datetime
    ) -> Claim | None:
        # What somebody asked for begins under the number that they were told.
        run_id = row.pop("asked_run_id") or uuid.uuid4()
        lease = {"now": now, "lease_seconds": LEASE_SECONDS}
        credential = {"budget_key": row["budget_key"], "holder": str(run_id)}
        circuit = await _rows(connection, "take_credential", **credential, **lease)
        if not circuit:
            return None
        place = {"tenant_id": tenant_id, "connection_id": row["connection_id"], "name": row["name"]}
        found = await _rows(connection, "claim", **place, worker=self._worker, run_id=run_id, **lease)
        if not found:
            # Whoever seemed dead has shown just now that it is not.
            await _rows(connection, "let_go", **credential, **circuit[0])
            return None
        if row["dead_run_id"] is not None:
            await _rows(connection, "break_leases", **place, dead_run_id=str(row["dead_run_id"]))
            await _rows(connection, "fail_run", tenant_id=tenant_id, dead_run_id=row["dead_run_id"], now=now)
        return Claim(**row, **found[0], tenant_id=tenant_id, rank=rank, run_id=run_id, started_at=now)

    async def beat(self, claim: Claim, now: datetime) -> bool | None:
        """Keep the lease; return whether the run is to end early, or None where another worker has taken over."""
        async with self._database.tenant(claim.tenant_id) as connection:
            await _rows(connection, "keep_credential", **claim.place, now=now)
            rows = await _rows(connection, "beat", **claim.place, now=now)
        return bool(rows[0]["is_cancelled"]) if rows else None

    async def finish(self, claim: Claim, ending: Ending, now: datetime) -> bool:
        """Keep how a reading ended and let go of it; False where another worker has it by now, and nothing is kept."""
        async with self._database.nobody("daysheet_scheduler") as connection:
            await _rows(connection, "hold_tenant", tenant_id=claim.tenant_id)
            await act_for(connection, claim.tenant_id)
            await self._let_go(connection, claim, ending.has_failed_at_vendor, now)
            values = {**claim.place, **asdict(ending), "claimed_due_at": claim.next_due_at}
            kept = await _rows(connection, "finish", **values, now=now)
            await _keep_turns(connection, claim.tenant_id, now)
        return bool(kept)

    async def _let_go(self, connection: Connection, claim: Claim, failed: bool | None, now: datetime) -> None:
        rows = await _rows(connection, "circuit", **claim.place)
        circuit = Circuit(**rows[0]) if rows else Circuit()
        if failed is not None:
            circuit = circuit.after(failed=failed, now=now)
        await _rows(connection, "let_go", **claim.place, **asdict(circuit))


async def is_held(database: Database, claim: Claim) -> bool:
    """Whether a claimed schedule is still this worker's."""
    async with database.tenant(claim.tenant_id) as connection:
        return bool(await _rows(connection, "is_held", **claim.place))


async def _keep_turns(connection: Connection, tenant_id: int, now: datetime, served: Rank | None = None) -> None:
    """Note when it is a tenant's turn again; the tenant's row is locked, and the transaction in the service's role."""
    due = (await _rows(connection, "due_by_rank", tenant_id=tenant_id, now=now, catching_up_max=CATCHING_UP_MAX))[0]
    await act_for(connection, tenant_id, "daysheet_scheduler")
    await _rows(connection, "keep_turns", **due, tenant_id=tenant_id, now=now, served=served)


async def _rows(connection: Connection, named: str, /, **parameters: Any) -> list[dict[str, Any]]:
    cursor = await connection.execute(query("schedules", named), parameters)
    return await cursor.fetchall() if cursor.description else []
