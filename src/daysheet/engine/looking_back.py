"""
Looks again at what has a certain date in the last weeks, whatever the filter of changes told of it.

Records are stored as any reading stores them. What the warehouse holds with such a date and the vendor's list does
not show has lost it, or is gone: it is asked for by its id. No cursor moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from daysheet.core.errors import VendorChanged
from daysheet.core.paging import Window
from daysheet.core.vendor import LookBack, Stream
from daysheet.engine.losses import Losses
from daysheet.engine.streams import (
    ABSENT_MIN,
    ABSENT_SHARE_MAX,
    Parts,
    Storing,
    StreamOutcome,
    ask_again,
    read_pages,
)
from daysheet.warehouse.count_checks import CountCheck, CountChecks
from daysheet.warehouse.cursors import Cursor


async def look_back(parts: Parts, cursor: Cursor, look: LookBack, checks: CountChecks) -> StreamOutcome:
    """
    Read what has the date, then what has lost it; keep how many the vendor announced and we hold.

    Raises `VendorChanged` where so many have lost it that it is rather the filter that means something else.
    """
    since = parts.client.now_at_vendor().replace(microsecond=0) - timedelta(days=look.days)
    outcome = StreamOutcome(window_from=since)
    storing = Storing(parts, outcome)
    losses = Losses.remembered(parts.stream.record, parts.stream.name, cursor.position)
    watched_since = parts.client.now_at_vendor() - parts.stream.overlap
    window = Window(
        since=since,
        has_deleted_list=parts.stream.deleted_since is not None,
        deleted_since=watched_since,
        watch_since=watched_since,
    )
    try:
        seen, result = await read_pages(parts, window, storing, losses)
        await storing.settle()
        outcome.passes = result.passes
        outcome.is_proven = result.is_proven and await parts.setbacks.are_all_known(parts.intake.nameless)
        if result.is_proven:
            await ask_again(parts, await _lost(parts, look, since, [str(each) for each in seen]), storing)
    finally:
        await parts.fetcher.close()
        await storing.abandon()
    outcome.read_fast, outcome.read_exactly = parts.intake.decoder.read_fast, parts.intake.decoder.read_exactly
    if result.is_proven and result.evidence.total is not None:
        held = await _held(parts, look, since)
        await checks.keep(
            CountCheck(
                announced=result.evidence.total,
                held=len(held),
                set_aside=await checks.set_aside(in_this_run=True),
                since_at=since,
                checked_at=parts.clock(),
            )
        )
    return outcome


def by_date(stream: Stream, look: LookBack) -> Stream:
    """Return a stream as it is looked through: its filter is the one by date."""
    return replace(stream, changed_since=look.parameter)


async def _held(parts: Parts, look: LookBack, since: datetime) -> list[str]:
    rows = await parts.questions.rows(look.held, location_key=parts.target.location_key, since=since)
    return [str(row["source_id"]) for row in rows]


async def _lost(parts: Parts, look: LookBack, since: datetime, seen: Sequence[str]) -> list[str]:
    """Return what is held with the date and was not seen with it."""
    held = await _held(parts, look, since)
    lost = sorted(set(held).difference(seen))
    if len(lost) > max(ABSENT_MIN, ABSENT_SHARE_MAX * len(held)):
        raise VendorChanged(
            f"{parts.stream.name}: {len(lost)} of {len(held)} records that are held with a date since "
            f"{since:%Y-%m-%d} are not in the vendor's list by that date. That is too many to believe, and none of "
            "them was asked for. Check the key's scope with the vendor, then run: daysheet sync --full"
        )
    return lost
