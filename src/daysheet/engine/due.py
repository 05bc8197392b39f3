"""
Asks for single records when something about them can have changed, for a vendor whose lists do not show it.

Which ones that are is a question to the warehouse: what was never asked for, what a list shows
otherwise by now, what grew old, and what a list ought to show and does not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from daysheet.core.errors import VendorChanged
from daysheet.core.events import Event
from daysheet.core.halting import Halted
from daysheet.engine.fetching import GONE
from daysheet.engine.streams import Parts, Storing, StreamOutcome
from daysheet.engine.sweeping import Swept, swept_parameters
from daysheet.warehouse.cursors import Cursor

RECORDS_PER_BATCH: Final = 200
GONE_SHARE_MAX: Final = 0.2
MISSING_ALL_MIN: Final = 3


async def read_due(parts: Parts, cursor: Cursor, swept: Swept) -> StreamOutcome:
    """Ask for what is due, the days that people wait for first; the cursor moves if all of it was answered."""
    due = parts.stream.due
    assert due is not None
    now = parts.client.now_at_vendor()
    outcome = StreamOutcome(passes=1)
    rows = await parts.questions.rows(due.question, **swept_parameters(swept, now))
    storing = Storing(parts, outcome)
    try:
        for start in range(0, len(rows), RECORDS_PER_BATCH):
            if parts.halt.is_wanted or (start and parts.halt.is_slice_over):
                raise Halted
            await _ask(parts, rows[start : start + RECORDS_PER_BATCH], storing, start, len(rows))
    finally:
        await parts.fetcher.close()
        await storing.abandon()
    knows_nameless = await parts.setbacks.are_all_known(parts.intake.nameless)
    if not parts.intake.nameless:
        await parts.setbacks.resolve_nameless(is_census=swept.is_full)
    outcome.is_proven = knows_nameless
    await parts.cursors.move(
        parts.target, cursor.fence, reached_at=now, census_at=now if swept.is_full else None, position=None
    )
    outcome.reached_at = now
    outcome.read_fast, outcome.read_exactly = parts.intake.decoder.read_fast, parts.intake.decoder.read_exactly
    return outcome


async def _ask(parts: Parts, rows: Sequence[Mapping[str, Any]], storing: Storing, before: int, total: int) -> None:
    gone: list[str] = []
    asked: list[str] = []
    for start in range(0, len(rows), parts.vendor.calls_at_once):
        some = rows[start : start + parts.vendor.calls_at_once]
        words = [{name: str(value) for name, value in row.items()} for row in some]
        pages = await asyncio.gather(*(parts.fetcher.one(each.pop("source_id"), **each) for each in words))
        for row, page in zip(some, pages, strict=True):
            if page is GONE:
                gone.append(str(row["source_id"]))
            else:
                storing.take(page, "one", 0)
                asked.append(str(row["source_id"]))
        parts.observe(
            Event(step="answered", stream=parts.stream.name, received=before + start + len(some), total=total)
        )
    if parts.stream.due is not None and parts.stream.due.keeps_missing:
        _stop_if_all(parts, len(gone), len(rows))
        gone = []
    parts.believe(len(gone), len(rows), GONE_SHARE_MAX, "that were asked for are not there")
    await storing.flush(None)
    await storing.settle()
    await parts.versions.see_again(asked, parts.loader.fence, parts.clock(), parts.deriving)
    if gone:
        await storing.part_with(gone, "gone")


def _stop_if_all(parts: Parts, gone: int, asked: int) -> None:
    """Raise `VendorChanged` where nothing is there of several records: it is rather the path that is gone."""
    if gone == asked and asked >= MISSING_ALL_MIN:
        raise VendorChanged(
            f"{parts.stream.name}: the vendor has nothing of the {asked} records that were asked for. "
            "Nothing was changed; the vendor never promised that this can be read."
        )
