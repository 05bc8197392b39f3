"""
Decides which page to ask for next, and whether a pass over the pages can be believed.

Records move between pages while they are read: a deletion pulls the rest one place forward, and
the first record of the next page is never seen. No overlap, no upper bound and no comparison of
counts alone helps (a creation hides a deletion). So a pass has to *prove* that it stood still:
ids in strictly ascending order, announced totals that never shrink, as many records as the last
page announced, and a list of deleted records that reads the same before and after. A list of one
page needs no proof if it adds up: one answer is one moment. Where there is no list of deleted records, or no
order, two passes in a row have to agree instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

PASSES_MAX: Final = 4
PAGES_BEYOND_MAX: Final = 3

ListName = Literal["records", "deleted"]
Id = int | str


@dataclass(frozen=True, kw_only=True)
class PageNumber:
    """
    How a vendor numbers its pages, and where a page says how many there are.

    `granted_field` is where a page says how many records a full one holds, which may be fewer than were asked for.
    """

    page_parameter: str = "page"
    size_parameter: str = "size"
    size: int = 100
    first: int = 0
    total_field: str = "totalElements"
    pages_field: str = "totalPages"
    last_field: str | None = "last"
    granted_field: str | None = None
    pages_max: int = 100_000

    def numbered(self, page: int) -> dict[str, str | int]:
        """Return the parameters that ask for page *page*, counted from 0."""
        return {self.page_parameter: page + self.first, self.size_parameter: self.size}

    def has_more(self, envelope: Mapping[str, Any], count: int) -> bool:
        """Whether a page with *count* records says that another one follows."""
        if not count or (self.last_field is not None and envelope.get(self.last_field) is True):
            return False
        total = envelope.get(self.total_field)
        return not isinstance(total, int) or total > count


@dataclass(frozen=True)
class Ask:
    """
    One page to ask for: of which list, changed since when (None: the whole list), which number.

    `so_far` and `watched` are the evidence before this page: what a cut pass needs to go on, and `previous` is that of
    the pass before it, the last of so many `passes`. `beside` will be asked for next, whatever this page holds, and may
    be fetched meanwhile.
    """

    list: ListName
    since: datetime | None
    page: int
    so_far: Evidence = field(default_factory=lambda: Evidence(), compare=False)
    watched: Evidence | None = field(default=None, compare=False)
    beside: Ask | None = field(default=None, compare=False)
    previous: Evidence | None = field(default=None, compare=False)
    passes: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What an answered page showed, as far as paging has to know it; a record without a readable id counts as None."""

    ids: tuple[Id | None, ...]
    total: int | None
    pages: int | None
    is_last: bool | None
    answered_at: datetime
    newest_at: datetime | None = None

    def ends_after(self, page: int) -> bool:
        """Whether no page follows page *page* (counted from 0)."""
        if self.is_last or not self.ids:
            return True
        return self.pages is not None and page + 1 >= self.pages


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What one pass over the pages of a list has shown so far; small, so that it is kept with the cursor."""

    started_at: datetime | None = None
    next_page: int = 0
    total: int | None = None
    count: int = 0
    last_id: Id | None = None
    is_ascending: bool = True
    never_shrank: bool = True
    fingerprint: int = 0
    newest_at: datetime | None = None
    is_finished: bool = False

    def after(self, seen: Seen) -> Evidence:
        """Return the evidence after one more page."""
        ascending, last = self.is_ascending, self.last_id
        ids = [each for each in seen.ids if each is not None]
        for each in ids:
            ascending = ascending and (last is None or _comes_before(last, each))
            last = each
        shrank = self.total is not None and (seen.total is None or seen.total < self.total)
        return replace(
            self,
            started_at=seen.answered_at if self.started_at is None else min(self.started_at, seen.answered_at),
            next_page=self.next_page + 1,
            total=seen.total,
            count=self.count + len(seen.ids),
            last_id=last,
            is_ascending=ascending,
            never_shrank=self.never_shrank and not shrank,
            fingerprint=(self.fingerprint + sum(map(_hash_of, ids))) % 2**64,
            newest_at=max(filter(None, (self.newest_at, seen.newest_at)), default=None),
            is_finished=seen.ends_after(self.next_page),
        )

    @property
    def is_one_moment(self) -> bool:
        """Whether the whole list came in one answer, which does not announce more than it holds."""
        return self.is_finished and self.next_page == 1 and self.total in (None, self.count)

    @property
    def adds_up(self) -> bool:
        """Whether as many records came as the vendor announced, and it never announced fewer than before."""
        return self.is_finished and self.never_shrank and self.total == self.count

    def agrees_with(self, other: Evidence | None) -> bool:
        """Whether two passes showed the same records."""
        return other is not None and (self.total, self.count, self.fingerprint) == (
            other.total,
            other.count,
            other.fingerprint,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the evidence as plain values, to be kept with the cursor."""
        plain = asdict(self)
        plain["started_at"] = self.started_at.isoformat() if self.started_at else None
        plain["newest_at"] = self.newest_at.isoformat() if self.newest_at else None
        plain["fingerprint"] = str(self.fingerprint)
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Evidence:
        """Return the evidence that `to_json` wrote."""
        instants = {name: plain[name] and datetime.fromisoformat(plain[name]) for name in ("started_at", "newest_at")}
        return cls(**{**plain, **instants, "fingerprint": int(plain["fingerprint"])})


