"""
Reads one stream at one location: its window page by page, what waits in quarantine, what has vanished.

Pages are stored as they come, several in one transaction; the cursor moves at the end, and only over
a window that is proven to have been read whole.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from daysheet.core.clock import Clock
from daysheet.core.errors import VendorChanged
from daysheet.core.events import Event, Observe
from daysheet.core.exact import NotExact, parse_exactly
from daysheet.core.fields import Problem
from daysheet.core.halting import NEVER, Halt, Halted
from daysheet.core.paging import Ask, Evidence, Id, Outcome, Seen, Window, reach_of, read_window, since_of
from daysheet.core.vendor import Stream, Vendor
from daysheet.engine.confidential import hush, hushed_problem
from daysheet.engine.fetching import GONE, Fetcher
from daysheet.engine.intake import Intake, Record, TooManyProblems
from daysheet.engine.isolating import load_apart
from daysheet.engine.losses import Losses
from daysheet.engine.neighbours import Neighbours
from daysheet.engine.pages import Page, body_hash_of, kept, kept_farewell
from daysheet.remote import VendorClient
from daysheet.warehouse.batches import Batch, CensusIds, Counts, Farewell, KeptPage, Target
from daysheet.warehouse.cursors import Cursor, Cursors
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.loading import Loader
from daysheet.warehouse.mirror import Mirror
from daysheet.warehouse.setbacks import Questions, Setbacks, Versions

RECORDS_PER_BATCH: Final = 1_800
RECORDS_IN_FIRST_BATCH: Final = 500
THE_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
FUTURE_MAX: Final = timedelta(days=1)
ABSENT_SHARE_MAX: Final = 0.05
ABSENT_MIN: Final = 20
SeenIds: TypeAlias = "array[int] | list[str]"
RESUMED_WITHIN: Final = timedelta(days=3)


@dataclass(kw_only=True)
class Parts:
    """What the reading of a stream works with."""

    vendor: Vendor
    stream: Stream
    target: Target
    client: VendorClient
    fetcher: Fetcher
    intake: Intake
    loader: Loader
    cursors: Cursors
    setbacks: Setbacks
    versions: Versions
    mirror: Mirror
    questions: Questions
    deriving: Deriving | None
    clock: Clock
    observe: Observe
    neighbours: Neighbours | None = None
    location_name: str = ""
    halt: Halt = NEVER
    accepts_deletions: bool = False

    def believe(self, missing: int, held: int, share_max: float, what: str) -> None:
        """Raise `VendorChanged` where more is missing than can be believed, and nobody has said that it is gone."""
        if self.accepts_deletions or missing <= max(ABSENT_MIN, share_max * held):
            return
        raise VendorChanged(
            f"{self.stream.name}: {missing} of {held} records {what}. "
            "That is too many to believe: nothing was marked as deleted. "
            "Ask the vendor what the key, with its plan, may see. If they are gone for good: "
            f"daysheet sync {self.client.connection} --full --stream {self.stream.name} --accept-deletions"
        )

    def step(self, name: str, detail: str = "") -> None:
        """Tell whoever watches."""
        self.observe(Event(step=name, stream=self.stream.name, location=self.location_name, detail=detail))


@dataclass(kw_only=True)
class StreamOutcome:
    """How the reading of a stream at a location ended."""

    counts: Counts = field(default_factory=Counts)
    is_proven: bool = True
    passes: int = 0
    reached_at: datetime | None = None
    window_from: datetime | None = None
    read_fast: int = 0
    read_exactly: int = 0
    is_cut: bool = False
    elsewhere: Mapping[str, int | str] = field(default_factory=dict)


class Storing:
    """Stores batch after batch, one of them under way while the next is read."""

    def __init__(self, parts: Parts, outcome: StreamOutcome) -> None:
        self._parts = parts
        self._outcome = outcome
        self._pages: list[tuple[list[Record], Page, str, int]] = []
        self._under_way: asyncio.Task[Counts] | None = None
        self._has_begun = False

    @property
    def is_full(self) -> bool:
        """Whether a batch waits; the first one is small, so that the database has something to do soon."""
        waiting = sum(len(records) for records, *_ in self._pages)
        return waiting >= (RECORDS_PER_BATCH if self._has_begun else min(RECORDS_IN_FIRST_BATCH, RECORDS_PER_BATCH))

    def take(self, page: Page, list_name: str, number: int) -> list[Record]:
        """Take a page; it is stored with the next batch."""
        records = self._parts.intake.records_of(page)
        self._pages.append((records, page, list_name, number))
        return records

    async def flush(self, position: Mapping[str, Any] | None, census_ids: CensusIds | None = None) -> None:
        """Read the waiting pages into a batch and set it on its way, with the position that they lead to."""
        if not self._pages:
            return
        pages, self._pages = self._pages, []
        self._parts.intake.latest_at = self._parts.client.now_at_vendor() + FUTURE_MAX
        hashes = await asyncio.to_thread(lambda: [body_hash_of(page) for _, page, *_ in pages])
        stored = await self._parts.versions.stored_bodies(hashes)
        is_confidential = self._parts.stream.is_confidential
        kept_pages = [] if is_confidential else await asyncio.to_thread(_keep, pages, stored)
        try:
            batch = await self._parts.intake.batch_of([records for records, *_ in pages], kept_pages)
        except TooManyProblems as problem:
            await self.settle()
            if is_confidential:
                problem = hushed_problem(problem, self._parts.stream.name)
            self._outcome.counts.add(await self._parts.loader.load(problem.batch))
            raise problem from None
        if is_confidential:
            hush(batch)
        batch.position, batch.census_ids = position, census_ids
        batch.window_from = self._outcome.window_from
        self._parts.step("decoded", f"{len(batch.versions)} records")
        await asyncio.to_thread(self._parts.loader.pack, batch)
        await self.settle()
        self._has_begun = True
        self._under_way = asyncio.create_task(load_apart(self._parts.loader, batch))

    async def settle(self) -> None:
        """Wait until what is under way is stored."""
        if self._under_way is not None:
            task, self._under_way = self._under_way, None
            self._outcome.counts.add(await task)
            self._parts.intake.settled()

    async def part_with(self, source_ids: Sequence[str], reason: str) -> None:
        """Mark records as deleted that the vendor no longer has; that it said so is kept as a page."""
        farewell = Farewell(source_ids=source_ids, reason=reason, at=self._parts.clock())
        batch = Batch(pages=[kept_farewell(farewell)], farewell=farewell, window_from=self._outcome.window_from)
        self._outcome.counts.add(await self._parts.loader.load(batch))
        self._parts.step("marked deleted", f"{len(source_ids)} records")

    async def abandon(self) -> None:
        """Wait for what is under way without caring how it ends."""
        if self._under_way is not None:
            await asyncio.gather(self._under_way, return_exceptions=True)


def _keep(pages: Sequence[tuple[list[Record], Page, str, int]], stored: set[bytes]) -> list[KeptPage]:
    return [kept(page, list_name, number, stored) for _, page, list_name, number in pages]


async def read_stream(parts: Parts, cursor: Cursor, *, full: bool, since: datetime | None = None) -> StreamOutcome:
    """Read what is due of a stream at a location, and move its cursor if all of it was seen."""
    outcome = StreamOutcome()
    is_census = full or (since is None and _is_census_due(parts, cursor))
    window = _window(parts, cursor, is_census, since)
    outcome.window_from = window.since
    storing = Storing(parts, outcome)
    losses = Losses.remembered(parts.stream.record, parts.stream.name, cursor.position)
    try:
        seen_ids, result = await read_pages(parts, window, storing, losses)
        await storing.settle()
    finally:
        await parts.fetcher.close()
        await storing.abandon()
    outcome.is_proven, outcome.passes = result.is_proven, result.passes
    knows_nameless = await parts.setbacks.are_all_known(parts.intake.nameless)
    if window.begun_at is not None and result.is_proven:
        if window.resumed is not None:
            add_ids(seen_ids, await parts.cursors.census_ids(parts.target, result.passes))
        await _look_for_absent(parts, seen_ids, window.begun_at, storing)
    await ask_again(parts, await parts.setbacks.to_ask_again(), storing)
    if knows_nameless and (result.is_proven or is_census) and leaves_no_gap(cursor, since):
        await move_cursor(parts, cursor, result, is_census, outcome, losses)
    if not parts.intake.nameless and result.is_proven:
        await parts.setbacks.resolve_nameless(is_census=is_census)
    outcome.is_proven = result.is_proven and knows_nameless
    outcome.read_fast, outcome.read_exactly = parts.intake.decoder.read_fast, parts.intake.decoder.read_exactly
    return outcome


def leaves_no_gap(cursor: Cursor, since: datetime | None) -> bool:
    """Whether a reading since a day somebody chose begins no later than where the cursor stands."""
    return since is None or (cursor.reached_at is not None and since <= cursor.reached_at)


def _is_census_due(parts: Parts, cursor: Cursor) -> bool:
    if cursor.reached_at is None or cursor.census_at is None or parts.stream.changed_since is None:
        return True
    return parts.client.now_at_vendor() - cursor.census_at > parts.stream.census_every


def _window(parts: Parts, cursor: Cursor, is_census: bool, since: datetime | None) -> Window:
    has_deleted_list = parts.stream.deleted_since is not None
    now = parts.client.now_at_vendor()
    if is_census:
        position = cursor.position or {}
        resumed = watched = previous = None
        if "evidence" in position:
            found, before = Evidence.from_json(position["evidence"]), _evidence(position.get("previous"))
            begun_at = found.started_at or (before.started_at if before else None)
            if begun_at is not None and now - begun_at < RESUMED_WITHIN:
                resumed, previous, watched = found, before, _evidence(position["watched"])
        watch_since = _seconds(position.get("watch_since")) if resumed else now - parts.stream.overlap
        return Window(
            since=None,
            has_deleted_list=has_deleted_list,
            deleted_since=THE_BEGINNING,
            watch_since=watch_since,
            resumed=resumed,
            watched=watched,
            previous=previous,
            passes=position.get("passes", 0) if resumed else 0,
            # A position of an older release has none: which records led to it is not known any more.
            begun_at=_seconds(position.get("begun_at")) if resumed else parts.clock(),
        )
    reached_at = since or cursor.reached_at
    assert reached_at is not None
    start = since or since_of(reached_at, parts.stream.overlap, _fell_back(parts, cursor))
    return Window(since=start, has_deleted_list=has_deleted_list, deleted_since=start, watch_since=start)


def _evidence(plain: Mapping[str, Any] | None) -> Evidence | None:
    return Evidence.from_json(plain) if plain else None


def _seconds(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _fell_back(parts: Parts, cursor: Cursor) -> timedelta:
    """Return by how much the vendor's clock fell behind ours since the cursor was moved."""
    then = (cursor.position or {}).get("ahead_seconds")
    if then is None or parts.client.vendor_ahead is None:
        return timedelta(0)
    return timedelta(seconds=then) - parts.client.vendor_ahead


