"""How fresh what we hold is, how runs ended, and what they cost: measured, not assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from daysheet.core.freshness import Freshness, freshness
from daysheet.core.scheduling import CHECKS, streams_of
from daysheet.core.vendor import Vendor
from daysheet.operations.office import Office
from daysheet.operations.runs.scheduling import floor_of, timing_of
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.count_checks import Counted, last_counts
from daysheet.warehouse.run_history import Held, RunHistory, Success
from daysheet.warehouse.schedule_rows import Schedule
from daysheet.warehouse.scheduling import Schedules

SUCCESS_OVER: Final = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class StreamStatus:
    """
    How fresh a stream is at a location: when the last whole reading began, and how often there is to be one.

    `count` is when the vendor's total was last compared with what is held.
    """

    stream: str
    location: str | None
    as_of: datetime | None
    age: timedelta | None
    expected: timedelta | None
    state: Freshness
    error: str | None
    count: Counted | None = None


@dataclass(frozen=True, kw_only=True)
class ConnectionStatus:
    """How a connection fares."""

    connection: str
    vendor: str
    status: str
    reason: str | None
    streams: Sequence[StreamStatus]
    success: Success | None
    calls_used: int
    calls_allowed: int | None

    @property
    def awaited(self) -> Sequence[StreamStatus]:
        """The streams that a schedule reads; what is read on request only is never late. All, where none is read."""
        return [each for each in self.streams if each.expected is not None] or self.streams

    @property
    def worst(self) -> Freshness:
        """The state of the least fresh stream that is awaited."""
        order: list[Freshness] = ["fresh", "late", "unknown", "stale"]
        return max((each.state for each in self.awaited), key=order.index, default="unknown")


async def status_of(office: Office, tenant: Tenant, connection: str | None = None) -> list[ConnectionStatus]:
    """Return how the connections of a tenant fare, or one of them; raises `UnknownThing`."""
    connections = office.connections(tenant)
    rows = await connections.all() if connection is None else [await connections.one(connection)]
    history = RunHistory(office.database, tenant.tenant_id)
    since = office.clock() - SUCCESS_OVER
    held = await history.held(since)
    success = {each.connection: each for each in await history.success(since)}
    schedules = await Schedules(office.database, tenant.tenant_id).all()
    counts = await last_counts(office.database, tenant.tenant_id)
    found = []
    for row in rows:
        vendor = office.vendor(row.vendor)
        mine = [each for each in schedules if each.connection_id == row.connection_id]
        expected = await _expected(office, row, vendor, mine)
        standing = await office.standing(vendor, row, connections.secret_of(row))
        found.append(
            ConnectionStatus(
                connection=row.name,
                vendor=vendor.title,
                status=row.status,
                reason=row.status_reason,
                streams=_streams(
                    vendor,
                    [each for each in held if each.connection == row.name],
                    expected,
                    [each for each in counts if each.connection == row.name and each.since_at is None],
                    office.clock(),
                ),
                success=success.get(row.name),
                calls_used=standing.used,
                calls_allowed=standing.allowance,
            )
        )
    return found


async def _expected(
    office: Office, row: ConnectionRow, vendor: Vendor, schedules: Sequence[Schedule]
) -> dict[str, timedelta]:
    """Return how often each stream is to be read; what is switched off grows old all the same."""
    floor = await floor_of(office, row)
    usual = [each.name for each in vendor.streams if not each.is_optional]
    expected: dict[str, timedelta] = {}
    reading = [each for each in schedules if each.kind not in CHECKS]
    for each in reading:
        others = [other.streams for other in reading if other.name != each.name]
        interval = timing_of(each, row.tenant_id, floor).usual
        for name in streams_of(each.streams, others, usual) or usual:
            own = vendor.stream(name).fresh_for or timedelta(0)
            expected[name] = min(expected.get(name, timedelta.max), max(interval, own))
    return expected


def _streams(
    vendor: Vendor,
    held: Sequence[Held],
    expected: Mapping[str, timedelta],
    counts: Sequence[Counted],
    now: datetime,
) -> list[StreamStatus]:
    counted = {(each.stream, each.location): each for each in counts}
    found = [
        StreamStatus(
            stream=each.stream,
            location=each.location,
            as_of=each.read_at,
            age=None if each.read_at is None else now - each.read_at,
            expected=expected.get(each.stream),
            state=freshness(None if each.read_at is None else now - each.read_at, expected.get(each.stream)),
            error=each.error,
            count=counted.get((each.stream, each.location)),
        )
        for each in held
    ]
    seen = {each.stream for each in held}
    return found + [
        StreamStatus(
            stream=name, location=None, as_of=None, age=None, expected=expected[name], state="unknown", error=None
        )
        for name in (each.name for each in vendor.streams)
        if name in expected and name not in seen
    ]
