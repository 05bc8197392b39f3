"""
One run of one connection: its streams in order, each at each of its locations.

A stream that fails does not stop the others: what it had stored stays, its cursor stays where it
was, and the run says so at its end. Only a refused credential ends the whole run.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from daysheet.core.clock import Clock
from daysheet.core.errors import (
    CredentialsRefused,
    DaysheetError,
    ForbiddenByScope,
    RateLimited,
    Transient,
    UnknownThing,
)
from daysheet.core.events import Event, Observe
from daysheet.core.records import tables_of
from daysheet.core.vendor import Stream, Vendor
from daysheet.core.zones import zone_of_state
from daysheet.engine.decoding import Decoder
from daysheet.engine.fetching import Fetcher
from daysheet.engine.following import follow
from daysheet.engine.intake import Intake
from daysheet.engine.pages import PageReader
from daysheet.engine.streams import Parts, Storing, StreamOutcome, ask_again, read_stream
from daysheet.engine.targets import scope_of, target_of
from daysheet.remote import Calls, VendorClient
from daysheet.warehouse.cursors import Cursor, Cursors
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.loading import Counts, Loader, Stage, Target
from daysheet.warehouse.log import RunLog
from daysheet.warehouse.mirror import Location, Locations, Mirror
from daysheet.warehouse.setbacks import Setbacks, Versions


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked of a run: everything due, or less, or more."""

    streams: tuple[str, ...] = ()
    full: bool = False
    since: datetime | None = None
    source_ids: tuple[str, ...] = ()

    def includes(self, stream: str) -> bool:
        """Whether a stream is wanted."""
        return not self.streams or stream in self.streams


@dataclass(kw_only=True)
class RunOutcome:
    """How a run ended: counters by stream, and what went wrong."""

    run_id: uuid.UUID = field(default_factory=uuid.uuid4)
    counts: dict[str, Counts] = field(default_factory=dict)
    errors: list[DaysheetError] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)
    calls: Calls = field(default_factory=Calls)

    def add(self, stream: str, counts: Counts) -> None:
        """Add the counters of one location to those of its stream."""
        self.counts.setdefault(stream, Counts()).add(counts)

    @property
    def status(self) -> str:
        """completed, partial (something was not read whole) or failed (nothing was)."""
        if self.errors:
            return "partial" if any(each.received for each in self.counts.values()) else "failed"
        return "partial" if self.unproven else "completed"


@dataclass(kw_only=True)
class Run:
    """One run of a connection, by whoever holds the parts."""

    vendor: Vendor
    tenant_id: int
    connection_id: int
    client: VendorClient
    database: Database
    clock: Clock
    observe: Observe
    run_id: uuid.UUID = field(default_factory=uuid.uuid4)
    _stages: dict[str, Stage] = field(default_factory=dict)

    async def perform(self, wish: Wish) -> RunOutcome:
        """
        Read what is due; what went wrong is in the outcome.

        A refused credential ends the run, and so do two streams in a row that could not be reached:
        the others would not fare better.
        """
        for name in wish.streams:
            self._known(name)
        outcome = RunOutcome(run_id=self.run_id, calls=self.client.calls)
        log = RunLog(self.database, self.tenant_id, self.run_id, self.connection_id, self.clock)
        await log.begin("record" if wish.source_ids else "full" if wish.full else "sync")
        self.observe(Event(step="begun"))
        try:
            await self.client.sign_in()
            self.observe(Event(step="signed in"))
            async with self.database.session() as session:
                for stream in self.vendor.streams:
                    if _is_hopeless(outcome.errors):
                        break
                    await self._read_everywhere(stream, wish, session, log, outcome)
        except DaysheetError as error:
            outcome.errors.append(error)
        finally:
            self.observe(Event(step="finishing"))
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
        if not is_wanted:
            return
        places: Sequence[Location | None] = [None]
        locations = Locations(self.database, self.tenant_id, self.connection_id)
        if stream.per_location:
            places = [each for each in await locations.all() if each.in_scope]
        outcome.counts.setdefault(stream.name, Counts())
        for place, own_wish in await self._by_place(stream, places, wish):
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
        if stream.names_locations is not None:
            await self._keep_locations(stream, locations)

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
        if not found.is_proven:
            outcome.unproven.append(stream.name)
        self.observe(Event(step="read", stream=stream.name, location=place.name if place else ""))

    async def _read_claimed(
        self, stream: Stream, place: Location | None, target: Target, wish: Wish, session: Connection
    ) -> StreamOutcome:
        cursors = Cursors(self.database, self.clock)
        cursor = await cursors.claim(target)
        self.observe(Event(step="claimed", stream=stream.name, location=place.name if place else ""))
        error: str | None = None
        try:
            parts = await self.parts_of(stream, place, target, cursor, cursors, session)
            if wish.source_ids:
                found = StreamOutcome()
                storing = Storing(parts, found)
                await ask_again(parts, wish.source_ids, storing, passes_over_others=True)
                await parts.fetcher.close()
                return found
            if stream.points_to is not None:
                return await self._follow(parts, cursor, place, wish, session)
            return await read_stream(parts, cursor, full=wish.full, since=wish.since)
        except DaysheetError as failure:
            error = str(failure)
            raise
        finally:
            self.observe(Event(step="releasing", stream=stream.name, location=place.name if place else ""))
            await cursors.release(target, cursor.fence, error)

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
        claimed = await parts.cursors.claim(target)
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

        loader = Loader(session, target, cursor.fence, self.clock, step, self._stages)
        reader = PageReader(stream, self.vendor.redacted)
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
            clock=self.clock,
            observe=self.observe,
            location_name=name,
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