async def read_pages(parts: Parts, window: Window, storing: Storing, losses: Losses) -> tuple[SeenIds, Outcome]:
    """Read the pages of a window, several times where need be; return the ids of the last pass, and what it proves."""
    reading = read_window(window)
    ask = next(reading)
    pages: int | None = None
    before: Page | None = None
    received = 0
    ids = no_ids(parts)
    noted = _Noted(is_first=window.resumed is None)
    while True:
        if ask.page == 0:
            pages, before = None, None
        if ask.list == "records" and ask.page == 0:
            ids = no_ids(parts)
            received = noted.count = 0
        parts.step("asking", f"{ask.list} page {ask.page}")
        page = await parts.fetcher.page(ask, pages, before)
        losses.look_at(page.records)
        records = storing.take(page, ask.list, ask.page)
        seen = seen_of(parts, page, records)
        if ask.list == "records" and ask.page == 0 and parts.neighbours is not None:
            await _look_at_neighbours(parts, parts.neighbours, seen, window)
        if ask.list == "records":
            ids.extend(each for each in seen.ids if each is not None)  # type: ignore[misc]  # of the key's own type
            received += len(seen.ids)
            parts.observe(
                Event(
                    step="answered",
                    stream=parts.stream.name,
                    location=parts.location_name,
                    received=received,
                    total=page.total,
                )
            )
        before, pages = page, page.pages
        try:
            following = reading.send(seen)
        except StopIteration as done:
            await storing.flush(None)
            return ids, done.value
        position = _position(window, following, losses)
        halts = _halts(parts, position)
        if halts or storing.is_full or following.list != ask.list:
            is_kept = position is not None and window.begun_at is not None and following.page > 0
            await storing.flush(position, noted.take(ids, following) if is_kept else None)
        if halts:
            await storing.settle()
            raise Halted
        ask = following


