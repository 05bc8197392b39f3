"""
One run of one connection: its streams in order, each at each of its locations.

A stream that fails does not stop the others: what it had stored stays, its cursor stays where it
was, and the run says so at its end. Only a refused credential ends the whole run.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from daysheet.core.calls import Standing, can_wait, near_days
from daysheet.core.clock import Clock
from daysheet.core.errors import (
    DaysheetError,
    ForbiddenByScope,
    LeaseLost,
    StreamBusy,
    UnknownThing,
)
from daysheet.core.events import Event, Observe
from daysheet.core.halting import NEVER, Halt, Halted
from daysheet.core.records import tables_of
from daysheet.core.vendor import Days, Stream, Vendor
from daysheet.core.zones import zone_of_state
from daysheet.engine.counting import can_be_counted, count
from daysheet.engine.decoding import Decoder
from daysheet.engine.due import read_due
from daysheet.engine.fetching import Fetcher
from daysheet.engine.following import follow
from daysheet.engine.intake import Intake
from daysheet.engine.looking_back import by_date, look_back
from daysheet.engine.neighbours import Neighbours, can_be_alike
from daysheet.engine.pages import PageReader
from daysheet.engine.streams import Parts, Storing, StreamOutcome, ask_again, read_stream
from daysheet.engine.sweeping import Swept, range_of, sweep, todays
from daysheet.engine.targets import deriving_of, scope_of, target_of
from daysheet.engine.whereabouts import Asking, LocationKey, places_of_records
from daysheet.engine.wishes import Wish as Wish
from daysheet.engine.wishes import is_fresh, is_hopeless
from daysheet.remote import Calls, VendorClient
from daysheet.warehouse.batches import Counts, Target
from daysheet.warehouse.count_checks import CountChecks
from daysheet.warehouse.cursors import Cursor, Cursors
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.loading import Loader, Stage
from daysheet.warehouse.log import RunLog
from daysheet.warehouse.mirror import Location, Locations, Mirror
from daysheet.warehouse.run_history import RunHistory
from daysheet.warehouse.setbacks import Questions, Setbacks, Versions


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
        """completed, partial (something was not read whole, or another run is reading it) or failed (nothing was)."""
        if any(not isinstance(each, StreamBusy) for each in self.errors):
            return "partial" if any(each.received for each in self.counts.values()) else "failed"
        if self.errors:
            return "partial"
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
    _logged: dict[tuple[str, int], Counts] = field(default_factory=dict)

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
            # The scope, which is told at a sign-in, is for finding locations; single records need none.
            await self.client.sign_in(must_be_new=not wish.source_ids)
            self.observe(Event(step="signed in"))
            if wish.round_at is not None:
                history = RunHistory(self.database, self.tenant_id)
                kinds = ("full", "sync") if wish.kind == "sync" else (wish.kind,)
                self._read_in_round = await history.read_since(self.connection_id, wish.round_at, kinds)
            async with self.database.session() as session:
                for stream in self.vendor.streams:
                    if outcome.is_cut or is_hopeless(outcome.errors):
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
        if not wish.wants(stream):
            return
        if wish.near_days_only and can_wait(stream):
            outcome.put_off.append(stream.name)
            return
        locations = Locations(self.database, self.tenant_id, self.connection_id)
        places = await self._places_of(stream, locations)
        outcome.counts.setdefault(stream.name, Counts())
        asking = await self._asking(stream, places, wish)
        for place, source_ids in asking:
            if self.halt.is_wanted or (self.halt.is_slice_over and self._has_read):
                outcome.is_cut = True
                return
            try:
                own_wish = wish if source_ids is None else replace(wish, source_ids=source_ids)
                asking.learn(await self._read_logged(stream, place, own_wish, session, log, outcome))
            except ForbiddenByScope as error:
                outcome.errors.append(error)
                if place is not None:
                    await locations.lose(place.location_id)
            except DaysheetError as error:
                outcome.errors.append(error)
                if is_hopeless(outcome.errors):
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

    async def _asking(self, stream: Stream, places: Sequence[Location | None], wish: Wish) -> Asking:
        """Return where to read a stream; single records where they are, as far as anybody knows."""
        by_key = {self.target_of(stream, each).location_key: each for each in places}
        known = [each for each in places if each is not None]
        if not wish.source_ids or len(known) < 2:
            return Asking(by_key)
        held = await Versions(self.database, self.target_of(stream, known[0])).places_of(wish.source_ids)
        where = places_of_records(
            stream,
            known,
            answers_anywhere=self.vendor.answers_one_anywhere,
            held=held,
            source_ids=wish.source_ids,
            named_at=wish.named_at,
        )
        return Asking(by_key, where)

    async def _read_logged(
        self,
        stream: Stream,
        place: Location | None,
        wish: Wish,
        session: Connection,
        log: RunLog,
        outcome: RunOutcome,
    ) -> Mapping[str, LocationKey]:
        """Read a stream at a location and log how it went; return where records belong that are not of there."""
        before = vars(self.client.calls).copy()
        target = self.target_of(stream, place)
        await log.open(target)
        status, error, found = "failed", None, StreamOutcome()
        try:
            found = await self._read_claimed(stream, place, target, wish, session)
            status = "completed" if found.is_proven else "partial"
        except StreamBusy as busy:
            status, error = "partial", str(busy)
            raise
        except DaysheetError as failure:
            error = str(failure)
            raise
        finally:
            calls = {name: value - before[name] for name, value in vars(self.client.calls).items()}
            counts = await log.close(target, status, error, found, calls)
            outcome.add(stream.name, counts.beyond(self._logged.get((stream.name, target.location_id), Counts())))
            self._logged[stream.name, target.location_id] = counts
        outcome.is_cut = outcome.is_cut or found.is_cut
        if not found.is_proven and not found.is_cut:
            outcome.unproven.append(stream.name)
        self.observe(Event(step="read", stream=stream.name, location=place.name if place else ""))
        return found.elsewhere

    async def _read_claimed(
        self, stream: Stream, place: Location | None, target: Target, wish: Wish, session: Connection
    ) -> StreamOutcome:
        cursors = Cursors(self.database, self.clock)
        cursor = await self._claim(cursors, target)
        self.observe(Event(step="claimed", stream=stream.name, location=place.name if place else ""))
        error: str | None = None
        try:
            was_read_lately = is_fresh(stream, cursor, wish, self.clock())
            if was_read_lately and not wish.counts:
                return StreamOutcome()
            self._has_read = True
            if wish.looks_back and stream.look_back is not None:
                dated = by_date(stream, stream.look_back)
                parts = await self.parts_of(dated, place, target, cursor, cursors, session)
                return await look_back(parts, cursor, stream.look_back, CountChecks(self.database, target))
            parts = await self.parts_of(stream, place, target, cursor, cursors, session)
            parts.accepts_deletions = wish.accepts_deletions
            read = StreamOutcome() if was_read_lately else await self._read(parts, cursor, place, wish, session)
            if wish.counts and can_be_counted(stream) and not read.is_cut:
                await count(parts, CountChecks(self.database, target))
            return read
        except Halted:
            return StreamOutcome(is_proven=False, is_cut=True)
        except StreamBusy:
            raise
        except DaysheetError as failure:
            error = str(failure)
            raise
        finally:
            self.observe(Event(step="releasing", stream=stream.name, location=place.name if place else ""))
            await cursors.release(target, cursor.fence, error)

    async def _read(
        self, parts: Parts, cursor: Cursor, place: Location | None, wish: Wish, session: Connection
    ) -> StreamOutcome:
        stream = parts.stream
        if wish.source_ids:
            found = StreamOutcome()
            storing = Storing(parts, found)
            found.elsewhere = await ask_again(parts, wish.source_ids, storing, passes_over_others=True)
            await parts.fetcher.close()
            return found
        if stream.points_to is not None:
            return await self._follow(parts, cursor, place, wish, session)
        if stream.days is not None:
            return await self._sweep(parts, cursor, wish)
        if stream.due is not None:
            return await read_due(parts, cursor, self._swept or await self._nothing_swept(wish))
        return await read_stream(parts, cursor, full=wish.full, since=wish.since)

    async def _claim(self, cursors: Cursors, target: Target) -> Cursor:
        """Claim a stream; raises `StreamBusy` while another run has it, `LeaseLost` where this run was taken over."""
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
