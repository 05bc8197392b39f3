"""
Judges an answer of a vendor: take it, wait, sign in again, or stop. Nothing here sends or sleeps.
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

_TRY_AGAIN = re.compile(rb"[Tt]ry again in (\d{1,5}) second")
WAIT_MAX: Final = timedelta(minutes=15)
BODY_BYTES_MAX: Final = 16 * 1024 * 1024


class Verdict(Enum):
    """What to do with an answer."""

    TAKE = auto()
    WAIT = auto()
    SIGN_IN_AGAIN = auto()
    OUT_OF_SCOPE = auto()
    NOT_THERE = auto()
    REFUSED_REQUEST = auto()
    NOT_AN_ANSWER = auto()
    REDIRECTED = auto()
    ALLOWANCE_SPENT = auto()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer as it came: the vendor's clock is in `dated_at`, ours in `received_at`."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime

    @property
    def dated_at(self) -> datetime | None:
        """The vendor's clock, from the `Date` header; None where there is none that can be read."""
        return parse_http_date(self.headers.get("date"))


def judge(answer: Answer, signs: Mapping[tuple[int, bytes], Verdict] = MappingProxyType({})) -> Verdict:
    """
    Return what to do with *answer*.

    A page of HTML with status 200, or a body that does not begin like JSON, is not an answer at all. *signs* are
    what a vendor means by a status when certain words stand in the body.
    """
    status = answer.status
    for (signed, words), verdict in signs.items():
        if status == signed and words in answer.body:
            return verdict
    if 200 <= status < 300:
        return Verdict.TAKE if looks_like_json(answer.body) else Verdict.NOT_AN_ANSWER
    if 300 <= status < 400:
        return Verdict.REDIRECTED
    by_status = {
        401: Verdict.SIGN_IN_AGAIN,
        403: Verdict.OUT_OF_SCOPE,
        404: Verdict.NOT_THERE,
        408: Verdict.WAIT,
        410: Verdict.NOT_THERE,
        425: Verdict.WAIT,
        429: Verdict.WAIT,
    }
    return by_status.get(status, Verdict.WAIT if status >= 500 else Verdict.REFUSED_REQUEST)


def looks_like_json(body: bytes) -> bool:
    """Whether *body* begins like a JSON object or list, after blanks and a byte order mark."""
    start = body.removeprefix(b"\xef\xbb\xbf")[:64].lstrip()
    return start[:1] in (b"{", b"[")


def parse_http_date(value: str | None) -> datetime | None:
    """Return the instant of an HTTP date, or None where it cannot be read."""
    if not value:
        return None
    try:
        at = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        return None


def asked_wait(headers: Mapping[str, str], now: datetime, body: bytes = b"") -> timedelta | None:
    """
    Return how long the vendor asks to wait: `Retry-After` (seconds or a date), or the words of its message.

    None where it says nothing sane.

    >>> asked_wait({"retry-after": "7"}, datetime(2026, 1, 1, tzinfo=UTC))
    datetime.timedelta(seconds=7)
    >>> asked_wait({"retry-after": "-1"}, datetime(2026, 1, 1, tzinfo=UTC)) is None
    True
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return timedelta(seconds=int(value))
    at = parse_http_date(value)
    if at is not None:
        return max(at - now, timedelta(0))
    said = _TRY_AGAIN.search(body)
    return timedelta(seconds=int(said[1])) if said else None


def excerpt(body: bytes, limit: int = 120) -> str:
    """Return the first characters of a web page, for a message; of any other body its length: it may hold people."""
    if looks_like_json(body):
        return f"{len(body)} bytes of JSON"
    if not body.lstrip().startswith(b"<"):
        return f"{len(body)} bytes that are neither JSON nor a web page"
    return ascii(body[:limit].decode("utf-8", "replace"))