@dataclass(kw_only=True)
class _Noted:
    """How many ids of a pass were kept with a position so far, and whether none of its census was before."""

    is_first: bool
    count: int = 0

    def take(self, ids: SeenIds, following: Ask) -> CensusIds:
        """Return the ids that came since."""
        found = CensusIds(
            pass_number=following.passes + 1,
            next_page=following.page,
            ids=[str(each) for each in ids[self.count :]],
            is_first=self.is_first,
        )
        self.count, self.is_first = len(ids), False
        return found


def _halts(parts: Parts, position: Mapping[str, Any] | None) -> bool:
    """Whether this reading is to end, or its slice is over and the next one goes on from here."""
    goes_on = position is not None and parts.stream.days is None
    return parts.halt.is_wanted or (parts.halt.is_slice_over and goes_on)


async def _look_at_neighbours(parts: Parts, neighbours: Neighbours, seen: Seen, window: Window) -> None:
    """Stop before anything is stored of a location that the vendor answers like another; raises `LocationsAlike`."""

    def ids_in(page: Page) -> tuple[Id | None, ...]:
        return seen_of(parts, page, parts.intake.records_of(page)).ids

    await neighbours.look(parts.target, parts.versions, seen.ids, ids_in, is_whole=window.since is None)


def seen_of(parts: Parts, page: Page, records: Sequence[Record]) -> Seen:
    """Return what paging has to know of a page."""
    return Seen(
        ids=tuple(record.head.key if record.head else None for record in records),
        total=page.total,
        pages=page.pages,
        is_last=True if parts.stream.paging is None else page.is_last,
        answered_at=parts.fetcher.answered_at(page),
        newest_at=max(filter(None, (record.version.updated_at for record in records)), default=None),
    )


