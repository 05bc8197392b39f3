"""Rebuilds tables from stored pages, and gives what waits in quarantine another try."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from daysheet.core.events import Observe
from daysheet.core.halting import Halt
from daysheet.engine.replaying import Replay
from daysheet.engine.run import RunOutcome
from daysheet.operations.daily import compute_days
from daysheet.operations.office import Office
from daysheet.operations.runs.syncing import chosen
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.quarantine import Quarantine


@dataclass(kw_only=True)
class ReplayReport:
    """What a replay did, by connection, and what waits in quarantine afterwards."""

    runs: dict[str, RunOutcome] = field(default_factory=dict)
    waiting: int = 0

    @property
    def exit_code(self) -> int:
        """7 with rows in quarantine, else 0."""
        return 7 if self.waiting else 0


def _replay(office: Office, tenant: Tenant, row: ConnectionRow, observe: Observe) -> Replay:
    return Replay(
        vendor=office.vendor(row.vendor),
        tenant_id=tenant.tenant_id,
        connection_id=row.connection_id,
        database=office.database,
        clock=office.clock,
        observe=observe,
    )


async def replay_pages(office: Office, tenant: Tenant, name: str | None, observe: Observe) -> ReplayReport:
    """Read the stored pages of one connection, or of all, again."""
    report = ReplayReport()
    for row in await chosen(office, tenant, name):
        report.runs[row.name] = await _replay(office, tenant, row, observe).pages()
        await compute_days(office, tenant, office.vendor(row.vendor))
    report.waiting = await Quarantine(office.database, tenant.tenant_id).count(name)
    return report


async def replay_one(
    office: Office,
    tenant: Tenant,
    row: ConnectionRow,
    observe: Observe,
    *,
    run_id: uuid.UUID,
    round_at: datetime,
    halt: Halt,
    is_ours: Callable[[], Awaitable[bool]],
) -> RunOutcome:
    """
    Read what waits in quarantine of one connection again, as a run of that number.

    It ends between two payloads where *halt* wants it, and goes on with what was not tried since *round_at*.
    """
    replay = _replay(office, tenant, row, observe)
    replay.outcome.run_id = run_id
    replay.halt, replay.is_ours = halt, is_ours
    outcome = await replay.quarantine(round_at=round_at)
    await compute_days(office, tenant, office.vendor(row.vendor))
    return outcome


async def replay_quarantine(office: Office, tenant: Tenant, name: str | None, observe: Observe) -> ReplayReport:
    """Read what waits in quarantine again."""
    report = ReplayReport()
    for row in await chosen(office, tenant, name):
        report.runs[row.name] = await _replay(office, tenant, row, observe).quarantine()
        await compute_days(office, tenant, office.vendor(row.vendor))
    report.waiting = await Quarantine(office.database, tenant.tenant_id).count(name)
    return report
