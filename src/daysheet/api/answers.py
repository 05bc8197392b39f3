"""
Answers in the one form they all have: JSON, CSV or one JSON object a line, with a version that a later request may
name to be told that nothing changed.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec
from fastapi import Request
from starlette.responses import Response

from daysheet.core.spreadsheets import spreadsheet_cell

JSON: Final = "application/json"
CSV: Final = "text/csv"
LINES: Final = "application/x-ndjson"

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


def plain(value: Any) -> Any:
    """
    Return a value as programs read it: moments in UTC with Z, durations in seconds, numbers exact.

    >>> plain(datetime(2026, 8, 19, 12, tzinfo=UTC)), plain({"age": timedelta(minutes=2)})
    ('2026-08-19T12:00:00Z', {'age': 120.0})
    """
    match value:
        case None | str() | bool() | int() | float() | Decimal():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case UUID():
            return str(value)
        case Mapping():
            return {str(name): plain(each) for name, each in value.items()}
        case Iterable():
            return [plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def answer(
    request: Request, body: Any, status: int = 200, *, is_list: bool = False, headers: Mapping[str, str] | None = None
) -> Response:
    """Return *body* as JSON; a GET whose caller has this version already gets 304 and no body."""
    return _versioned(request, encoded(body), JSON, status, is_list=is_list, headers=headers)


def ready(request: Request, content: bytes) -> Response:
    """Return what was encoded before as the answer to a GET of a list."""
    return _versioned(request, content, JSON, 200, is_list=True, headers=None, version=_version_of_kept(content))


def encoded(body: Any) -> bytes:
    """Return *body* as the JSON that programs get."""
    return _ENCODER.encode(plain(body))


def _versioned(
    request: Request,
    content: bytes,
    media: str,
    status: int,
    *,
    is_list: bool,
    headers: Mapping[str, str] | None,
    version: str | None = None,
) -> Response:
    sent = {"cache-control": "private, no-cache", "vary": "Accept, Authorization, Cookie", **(headers or {})}
    if request.method == "GET" and status == 200:
        sent["etag"] = version or version_of(content, is_weak=is_list)
        if has_version(request.headers.get("if-none-match", ""), sent["etag"]):
            return Response(None, 304, sent)
    return Response(content, status, sent, media)


def has_version(said: str, version: str) -> bool:
    """Whether `If-None-Match` *said* that the caller has a version (RFC 9110, 13.1.2: a weak comparison)."""
    return version.removeprefix("W/") in [each.strip().removeprefix("W/") for each in said.split(",")]


def version_of(content: bytes, *, is_weak: bool = False) -> str:
    """Return the version of an answer, as `ETag` has it."""
    digest = hashlib.blake2b(content, digest_size=12).hexdigest()
    return f'{"W/" if is_weak else ""}"{digest}"'


@lru_cache(maxsize=64)
def _version_of_kept(content: bytes) -> str:
    return version_of(content, is_weak=True)


def listing(
    request: Request,
    rows: Sequence[Mapping[str, Any]],
    *,
    columns: Sequence[str] | None = None,
    after: str | None = None,
    as_of: datetime | None = None,
    **more: Any,
) -> Response:
    """
    Return a list in the form that was asked for; *after* is the token of the page that follows.

    CSV and lines carry the next page in `Link` only. *columns* keeps their order where there is no row.
    """
    media = media_of(request)
    headers = {}
    if after is not None:
        following = request.url.include_query_params(after=after)
        headers["link"] = f'<{following.path}?{following.query}>; rel="next"'
    if media == CSV:
        content = _as_csv(rows, columns or (list(rows[0]) if rows else []))
        return _versioned(request, content, "text/csv; charset=utf-8", 200, is_list=True, headers=headers)
    if media == LINES:
        content = b"".join(_ENCODER.encode(plain(row)) + b"\n" for row in rows)
        return _versioned(request, content, LINES, 200, is_list=True, headers=headers)
    body = {"data": rows, "next": after, "as_of": as_of, **more}
    return answer(request, body, is_list=True, headers=headers)


def media_of(request: Request) -> str:
    """Return the form that a list is wanted in; JSON where nothing else was asked for."""
    asked = request.headers.get("accept", "")
    return next((each for each in (CSV, LINES) if each in asked), JSON)


def _as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
    return file.getvalue().encode()


def _cell(value: Any) -> Any:
    shown = plain(value)
    return spreadsheet_cell(_ENCODER.encode(shown).decode() if isinstance(shown, (dict, list)) else shown)