def _position(window: Window, following: Ask, losses: Losses) -> dict[str, Any] | None:
    """Return where a census that is cut goes on; a window is short and simply read again."""
    if window.since is not None or following.list != "records":
        return None
    if following.so_far.next_page == 0 and following.previous is None:
        return None
    return {
        "fields": losses.to_json(),
        "evidence": following.so_far.to_json(),
        "watched": following.watched.to_json() if following.watched else None,
        "previous": following.previous.to_json() if following.previous else None,
        "passes": following.passes,
        "watch_since": window.watch_since.isoformat() if window.watch_since else None,
        "begun_at": window.begun_at.isoformat() if window.begun_at else None,
    }


async def move_cursor(
    parts: Parts,
    cursor: Cursor,
    result: Outcome,
    is_census: bool,
    outcome: StreamOutcome,
    losses: Losses | None = None,
) -> None:
    """Move the cursor over a window: to the time at the vendor when its reading began, or the newest stamp seen."""
    reached_at = reach_of(result, is_census=is_census)
    if cursor.reached_at is not None and parts.client.vendor_ahead is None:
        reached_at = max(reached_at, cursor.reached_at)
    position: dict[str, Any] = {"fields": losses.to_json()} if losses is not None else {}
    if parts.client.vendor_ahead is not None:
        position["ahead_seconds"] = parts.client.vendor_ahead.total_seconds()
    parts.step("moving cursor")
    await parts.cursors.move(
        parts.target,
        cursor.fence,
        reached_at=reached_at,
        census_at=result.started_at if is_census and result.is_proven else None,
        position=position,
        ends_census=is_census,
    )
    outcome.reached_at = reached_at
    parts.step("moved cursor")


async def ask_again(
    parts: Parts, source_ids: Sequence[str], storing: Storing, *, passes_over_others: bool = False
) -> dict[str, int | str]:
    """
    Ask for single records by their ids and store them; one that is gone is marked as deleted.

    With *passes_over_others* a record that says it belongs to another location is left alone; where those belong is
    returned, by their ids.
    """
    elsewhere: dict[str, int | str] = {}
    if parts.stream.one_path is None or not source_ids:
        return elsewhere
    for start in range(0, len(source_ids), parts.vendor.calls_at_once):
        some = source_ids[start : start + parts.vendor.calls_at_once]
        parts.step("asking again", f"{len(some)} records")
        pages = await asyncio.gather(*(parts.fetcher.one(each) for each in some))
        gone = []
        for source_id, page in zip(some, pages, strict=True):
            if page is GONE:
                gone.append(source_id)
            elif passes_over_others and (other := _other_location(parts, page)) is not None:
                elsewhere[source_id] = other
            else:
                storing.take(page, "one", 0)
        await storing.flush(None)
        await storing.settle()
        if gone:
            await storing.part_with(gone, "gone")
    return elsewhere


def _other_location(parts: Parts, page: Page) -> int | str | None:
    """Return the location that a record says it belongs to, where that is another one."""
    place, here = parts.stream.record.location, parts.target.location_key
    if place is None or here is None:
        return None
    try:
        document = parse_exactly(page.body)
    except NotExact:
        return None
    said: Any = place.read(document) if isinstance(document, dict) else None
    return None if said is None or isinstance(said, Problem) or said == here else said


def no_ids(parts: Parts) -> SeenIds:
    """Return an empty collection for a list's ids; whole numbers take eight bytes each."""
    record = parts.stream.record
    return array("q") if record.columns[record.key[0]].kind.name == "whole_number" else []


def add_ids(ids: SeenIds, more: Sequence[str]) -> None:
    """Add ids that were kept as text to a list's."""
    if isinstance(ids, array):
        ids.extend(map(int, more))
    else:
        ids.extend(more)


async def _look_for_absent(parts: Parts, seen: SeenIds, before: datetime, storing: Storing) -> None:
    """
    Ask by id for what the whole list did not hold; raises `VendorChanged` where that is suspiciously much.

    Where the vendor answers no single records, absence is all there is to go by; but a list that is empty, or
    holds a record whose id cannot be read, says nothing about any other.
    """
    if parts.stream.names_locations is not None or not parts.target.tables:
        return
    absent, living = await parts.mirror.absent(seen, before)
    parts.believe(len(absent), living, ABSENT_SHARE_MAX, "are no longer in the vendor's list")
    if parts.stream.one_path is not None:
        await ask_again(parts, absent, storing)
    elif absent and seen and not parts.intake.nameless:
        await storing.part_with([str(each) for each in absent], "absent")
