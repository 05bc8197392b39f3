"""What is asked of a run, and what of it is not worth a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from daysheet.core.calls import Serving, Standing
from daysheet.core.errors import CredentialsRefused, DaysheetError, RateLimited, StreamBusy, Transient
from daysheet.core.vendor import Stream
from daysheet.warehouse.cursors import Cursor


@dataclass(frozen=True, kw_only=True)
class Wish:
    """
    What is asked of a run: everything due, or less, or more; `tables_only` leaves the figures to the next one.

    `looks_back` asks for what has a certain date instead of what changed; `counts` for a comparison of totals after
    the reading of each stream.

    Where it is made by the clock, `round_at` is when the reading began that this run is a slice of: what was read
    since then is not read again, and a list that is fresh is not either, though it be named, unless a person asked for
    it (`is_asked_for`). `named_at` are the vendor's ids of the locations that somebody named for single records: where
    to ask first. `accepts_deletions` says that a person has seen to it: however many are gone, they are.
    """

    streams: tuple[str, ...] = ()
    full: bool = False
    since: datetime | None = None
    until: date | None = None
    source_ids: tuple[str, ...] = ()
    named_at: Mapping[str, str] = field(default_factory=dict)
    near_days_only: bool = False
    looks_back: bool = False
    counts: bool = False
    round_at: datetime | None = None
    tables_only: bool = False
    is_asked_for: bool = False
    accepts_deletions: bool = False

    def includes(self, stream: str) -> bool:
        """Whether a stream is wanted."""
        return not self.streams or stream in self.streams

    def wants(self, stream: Stream) -> bool:
        """Whether a stream is read: a list of locations with any other, an optional stream only where it is named."""
        if stream.is_optional and stream.name not in self.streams:
            return False
        if self.looks_back and stream.look_back is None:
            return False
        return self.includes(stream.name) or (stream.names_locations is not None and not self.source_ids)

    @property
    def kind(self) -> str:
        """What the log calls such a run: record, look back, count, since (days of somebody's choice), full or sync."""
        if self.source_ids:
            return "record"
        if self.looks_back or self.counts:
            return "look back" if self.looks_back else "count"
        if self.since is not None or self.until is not None:
            return "since"
        return "full" if self.full else "sync"

    @property
    def since_on(self) -> date | None:
        """The first day that is asked for."""
        return None if self.since is None else self.since.date()

    def within(self, standing: Standing | None) -> Wish:
        """Return what of it the calls allow that are left; single records are few enough to be always asked for."""
        if standing is None or standing.serving is Serving.EVERYTHING or self.source_ids:
            return self
        return replace(self, full=False, since=None, until=None, near_days_only=True, looks_back=False, counts=False)


def is_hopeless(errors: Sequence[DaysheetError]) -> bool:
    """Whether going on would only repeat the last error."""
    if errors and isinstance(errors[-1], CredentialsRefused | RateLimited):
        return True
    return len(errors) > 1 and all(
        isinstance(error, Transient) and not isinstance(error, StreamBusy) for error in errors[-2:]
    )


def is_fresh(stream: Stream, cursor: Cursor, wish: Wish, now: datetime) -> bool:
    """Whether a list was read so lately that reading it again would only cost calls."""
    is_named = stream.name in wish.streams and (wish.round_at is None or wish.is_asked_for)
    is_asked_for = wish.full or bool(wish.source_ids) or is_named
    if stream.fresh_for is None or is_asked_for or cursor.census_at is None:
        return False
    return now - cursor.census_at < stream.fresh_for
