"""
Notices that the vendor answers two locations alike, before the second one's rows are stored.

A vendor that does not know a filter passes over it without a word, and each location would be given the records of
all. Records that say themselves where they belong are refused one by one; those of the other streams are not, and an
id that is the vendor's own stands at one location only. So two locations that show the same ids cannot both be right;
where each location has ids of its own, the stream says so (`ids_repeat_by_location`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from daysheet.core.errors import LocationsAlike
from daysheet.core.paging import Ask, Id
from daysheet.core.vendor import Stream, Vendor
from daysheet.engine.fetching import Fetcher
from daysheet.engine.pages import Page, PageReader
from daysheet.remote import VendorClient
from daysheet.warehouse.batches import Target
from daysheet.warehouse.mirror import Location
from daysheet.warehouse.setbacks import Versions

# One record in common may be one that was moved between the two calls.
ALIKE_MIN: Final = 2

ReadIds = Callable[[Page], Iterable[Id | None]]


def can_be_alike(stream: Stream) -> bool:
    """Whether a stream is asked for by location, its records do not say where they belong, and its ids stand at one."""
    return stream.per_location and stream.record.location is None and not stream.ids_repeat_by_location


@dataclass(kw_only=True)
class Neighbours:
    """The first page of one stream at each location of a connection, in one run."""

    vendor: Vendor
    stream: Stream
    client: VendorClient
    places: Sequence[Location]
    _first: dict[int, frozenset[Id]] = field(default_factory=dict)

    async def look(
        self, target: Target, versions: Versions, ids: Iterable[Id | None], read_ids: ReadIds, *, is_whole: bool
    ) -> None:
        """
        Look at the ids of a location's first page; raises `LocationsAlike` where another location shows the same.

        Of a whole list it is also asked whether all of the page is stored at another location, which in this run
        may only be asked for what changed; if so, that location's list is asked for too.
        """
        if target.location_id in self._first:
            return
        own = frozenset(each for each in ids if each is not None)
        before = [place for place in self.places if self._first.get(place.location_id) == own]
        self._first[target.location_id] = own
        if len(own) < ALIKE_MIN:
            return
        if before:
            raise self._alike(before[0], target, len(own))
        if is_whole:
            holders = await versions.holders([str(each) for each in own])
            for place in self.places:
                if place.location_id in holders and await self._now_at(place, read_ids) == own:
                    raise self._alike(place, target, len(own))

    async def _now_at(self, place: Location, read_ids: ReadIds) -> frozenset[Id]:
        key = self.vendor.location_key(place.source_id)
        reader = PageReader(self.stream, self.vendor.redacted)
        fetcher = Fetcher(self.client, self.vendor, self.stream, key, reader)
        try:
            page = await fetcher.page(Ask("records", None, 0), None, None)
        finally:
            await fetcher.close()
        return frozenset(each for each in read_ids(page) if each is not None)

    def _alike(self, other: Location, target: Target, count: int) -> LocationsAlike:
        here = next((place.name for place in self.places if place.location_id == target.location_id), "this location")
        name = self.stream.name
        return LocationsAlike(
            f"{self.vendor.name} answers the same {count} {name} for {other.name!r} and for {here!r}, and they cannot "
            f"be at both: it seems to pass over the filter {self.vendor.location_parameter!r}. Nothing of {name} was "
            f"stored for {here!r}; what is stored for {other.name!r} may belong elsewhere. Ask the vendor how {name} "
            f"are asked for by location; once it tells them apart, run: daysheet sync --stream {name} --full"
        )
