"""
Reads stored pages, or payloads from the quarantine, again: no call to the vendor.

A page is read as it would be today, in the order in which the pages came. A version that is older
than the one in place changes nothing, and neither does one that is in place already.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec

from daysheet.core.clock import Clock
from daysheet.core.errors import DaysheetError, LeaseLost
from daysheet.core.events import Event, Observe
from daysheet.core.halting import NEVER, Halt
from daysheet.core.vendor import Vendor
from daysheet.engine.decoding import Decoder
from daysheet.engine.intake import Intake, TooManyProblems
from daysheet.engine.isolating import load_apart
from daysheet.engine.pages import Page, PageReader, unpacked
from daysheet.engine.run import RunOutcome, nobody_else
from daysheet.engine.streams import StreamOutcome
from daysheet.engine.targets import deriving_of, scope_of, target_of
from daysheet.warehouse.batches import Batch, Farewell, Target
from daysheet.warehouse.cursors import Cursors
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.loading import Loader, Stage
from daysheet.warehouse.log import RunLog
from daysheet.warehouse.mirror import Locations
from daysheet.warehouse.quarantine import Quarantine
from daysheet.warehouse.setbacks import Versions
from daysheet.warehouse.stored_pages import StoredPage, count_stored_pages, stored_pages

FUTURE_MAX: Final = timedelta(days=1)
FAREWELLS: Final = ("gone", "absent")


@dataclass(kw_only=True)
class _Place:
    """One stream at one location, ready to take pages again."""

    target: Target
    reader: PageReader
    intake: Intake
    loader: Loader


@dataclass(kw_only=True)
class Replay:
    """
    Reads again what one connection has brought.

    *halt* is asked between two payloads of the quarantine, `is_ours` after each claim of a stream, as `Run` does.
    """

    vendor: Vendor
    tenant_id: int
    connection_id: int
    database: Database
    clock: Clock
    observe: Observe
    outcome: RunOutcome = field(default_factory=RunOutcome)
    halt: Halt = NEVER
    is_ours: Callable[[], Awaitable[bool]] = nobody_else
    _stages: dict[str, Stage] = field(default_factory=dict)
    _places: dict[tuple[str, int], _Place | None] = field(default_factory=dict)

    async def pages(self) -> RunOutcome:
        """Read every stored page again; the outcome's counters are by stream."""
        total = await count_stored_pages(self.database, self.tenant_id, self.connection_id)
        count = 0
        async with self._logged("replay") as session:
            async for stored in stored_pages(self.database, self.tenant_id, self.connection_id):
                place = await self._place(session, stored.stream, stored.location_id)
                if place is not None:
                    await self._take_stored(place, stored)
                count += 1
                self.observe(Event(step="answered", stream="stored pages", received=count, total=total))
        return self.outcome

    async def quarantine(self, *, round_at: datetime | None = None) -> RunOutcome:
        """
        Read the payloads in quarantine again; those that can be read now leave it.

        Those that a replay since *round_at* has tried are not tried again: it goes on with the others.
        """
        quarantine = Quarantine(self.database, self.tenant_id)
        async with self._logged("quarantine") as session:
            has_read = False
            for waiting in await quarantine.payloads(self.connection_id, round_at):
                if self.halt.is_wanted or (self.halt.is_slice_over and has_read):
                    self.outcome.is_cut = True
                    break
                place = await self._place(session, waiting.stream, waiting.location_id)
                if place is None:
                    continue
                page = Page.of_one(waiting.payload, waiting.seen_at)
                if await self._take(place, page):
                    await quarantine.resolve(self.connection_id, waiting, self.clock())
                has_read = True
        return self.outcome

    async def _take_stored(self, place: _Place, stored: StoredPage) -> None:
        body = unpacked(stored.body)
        if stored.list_name in FAREWELLS:
            source_ids = msgspec.json.decode(body, type=list[str])
            farewell = Farewell(source_ids=source_ids, reason=stored.list_name, at=stored.fetched_at)
            await place.loader.load(Batch(farewell=farewell))
        elif stored.list_name == "one":
            await self._take(place, Page.of_one(body, stored.fetched_at))
        else:
            await self._take(place, place.reader.page_in(body, stored.fetched_at))

    async def _take(self, place: _Place, page: Page) -> bool:
        """Take a page; return whether all of it could be read."""
        place.intake.latest_at = self.clock() + FUTURE_MAX
        try:
            batch = await place.intake.batch_of([place.intake.records_of(page)], [])
        except TooManyProblems as problem:
            batch = problem.batch
        counts = await load_apart(place.loader, batch)
        return not batch.set_aside and not counts.quarantined

    @asynccontextmanager
    async def _logged(self, kind: str) -> AsyncIterator[Connection]:
        log = self._log()
        await log.begin(kind)
        error: str | None = None
        try:
            async with self.database.session() as session:
                yield session
        except DaysheetError as failure:
            error = str(failure)
            raise
        finally:
            cursors = Cursors(self.database, self.clock)
            for place in filter(None, self._places.values()):
                counts = await log.close(place.target, "failed" if error else "completed", error, StreamOutcome(), {})
                self.outcome.add(place.target.stream, counts)
                await cursors.release(place.target, place.loader.fence, None)
            await log.finish("failed" if error else self.outcome.status)

    def _log(self) -> RunLog:
        return RunLog(self.database, self.tenant_id, self.outcome.run_id, self.connection_id, self.clock)

    async def _place(self, session: Connection, stream_name: str, location_id: int) -> _Place | None:
        key = (stream_name, location_id)
        if key not in self._places:
            self._places[key] = await self._opened_place(session, stream_name, location_id)
        return self._places[key]

    async def _opened_place(self, session: Connection, stream_name: str, location_id: int) -> _Place | None:
        if not self.vendor.has_stream(stream_name) or self.vendor.stream(stream_name).points_to is not None:
            return None
        stream = self.vendor.stream(stream_name)
        if stream.is_confidential:
            return None
        known = await Locations(self.database, self.tenant_id, self.connection_id).all()
        location = next((each for each in known if each.location_id == location_id), None)
        target = target_of(
            self.vendor,
            stream,
            location,
            tenant_id=self.tenant_id,
            connection_id=self.connection_id,
            run_id=self.outcome.run_id,
        )
        cursors = Cursors(self.database, self.clock)
        cursor = await cursors.claim(target)
        if not await self.is_ours():
            await cursors.release(target, cursor.fence, None)
            raise LeaseLost(f"Another worker has taken over this run; {target.stream} is read there.")
        await self._log().open(target)

        def step(verb: str, detail: str) -> None:
            self.observe(Event(step=verb, stream=stream_name, detail=detail))

        loader = Loader(session, target, cursor.fence, self.clock, step, self._stages, deriving_of(self.vendor, target))
        intake = Intake(
            decoder=Decoder(stream.record),
            scope=scope_of(target, location),
            stream=stream_name,
            lookup=Versions(self.database, target).lookup,
            ignores_hashes=True,
        )
        reader = PageReader(stream, self.vendor.redacted)
        return _Place(target=target, reader=reader, intake=intake, loader=loader)
