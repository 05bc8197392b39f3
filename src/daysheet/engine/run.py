"""
One run of one connection: its streams in order, each at each of its locations.

A stream that fails does not stop the others: what it had stored stays, its cursor stays where it
was, and the run says so at its end. Only a refused credential ends the whole run.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from daysheet.core.calls import Serving, Standing, can_wait, near_days
from daysheet.core.clock import Clock
from daysheet.core.errors import (
    CredentialsRefused,
    DaysheetError,
    ForbiddenByScope,
    LeaseLost,
    RateLimited,
    Transient,
    UnknownThing,
)
from daysheet.core.events import Event, Observe
from daysheet.core.halting import NEVER, Halt, Halted
from daysheet.core.records import tables_of
from daysheet.core.vendor import Days, Stream, Vendor
from daysheet.core.zones import zone_of_state
from daysheet.engine.decoding import Decoder
from daysheet.engine.due import read_due
from daysheet.engine.fetching import Fetcher
from daysheet.engine.following import follow
from daysheet.engine.intake import Intake
from daysheet.engine.neighbours import Neighbours, can_be_alike
from daysheet.engine.pages import PageReader
from daysheet.engine.streams import Parts, Storing, StreamOutcome, ask_again, read_stream
from daysheet.engine.sweeping import Swept, range_of, sweep, todays
from daysheet.engine.targets import deriving_of, scope_of, target_of
from daysheet.remote import Calls, VendorClient
from daysheet.warehouse.batches import Counts, Target
from daysheet.warehouse.cursors import Cursor, Cursors
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.loading import Loader, Stage
from daysheet.warehouse.log import RunLog
from daysheet.warehouse.mirror import Location, Locations, Mirror
from daysheet.warehouse.run_history import RunHistory
from daysheet.warehouse.setbacks import Questions, Setbacks, Versions


@dataclass(frozen=True, kw_only=True)
class Wish:
    """
    What is asked of a run: everything due, or less, or more; `tables_only` leaves the figures to the next one.

    Where it is made by the clock, `round_at` is when the reading began that this run is a slice of: what was read
    since then is not read again, and a list that is fresh is not either, though it be named.
    """

    streams: tuple[str, ...] = ()
    full: bool = False
    since: datetime | None = None
    until: date | None = None
    source_ids: tuple[str, ...] = ()
    near_days_only: bool = False
    round_at: datetime | None = None
    tables_only: bool = False

    def includes(self, stream: str) -> bool:
        """Whether a stream is wanted."""
        return not self.streams or stream in self.streams

    @property
    def kind(self) -> str:
        """What the log calls such a run: record, since (days of somebody's choice), full or sync."""
        if self.source_ids:
            return "record"
        if self.since is not None or self.until is not None:
            return "since"
        return "full" if self.full else "sync"

    @property
    def since_on(self) -> date | None:
        """The first day that is asked for."""
        return None if self.since is None else self.since.date()

    def within(self, standing: Standing | None) -> Wish:
        """Return what of it the calls allow that are left; single records are few enough to be always asked for."""
        if standing is None or standing.serving is Serving.EVERYTHING or self.source_ids:
            return self
        return replace(self, full=False, since=None, until=None, near_days_only=True)


@dataclass(kw_only=True)
class RunOutcome:
    """
    How a run ended: counters by stream, what went wrong, and the branches that nobody has mapped yet.

    `put_off` are streams that wait until there are calls for them again, `saving` says so in a sentence;
    `page_sizes` is how many records a page held, where the vendor told. `is_cut` tells that it ended early on purpose.
    """

    run_id: uuid.UUID = field(default_factory=uuid.uuid4)
    counts: dict[str, Counts] = field(default_factory=dict)
    errors: list[DaysheetError] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    put_off: list[str] = field(default_factory=list)
    saving: str | None = None
    page_sizes: dict[str, int] = field(default_factory=dict)
    calls: Calls = field(default_factory=Calls)
    is_cut: bool = False

    def add(self, stream: str, counts: Counts) -> None:
        """Add the counters of one location to those of its stream."""
        self.counts.setdefault(stream, Counts()).add(counts)

    @property
    def status(self) -> str:
        """completed, partial (something was not read whole) or failed (nothing was)."""
        if self.errors:
            return "partial" if any(each.received for each in self.counts.values()) else "failed"
        return "partial" if self.unproven or self.is_cut else "completed"


async def nobody_else() -> bool:
    """Say that a run may read whatever it claims: nobody takes it over."""
    return True


@dataclass(kw_only=True)
class Run:
    """
    One run of a connection, by whoever holds the parts.

    `is_ours` is asked after each claim of a stream: whoever takes a run over ends the leases it finds, so one that
    was claimed later must not be used.
    """

    vendor: Vendor
    tenant_id: int
    connection_id: int
    client: VendorClient
    database: Database
    clock: Clock
    observe: Observe
    standing: Standing | None = None
    run_id: uuid.UUID = field(default_factory=uuid.uuid4)
    halt: Halt = NEVER
    is_ours: Callable[[], Awaitable[bool]] = nobody_else
    _readers: dict[str, PageReader] = field(default_factory=dict)
    _stages: dict[str, Stage] = field(default_factory=dict)
    _swept: Swept | None = None
    _figures_wait: bool = False
    _neighbours: dict[str, Neighbours] = field(default_factory=dict)
    _has_read: bool = False
    _read_in_round: Set[tuple[str, int]] = frozenset()

    async def perform(self, wish: Wish) -> RunOutcome:
        """
        Read what is due; what went wrong is in the outcome.

        A refused credential ends the run, and so do two streams in a row that could not be reached:
        the others would not fare better.
        """
        for name in wish.streams:
            stream = self._known(name)
            if wish.source_ids and not stream.is_asked_by_id_alone:
                raise UnknownThing(
                    f"{self.vendor.name} does not show one of {name} by its id alone. "
                    f"Read what is due of them: daysheet sync --stream {name}"
                )
        wish = wish.within(self.standing)
        derivation = self.vendor.derivation
        self._figures_wait = wish.tables_only and derivation is not None and derivation.stale_keys is not None
        outcome = RunOutcome(run_id=self.run_id, calls=self.client.calls)
        log = RunLog(self.database, self.tenant_id, self.run_id, self.connection_id, self.clock)
        await log.begin(wish.kind)
        self.observe(Event(step="begun"))
        try:
            await self.client.sign_in()
            self.observe(Event(step="signed in"))
            if wish.round_at is not None:
                history = RunHistory(self.database, self.tenant_id)
                kinds = ("full",) if wish.full else ("full", "sync")
                self._read_in_round = await history.read_since(self.connection_id, wish.round_at, kinds)
            async with self.database.session() as session:
                for stream in self.vendor.streams:
                    if outcome.is_cut or _is_hopeless(outcome.errors):
                        break
                    await self._read_everywhere(stream, wish, session, log, outcome)
        except DaysheetError as error:
            outcome.errors.append(error)
        except asyncio.CancelledError:
            outcome.is_cut = True
            raise
        finally:
            self.observe(Event(step="finishing"))
            if wish.near_days_only and self.standing is not None:
                outcome.saving = self.standing.saving(outcome.put_off)
            sizes = {name: reader.page_size_granted for name, reader in self._readers.items()}
            outcome.page_sizes = {name: size for name, size in sizes.items() if size}
            await log.finish(outcome.status)
        return outcome

    def _known(self, name: str) -> Stream:
        if not self.vendor.has_stream(name):
            names = ", ".join(each.name for each in self.vendor.streams)
            raise UnknownThing(f"{self.vendor.name} has no stream {name!r}. Streams: {names}.")
        return self.vendor.stream(name)

    async def _read_everywhere(
        self, stream: Stream, wish: Wish, session: Connection, log: RunLog, outcome: RunOutcome
    ) -> None:
        is_wanted = wish.includes(stream.name) or (stream.names_locations is not None and not wish.source_ids)
        if not is_wanted or (stream.is_optional and stream.name not in wish.streams):
            return
        if wish.near_days_only and can_wait(stream):
            outcome.put_off.append(stream.name)
            return
        locations = Locations(self.database, self.tenant_id, self.connection_id)
        places = await self._places_of(stream, locations)
        outcome.counts.setdefault(stream.name, Counts())
        for place, own_wish in await self._by_place(stream, places, wish):
            if self.halt.is_wanted or (self.halt.is_slice_over and self._has_read):
                outcome.is_cut = True
                return
            try:
                await self._read_logged(stream, place, own_wish, session, log, outcome)
            except ForbiddenByScope as error:
                outcome.errors.append(error)
                if place is not None:
                    await locations.lose(place.location_id)
            except DaysheetError as error:
                outcome.errors.append(error)
                if _is_hopeless(outcome.errors):
                    return
        if stream.names_locations is not None and not self.vendor.maps_locations:
            await self._keep_locations(stream, locations)

    async def _places_of(self, stream: Stream, locations: Locations) -> Sequence[Location | None]:
        """Return the locations to read a stream at in this round; one None where it is that of the whole account."""
        if not stream.per_location:
            return [] if (stream.name, 0) in self._read_in_round else [None]
        places = [each for each in await locations.all() if each.in_scope]
        if can_be_alike(stream):
            self._neighbours[stream.name] = Neighbours(
                vendor=self.vendor, stream=stream, client=self.client, places=places
            )
        return [each for each in places if (stream.name, each.location_id) not in self._read_in_round]

    async def _by_place(
        self, stream: Stream, places: Sequence[Location | None], wish: Wish
    ) -> list[tuple[Location | None, Wish]]:
        """
        Return what to read where: a single record is read where the warehouse holds it.

        One that it does not hold is asked for at every location, if it says itself to which it belongs.
        """
        if not wish.source_ids or len(places) < 2:
            return [(place, wish) for place in places]
        ids = set(wish.source_ids)
        held = [
            set(await Versions(self.database, self.target_of(stream, place)).lookup(wish.source_ids))
            for place in places
        ]
        new = ids.difference(*held)
        if new and stream.record.location is None:
            raise UnknownThing(
                f"Nobody can tell to which location {stream.name} {', '.join(sorted(new))} belongs. "
                f"Read all of them: daysheet sync --stream {stream.name}"
            )
        found = [
            (place, replace(wish, source_ids=tuple(sorted(own | new)))) for place, own in zip(places, held, strict=True)
        ]
        return [(place, own_wish) for place, own_wish in found if own_wish.source_ids]

    async def _read_logged(
        self,
        stream: Stream,
        place: Location | None,
        wish: Wish,
        session: Connection,
        log: RunLog,
        outcome: RunOutcome,
    ) -> None:
        before = vars(self.client.calls).copy()
        target = self.target_of(stream, place)
        await log.open(target)
        status, error, found = "failed", None, StreamOutcome()
        try:
            found = await self._read_claimed(stream, place, target, wish, session)
            status = "completed" if found.is_proven else "partial"
        except DaysheetError as failure:
            error = str(failure)
            raise
        finally:
            calls = {name: value - before[name] for name, value in vars(self.client.calls).items()}
            counts = await log.close(target, status, error, found, calls)
            outcome.add(stream.name, counts)
        outcome.is_cut = outcome.is_cut or found.is_cut
        if not found.is_proven and not found.is_cut:
            outcome.unproven.append(stream.name)
        self.observe(Event(step="read", stream=stream.name, location=place.name if place else ""))

    async def _read_claimed(
        self, stream: Stream, place: Location | None, target: Target, wish: Wish, session: Connection
    ) -> StreamOutcome:
        cursors = Cursors(self.database, self.clock)
        cursor = await self._claim(cursors, target)
        self.observe(Event(step="claimed", stream=stream.name, location=place.name if place else ""))
        error: str | None = None
        try:
            if _is_fresh(stream, cursor, wish, self.clock()):
                return StreamOutcome()
            self._has_read = True
            parts = await self.parts_of(stream, place, target, cursor, cursors, session)
            if wish.source_ids:
                found = StreamOutcome()
                storing = Storing(parts, found)
                await ask_again(parts, wish.source_ids, storing, passes_over_others=True)
                await parts.fetcher.close()
                return found
            if stream.points_to is not None:
                return await self._follow(parts, cursor, place, wish, session)
            if stream.days is not None:
                return await self._sweep(parts, cursor, wish)
            if stream.due is not None:
                return await read_due(parts, cursor, self._swept or await self._nothing_swept(wish))
            return await read_stream(parts, cursor, full=wish.full, since=wish.since)
        except Halted:
            return StreamOutcome(is_proven=False, is_cut=True)
        except DaysheetError as failure:
            error = str(failure)
            raise
        finally:
            self.observe(Event(step="releasing", stream=stream.name, location=place.name if place else ""))
            await cursors.release(target, cursor.fence, error)

    async def _claim(self, cursors: Cursors, target: Target) -> Cursor:
        """Claim a stream; raises `DatabaseBusy` while another run has it, `LeaseLost` where this run was taken over."""
        cursor = await cursors.claim(target)
        if not await self.is_ours():
            await cursors.release(target, cursor.fence, None)
            raise LeaseLost(f"Another worker has taken over this run; {target.stream} is read there.")
        return cursor

    async def _sweep(self, parts: Parts, cursor: Cursor, wish: Wish) -> StreamOutcome:
        zones = await self._zones()
        assert parts.stream.days is not None
        since, until = self._asked_days(parts.stream.days, wish, zones)
        outcome, swept = await sweep(parts, cursor, zones, full=wish.full, since=since, until=until)
        swept.with_ageing = not wish.near_days_only
        if self.vendor.is_led_by(parts.stream):
            self._swept = swept
            if parts.deriving is not None:
                await parts.deriving.for_days(self.database, swept.first_on, swept.last_on, self.clock())
        return outcome

    async def _nothing_swept(self, wish: Wish) -> Swept:
        """Return the days that are meant where the list of them was not read in this run."""
        leading = next((each.days for each in self.vendor.streams if each.days is not None), None)
        with_ageing = not wish.near_days_only
        if leading is None:
            today = self.clock().date()
            return Swept(first_on=today, last_on=today, is_full=wish.full, is_proven=False, with_ageing=with_ageing)
        zones = await self._zones()
        since, until = self._asked_days(leading, wish, zones)
        first_on, last_on = range_of(leading, self.clock(), zones, full=wish.full, since=since, until=until)
        return Swept(first_on=first_on, last_on=last_on, is_full=wish.full, is_proven=False, with_ageing=with_ageing)

    def _asked_days(self, days: Days, wish: Wish, zones: Sequence[ZoneInfo]) -> tuple[date | None, date | None]:
        """Return the first and the last day that are asked for; None where it is the usual one."""
        if not wish.near_days_only:
            return wish.since_on, wish.until
        return near_days(days, *todays(self.client.now_at_vendor(), zones))

    async def _zones(self) -> list[ZoneInfo]:
        places = await Locations(self.database, self.tenant_id, self.connection_id).all()
        return [ZoneInfo(name) for name in sorted({each.time_zone for each in places if each.time_zone})]

    async def _follow(
        self, parts: Parts, cursor: Cursor, place: Location | None, wish: Wish, session: Connection
    ) -> StreamOutcome:
        points_to = parts.stream.points_to
        assert points_to is not None
        stream = self.vendor.stream(points_to.stream)
        target = self.target_of(stream, place)
        if cursor.reached_at is None:
            # Not how far it was read since: what was edited after the census and is pointed to here only would be lost.
            reached_at = await parts.cursors.last_census(target, stream.name)
            if reached_at is None:
                return StreamOutcome()
            cursor = Cursor(fence=cursor.fence, reached_at=reached_at, census_at=None, position=None)
        claimed = await self._claim(parts.cursors, target)
        try:
            parents = await self.parts_of(stream, place, target, claimed, parts.cursors, session)
            table = next(each for each in tables_of(stream.record) if each.name == points_to.table)
            parts.mirror = Mirror(self.database, target, table)
            return await follow(parts, cursor, parents, claimed.census_at, wish.since)
        finally:
            await parts.cursors.release(target, claimed.fence, None)

    def target_of(self, stream: Stream, place: Location | None) -> Target:
        """Return where a stream of a location is stored."""
        return target_of(
            self.vendor,
            stream,
            place,
            tenant_id=self.tenant_id,
            connection_id=self.connection_id,
            run_id=self.run_id,
        )

    async def parts_of(
        self,
        stream: Stream,
        place: Location | None,
        target: Target,
        cursor: Cursor,
        cursors: Cursors,
        session: Connection,
    ) -> Parts:
        """Put together what the reading of a stream works with."""
        name = place.name if place else ""
        versions = Versions(self.database, target)

        def step(verb: str, detail: str) -> None:
            self.observe(Event(step=verb, stream=stream.name, location=name, detail=detail))

        deriving = deriving_of(self.vendor, target)
        if deriving is not None and self._figures_wait:
            deriving = replace(deriving, waits_for=self.vendor.name)
        loader = Loader(session, target, cursor.fence, self.clock, step, self._stages, deriving)
        reader = self._readers[stream.name] = PageReader(stream, self.vendor.redacted)
        return Parts(
            vendor=self.vendor,
            stream=stream,
            target=target,
            client=self.client,
            fetcher=Fetcher(self.client, self.vendor, stream, target.location_key, reader),
            intake=Intake(
                decoder=Decoder(stream.record),
                scope=scope_of(target, place),
                stream=stream.name,
                lookup=versions.lookup,
            ),
            loader=loader,
            cursors=cursors,
            setbacks=Setbacks(self.database, target, self.clock),
            versions=versions,
            mirror=Mirror(self.database, target, tables_of(stream.record)[0]),
            questions=Questions(self.database, self.vendor.package, target),
            deriving=deriving,
            clock=self.clock,
            observe=self.observe,
            neighbours=self._neighbours.get(stream.name),
            location_name=name,
            halt=self.halt,
        )

    async def _keep_locations(self, stream: Stream, locations: Locations) -> None:
        assert stream.names_locations is not None
        found = await locations.found_in(self.vendor.name, stream.record.table, stream.names_locations)
        visible = set(self.client.scope)
        kept: list[dict[str, Any]] = []
        for each in found:
            if visible and each["source_id"] not in visible:
                continue
            zone = zone_of_state(each.pop("state"))
            kept.append({**each, "time_zone": zone, "time_zone_source": "state" if zone else None})
        await locations.keep(self.vendor.name, kept, self.vendor.currency, self.clock())


def _is_hopeless(errors: Sequence[DaysheetError]) -> bool:
    """Whether going on would only repeat the last error."""
    if errors and isinstance(errors[-1], CredentialsRefused | RateLimited):
        return True
    return len(errors) > 1 and all(isinstance(error, Transient) for error in errors[-2:])


def _is_fresh(stream: Stream, cursor: Cursor, wish: Wish, now: datetime) -> bool:
    """Whether a list was read so lately that reading it again would only cost calls."""
    is_asked_for = wish.full or bool(wish.source_ids) or (stream.name in wish.streams and wish.round_at is None)
    if stream.fresh_for is None or is_asked_for or cursor.census_at is None:
        return False
    return now - cursor.census_at < stream.fresh_for
