"""
Reads a stream whose records only point to others, and reads those again that they point to.

An order's own stamp does not move with every edit of its jobs, so the list of changed jobs tells
which orders to look at; one whose job the warehouse holds in the same version is left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from daysheet.core.fields import Problem
from daysheet.core.paging import Outcome, Window, read_window, since_of
from daysheet.engine.intake import Record
from daysheet.engine.pages import Page
from daysheet.engine.streams import Parts, Storing, StreamOutcome, ask_again, leaves_no_gap, move_cursor, seen_of
from daysheet.warehouse.batches import Batch, SetAside
from daysheet.warehouse.cursors import Cursor


async def follow(
    parts: Parts, cursor: Cursor, parents: Parts, read_whole_at: datetime | None, since: datetime | None = None
) -> StreamOutcome:
    """
    Read what is due of a pointing stream, then the records it points to; move its cursor if all was seen.

    *read_whole_at* is when the records it points to were last read whole.
    """
    reached_at = since or cursor.reached_at
    assert reached_at is not None
    start = since or since_of(reached_at, parts.stream.overlap)
    outcome = StreamOutcome(window_from=start)
    pointing = _Pointing(parts, outcome)
    try:
        result = await pointing.read(Window(since=start, has_deleted_list=False))
        await ask_again(parents, sorted(pointing.to_read), Storing(parents, StreamOutcome()))
    finally:
        await parts.fetcher.close()
    knows_nameless = await parts.setbacks.are_all_known(parts.intake.nameless)
    if result.is_proven and knows_nameless and leaves_no_gap(cursor, since):
        await move_cursor(parts, cursor, result, False, outcome)
    if result.is_proven and not parts.intake.nameless:
        await parts.setbacks.resolve_nameless(is_census=False, read_whole_at=read_whole_at)
    outcome.is_proven, outcome.passes = result.is_proven and knows_nameless, result.passes
    return outcome


class _Pointing:
    """Collects which records of another stream have to be read again."""

    def __init__(self, parts: Parts, outcome: StreamOutcome) -> None:
        self._parts = parts
        self._outcome = outcome
        self.to_read: set[str] = set()

    async def read(self, window: Window) -> Outcome:
        reading = read_window(window)
        ask = next(reading)
        before: Page | None = None
        while True:
            before = None if ask.page == 0 else before
            page = await self._parts.fetcher.page(ask, before.pages if before else None, before)
            records = self._parts.intake.records_of(page)
            await self._collect(records, page)
            before = page
            try:
                ask = reading.send(seen_of(self._parts, page, records))
            except StopIteration as done:
                result: Outcome = done.value
                return result

    async def _collect(self, records: Sequence[Record], page: Page) -> None:
        parts = self._parts
        rows = parts.intake.decoder.new_rows()
        batch = Batch(received=len(records), window_from=self._outcome.window_from)
        for record in records:
            reading = parts.intake.decoder.read(record.raw, parts.intake.scope, page.fetched_at, rows)
            if reading is not None and reading.is_refused:
                batch.set_aside.append(_without_name(record, reading.setbacks[0].problems))
                parts.intake.nameless.append(batch.set_aside[-1].payload_hash)
        batch.quarantined = len(batch.set_aside)
        batch.ignored = batch.received - batch.quarantined
        declared = parts.intake.decoder.record
        found = rows.by_table[declared.table]
        held = await parts.mirror.row_versions(sorted({row[1] for row in found}), tuple(declared.columns)[2])
        self.to_read |= {str(row[1]) for row in found if held.get((row[1], row[0])) != row[2]}
        self._outcome.counts.add(await parts.loader.load(batch))


def _without_name(record: Record, problems: tuple[Problem, ...]) -> SetAside:
    """Set a pointing record aside by its payload: which record it points to may be what cannot be read."""
    return SetAside(
        source_id=None,
        path="",
        problems=problems,
        payload=record.raw,
        payload_hash=hashlib.blake2b(record.raw, digest_size=16).digest(),
        seen_at=record.version.fetched_at,
    )
