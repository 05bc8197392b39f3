"""
Compares how many records a list is said to hold with how many the warehouse does (metric S5).

Only lists that are read by what changed need it: one that is read whole, or by days, is proven against the
announced totals each time it is read.
"""

from __future__ import annotations

from typing import Final

from daysheet.core.paging import Ask
from daysheet.core.vendor import Stream
from daysheet.engine.streams import Parts
from daysheet.warehouse.count_checks import CountCheck, CountChecks

# A record may come or go between the vendor's count and ours; then both are taken again.
LOOKS_MAX: Final = 3


def can_be_counted(stream: Stream) -> bool:
    """Whether a page of a stream's whole list tells how many records there are, and one table holds them."""
    return stream.paging is not None and stream.days is None and stream.due is None and stream.points_to is None


async def count(parts: Parts, checks: CountChecks) -> CountCheck | None:
    """Count at both sides right after a reading and keep the result; None where the vendor tells no total."""
    try:
        for _ in range(LOOKS_MAX):
            page = await parts.fetcher.page(Ask("records", None, 0), None, None)
            if page.total is None:
                return None
            check = CountCheck(
                announced=page.total,
                # A list for which deletions are not asked apart shows them itself.
                held=await parts.mirror.count(with_deleted=parts.stream.deleted_since is None),
                set_aside=await checks.set_aside(),
                page_size=len(page.records) if page.total > len(page.records) else None,
                checked_at=parts.clock(),
            )
            if not check.difference:
                break
    finally:
        await parts.fetcher.close()
    await checks.keep(check)
    return check
