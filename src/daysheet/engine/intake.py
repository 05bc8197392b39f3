"""
Takes pages of records in and turns them into a batch: skips what is unchanged, reads the rest.

The hash of a record's bytes, keyed by how it is read, tells whether there is anything to do; most
records of a repeated run are never decoded.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from daysheet.core.errors import VendorChanged
from daysheet.core.fields import Problem
from daysheet.core.reading import Scope, Setback
from daysheet.engine.decoding import Decoder, Head, Rows
from daysheet.engine.pages import Page
from daysheet.warehouse.batches import Batch, KeptPage, SetAside, Version

REFUSED_SHARE_MAX = 0.2
REFUSED_RECORDS_MIN = 5

Lookup = Callable[[Sequence[str]], Awaitable[dict[str, Version]]]


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One record of a page, not yet decoded: its bytes, its hash, and its head where that is plain."""

    raw: bytes
    version: Version
    head: Head | None

    @property
    def source_id(self) -> str | None:
        return self.head.source_id if self.head else None


class TooManyProblems(VendorChanged):
    """So much of a page cannot be read that storing the rest might do harm."""

    def __init__(self, message: str, batch: Batch) -> None:
        super().__init__(message)
        self.batch = batch


@dataclass
class Intake:
    """Reads the records of one stream at one location, batch after batch."""

    decoder: Decoder
    scope: Scope
    stream: str
    lookup: Lookup
    ignores_hashes: bool = False
    latest_at: datetime | None = None
    nameless: list[bytes] = field(default_factory=list)
    _pending: dict[str, Version] = field(default_factory=dict)

    def records_of(self, page: Page) -> list[Record]:
        """Return the records of a page with what identifies them."""
        key = self.decoder.fingerprint
        found = []
        for raw in page.records:
            known = self.decoder.head(raw, self.scope, page.fetched_at)
            digest = hashlib.blake2b(raw, digest_size=16, key=key).digest()
            at = known.version_at if known else None
            version = Version(payload_hash=digest, updated_at=at, fetched_at=page.fetched_at)
            found.append(Record(raw=raw, version=version, head=known))
        return found

    async def batch_of(self, pages: Sequence[Sequence[Record]], kept: Sequence[KeptPage]) -> Batch:
        """Read the records of some pages; raises `TooManyProblems` before anything of them is stored."""
        pages = self._without_false_heads(pages)
        batch = Batch(pages=list(kept), received=sum(map(len, pages)), bytes=sum(page.size_bytes for page in kept))
        rows = self.decoder.new_rows()
        known = await self._known(record.source_id for page in pages for record in page)
        # In a thread, so that the batch before this one is merged meanwhile: the database's answers get through.
        await asyncio.to_thread(self._read, pages, known, rows, batch)
        batch.rows, batch.silent, batch.kept_keys = rows.by_table, rows.silent, rows.kept_keys
        batch.new_fields, batch.unknown_words = rows.new_fields, rows.unknown_words
        batch.known = set(known) & set(batch.versions)
        self._pending |= batch.versions
        return batch

    def _read(self, pages: Sequence[Sequence[Record]], known: dict[str, Version], rows: Rows, batch: Batch) -> None:
        newest = _newest(record for page in pages for record in page)
        for page in pages:
            refused_before = len(_refused(rows))
            for record in page:
                if record.source_id is not None and newest[record.source_id] is not record:
                    batch.stale += 1
                else:
                    self._take(record, known, rows, batch)
            self._stop_if_too_many(page, rows, refused_before, batch)
        self.decoder.count_unknown_words(rows)

    def settled(self) -> None:
        """Forget the versions of batches that are stored by now."""
        self._pending.clear()

    async def _known(self, source_ids: Iterable[str | None]) -> dict[str, Version]:
        wanted = {each for each in source_ids if each is not None}
        found = await self.lookup(list(wanted)) if wanted else {}
        return {**found, **{each: self._pending[each] for each in wanted & self._pending.keys()}}

    def _take(self, record: Record, known: dict[str, Version], rows: Rows, batch: Batch) -> None:
        mine = known.get(record.source_id) if record.source_id is not None else None
        if mine is not None:
            is_same = mine.payload_hash == record.version.payload_hash
            if is_same and (not self.ignores_hashes or record.source_id in self._pending):
                batch.same += 1
                return
            if record.version.is_older_than(mine) and not self._contradicts_itself(record):
                batch.stale += 1
                return
        if self._is_from_the_future(record) and not self._contradicts_itself(record):
            self._set_aside_future(record, rows, batch)
            return
        aside_before = len(rows.setbacks)
        reading = self.decoder.read(record.raw, self.scope, record.version.fetched_at, rows)
        if reading is None:
            assert record.source_id is not None
            batch.versions[record.source_id] = record.version
            batch.texts[record.source_id] = record.raw
            return
        batch.set_aside += [_set_aside(each, record) for each in rows.setbacks[aside_before:]]
        if reading.is_refused:
            batch.quarantined += 1
            if reading.source_id is None:
                self.nameless.append(record.version.payload_hash)
            return
        batch.lines_quarantined += len(reading.setbacks)
        assert reading.source_id is not None
        batch.versions[reading.source_id] = Version(
            payload_hash=record.version.payload_hash,
            updated_at=reading.version_at,
            fetched_at=record.version.fetched_at,
        )
        batch.texts[reading.source_id] = record.raw

    def _without_false_heads(self, pages: Sequence[Sequence[Record]]) -> list[list[Record]]:
        """Return the pages with no head on a record that has two ids: it must not push a healthy one aside."""
        times = Counter(record.source_id for page in pages for record in page)

        def sure(record: Record) -> Record:
            is_false = record.source_id is not None and times[record.source_id] > 1 and self._contradicts_itself(record)
            return msgspec.structs.replace(record, head=None) if is_false else record

        return [[sure(record) for record in page] for page in pages]

    def _contradicts_itself(self, record: Record) -> bool:
        """Whether there is another id or stamp in a record than its head shows, as where a key comes twice."""
        return self.decoder.sure_head(record.raw, self.scope, record.version.fetched_at) != record.head

    def _is_from_the_future(self, record: Record) -> bool:
        at = record.version.updated_at
        return at is not None and self.latest_at is not None and at > self.latest_at

    def _set_aside_future(self, record: Record, rows: Rows, batch: Batch) -> None:
        """A stamp far ahead would make every later version of the record look old."""
        version = self.decoder.record.version
        assert version is not None and record.version.updated_at is not None
        found = record.version.updated_at.isoformat()
        problem = Problem(field=version.path, found=found, expected="an instant that is not in the future")
        rows.setbacks.append((record.source_id, record.raw, Setback(path="", problems=(problem,))))
        batch.set_aside.append(_set_aside(rows.setbacks[-1], record))
        batch.quarantined += 1

    def _stop_if_too_many(self, page: Sequence[Record], rows: Rows, refused_before: int, batch: Batch) -> None:
        refused = _refused(rows)[refused_before:]
        if len(refused) < REFUSED_RECORDS_MIN or len(refused) <= REFUSED_SHARE_MAX * len(page):
            return
        first: Problem = refused[0]
        batch.versions = {}
        batch.lines_quarantined = 0
        batch.ignored = batch.received - batch.same - batch.stale - batch.quarantined
        raise TooManyProblems(
            f"{self.stream}: {len(refused)} of the {len(page)} records of a page cannot be read (the first: {first}). "
            "Nothing of the page was stored, so nothing was overwritten; its records are in quarantine. "
            "See them: daysheet quarantine list",
            batch,
        )


def _refused(rows: Rows) -> list[Problem]:
    """Return the first problem of each record that has any."""
    first: dict[int, Problem] = {}
    for _, raw, setback in rows.setbacks:
        first.setdefault(id(raw), setback.problems[0])
    return list(first.values())


def _newest(records: Iterable[Record]) -> dict[str, Record]:
    """Return the record that counts of each id: the newest, and of equals the one seen last."""
    newest: dict[str, Record] = {}
    for record in records:
        if record.source_id is None:
            continue
        other = newest.get(record.source_id)
        if other is None or not record.version.is_older_than(other.version):
            newest[record.source_id] = record
    return newest


def _set_aside(found: tuple[str | None, bytes, Setback], record: Record) -> SetAside:
    source_id, raw, setback = found
    return SetAside(
        source_id=source_id,
        path=setback.path,
        problems=setback.problems,
        payload=raw,
        payload_hash=record.version.payload_hash,
        seen_at=record.version.fetched_at,
    )
