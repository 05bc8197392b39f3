"""
Sessions of the shop screens: a signed token that carries its own claims and its own end.

Facts from the vendor's story: the header `x-auth-token`, HS256, the claims, 57,600 seconds, a refresh with a token that
is still good. Invented: the signing key, the ids in the claims, and that a session can be ended before its time.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Any

import msgspec

from daysheet.simulation.clock import Clock
from daysheet.simulation.randomness import chance_stream
from daysheet.vendors.tekmetric.simulator.rows import Record

LIFETIME_SECONDS = 57_600
PERMISSIONS = ["REPAIR_ORDER_VIEW", "EMPLOYEE_VIEW", "REPORTS_VIEW"]


class Sessions:
    """The sessions of one vendor: who may look at the screens, of which shop, and until when."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self._key = chance_stream(seed, "screens").getrandbits(256).to_bytes(32, "big")
        self._clock = clock
        self._given: list[str] = []
        self._ended: set[str] = set()
        self.is_off = False

    def open(self, shop_id: int, user_id: int, *, lifetime_seconds: int = LIFETIME_SECONDS) -> str:
        """Sign somebody in and return the token, as a browser keeps it."""
        now = int(self._clock.now())
        token = self._signed(
            {
                "shopId": shop_id,
                "userId": user_id,
                "employeeId": user_id,
                "employeeRole": "Owner",
                "permissions": PERMISSIONS,
                "iat": now,
                "exp": now + lifetime_seconds,
            }
        )
        self._given.append(token)
        return token

    def end(self, token: str | None = None) -> None:
        """Make one token worthless, or all that were given so far."""
        self._ended.update(self._given if token is None else [token])

    def claims(self, token: str | None) -> Record | None:
        """Return what a good token says, or nothing where it is missing, forged, ended or expired."""
        head, _, signature = (token or "").rpartition(".")
        if not head or token in self._ended or not hmac.compare_digest(signature, self._signature(head)):
            return None
        try:
            claims: Any = msgspec.json.decode(_decoded(head.partition(".")[2]))
        except (msgspec.DecodeError, binascii.Error, ValueError):
            return None
        return claims if claims["exp"] > self._clock.now() else None

    def renewed(self, claims: Record, shop_id: int) -> str:
        """Return a token of the same person with a whole life before it; it may be for another shop."""
        return self.open(shop_id, claims["userId"])

    def _signed(self, claims: Record) -> str:
        head = b".".join(_encoded(msgspec.json.encode(part)) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        return f"{head.decode()}.{self._signature(head.decode())}"

    def _signature(self, head: str) -> str:
        return _encoded(hmac.digest(self._key, head.encode(), "sha256")).decode()


def _encoded(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
