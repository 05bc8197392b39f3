"""Reads what a worker has claimed, and says in a few words how it went."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from daysheet.core.errors import DaysheetError
from daysheet.core.events import Observe, nobody
from daysheet.core.halting import Halt
from daysheet.core.scheduling import CHECKS, streams_of
from daysheet.engine.run import RunOutcome, Wish
from daysheet.operations.office import Office
from daysheet.operations.runs.asked_runs import replays, wish_of
from daysheet.operations.runs.endings import Result
from daysheet.operations.runs.replaying import replay_one
from daysheet.operations.runs.scheduling import floor_of, listed
from daysheet.operations.runs.syncing import sync_one
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
        floor = await floor_of(office, row)
        is_ours = partial(is_held, office.database, claim)
        try:
            if claim.asked is not None and replays(claim.asked):
                outcome = await replay_one(
                    office,
                    tenant,
                    row,
                    observe,
                    run_id=claim.run_id,
                    round_at=claim.round_at,
                    halt=halt,
                    is_ours=is_ours,
                )
            else:
                wish = await _wish_of(office, tenant, row, claim)
                outcome = await sync_one(
                    office, tenant, row, wish, observe, run_id=claim.run_id, halt=halt, is_ours=is_ours
                )
        except DaysheetError as error:
            return Result(errors=(error,), floor=floor)
        result = result_of(outcome)
        is_part = outcome.is_cut or result.status == "put off"
        history = RunHistory(office.database, tenant.tenant_id)
        await history.note(claim.run_id, schedule=claim.name, is_cut=is_part)
        result.floor = floor
        return result

    return read


async def _wish_of(office: Office, tenant: Tenant, row: ConnectionRow, claim: Claim) -> Wish:
    if claim.asked is not None:
        return wish_of(claim.asked, claim.round_at)
    if claim.kind in CHECKS:
        return Wish(
            streams=tuple(claim.streams),
            full=claim.kind == "census",
            looks_back=claim.kind == "reconcile",
            counts=claim.kind == "count",
            round_at=claim.round_at,
        )
    vendor = office.vendor(row.vendor)
    usual = [each.name for each in vendor.streams if not each.is_optional]
    known = await listed(office, tenant, row.name)
    others = [each.streams for each in known if each.name != claim.name and each.kind not in CHECKS]
    return Wish(streams=streams_of(claim.streams, others, usual), round_at=claim.round_at)


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