def _comes_before(one: Id, other: Id) -> bool:
    if isinstance(one, int) and isinstance(other, int):
        return one < other
    return isinstance(one, str) and isinstance(other, str) and one < other


def _hash_of(each: Id) -> int:
    return int.from_bytes(hashlib.blake2b(repr(each).encode(), digest_size=8).digest(), "big")


@dataclass(frozen=True, kw_only=True)
class Window:
    """
    What to read of one stream at one location.

    `since` is None for the whole list (a backfill or a census). `deleted_since` is None where the
    vendor has no list of deleted records. `resumed` is the evidence of a pass that was cut, `previous` that of the pass
    before it, the last of so many `passes`. `begun_at` is when the reading of a whole list began, by our own clock.
    """

    since: datetime | None
    has_deleted_list: bool
    deleted_since: datetime | None = None
    watch_since: datetime | None = None
    resumed: Evidence | None = None
    watched: Evidence | None = None
    previous: Evidence | None = None
    passes: int = 0
    begun_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How the reading of a window ended: when it began by the vendor's clock, and whether it is proven whole."""

    started_at: datetime
    is_proven: bool
    passes: int
    evidence: Evidence


Reading = Generator[Ask, Seen, Outcome]


def read_window(window: Window) -> Reading:
    """
    Yield the pages to ask for; be sent what each showed; return whether the window was read whole.

    The list of deleted records comes first: it is wanted anyway, and read again after a pass of
    several pages it tells whether something left the list meanwhile.
    """
    watched = window.watched
    if window.has_deleted_list and watched is None:
        if window.deleted_since != window.watch_since:
            beside = Ask("deleted", window.watch_since, 0)
            yield from _read_list("deleted", window.deleted_since, Evidence(), beside=beside)
        watched = yield from _read_list("deleted", window.watch_since, Evidence())
    previous = window.previous
    started_at = previous.started_at if previous is not None else None
    evidence = window.resumed or Evidence()
    for number in range(window.passes + 1, PASSES_MAX + 1):
        evidence = yield from _read_list(
            "records", window.since, evidence, watched, previous=previous, passes=number - 1
        )
        assert evidence.started_at is not None
        started_at = evidence.started_at if started_at is None else min(started_at, evidence.started_at)
        is_proven = evidence.is_one_moment
        if not is_proven and window.has_deleted_list:
            again = yield from _read_list("deleted", window.watch_since, Evidence())
            stood = watched is not None and again.agrees_with(watched) and (again.is_one_moment or again.adds_up)
            is_proven = stood and evidence.adds_up and (evidence.is_ascending or evidence.agrees_with(previous))
            watched = again
        elif not is_proven:
            is_proven = evidence.adds_up and evidence.agrees_with(previous)
        if is_proven or number == PASSES_MAX:
            return Outcome(started_at=started_at, is_proven=is_proven, passes=number, evidence=evidence)
        previous, evidence = evidence, Evidence()
    raise AssertionError("unreachable: the last pass returns")


def _read_list(
    name: ListName,
    since: datetime | None,
    evidence: Evidence,
    watched: Evidence | None = None,
    beside: Ask | None = None,
    previous: Evidence | None = None,
    passes: int = 0,
) -> Generator[Ask, Seen, Evidence]:
    while not evidence.is_finished:
        seen = yield Ask(name, since, evidence.next_page, evidence, watched, beside, previous, passes)
        evidence = evidence.after(seen)
    return evidence


def what_is_wrong(asked: Ask, *, count: int, is_repeated: bool, total: int | None, pages: int | None) -> str | None:
    """
    Say why a page cannot be what was promised, or None.

    *count* is how many records it holds, *is_repeated* whether they are those of the page before,
    *total* and *pages* what it announces.
    """
    if count and is_repeated:
        return f"page {asked.page} holds the same records as the page before it"
    if not count and total and pages is not None and asked.page < pages:
        return f"page {asked.page} is empty, though {total} records are announced on {pages} pages"
    if pages is not None and asked.page > pages + PAGES_BEYOND_MAX:
        return f"page {asked.page} is not the last, though only {pages} pages are announced"
    return None


def since_of(reached_at: datetime, overlap: timedelta, fell_back: timedelta = timedelta(0)) -> datetime:
    """
    Return the start of the next window.

    It overlaps the last one on purpose, and reaches back further where the vendor's clock fell
    back since then. There is no upper end: a closed window loses what is changed while it is read.
    """
    return reached_at - overlap - max(fell_back, timedelta(0))


def reach_of(outcome: Outcome, *, is_census: bool) -> datetime:
    """
    Return where the next window begins, less the overlap.

    That is when the reading began by the vendor's clock, or the newest stamp that was seen where that
    is older: some vendors show changes late, or stamp them by another clock than the one they tell.
    The caution costs nothing while the window fits one page; a longer one is not read again for it.
    """
    newest = outcome.evidence.newest_at
    if not is_census and outcome.evidence.next_page > 1:
        return outcome.started_at
    return outcome.started_at if newest is None else min(outcome.started_at, newest)
