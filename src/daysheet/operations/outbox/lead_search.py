"""
Looks for a lead in the vendor's own list, after an attempt whose end is unknown.

That it is there is believed at once. That it is not is believed only of a list that was read whole, and after the
vendor had its time: a request that was cut off may still be at work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from daysheet.core.answers import Answer
from daysheet.core.errors import PageFailed
from daysheet.core.lead_forms import LeadSearch, Sighting
from daysheet.core.leads import Lead
from daysheet.core.paging import Seen, Window, read_window
from daysheet.remote import VendorClient

# The vendor's clock and ours may differ, and its stamps have whole seconds.
CLOCK_MARGIN: Final = timedelta(minutes=5)
# The zone of the vendor's days is not known: a day more on either side.
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The vendor's leads of some days: since when, as of when by our clock, and whether they were read whole."""

    since: datetime
    as_of: datetime
    is_whole: bool
    leads: Sequence[Sighting]
    vendor_ahead: timedelta

    def alike(self, lead: Lead, sent_at: datetime) -> list[Sighting]:
        """Return the leads that may be *lead*, sent at *sent_at* by our clock; the oldest first."""
        since = sent_at + self.vendor_ahead - CLOCK_MARGIN
        found = [each for each in self.leads if each.is_of(lead, since)]
        return sorted(found, key=lambda each: (each.created_at or since, each.lead_id))


@dataclass(kw_only=True)
class LeadList:
    """Reads the list when it has to, and keeps it for the next lead that was sent before it was read."""

    client: VendorClient
    search: LeadSearch
    last: Listing | None = field(default=None)

    async def listing(self, sent_at: datetime, as_of: datetime, now: datetime, *, has_to_be_new: bool) -> Listing:
        """Return a listing from *sent_at* on that is no older than *as_of*."""
        known = self.last
        if has_to_be_new or known is None or not known.is_whole or known.as_of < as_of or known.since > sent_at:
            self.last = known = await self._read(sent_at, now)
        return known

    async def _read(self, sent_at: datetime, now: datetime) -> Listing:
        search, paging = self.search, self.search.paging
        span = {
            search.from_parameter: (sent_at - DAY).strftime(search.day_format),
            search.to_parameter: (now + DAY).strftime(search.day_format),
        }
        found: dict[str, Sighting] = {}
        reading = read_window(Window(since=None, has_deleted_list=False))
        try:
            ask = next(reading)
            while True:
                number = {paging.page_parameter: ask.page + paging.first, paging.size_parameter: paging.size}
                page = await self.client.get(search.path, {**search.parameters, **span, **number}, self._page)
                found.update({each.lead_id: each for each in page.leads})
                ask = reading.send(page.seen)
        except StopIteration as end:
            return Listing(
                since=sent_at,
                as_of=now,
                is_whole=end.value.is_proven,
                leads=list(found.values()),
                vendor_ahead=self.client.vendor_ahead or timedelta(0),
            )

    def _page(self, answer: Answer) -> _Page:
        """Read one page, in its envelope or bare."""
        paging = self.search.paging
        try:
            document: Any = msgspec.json.decode(answer.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            document = None
        envelope: Mapping[str, Any] = document if isinstance(document, dict) else {paging.last_field or "": True}
        rows = document if isinstance(document, list) else envelope.get(self.search.list_field)
        if not isinstance(rows, list):
            raise PageFailed("The list of leads came in a form that nobody declared.")
        sightings = [self.search.sighting(row) for row in rows]
        is_last = envelope.get(paging.last_field or "")
        return _Page(
            leads=[each for each in sightings if each is not None],
            seen=Seen(
                ids=tuple(each.lead_id if each else None for each in sightings),
                total=_whole(envelope.get(paging.total_field)),
                pages=_whole(envelope.get(paging.pages_field)),
                is_last=is_last if isinstance(is_last, bool) else None,
                answered_at=answer.received_at,
                newest_at=None,
            ),
        )


@dataclass(frozen=True, kw_only=True)
class _Page:
    leads: Sequence[Sighting]
    seen: Seen


def _whole(value: object) -> int | None:
    """Return a count; vendors also write 5.0."""
    return int(value) if isinstance(value, int | float) and value == value // 1 else None
