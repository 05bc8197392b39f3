"""A vendor in a few lines whose records move while they are read: for trying reading strategies by the thousand."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from daysheet.core.paging import Ask, Seen, Window, reach_of, read_window, since_of

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
OVERLAP_SECONDS = 60.0
PAGE_SIZE = 10
CHANGES_PER_SECOND = 3.0
REQUEST_SECONDS = 0.3


@dataclass(frozen=True)
class Environment:
    """What makes a vendor hard to read."""

    name: str
    deletes_share: float = 0.0
    lag_seconds: float = 0.0
    clock_skew_seconds: float = 0.0


ENVIRONMENTS = (
    Environment("changes only"),
    Environment("lag 10 s", lag_seconds=10),
    Environment("vendor clock -30 s", clock_skew_seconds=-30),
    Environment("deletes 10 %", deletes_share=0.1),
    Environment("all three", deletes_share=0.1, lag_seconds=10, clock_skew_seconds=-30),
    Environment("lag 120 s, more than the overlap", lag_seconds=120),
)


@dataclass
class Thing:
    """A record: when it was changed and deleted by the vendor's clock, and its version."""

    changed: float
    version: int
    deleted: float | None = None


class ShiftingVendor:
    """Lists with a filter by stamp, in pages, of a business that goes on while it is read."""

    def __init__(self, seed: int, environment: Environment) -> None:
        self.random = random.Random(seed)
        self.environment = environment
        self.now = 10_000.0
        self.busy_until = float("inf")
        self.things = {n: Thing(self.random.uniform(0, 9_000), 0) for n in range(1, self.random.randint(25, 70))}
        self.visible = {n: Thing(t.changed, t.version) for n, t in self.things.items()}
        self.pending: list[tuple[float, int, Thing]] = []
        self.next_change = self.now

    def clock(self) -> float:
        return self.now + self.environment.clock_skew_seconds

    def _change(self, at: float) -> None:
        stamp = at + self.environment.clock_skew_seconds
        choice = self.random.random()
        alive = [n for n, thing in self.things.items() if thing.deleted is None]
        if choice < self.environment.deletes_share and alive:
            number = self.random.choice(alive)
            old = self.things[number]
            thing = Thing(stamp, old.version + 1, deleted=stamp)
        elif choice < self.environment.deletes_share + 0.15 or not alive:
            number = len(self.things) + 1
            thing = Thing(stamp, 0)
        else:
            number = self.random.choice(alive)
            thing = Thing(stamp, self.things[number].version + 1)
        self.things[number] = thing
        self.pending.append((at + self.environment.lag_seconds, number, thing))

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        while self.next_change <= min(self.now, self.busy_until):
            self._change(self.next_change)
            self.next_change += self.random.expovariate(CHANGES_PER_SECOND)
        while self.pending and self.pending[0][0] <= self.now:
            _, number, thing = self.pending.pop(0)
            self.visible[number] = thing

    def page(
        self, list_name: str, since: float | None, page: int, order: Callable[[int, Thing], tuple[float, ...]]
    ) -> tuple[list[tuple[int, Thing]], int]:
        """Answer one request: the page's records, and how many the whole list has at this moment."""
        self.pass_time(self.random.uniform(0.5, 1.5) * REQUEST_SECONDS)
        if list_name == "deleted":
            rows = [(n, t) for n, t in self.visible.items() if t.deleted is not None and t.deleted >= (since or 0)]
        else:
            rows = [(n, t) for n, t in self.visible.items() if t.deleted is None and t.changed >= (since or 0)]
        rows.sort(key=lambda row: order(*row))
        return rows[page * PAGE_SIZE : (page + 1) * PAGE_SIZE], len(rows)


class Copy:
    """What a strategy has stored: the newest version of each record, and which are deleted."""

    def __init__(self) -> None:
        self.stored: dict[int, Thing] = {}

    def store(self, rows: list[tuple[int, Thing]]) -> None:
        for number, thing in rows:
            if number not in self.stored or self.stored[number].version <= thing.version:
                self.stored[number] = thing

    def wrong(self, vendor: ShiftingVendor) -> dict[str, int]:
        """Count what is missing, stale, or left over though deleted."""
        missing = stale = ghosts = 0
        for number, thing in vendor.things.items():
            mine = self.stored.get(number)
            if mine is None:
                missing += thing.deleted is None
            elif thing.deleted is not None:
                ghosts += mine.deleted is None
            else:
                stale += mine.version != thing.version
        return {"missing": missing, "stale": stale, "left over": ghosts}


class ProvenReader:
    """Reads through the rules of `core.paging`, as the engine does."""

    def __init__(self, vendor: ShiftingVendor) -> None:
        self.vendor = vendor
        self.copy = Copy()
        self.reached_at: datetime | None = None
        self.census_is_due = False

    def run(self) -> None:
        now = EPOCH + timedelta(seconds=self.vendor.clock())
        overlap = timedelta(seconds=OVERLAP_SECONDS)
        is_census = self.reached_at is None or self.census_is_due
        since = None if is_census else since_of(self.reached_at or EPOCH, overlap)
        watch_since = since or now - overlap
        window = Window(
            since=since,
            has_deleted_list=True,
            deleted_since=since or EPOCH,
            watch_since=watch_since,
        )
        reading = read_window(window)
        asked = next(reading)
        while True:
            try:
                asked = reading.send(self._answer(asked))
            except StopIteration as stop:
                outcome = stop.value
                break
        if is_census or outcome.is_proven:
            self.reached_at = reach_of(outcome, is_census=is_census)
            self.census_is_due = is_census and not outcome.is_proven

    def _answer(self, asked: Ask) -> Seen:
        since = (asked.since - EPOCH).total_seconds() if asked.since else None
        rows, total = self.vendor.page(asked.list, since, asked.page, lambda number, _: (number,))
        self.copy.store(rows)
        return Seen(
            ids=tuple(number for number, _ in rows),
            total=total,
            pages=-(-total // PAGE_SIZE),
            is_last=None,
            answered_at=EPOCH + timedelta(seconds=int(self.vendor.clock())),
            newest_at=max((EPOCH + timedelta(seconds=thing.changed) for _, thing in rows), default=None),
        )


class UsualReader:
    """Reads the usual way: sorted by stamp, and the newest stamp seen is where the next run begins."""

    def __init__(self, vendor: ShiftingVendor) -> None:
        self.vendor = vendor
        self.copy = Copy()
        self.reached: float | None = None
        self.census_is_due = False

    def run(self) -> None:
        page, newest = 0, self.reached
        while True:
            rows, total = self.vendor.page("records", self.reached, page, lambda n, t: (t.changed, n))
            self.copy.store(rows)
            newest = max([newest or 0.0, *(thing.changed for _, thing in rows)])
            page += 1
            if page * PAGE_SIZE >= total:
                break
        self.reached = newest


def wrong_for_good(
    reader_class: type[ProvenReader] | type[UsualReader], seed: int, environment: Environment
) -> dict[str, int]:
    """Let a business live through several runs, then go quiet; return what is still wrong after three more."""
    vendor = ShiftingVendor(seed, environment)
    reader = reader_class(vendor)
    for _ in range(9):
        reader.run()
        vendor.pass_time(vendor.random.uniform(5, 40))
    vendor.busy_until = vendor.now
    vendor.pass_time(environment.lag_seconds + 1)
    for _ in range(2):
        reader.run()
        vendor.pass_time(30)
    reader.census_is_due = reader.census_is_due or environment.lag_seconds > OVERLAP_SECONDS
    reader.run()
    return reader.copy.wrong(vendor)
