"""
Boards that are answered again as they were answered before: to the same key, at the same address, for a minute.

What decided about the first answer was the request, the key and what is stored. So the same request gets the same
answer for as long as what it rests on is the same (`api.standings`); only the rate limit, and when the key expires, are
looked at anew. Everything else, whatever is refused among it, goes the long way through the door.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daysheet.api.answers import has_version
from daysheet.api.state import Serving
from daysheet.core.access import Caller
from daysheet.core.errors import DaysheetError
from daysheet.core.tokens import read_token
from daysheet.operations.boards.board_marks import minute

PATHS: Final = frozenset({"/v1/boards/work-in-progress", "/v1/boards/journeys"})
BYTES_MAX: Final = 32 * 1024 * 1024
QUERY_BYTES_MAX: Final = 1_000
# What keeping an answer costs beside its body, at most.
ENTRY_BYTES: Final = 3_000

Address = tuple[str, bytes, bytes]
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    """An answer and what it rests on; `body` is None where only that nothing changed was told."""

    tenant_id: int
    bucket: str
    expires_at: datetime | None
    rests_on: Hashable
    version: bytes
    headers: Headers
    body: bytes | None = field(repr=False)


class KnownBoards:
    """Answers boards that are known, and lets the *app* answer everything else."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        self._app = app
        self._serving = serving
        self._kept: OrderedDict[Address, _Answer] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        credential = _credential(scope)
        if credential is None:
            await self._app(scope, receive, send)
            return
        address = (scope["path"], scope["query_string"], hashlib.blake2b(credential, digest_size=32).digest())
        kept = self._kept.get(address)
        tenant_id = kept.tenant_id if kept is not None else _business_of(credential)
        rests_on = None if tenant_id is None else await self._standing(tenant_id)
        if kept is not None and kept.rests_on == rests_on and self._is_in_force(kept):
            told = _told(kept, scope)
            if told is not None and self._is_in_time(kept, scope):
                self._kept.move_to_end(address)
                for message in told:
                    await send(message)
                return
        if rests_on is None:
            await self._app(scope, receive, send)
            return
        seen = _Seen(send)
        await self._app(scope, receive, seen.send)
        # The standing was asked for before the door and the board, so a change since then makes it another one.
        self._keep(address, seen.answer(scope, tenant_id, rests_on))

    async def _standing(self, tenant_id: int) -> Hashable:
        """Return what an answer for a business rests on; None where that cannot be told just now."""
        now = minute(self._serving.office)
        try:
            return now, await self._serving.standings.of(tenant_id)
        except DaysheetError:
            return None

    def _is_in_force(self, kept: _Answer) -> bool:
        return kept.expires_at is None or self._serving.office.clock() < kept.expires_at

    def _is_in_time(self, kept: _Answer, scope: Scope) -> bool:
        granted = self._serving.buckets.take(kept.bucket)
        if granted.is_allowed:
            scope["state"]["headers"].update(granted.headers)
        return granted.is_allowed

    def _keep(self, address: Address, answer: _Answer | None) -> None:
        before = self._kept.pop(address, None)
        self._bytes -= _size(before)
        if answer is None:
            return
        self._kept[address] = answer
        self._bytes += _size(answer)
        while self._bytes > BYTES_MAX:
            self._bytes -= _size(self._kept.popitem(last=False)[1])


class _Seen:
    """Passes an answer on and notes what it was."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._status = 0
        self._headers: Headers = []
        self._parts: list[bytes] = []

    async def send(self, message: Message) -> None:
        """Note a message and pass it on."""
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))
        await self._send(message)

    def answer(self, scope: Scope, tenant_id: int | None, rests_on: Hashable) -> _Answer | None:
        """Return what may be answered again; None for whatever is no board, or not of the business that was asked."""
        caller: Caller | None = scope["state"].get("caller")
        version = dict(self._headers).get(b"etag")
        is_board = self._status in (200, 304) and version is not None and len(self._parts) == 1
        if not is_board or caller is None or caller.is_session or caller.tenant_id != tenant_id:
            return None
        assert version is not None
        return _Answer(
            tenant_id=caller.tenant_id,
            bucket=caller.bucket,
            expires_at=caller.expires_at,
            rests_on=rests_on,
            version=version,
            headers=self._headers,
            body=self._parts[0] if self._status == 200 else None,
        )


def _credential(scope: Scope) -> bytes | None:
    """Return what a request for a board says who asks; None for every other request."""
    if scope["type"] != "http" or scope["path"] not in PATHS or scope["method"] != "GET":
        return None
    if "host_tenant" in scope["state"] or len(scope["query_string"]) > QUERY_BYTES_MAX:
        return None
    said = [value for name, value in scope["headers"] if name == b"authorization"]
    return said[0] if len(said) == 1 else None


def _business_of(credential: bytes) -> int | None:
    """Return the business that a key says it is of; whether it is, the door finds out."""
    kind, _, key = credential.decode("latin-1").partition(" ")
    token = read_token(key.strip(), "live", "test") if kind.lower() == "bearer" else None
    return None if token is None else token.numbers[0]


def _told(kept: _Answer, scope: Scope) -> tuple[Message, Message] | None:
    """Return the messages of an answer; None where its body is wanted and not known."""
    known = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    if known and has_version(known.decode("latin-1"), kept.version.decode("latin-1")):
        headers = [each for each in kept.headers if each[0] not in (b"content-type", b"content-length")]
        return _messages(304, headers, b"")
    return None if kept.body is None else _messages(200, kept.headers, kept.body)


def _messages(status: int, headers: Headers, body: bytes) -> tuple[Message, Message]:
    return (
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body},
    )


def _size(answer: _Answer | None) -> int:
    return 0 if answer is None else ENTRY_BYTES + len(answer.body or b"")
