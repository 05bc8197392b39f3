"""
Turns an answer into a page of records: split, counted, and believed only if it is what was promised.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
import zstandard

from daysheet.core.answers import Answer
from daysheet.core.errors import PageFailed
from daysheet.core.exact import NotExact, is_closed, split_records
from daysheet.core.vendor import Stream
from daysheet.warehouse.batches import Farewell, KeptPage

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True)
class Page:
    """One answered page: the texts of its records, and what it announced."""

    body: bytes
    records: tuple[bytes, ...]
    total: int | None
    pages: int | None
    is_last: bool | None
    fetched_at: datetime

    @classmethod
    def of_one(cls, body: bytes, fetched_at: datetime) -> Page:
        """Return the page that holds a single record."""
        return cls(body=body, records=(body,), total=1, pages=1, is_last=True, fetched_at=fetched_at)


class PageReader:
    """Splits the pages of one stream, and blanks what must not be kept."""

    def __init__(self, stream: Stream, redacted: frozenset[str]) -> None:
        self.page_size_granted: int | None = None
        self._stream = stream
        self._list = msgspec.json.Decoder(list[msgspec.Raw])
        self._list_name = f'"{stream.list_field}"'.encode()
        self._envelope = msgspec.json.Decoder(_envelope_of(stream))
        self._redaction = _redaction_of([name.encode() for name in sorted(redacted)])
        # One look for what all the names end with is cheaper than one for each.
        self._ending = _common_ending(redacted).encode() + b'"'

    def page_of(self, answer: Answer) -> Page:
        """Return the page of a list; raises `PageFailed` where it is cut or of another form."""
        return self.page_in(self.clean(answer.body), answer.received_at)

    def one_of(self, answer: Answer, source_id: str) -> Page:
        """
        Return the page of a single record; raises `PageFailed` where it is cut.

        A bare list becomes part of a record with the id that was asked for; an object may get that id put in.
        """
        body = self.clean(answer.body)
        if not is_closed(body):
            raise PageFailed(f"A record of {self._stream.name} is cut.")
        due = self._stream.due
        if due is not None and due.wrapped_as is not None:
            body = b'{"id":%b,%b:%b}' % (msgspec.json.encode(source_id), msgspec.json.encode(due.wrapped_as), body)
        if due is not None and due.named_as is not None and body[:1] == b"{":
            body = _with_id(body, due.named_as, source_id)
        return Page.of_one(body, answer.received_at)

    def clean(self, body: bytes) -> bytes:
        """Return a body without a byte order mark and without what must not be kept."""
        body = body.removeprefix(BYTE_ORDER_MARK).strip()
        if self._redaction is None or self._ending not in body:
            return body
        return self._redaction.sub(rb"\1null", body)

    def page_in(self, body: bytes, fetched_at: datetime) -> Page:
        """Return the page in a cleaned body."""
        if body[:1] == b"[" and self._stream.paging is None:
            records = self._split(body, None)
            return Page(body=body, records=records, total=len(records), pages=1, is_last=True, fetched_at=fetched_at)
        try:
            found: Any = self._envelope.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return self._page_by_brackets(body, fetched_at)
        if body.count(self._list_name) > 1:
            self._split(body, self._stream.list_field)
        total, pages = _whole(found.total), _whole(found.pages)
        self.page_size_granted = _whole(found.granted) or self.page_size_granted
        is_last = found.last if isinstance(found.last, bool) else None
        records = tuple(bytes(raw) for raw in found.records)
        return self._announced(body, records, total, pages, is_last, fetched_at)

    def _announced(
        self,
        body: bytes,
        records: tuple[bytes, ...],
        total: int | None,
        pages: int | None,
        is_last: bool | None,
        fetched_at: datetime,
    ) -> Page:
        """Return the page, if it says of how many it is one: an empty list alone is never the end of a stream."""
        if self._stream.paging is not None and total is None and pages is None:
            raise PageFailed(
                f"A page of {self._stream.name} says neither how many records there are nor how many pages."
            )
        return Page(body=body, records=records, total=total, pages=pages, is_last=is_last, fetched_at=fetched_at)

    def _split(self, body: bytes, field: str | None) -> tuple[bytes, ...]:
        try:
            if field is None:
                return tuple(bytes(raw) for raw in self._list.decode(body))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass
        try:
            return tuple(split_records(body, field))
        except NotExact as error:
            raise PageFailed(f"A page of {self._stream.name} is cut or garbled: {error}.") from None

    def _page_by_brackets(self, body: bytes, fetched_at: datetime) -> Page:
        """Read a page that holds something which is not JSON, so that only that record is set aside."""
        records = self._split(body, self._stream.list_field)
        rest = body
        for record in records:
            rest = rest.replace(record, b"", 1)
        paging = self._stream.paging
        total = _number_in(rest, paging.total_field) if paging else None
        pages = _number_in(rest, paging.pages_field) if paging else None
        return self._announced(body, records, total, pages, None, fetched_at)


def _with_id(body: bytes, name: str, source_id: str) -> bytes:
    """Return an object with an id as its first field."""
    told = source_id.encode() if source_id.isascii() and source_id.isdigit() else msgspec.json.encode(source_id)
    rest = body[1:].lstrip()
    return b"{%b:%b%b%b" % (msgspec.json.encode(name), told, b"" if rest[:1] == b"}" else b",", rest)


def _envelope_of(stream: Stream) -> Any:
    paging = stream.paging
    rename = {"records": stream.list_field}
    fields: list[Any] = [("records", list[msgspec.Raw])]
    if paging is not None:
        rename |= {"total": paging.total_field, "pages": paging.pages_field}
        if paging.last_field:
            rename["last"] = paging.last_field
        if paging.granted_field:
            rename["granted"] = paging.granted_field
    fields += [("total", Any, None), ("pages", Any, None), ("last", Any, None), ("granted", Any, None)]
    return msgspec.defstruct("Envelope", fields, rename=rename, gc=False)


def _common_ending(names: frozenset[str]) -> str:
    first = min(names, default="")
    return next(first[start:] for start in range(len(first) + 1) if all(each.endswith(first[start:]) for each in names))


def _redaction_of(names: list[bytes]) -> re.Pattern[bytes] | None:
    if not names:
        return None
    return re.compile(rb'("(?:' + b"|".join(map(re.escape, names)) + rb')"\s*:\s*)"(?:[^"\\]|\\.)*"', re.DOTALL)


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if value == value and abs(value) < 2**53 and value == int(value) else None


def _number_in(text: bytes, field: str) -> int | None:
    found = re.search(rb'"' + re.escape(field.encode()) + rb'"\s*:\s*(\d{1,15})(?:\.0+)?\s*[,}]', text)
    return int(found[1]) if found else None


# Several runs pack their pages in threads of their own at once, and an object of this library serves one at a time
# (python-zstandard.readthedocs.io, "Compression APIs"): each page gets its own, which costs microseconds.
LEVEL: Final = 1


def body_hash_of(page: Page) -> bytes:
    """Return what tells a page's text from any other."""
    return hashlib.blake2b(page.body, digest_size=16).digest()


def kept(page: Page, list_name: str, number: int, stored: Collection[bytes] = ()) -> KeptPage:
    """Return a page as it is kept: with its hash, and compressed unless its text is among those stored already."""
    body_hash = body_hash_of(page)
    return KeptPage(
        list_name=list_name,
        number=number,
        fetched_at=page.fetched_at,
        body_hash=body_hash,
        body=None if body_hash in stored else zstandard.compress(page.body, LEVEL),
        record_count=len(page.records),
        size_bytes=len(page.body),
    )


def kept_farewell(farewell: Farewell) -> KeptPage:
    """Return the ids of records that the vendor no longer has, as a page that is kept."""
    body = msgspec.json.encode(farewell.source_ids)
    page = Page(body=body, records=(), total=None, pages=None, is_last=True, fetched_at=farewell.at)
    return kept(page, farewell.reason, 0)


def unpacked(body: bytes) -> bytes:
    """Return the text of a kept page."""
    return zstandard.decompress(body)
