"""A list of days in a few lines, whose records move while they are read: for trying many ways of reading it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from daysheet.core.paging import Outcome, Seen, Window, read_window
from daysheet.engine.sweeping import Ranges

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 8, 12)
FIRST_ON = TODAY - timedelta(days=3)
LAST_ON = TODAY + timedelta(days=6)
PAGE_SIZE = 5
REQUEST_SECONDS = 0.3


@dataclass(frozen=True)
class Custom:
    """How a business keeps its calendar: how much changes in a second, and which changes there are."""

    name: str
    changes_per_second: float
    renames: float = 1.0
    moves: float = 1.0
    births: float = 1.0
    deaths: float = 1.0


CUSTOMS = (
    Custom("all kinds of changes", 0.5),
    Custom("a busy morning", 2.0),
    Custom("one record comes for each that goes", 1.0, renames=0.0, moves=0.0, births=2.0, deaths=2.0),
    Custom("names only", 1.0, moves=0.0, births=0.0, deaths=0.0),
    Custom("days only", 1.0, renames=0.0, births=0.0, deaths=0.0),
)


@dataclass(frozen=True)
class Booking:
    """A record of the list: the name it is ordered by, its day, and its version."""

    name: str
    on: date
    version: int = 0
    is_gone: bool = False

    @property
    def is_in_range(self) -> bool:
        """Whether a reading of all the days ought to show it."""
        return not self.is_gone and FIRST_ON <= self.on <= LAST_ON


@dataclass
class ShiftingDays:
    """A list by days, in pages, ordered by name, of a business that goes on while it is read."""

    seed: int
    custom: Custom
    bookings: dict[int, Booking] = field(default_factory=dict)
    unsteady: set[int] = field(default_factory=set)
    now: float = 0.0
    is_quiet: bool = False

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        for number in range(self.random.randint(20, 70)):
            self.bookings[number] = Booking(self._name(), self._day())
        self.next_change = self._pause()

    def _name(self) -> str:
        return "".join(self.random.choices("abcdefgh", k=6))

    def _day(self) -> date:
        return TODAY + timedelta(days=self.random.choice((-4, -2, -1, 0, 0, 0, 1, 1, 2, 3, 5, 8)))

    def _pause(self) -> float:
        return self.random.expovariate(self.custom.changes_per_second)

    def _change(self) -> None:
        alive = [number for number, booking in self.bookings.items() if not booking.is_gone]
        custom = self.custom
        weights = (custom.births, custom.deaths, custom.renames, custom.moves)
        kind = self.random.choices(("birth", "death", "rename", "move"), weights)[0]
        if kind == "birth" or not alive:
            number, changed = len(self.bookings), Booking(self._name(), self._day())
        else:
            number = self.random.choice(alive)
            old = self.bookings[number]
            changed = replace(
                old,
                version=old.version + 1,
                is_gone=kind == "death",
                name=self._name() if kind == "rename" else old.name,
                on=self._day() if kind == "move" else old.on,
            )
        if kind != "rename":
            self.unsteady.add(number)
        self.bookings[number] = changed

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and what happens meanwhile happen."""
        self.now += seconds
        while self.next_change <= self.now:
            if not self.is_quiet:
                self._change()
            self.next_change += self._pause()

    def page(self, first_on: date, last_on: date, number: int) -> tuple[list[tuple[int, Booking]], int]:
        """Answer one request: the page's records, and how many those days have at this moment."""
        self.pass_time(self.random.uniform(0.5, 1.5) * REQUEST_SECONDS)
        rows = [each for each in self.bookings.items() if not each[1].is_gone and first_on <= each[1].on <= last_on]
        rows.sort(key=lambda row: (row[1].name, row[0]))
        return rows[number * PAGE_SIZE : (number + 1) * PAGE_SIZE], len(rows)


