"""Remembers what sign-ins bought, so that not every look at a single record begins with another one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class VendorTokens:
    """
    The tokens that one process has bought, by a digest of who they were bought for: nothing is written anywhere.

    A token that is good no more is refused at the first call and bought anew, so none is ever removed.
    """

    _held: dict[bytes, str] = field(default_factory=dict, repr=False)

    def of(self, base_url: str, secret: Mapping[str, str]) -> str | None:
        """Return the token of a credential at an address, if one was bought."""
        return self._held.get(_whose(base_url, secret))

    def keep(self, base_url: str, secret: Mapping[str, str], token: str) -> None:
        """Remember a token; the one before it is forgotten."""
        self._held[_whose(base_url, secret)] = token


def _whose(base_url: str, secret: Mapping[str, str]) -> bytes:
    return hashlib.sha256(repr((base_url, sorted(secret.items()))).encode()).digest()
