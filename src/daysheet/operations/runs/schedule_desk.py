"""Schedules as programs see them, and what somebody outside decides about one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.operations.identity.auditing import note
from daysheet.operations.office import Office
from daysheet.operations.runs.scheduling import listed, read_timing, set_timing, switch
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.schedule_rows import Schedule


async def one(office: Office, tenant: Tenant, row: ConnectionRow, name: str) -> Schedule:
    """Return a schedule of a connection; raises `UnknownThing`."""
    for each in await listed(office, tenant, row.name):
        if each.name == name:
            return each
    raise UnknownThing("There is no such schedule.")


async def change(
    office: Office,
    tenant: Tenant,
    row: ConnectionRow,
    present: Schedule,
    *,
    actor: str,
    every: str | None = None,
    times: Sequence[str] | None = None,
    zone: str | None = None,
    is_enabled: bool | None = None,
) -> Schedule:
    """
    Change when something is read, or whether at all; what is None stays as it is.

    Raises `SettingWrong` for what is no interval or time, and for what the call plan has no calls for.
    """
    at = None if times is None else ",".join(times)
    if zone is not None and every is None and at is None:
        if not present.times_of_day:
            raise SettingWrong("A time zone belongs to times of day; this schedule has an interval.")
        at = ",".join(f"{each:%H:%M}" for each in present.times_of_day)
    if every is None and at is None and is_enabled is None:
        raise SettingWrong("Say what is to change: every, times, time_zone or is_enabled.")
    if every is not None or at is not None:
        await set_timing(office, tenant, row.name, present.name, read_timing(every, at, zone))
    if is_enabled is not None:
        await switch(office, tenant, row.name, present.name, is_enabled=is_enabled)
    await note(office, tenant.tenant_id, actor, "schedule.changed", f"{row.name} {present.name}")
    return await one(office, tenant, row, present.name)


def as_json(schedule: Schedule) -> dict[str, Any]:
    """Return a schedule as JSON has it."""
    return {
        "connection": schedule.connection,
        "connection_status": schedule.connection_status,
        "name": schedule.name,
        "kind": schedule.kind,
        "streams": list(schedule.streams),
        "every_seconds": schedule.every_seconds,
        "times_of_day": [f"{each:%H:%M}" for each in schedule.times_of_day],
        "time_zone": schedule.time_zone,
        "is_adaptive": schedule.is_adaptive,
        "pace_seconds": schedule.pace_seconds,
        "is_enabled": schedule.is_enabled,
        "next_due_at": schedule.next_due_at,
        "last_started_at": schedule.last_started_at,
        "last_finished_at": schedule.last_finished_at,
        "last_good_at": schedule.last_good_at,
        "is_behind": schedule.is_behind,
        "failures": schedule.failures,
        "reason": schedule.reason,
        "run_id": schedule.run_id,
    }