class Reader:
    """Reads all the days as the engine does: each range until it is proven, and parts with what none of them showed."""

    def __init__(self, vendor: ShiftingDays) -> None:
        self.vendor = vendor
        self.stored: dict[int, Booking] = {}
        self.proven = 0
        self.lost_though_there: list[int] = []

    def run(self) -> None:
        """Read all the days once."""
        self.vendor.unsteady.clear()
        there = {number for number, booking in self.vendor.bookings.items() if booking.is_in_range}
        ranges = Ranges(FIRST_ON, LAST_ON, (TODAY, TODAY), PAGE_SIZE)
        seen: set[int] = set()
        is_proven = True
        for first_on, last_on in ranges:
            ids, total, is_range_proven = self.read(first_on, last_on)
            ranges.learn(total)
            seen |= ids
            is_proven = is_proven and is_range_proven
        if is_proven:
            self.proven += 1
            self.part_with_all_but(seen)
            held = {number for number, booking in self.stored.items() if not booking.is_gone}
            self.lost_though_there += sorted(there - self.vendor.unsteady - held)

    def read(self, first_on: date, last_on: date) -> tuple[set[int], int | None, bool]:
        """Read some days; return the ids of the last pass, how many were announced, and whether that is proven."""
        reading = read_window(Window(since=None, has_deleted_list=False))
        asked = next(reading)
        ids: set[int] = set()
        while True:
            if asked.page == 0:
                ids = set()
            rows, total = self._page(first_on, last_on, asked.page)
            ids |= {number for number, _ in rows}
            shown = Seen(
                ids=tuple(number for number, _ in rows),
                total=total,
                pages=-(-total // PAGE_SIZE),
                is_last=None,
                answered_at=EPOCH + timedelta(seconds=self.vendor.now),
            )
            try:
                asked = reading.send(shown)
            except StopIteration as stop:
                outcome: Outcome = stop.value
                return ids, outcome.evidence.total, outcome.is_proven

    def _page(self, first_on: date, last_on: date, number: int) -> tuple[list[tuple[int, Booking]], int]:
        rows, total = self.vendor.page(first_on, last_on, number)
        self.stored |= dict(rows)
        return rows, total

    def part_with_all_but(self, seen: set[int]) -> None:
        """Mark what is stored on those days and was not seen."""
        for number, booking in self.stored.items():
            if booking.is_in_range and number not in seen:
                self.stored[number] = replace(booking, is_gone=True)

    def wrong(self) -> dict[str, int]:
        """Count what is missing, stale, or left over on these days."""
        missing = stale = left_over = 0
        for number, booking in self.vendor.bookings.items():
            mine = self.stored.get(number)
            if not booking.is_in_range:
                left_over += mine is not None and mine.is_in_range
            elif mine is None or not mine.is_in_range:
                missing += 1
            else:
                stale += mine != booking
        return {"missing": missing, "stale": stale, "left over": left_over}


class OnePassReader(Reader):
    """Believes whatever one pass over the pages shows."""

    def read(self, first_on: date, last_on: date) -> tuple[set[int], int | None, bool]:
        """Read some days once."""
        ids = {number for rows in self._pages(first_on, last_on) for number, _ in rows}
        return ids, len(ids), True

    def _pages(self, first_on: date, last_on: date) -> Iterator[list[tuple[int, Booking]]]:
        number, total = 0, PAGE_SIZE
        while number * PAGE_SIZE < total:
            rows, total = self._page(first_on, last_on, number)
            yield rows
            number += 1


class AddingReader(OnePassReader):
    """Reads once, and never parts with anything."""

    def part_with_all_but(self, seen: set[int]) -> None:
        """Keep everything."""


def read_through(reader_class: type[Reader], seed: int, custom: Custom) -> Reader:
    """Let a business live through several readings, then go quiet and be read once more."""
    vendor = ShiftingDays(seed, custom)
    reader = reader_class(vendor)
    for _ in range(6):
        reader.run()
        vendor.pass_time(vendor.random.uniform(5, 40))
    vendor.is_quiet = True
    reader.run()
    return reader
