"""
Keeps the logs from growing for ever (docs/decisions/0017-logs-are-kept-for-400-days.md).

Each worker's process looks once a day; where two do, they find nothing to do twice.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from daysheet.core.errors import DaysheetError
from daysheet.operations.office import Office
from daysheet.operations.runs.retention import kept_from
from daysheet.warehouse.connections import Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.upkeep import ROWS_AT_ONCE, forget_runs, forget_setbacks

EVERY_SECONDS: Final = 86_400.0
# Of one business in a day: the rest of a log that was never cleared goes on the days after.
BATCHES_MAX: Final = 40

Tell = Callable[..., Any]
Forget = Callable[[Database, int, datetime], Awaitable[int]]


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """How many runs and settled setbacks were let go of."""

    runs: int = 0
    setbacks: int = 0


async def clear_logs(office: Office, tenant: Tenant) -> Forgotten:
    """Let go of what is in a business's logs for longer than the settings say; 0 days keep it for ever."""
    before = kept_from(office)
    return Forgotten(
        runs=await _cleared(office, tenant, forget_runs, before["runs"]),
        setbacks=await _cleared(office, tenant, forget_setbacks, before["quarantine"]),
    )


async def _cleared(office: Office, tenant: Tenant, forget: Forget, before: datetime | None) -> int:
    if before is None:
        return 0
    total = 0
    for _ in range(BATCHES_MAX):
        found = await forget(office.database, tenant.tenant_id, before)
        total += found
        if found < ROWS_AT_ONCE:
            break
    return total


async def clear_all_logs(office: Office, tell: Tell) -> None:
    """Clear the logs of all businesses, one after the other; the trouble of one does not keep the others waiting."""
    try:
        tenants = await Tenants(office.database).all()
    except DaysheetError as error:
        tell("upkeep_failed", error=type(error).__name__)
        return
    for tenant in tenants:
        try:
            done = await clear_logs(office, tenant)
        except Exception as error:  # What one business's rows do to us must not keep the others from their turn.
            tell("upkeep_failed", tenant=tenant.tenant_id, error=type(error).__name__)
            continue
        if done != Forgotten():
            tell("logs_cleared", tenant=tenant.tenant_id, runs=done.runs, setbacks=done.setbacks)


async def keep_up(office: Office, stop: asyncio.Event, tell: Tell) -> None:
    """Clear the logs once a day until *stop* is set."""
    while not stop.is_set():
        await clear_all_logs(office, tell)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY_SECONDS)
