"""
Looks for secrets and neighbours' names in everything that a server tells: bodies, headers and lines of its log.

Nothing has to be planted by a test. What is secret is learned where it passes by: keys and cookies as they are sent,
passwords and tokens that were accepted, what is sealed, and what an answer shows once.
"""

from __future__ import annotations

import base64
import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote_plus

import pytest
from starlette.types import Message, Receive, Scope, Send

from daysheet.api.app import _Front
from daysheet.api.state import Serving
from daysheet.warehouse.connections import Tenant, Tenants
from daysheet.warehouse.sealing import Vault

# Answers that show a secret, to whoever asked for it and never again.
SHOWING: Final = frozenset(
    {
        "POST /v1/keys",
        "POST /v1/sessions",
        "POST /v1/tv-links",
        "POST /v1/connections/{name_or_id}/vendor-webhooks",
        "POST /sign-in",
        "GET /sign-in/return",
        "POST /sign-in/business",
        "POST /settings/keys",
        "POST /settings/screens",
    }
)
SECRET_FIELDS: Final = frozenset({"password", "token", "secret", "client_secret", "api_key", "provider_key", "text"})
# Shorter ones are words that stand in answers for other reasons.
CHARACTERS_MIN: Final = 12
# No business has this number.
NOBODY: Final = -1
BODY_BYTES_MAX: Final = 8_000_000
# Every text of our own that opens something has this form, whether it was learned or not.
OURS: Final = re.compile(r"ds_(?:live|test|host|session|owner|tv)_(?:[0-9]+_)+[A-Za-z0-9_-]{43}")


@dataclass(kw_only=True)
class Canaries:
    """What must not be told, and where it was told all the same."""

    secrets: set[str] = field(default_factory=set)
    tenants: dict[int, str] = field(default_factory=dict)
    hits: list[str] = field(default_factory=list)

    def learn(self, *secrets: str) -> None:
        """Take note of something that must not be told."""
        self.secrets.update(each for each in secrets if len(each) >= CHARACTERS_MIN)

    def learn_fields(self, value: Any) -> None:
        """Take note of the fields of a body that hold secrets."""
        for name, each in _fields(value):
            if name in SECRET_FIELDS:
                self.learn(each)

    def look(
        self, place: str, text: str, tenant_id: int | None = None, *, said: str = "", is_shown: bool = False
    ) -> None:
        """
        Look through a text; *tenant_id* is whose answer it is, if it is somebody's.

        What somebody *said* in a request may be repeated to them, but no key and no session.
        """
        if not is_shown:
            told = {each for each in self.secrets if each in text and each not in said} | {*OURS.findall(text)}
            self.hits += [f"{place}: a secret of {len(each)} characters" for each in told]
        if tenant_id:
            others = frozenset(name for number, name in self.tenants.items() if number != tenant_id)
            found = _names(others - {self.tenants.get(tenant_id, "")}).search(text)
            if found is not None and found[0] not in said:
                self.hits.append(f"{place}: the name of another business, {found[0]!r}")


def _fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, each in value.items():
            # What is inside of `secret` has the vendor's own names; its public part ends with id.
            inside = "secret" if name == "secret" and not str(key).endswith("id") else str(key)
            yield from _fields(each, inside)
    elif isinstance(value, list):
        for each in value:
            yield from _fields(each, name)


@lru_cache(maxsize=8)
def _names(names: frozenset[str]) -> re.Pattern[str]:
    # "front 1" is not told where "front 12" is.
    words = "|".join(re.escape(each) for each in sorted(names) if len(each) >= len("front 1"))
    return re.compile(rf"(?<![\w-])(?:{words or '(?!)'})(?![\w-])")


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


