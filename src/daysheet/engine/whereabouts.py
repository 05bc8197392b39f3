"""
At which locations a stream is read, and single records where they are.

A single record is asked for where the warehouse holds it; else at the location that an event named; else at any one,
if the vendor answers it wherever one asks: then two calls find it among any number of locations, one that shows where
it belongs, and one there. Of a vendor that does not, every location is asked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from daysheet.core.errors import UnknownThing
from daysheet.core.vendor import Stream
from daysheet.warehouse.mirror import Location

LocationKey: TypeAlias = "int | str"


class Asking:
    """The locations to read at, one after the other; with records of each where only some are asked for."""

    def __init__(
        self,
        places: Mapping[LocationKey | None, Location | None],
        source_ids: Mapping[int, Collection[str]] | None = None,
    ) -> None:
        self._places = places
        self._source_ids = None if source_ids is None else {key: set(some) for key, some in source_ids.items()}
        self._asked: set[tuple[int, str]] = set()
        self._waiting: deque[Location | None] = deque(
            each for each in places.values() if source_ids is None or each is None or each.location_id in source_ids
        )

    def __iter__(self) -> Iterator[tuple[Location | None, tuple[str, ...] | None]]:
        """Yield each location with the ids that are asked for there; None where all of it is read."""
        while self._waiting:
            place = self._waiting.popleft()
            if self._source_ids is None or place is None:
                yield place, None
                continue
            source_ids = self._source_ids.pop(place.location_id)
            self._asked |= {(place.location_id, each) for each in source_ids}
            yield place, tuple(sorted(source_ids))

    def learn(self, elsewhere: Mapping[str, LocationKey]) -> None:
        """Take in where records belong that were asked for at another location; each is asked for once there."""
        for source_id, key in elsewhere.items():
            place = self._places.get(key)
            if self._source_ids is None or place is None or (place.location_id, source_id) in self._asked:
                continue
            if place.location_id not in self._source_ids:
                self._waiting.append(place)
            self._source_ids.setdefault(place.location_id, set()).add(source_id)


def places_of_records(
    stream: Stream,
    places: Sequence[Location],
    *,
    answers_anywhere: bool,
    held: Mapping[str, Collection[int]],
    source_ids: Sequence[str],
    named_at: Mapping[str, str],
) -> dict[int, set[str]]:
    """
    Return which records are asked for first at which location, by its number.

    *held* are the locations at which the warehouse holds them, *named_at* the vendor's ids of those that somebody
    named. Raises `UnknownThing` for a record that nobody holds and that does not say where it belongs.
    """
    here = {each.location_id for each in places}
    by_source_id = {each.source_id: each.location_id for each in places}
    anywhere = {places[0].location_id} if answers_anywhere else here
    found: dict[int, set[str]] = {}
    lost = []
    for source_id in source_ids:
        known = here.intersection(held.get(source_id, ()))
        if not known and stream.record.location is None:
            lost.append(source_id)
            continue
        named = by_source_id.get(named_at.get(source_id, ""))
        for each in known or (anywhere if named is None else {named}):
            found.setdefault(each, set()).add(source_id)
    if lost:
        raise UnknownThing(
            f"Nobody can tell to which location {stream.name} {', '.join(sorted(lost))} belongs. "
            f"Read all of them: daysheet sync --stream {stream.name}"
        )
    return found
