"""
Page tokens: where a list goes on, signed, and good only for the same business, list, filters and order.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from daysheet.api.answers import plain
from daysheet.api.problems import Refused

SIGNATURE_BYTES: Final = 16
TOKEN_LENGTH_MAX: Final = 4_000


@dataclass(frozen=True, kw_only=True)
class Cursors:
    """Makes and reads tokens with one key, which no caller knows."""

    key: bytes

    @classmethod
    def of_install(cls, sealing_key: bytes) -> Cursors:
        """Return the tokens of an install; their key follows from its sealing key and tells nothing of it."""
        return cls(key=hmac.digest(sealing_key, b"page tokens", "sha256"))

    def token(self, position: Sequence[Any], *scope: object) -> str:
        """Return the token for the page after *position*, within *scope*."""
        body = msgspec.json.encode(plain(list(position)))
        return base64.urlsafe_b64encode(self._signature(body, scope) + body).decode().rstrip("=")

    def position(self, token: str, *scope: object) -> tuple[Any, ...]:
        """Return the position that a token stands for; raises `Refused` where it is not one of ours for *scope*."""
        try:
            if len(token) > TOKEN_LENGTH_MAX:
                raise ValueError
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            raise Refused("cursor_unknown", "This is no page of this list.") from None
        signature, body = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signature(body, scope)):
            raise Refused("cursor_unknown", "This is no page of this list.")
        return tuple(msgspec.json.decode(body))

    def _signature(self, body: bytes, scope: Sequence[object]) -> bytes:
        context = msgspec.json.encode([str(each) for each in scope])
        return hmac.digest(self.key, hashlib.sha256(context).digest() + body, "sha256")[:SIGNATURE_BYTES]
