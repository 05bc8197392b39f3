"""Reads what a worker has claimed, and says in a few words how it went."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from daysheet.core.errors import DaysheetError
from daysheet.core.events import Observe, nobody
from daysheet.core.halting import Halt
from daysheet.core.scheduling import streams_of
from daysheet.engine.run import RunOutcome, Wish
from daysheet.operations.endings import Result
from daysheet.operations.office import Office
from daysheet.operations.scheduling import floor_of, listed
from daysheet.operations.syncing import sync_one
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.run_history import RunHistory
from daysheet.warehouse.schedule_rows import Claim
from daysheet.warehouse.scheduling import is_held

Read = Callable[[Claim, Halt], Coroutine[Any, Any, Result]]


def reader(office: Office, observe: Observe = nobody) -> Read:
    """Return what reads a claimed schedule with everything the office has."""

    async def read(claim: Claim, halt: Halt) -> Result:
        tenant = Tenant(tenant_id=claim.tenant_id, name="")
        row = await office.connections(tenant).one(claim.connection)
        wish = await _wish_of(office, tenant, row, claim)
        floor = await floor_of(office, row)
        is_ours = partial(is_held, office.database, claim)
        try:
            outcome = await sync_one(
                office, tenant, row, wish, observe, run_id=claim.run_id, halt=halt, is_ours=is_ours
            )
        except DaysheetError as error:
            return Result(errors=(error,), floor=floor)
        history = RunHistory(office.database, tenant.tenant_id)
        await history.note(claim.run_id, schedule=claim.name, is_cut=outcome.is_cut)
        result = result_of(outcome)
        result.floor = floor
        return result

    return read


async def _wish_of(office: Office, tenant: Tenant, row: ConnectionRow, claim: Claim) -> Wish:
    vendor = office.vendor(row.vendor)
    usual = [each.name for each in vendor.streams if not each.is_optional]
    others = [each.streams for each in await listed(office, tenant, row.name) if each.name != claim.name]
    return Wish(
        streams=streams_of(claim.streams, others, usual),
        full=claim.kind == "census",
        round_at=claim.round_at,
    )


def result_of(outcome: RunOutcome) -> Result:
    """Return in a few words how a run went."""
    counts = outcome.counts.values()
    return Result(
        errors=tuple(outcome.errors),
        is_cut=outcome.is_cut,
        is_proven=not outcome.unproven,
        has_changed=any(each.new or each.changed or each.deleted for each in counts),
        has_received=any(each.received for each in counts),
    )
