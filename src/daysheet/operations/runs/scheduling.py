"""Says when connections are read: what a vendor declares to begin with, and what people change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daysheet.core.call_plans import EVERY_MINUTES, interval_minutes, said
from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.scheduling import CHECKS, Timing, next_due, spread_of
from daysheet.core.vendor import Rhythm, Vendor
from daysheet.operations.office import Office
from daysheet.warehouse.call_plans import CallPlans
from daysheet.warehouse.connections import ConnectionRow, Tenant, Tenants
from daysheet.warehouse.mirror import Locations
from daysheet.warehouse.schedule_rows import Claim, NewSchedule, Schedule
from daysheet.warehouse.scheduling import Schedules


async def make_usual(office: Office, tenant: Tenant, row: ConnectionRow) -> None:
    """
    Give a connection the schedules that its vendor declares, unless it has them.

    The first reading is due now; what checks it, when its time comes.
    """
    now = office.clock()
    schedules = [_declared(each, now, _due_first(each, row, now)) for each in office.vendor(row.vendor).rhythms]
    await Schedules(office.database, tenant.tenant_id).add(row.connection_id, schedules, now)


def _due_first(rhythm: Rhythm, row: ConnectionRow, now: datetime) -> datetime:
    if rhythm.kind not in CHECKS:
        return now
    spread = spread_of(row.tenant_id, row.connection_id, rhythm.name)
    return next_due(Timing(every=rhythm.every, times=rhythm.times, spread=spread), started_at=now, now=now)


def _declared(rhythm: Rhythm, now: datetime, due_at: datetime | None = None) -> NewSchedule:
    return NewSchedule(
        name=rhythm.name,
        kind=rhythm.kind,
        streams=list(rhythm.streams),
        every_seconds=None if rhythm.every is None else int(rhythm.every.total_seconds()),
        times_of_day=list(rhythm.times),
        time_zone="UTC",
        is_adaptive=rhythm.is_adaptive,
        next_due_at=due_at or now,
    )


async def make_missing(office: Office) -> None:
    """Give every connection the schedules that it lacks, such as one made by an older release."""
    for tenant in await Tenants(office.database).all():
        known = {(each.connection_id, each.name) for each in await Schedules(office.database, tenant.tenant_id).all()}
        for row in await office.connections(tenant).all():
            vendor = office.vendors.get(row.vendor)
            if vendor and any((row.connection_id, each.name) not in known for each in vendor.rhythms):
                await make_usual(office, tenant, row)


async def floor_of(office: Office, row: ConnectionRow) -> timedelta:
    """Return how often a connection may be read at most: as its call plan says, where calls of a month are limited."""
    if not office.vendor(row.vendor).calls_per_month:
        return timedelta(0)
    plan = await CallPlans(office.database, row.tenant_id, row.connection_id).read()
    return timedelta(minutes=(plan.every_minutes if plan else None) or EVERY_MINUTES)


def timing_of(schedule: Schedule | Claim, tenant_id: int, floor: timedelta) -> Timing:
    """Return when a schedule is read, as its row says."""
    return Timing(
        every=_seconds(schedule.every_seconds),
        times=tuple(schedule.times_of_day),
        zone=ZoneInfo(schedule.time_zone),
        spread=spread_of(tenant_id, schedule.connection_id, schedule.name),
        pace=_seconds(schedule.pace_seconds),
        floor=floor,
    )


def _seconds(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


async def listed(office: Office, tenant: Tenant, connection: str | None = None) -> list[Schedule]:
    """Return the schedules of a tenant, or of one connection, not what was asked for once; raises `UnknownThing`."""
    if connection is not None:
        await office.connections(tenant).one(connection)
    found = await Schedules(office.database, tenant.tenant_id).all()
    return [each for each in found if connection in (None, each.connection) and each.kind != "asked"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """When something is to be read: every so often, or at times of day, in a zone."""

    every: timedelta | None = None
    times: tuple[time, ...] = ()
    zone: str | None = None


def read_timing(every: str | None, at: str | None, zone: str | None) -> Wanted:
    """
    Return when something is to be read, as people type it; raises `SettingWrong`.

    >>> read_timing("2h", None, None).every, read_timing(None, "12:30,06:00", None).times
    (datetime.timedelta(seconds=7200), (datetime.time(6, 0), datetime.time(12, 30)))
    """
    if (every is None) == (at is None):
        raise SettingWrong("Say either how often or at which times. Examples: --every 10m, --at 06:00,12:30")
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise SettingWrong(f"{zone!r} is no time zone. Example: America/Chicago") from None
    if every is not None:
        try:
            return Wanted(every=timedelta(minutes=interval_minutes(every)), zone=zone)
        except ValueError:
            raise SettingWrong(f"{every!r} is no interval between a minute and a day. Examples: 10m, 2h, 1d") from None
    try:
        times = {time.fromisoformat(each.strip()) for each in (at or "").split(",")}
    except ValueError:
        times = set()
    if not times or any(each.tzinfo or each.second or each.microsecond for each in times):
        raise SettingWrong(f"{at!r} are no times of day. Example: --at 06:00,12:30")
    return Wanted(times=tuple(sorted(times)), zone=zone)


async def set_timing(office: Office, tenant: Tenant, connection: str, name: str, wanted: Wanted) -> Schedule:
    """
    Say when a schedule is read, or one stream of a connection, which then gets a schedule of its own.

    Raises `UnknownThing` for what is not there, `SettingWrong` for what the call plan has no calls for.
    """
    row = await office.connections(tenant).one(connection)
    floor, now = await floor_of(office, row), office.clock()
    if wanted.every is not None and wanted.every < floor:
        raise SettingWrong(
            f"The call plan of {connection!r} is for a reading every {said(int(floor.total_seconds()) // 60)}. "
            f"Plan for more first: daysheet connections plan {connection} "
            f"--every {said(int(wanted.every.total_seconds()) // 60)} --store"
        )
    schedules = Schedules(office.database, tenant.tenant_id)
    schedule = await _one(office, tenant, row, name, is_made=True)
    zone = wanted.zone or await _zone_of(office, row)
    timing = Timing(
        every=wanted.every,
        times=wanted.times,
        zone=ZoneInfo(zone),
        spread=spread_of(tenant.tenant_id, row.connection_id, schedule.name),
        floor=floor,
    )
    await schedules.set_timing(
        schedule,
        now,
        every_seconds=None if wanted.every is None else int(wanted.every.total_seconds()),
        times_of_day=list(wanted.times),
        time_zone=zone,
        is_adaptive=schedule.is_adaptive and wanted.every is not None,
        next_due_at=next_due(timing, started_at=schedule.last_started_at or now, now=now),
    )
    return await _one(office, tenant, row, schedule.name)


async def switch(
    office: Office, tenant: Tenant, connection: str, name: str | None, *, is_enabled: bool
) -> list[Schedule]:
    """Switch a schedule of a connection on or off, or all of them; raises `UnknownThing`."""
    row = await office.connections(tenant).one(connection)
    known = await listed(office, tenant, connection)
    chosen = known if name is None else [await _one(office, tenant, row, name)]
    for each in chosen:
        await Schedules(office.database, tenant.tenant_id).switch(each, office.clock(), is_enabled=is_enabled)
    names = {each.name for each in chosen}
    return [each for each in await listed(office, tenant, connection) if each.name in names]


async def _one(office: Office, tenant: Tenant, row: ConnectionRow, name: str, *, is_made: bool = False) -> Schedule:
    """Return the schedule of that name; where it may be made, a stream gets one after the model of its group."""
    known = await listed(office, tenant, row.name)
    found = next((each for each in known if each.name == name), None)
    if found is not None:
        return found
    vendor = office.vendor(row.vendor)
    if not is_made or not vendor.has_stream(name):
        names = ", ".join(repr(each.name) for each in known) or "none"
        more = f" Streams: {', '.join(each.name for each in vendor.streams)}." if is_made else ""
        raise UnknownThing(f"Connection {row.name!r} has no schedule {name!r}. Schedules: {names}.{more}")
    await _make_for_stream(office, tenant, row, vendor, known, name)
    return await _one(office, tenant, row, name)


async def _make_for_stream(
    office: Office, tenant: Tenant, row: ConnectionRow, vendor: Vendor, known: Sequence[Schedule], name: str
) -> None:
    """Make a schedule for one stream; it leaves the group without names, and stays in one that names it."""
    known = [each for each in known if each.kind not in CHECKS]
    group = next((each for each in known if name in each.streams), None) or next(
        (each for each in known if not each.streams), None
    )
    now = office.clock()
    model = _declared(
        Rhythm(name=name, kind=group.kind if group else "fresh", streams=(name,), every=timedelta(hours=1)), now
    )
    await Schedules(office.database, tenant.tenant_id).add(row.connection_id, [model], now)


async def _zone_of(office: Office, row: ConnectionRow) -> str:
    """Return the zone that all locations of a connection share, or UTC where they do not."""
    places = await Locations(office.database, row.tenant_id, row.connection_id).all()
    zones = {each.time_zone for each in places if each.in_scope and each.time_zone}
    return zones.pop() if len(zones) == 1 else "UTC"
