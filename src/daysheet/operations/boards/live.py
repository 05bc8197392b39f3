"""What changed for those who watch: which boards, which runs, and how fresh things are; ids only, never content."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from daysheet.core.vendor import Vendor
from daysheet.operations.boards.dispatching import boards_of
from daysheet.operations.office import Office
from daysheet.warehouse.board_marks import ENTRIES_SEEN, Sight, sights
from daysheet.warehouse.connections import Tenant

WORK: Final = "boards.wip"
JOURNEYS: Final = "boards.journeys"
RUNS: Final = "runs"
FRESHNESS: Final = "freshness"
TOPICS: Final = (WORK, JOURNEYS, RUNS, FRESHNESS)
# What dispatch said of a journey is in the audit log, as `journey 12: note`.
SAID: Final = "journey.set"
# So is what was asked of somebody, as `follow-up 3: order 12 at location 4, for person 5`: the card has a sign.
ASKED: Final = "follow_up."
ASKED_AT: Final = re.compile(r" at location (\d+), for (?:\w+|\w+ \d+)$")
EVERYWHERE: Final = 0

Key = tuple[str, int, str, int]
Seen = Mapping[Key, tuple[Sight, ...]]


@dataclass(frozen=True, kw_only=True)
class Change:
    """
    Something about a topic may be another now: at some locations, and where `is_beyond` also somewhere else.

    `journeys` are those that dispatch spoke of, each with its location.
    """

    topic: str
    locations: frozenset[int] = frozenset()
    is_beyond: bool = False
    runs: frozenset[str] = frozenset()
    journeys: Mapping[str, int | None] = field(default_factory=dict)

    def told(self, only: Collection[int] | None) -> dict[str, Any] | None:
        """Return it as somebody is told who sees *only* some locations, or all; None where it is not theirs."""
        if only is not None:
            mine = sorted(self.locations.intersection(only))
            journeys = [each for each, place in self.journeys.items() if place in mine]
            return {"topic": self.topic, "locations": mine, "runs": [], "journeys": journeys} if mine else None
        return {
            "topic": self.topic,
            "locations": None if self.is_beyond else sorted(self.locations),
            "runs": sorted(self.runs),
            "journeys": list(self.journeys),
        }


async def look(office: Office, tenant: Tenant) -> Seen:
    """Return what there is to see of a business now."""
    found: dict[Key, tuple[Sight, ...]] = {}
    for each in await sights(office.database, tenant.tenant_id):
        key = (each.kind, each.connection_id, each.mark if each.kind == "entry" else each.thing, each.location_id)
        found[key] = (*found.get(key, ()), each)
    return found


async def changes(office: Office, tenant: Tenant, before: Seen, now: Seen) -> list[Change]:
    """Return what changed between two looks, one change a topic."""
    found = _Gathered(now, office.vendors)
    found.gather(before)
    for journey in found.said_of:
        found.place(journey, await _location_of(office, tenant, journey))
    return found.changes()


async def _location_of(office: Office, tenant: Tenant, journey: str) -> int | None:
    """Return where a journey is; None where that is not known, or two connections read the same account."""
    found = {
        each.location_id
        for _, dispatch in boards_of(office, tenant)
        for each in await dispatch.named(journey, office.clock())
        if str(each.id) == journey
    }
    return found.pop() if len(found) == 1 else None


class _Gathered:
    """What is found to be different, topic by topic."""

    def __init__(self, now: Seen, vendors: Mapping[str, Vendor]) -> None:
        self._now = now
        self._vendor_of = {key[1]: vendors.get(key[2]) for key in now if key[0] == "connection"}
        self._places: dict[int, set[int]] = {}
        for kind, connection_id, _, location_id in now:
            if kind == "location":
                self._places.setdefault(connection_id, set()).add(location_id)
        self._locations: dict[str, set[int]] = {}
        self._beyond: set[str] = set()
        self._runs: set[str] = set()
        self._journeys: dict[str, int | None] = {}
        self.said_of: list[str] = []

    def gather(self, before: Seen) -> None:
        """Gather what is not as it was *before*."""
        for key, sight in self._now.items():
            if before.get(key) != sight:
                self._differs(key, before.get(key, ()), sight)
        for key, sight in before.items():
            # A run that is over falls off the list in time, and an entry too; that is no news.
            is_news = key[0] != "entry" and any(each.freshness_mark != "over" for each in sight)
            if key not in self._now and is_news:
                self._differs(key, sight, ())
        entries = {key for key in self._now if key[0] == "entry"}
        if len(entries) == ENTRIES_SEEN and entries.isdisjoint(before):
            # There may be more than are seen.
            for connection_id in self._places:
                self._at(JOURNEYS, connection_id, EVERYWHERE)

    def place(self, journey: str, location_id: int | None) -> None:
        """Note that dispatch spoke of a journey at a location; None where that is not known."""
        self._journeys[journey] = location_id
        if location_id is None:
            self._beyond.add(JOURNEYS)
        else:
            self._locations.setdefault(JOURNEYS, set()).add(location_id)

    def changes(self) -> list[Change]:
        """Return what was gathered."""
        found = [
            Change(
                topic=topic,
                locations=frozenset(self._locations.get(topic, ())),
                is_beyond=topic in self._beyond,
                journeys=self._journeys if topic == JOURNEYS else {},
            )
            for topic in (WORK, JOURNEYS, FRESHNESS)
            if topic in self._locations or topic in self._beyond
        ]
        if self._runs:
            found.append(Change(topic=RUNS, is_beyond=True, runs=frozenset(self._runs)))
        return found

    def _differs(self, key: Key, before: Sequence[Sight], now: Sequence[Sight]) -> None:
        kind, connection_id, thing, location_id = key
        if kind == "run":
            self._runs.add(thing)
        elif kind == "entry":
            self._said(now)
        elif kind == "stream":
            for topic in self._boards_on(connection_id, thing):
                self._at(topic, connection_id, location_id)
            if [each.freshness_mark for each in before] != [each.freshness_mark for each in now]:
                self._at(FRESHNESS, connection_id, location_id)
        else:
            for topic in (WORK, JOURNEYS, FRESHNESS) if kind == "location" else (FRESHNESS,):
                self._at(topic, connection_id, location_id)

    def _said(self, entries: Sequence[Sight]) -> None:
        for each in entries:
            if each.freshness_mark == SAID:
                journey = each.thing.removeprefix("journey ").partition(":")[0]
                if journey not in self.said_of:
                    self.said_of.append(journey)
            elif each.freshness_mark.startswith(ASKED):
                self._asked(each.thing)

    def _asked(self, thing: str) -> None:
        """Note that something was asked about a record of a board, handed on, or done."""
        topic, place = WORK if thing.partition(": ")[2].startswith("order ") else JOURNEYS, ASKED_AT.search(thing)
        if place is None:
            self._beyond.add(topic)
        else:
            self._locations.setdefault(topic, set()).add(int(place[1]))

    def _boards_on(self, connection_id: int, stream: str) -> list[str]:
        vendor = self._vendor_of.get(connection_id)
        if vendor is None:
            return []
        boards = ((WORK, vendor.work), (JOURNEYS, vendor.board))
        return [topic for topic, board in boards if board is not None and stream in board.streams]

    def _at(self, topic: str, connection_id: int, location_id: int) -> None:
        """Note a change at a location; what is of a whole connection is at each of its locations, and beyond."""
        if location_id:
            self._locations.setdefault(topic, set()).add(location_id)
        else:
            self._locations.setdefault(topic, set()).update(self._places.get(connection_id, ()))
            self._beyond.add(topic)
