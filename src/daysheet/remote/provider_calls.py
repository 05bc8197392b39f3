"""
Calls the provider of sign-ins, once and within bounds.

Every address that it names passes the guard of `reach`, or is at a host that whoever runs the server allowed. A
redirect is never followed, so that the client's secret stays where it belongs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
import msgspec

from daysheet.core.errors import NeedsOperator, PageFailed, SettingWrong, Transient
from daysheet.remote.reach import AddressRefused, PublicOnly, check_public_url
from daysheet.remote.wire import bounded_body, checked_base_url, trust_for

TIMEOUTS: Final = httpx2.Timeout(connect=5.0, read=10.0, write=10.0, pool=5.0)
REQUEST_SECONDS_MAX: Final = 15.0
# Strangers may begin sign-ins, so a provider that is slow must not keep more of this server busy.
CALLS_AT_ONCE_MAX: Final = 16

Json = Mapping[str, Any]


class ProviderAway(Transient):
    """The provider cannot be reached, or answers with errors only."""


class ProviderWrong(NeedsOperator):
    """The provider answers otherwise than the standard says, or does not know us; the message is for the log."""


class ProviderCalls:
    """What may be called: public hosts by https, and *allowed_hosts*."""

    def __init__(self, allowed_hosts: frozenset[str]) -> None:
        self._allowed_hosts = allowed_hosts
        self._turns = asyncio.Semaphore(CALLS_AT_ONCE_MAX)

    async def json(self, method: str, url: str, **how: Any) -> Json:
        """Return what an address holds; raises `ProviderAway`, `ProviderWrong`."""
        status, found = await self.ask(method, url, **how)
        if status != 200:
            raise ProviderWrong(f"The provider answers {urlsplit(url).path} with HTTP {status}.")
        return found

    async def ask(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, data: Mapping[str, str] | None = None
    ) -> tuple[int, Json]:
        """Return the status and the object of an answer; raises `ProviderAway`, `ProviderWrong`."""
        path = urlsplit(url).path
        if self._turns.locked():
            raise ProviderAway(f"The provider is asked by {CALLS_AT_ONCE_MAX} sign-ins at once already.")
        asked = {"accept": "application/json", "accept-encoding": "gzip", "user-agent": "daysheet", **(headers or {})}
        try:
            async with (
                self._turns,
                asyncio.timeout(REQUEST_SECONDS_MAX),
                httpx2.AsyncClient(
                    transport=None if self._is_allowed(url) else PublicOnly(),
                    timeout=TIMEOUTS,
                    follow_redirects=False,
                    verify=trust_for(url),
                ) as http,
                http.stream(method, url, headers=asked, data=data) as got,
            ):
                body = await bounded_body(got)
        except AddressRefused as error:
            raise ProviderWrong(str(error)) from None
        except (httpx2.TransportError, httpx2.DecodingError, PageFailed, TimeoutError) as error:
            raise ProviderAway(f"The provider does not answer {path} ({type(error).__name__}).") from None
        if got.status_code == 429 or got.status_code >= 500:
            raise ProviderAway(f"The provider answers {path} with HTTP {got.status_code}.")
        return got.status_code, _object_in(body, path)

    def check(self, url: str) -> None:
        """Raise `SettingWrong` for an address that may not be called, or shown to a person to go to."""
        if not url.isascii() or not url.isprintable():
            raise SettingWrong("An address is written in plain characters.")
        base, _, _ = url.partition("?")
        if self._is_allowed(url):
            checked_base_url(base)
        else:
            check_public_url(base)

    def _is_allowed(self, url: str) -> bool:
        try:
            return (urlsplit(url).hostname or "").lower() in self._allowed_hosts
        except ValueError:
            return False


def _object_in(body: bytes, path: str) -> Json:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise ProviderWrong(f"The provider answers {path} with something else than JSON.") from None
    if not isinstance(found, dict):
        raise ProviderWrong(f"The provider answers {path} with JSON of another kind.")
    return found
