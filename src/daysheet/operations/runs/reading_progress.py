"""How far the readings of a connection are: a line for each stream, with what the vendor announced and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from daysheet.core.scheduling import CHECKS, streams_of
from daysheet.core.vendor import Vendor
from daysheet.operations.office import Office
from daysheet.operations.runs.scheduling import listed
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.reading_facts import ReadingFacts, StreamFacts

LOOKED_BACK: Final = timedelta(days=30)
# A rate over less than this says nothing yet.
RATE_OVER_MIN: Final = timedelta(seconds=2)

State = Literal["waits", "reading", "done", "failed"]


@dataclass(frozen=True, kw_only=True)
class StreamProgress:
    """
    How far one stream is, over its locations.

    `announced` is how many records the vendor says there are, None where it does not say; `left` how long the rest
    takes if it goes on like this.
    """

    stream: str
    state: State
    so_far: int
    announced: int | None = None
    per_second: float | None = None
    left: timedelta | None = None
    locations: int = 0
    error: str | None = None

    @property
    def percent(self) -> int | None:
        """How much of what was announced has come; None where nothing was announced."""
        if self.state == "done":
            return 100
        return None if not self.announced else min(99, 100 * self.so_far // self.announced)


@dataclass(frozen=True, kw_only=True)
class FirstReading:
    """The first reading of a connection, stream by stream."""

    streams: Sequence[StreamProgress]

    @property
    def is_over(self) -> bool:
        """Whether nothing is left of it but what fails."""
        return all(each.state in ("done", "failed") for each in self.streams)

    @property
    def done(self) -> int:
        """How many streams were read to their end."""
        return sum(each.state == "done" for each in self.streams)


async def facts_of(office: Office, tenant: Tenant, row: ConnectionRow) -> list[StreamFacts]:
    """Return how each stream of a connection stands at each location."""
    now = office.clock()
    return await ReadingFacts(office.database, tenant.tenant_id, row.connection_id).streams(now - LOOKED_BACK, now)


async def first_reading(
    office: Office, tenant: Tenant, row: ConnectionRow, facts: Sequence[StreamFacts]
) -> FirstReading:
    """Return how far the first reading of a connection is: of everything that its schedules read."""
    wanted = await _read_by_schedules(office, tenant, row)
    by_stream = {name: [each for each in facts if each.stream == name] for name in wanted}
    return FirstReading(streams=[progress(name, known, office.clock()) for name, known in by_stream.items()])


async def _read_by_schedules(office: Office, tenant: Tenant, row: ConnectionRow) -> list[str]:
    vendor: Vendor = office.vendor(row.vendor)
    usual = [each.name for each in vendor.streams if not each.is_optional]
    reading = [each for each in await listed(office, tenant, row.name) if each.is_enabled and each.kind not in CHECKS]
    named: set[str] = set()
    for each in reading:
        others = [other.streams for other in reading if other.name != each.name]
        named.update(streams_of(each.streams, others, usual) or usual)
    return [each.name for each in vendor.streams if each.name in named]


def progress(name: str, known: Sequence[StreamFacts], now: datetime) -> StreamProgress:
    """Return how far one stream is, given how it stands at each location."""
    state = _state(known)
    going = [each for each in known if each.is_read_now]
    rate = sum(filter(None, (_per_second(each, now) for each in going))) or None
    so_far = sum(_so_far(each) for each in known)
    announced = _announced(known)
    rest = max(0, announced - so_far) if announced is not None else None
    return StreamProgress(
        stream=name,
        state=state,
        so_far=so_far,
        announced=announced,
        per_second=rate if state == "reading" else None,
        left=timedelta(seconds=rest / rate) if state == "reading" and rest is not None and rate else None,
        locations=len(known),
        error=next((each.error for each in known if each.error and each.failures), None),
    )


def _state(known: Sequence[StreamFacts]) -> State:
    if any(each.is_read_now for each in known):
        return "reading"
    if not known:
        return "waits"
    if all(each.was_read for each in known):
        return "done"
    return "failed" if any(each.failures and not each.was_read for each in known) else "waits"


def _so_far(each: StreamFacts) -> int:
    return each.passed or each.received or 0


def _announced(known: Sequence[StreamFacts]) -> int | None:
    """Return what was announced for the locations begun so far; what is done counts as it came."""
    found = [each.announced if each.announced is not None else _done(each) for each in known]
    if not found or any(each is None for each in found):
        return None
    return sum(each for each in found if each is not None)


def _done(each: StreamFacts) -> int | None:
    return _so_far(each) if each.was_read and not each.is_read_now else None


def _per_second(each: StreamFacts, now: datetime) -> float | None:
    if each.started_at is None or not each.received or now - each.started_at < RATE_OVER_MIN:
        return None
    return each.received / (now - each.started_at).total_seconds()


async def calls_by_stream(office: Office, tenant: Tenant, row: ConnectionRow, since_on: date) -> dict[str, int]:
    """Return what the calls of a connection were for since the beginning of a day in UTC, the most first."""
    since = datetime.combine(since_on, datetime.min.time(), UTC)
    return await ReadingFacts(office.database, tenant.tenant_id, row.connection_id).calls_by_stream(since)


async def calls_for_all(office: Office, tenant: Tenant, row: ConnectionRow) -> dict[str, int]:
    """Return how many calls the longest reading of each stream took lately: about what reading all of it takes."""
    since = office.clock() - LOOKED_BACK
    return await ReadingFacts(office.database, tenant.tenant_id, row.connection_id).most_calls(since)