class Watch(logging.Handler):
    """Stands in the way of everything that a server of this process takes and tells."""

    def __init__(self, canaries: Canaries) -> None:
        super().__init__()
        self.canaries = canaries

    def emit(self, record: logging.LogRecord) -> None:
        """Look at a line of the usual log."""
        self.canaries.look("a line of the log", self.format(record))

    def begin(self, patch: pytest.MonkeyPatch) -> None:
        """Stand in the way from now on."""
        self._watch_answers(patch)
        self._watch_lines(patch)
        self._watch_secrets(patch)
        logging.getLogger().addHandler(self)

    def end(self) -> None:
        """Let the usual log alone."""
        logging.getLogger().removeHandler(self)

    def _watch_answers(self, patch: pytest.MonkeyPatch) -> None:
        usual, canaries = _Front.__call__, self.canaries

        async def call(front: _Front, scope: Scope, receive: Receive, send: Send) -> None:
            exchange = Exchange(canaries=canaries, scope=scope)

            async def received() -> Message:
                message = await receive()
                exchange.asked += message.get("body", b"")[:BODY_BYTES_MAX]
                return message

            async def sent(message: Message) -> None:
                exchange.note(message)
                await send(message)

            try:
                await usual(front, scope, received, sent)
            finally:
                exchange.look()

        patch.setattr(_Front, "__call__", call)

    def _watch_lines(self, patch: pytest.MonkeyPatch) -> None:
        usual, canaries = Serving.__init__, self.canaries

        def begin(serving: Serving, **more: Any) -> None:
            usual(serving, **more)
            note, opened = serving.note, serving.office.opened
            key = opened.key
            canaries.learn(key.hex(), base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode())
            canaries.learn(*(str(each) for each in vars(opened.urls).values() if "@" in str(each)))

            def noted(event: str, **fields: Any) -> Any:
                canaries.look(f"the line {event}", f"{event} {fields}")
                return note(event, **fields)

            serving.note = noted

        patch.setattr(Serving, "__init__", begin)

    def _watch_secrets(self, patch: pytest.MonkeyPatch) -> None:
        seal, ensure, canaries = Vault.seal, Tenants.ensure, self.canaries

        def sealed(vault: Vault, secret: bytes, *identity: str) -> bytes:
            canaries.learn_fields({"secret": _json(secret)})
            return seal(vault, secret, *identity)

        async def ensured(tenants: Tenants, name: str) -> Tenant:
            found = await ensure(tenants, name)
            canaries.tenants[found.tenant_id] = name
            return found

        patch.setattr(Vault, "seal", sealed)
        patch.setattr(Tenants, "ensure", ensured)


@dataclass(kw_only=True)
class Exchange:
    """One request and its answer."""

    canaries: Canaries
    scope: Scope
    asked: bytearray = field(default_factory=bytearray)
    told: bytearray = field(default_factory=bytearray)
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    def note(self, message: Message) -> None:
        """Keep what is told."""
        self.status = message.get("status", self.status)
        self.headers += list(message.get("headers", ()))
        if len(self.told) < BODY_BYTES_MAX:
            self.told += message.get("body", b"") or (message.get("text") or "").encode()

    def look(self) -> None:
        """Learn what is secret of it, and look through what was told."""
        route = f"{self.scope.get('method', 'GET')} {getattr(self.scope.get('route'), 'path', self.scope['path'])}"
        caller = self.scope.get("state", {}).get("caller")
        is_shown = bool(SHOWING & {route, f"{self.scope.get('method')} {self.scope['path']}"})
        if self.status in range(200, 300):
            self.canaries.learn(*self._sent_secrets())
            self.canaries.learn_fields(_json(bytes(self.asked)))
        tenant_id = None if caller is None or caller.may("admin:host") else caller.tenant_id
        if route == "GET /metrics" and not self._is_page():
            # It is for whoever watches over all businesses, and names none of them. A visitor's page has that address.
            tenant_id = NOBODY
        said = unquote_plus(f"{self.scope['path']}?{self.scope['query_string'].decode('latin-1')}") + "\n"
        said += self.asked.decode("utf-8", "replace")
        for place, text in self._texts():
            self.canaries.look(f"{route} {self.status} {place}", text, tenant_id, said=said, is_shown=is_shown)
        if is_shown:
            self.canaries.learn_fields(_json(bytes(self.told)))

    def _is_page(self) -> bool:
        return any(name == b"content-type" and value.startswith(b"text/html") for name, value in self.headers)

    def _sent_secrets(self) -> Iterator[str]:
        for name, value in self.scope["headers"]:
            if name == b"authorization":
                yield value.decode("latin-1").partition(" ")[2].strip()
            elif name == b"cookie":
                yield from (each.partition("=")[2] for each in value.decode("latin-1").split("; "))
        if self.scope["path"].startswith("/v1/hooks/"):
            yield self.scope["path"].rpartition("/")[2]

    def _texts(self) -> Iterable[tuple[str, str]]:
        yield "body", self.told.decode("utf-8", "replace")
        yield (
            "headers",
            "\n".join(f"{name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in self.headers),
        )
