"""Decides who may call: client credentials, the one lasting token, and the shops it covers."""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid

from daysheet.simulation.randomness import chance_stream


class Access:
    """
    One API key of the vendor.

    Asking for a token again returns the same one until it is revoked; the shops it covers are told at every asking.
    """

    def __init__(self, seed: int, shop_ids: list[int]) -> None:
        self._chance = chance_stream(seed, "access")
        self.client_id = f"sim-{self._chance.getrandbits(48):012x}"
        self.client_secret = f"{self._chance.getrandbits(160):040x}"
        self.scope = list(shop_ids)
        self.token = ""
        self.is_revoked_for_good = False
        self.revoke_token()

    def revoke_token(self) -> None:
        """Make the present token worthless; the next asking returns another one."""
        self.token = str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def remove_shop(self, shop_id: int) -> None:
        """Take a shop out of the scope; the token stays."""
        self.scope = [known for known in self.scope if known != shop_id]

    def restore_shop(self, shop_id: int) -> None:
        """Put a shop back into the scope, as when its owner reconnects."""
        self.scope = sorted({*self.scope, shop_id})

    def knows_client(self, authorization: str | None) -> bool:
        """Whether a Basic header carries this key's id and secret."""
        scheme, _, value = (authorization or "").partition(" ")
        if scheme.lower() != "basic" or self.is_revoked_for_good:
            return False
        try:
            pair = base64.b64decode(value.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        return hmac.compare_digest(pair, f"{self.client_id}:{self.client_secret}".encode())

    def knows_token(self, authorization: str | None) -> bool:
        """Whether a Bearer header carries the present token."""
        scheme, _, value = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or self.is_revoked_for_good:
            return False
        return hmac.compare_digest(value.strip().encode(), self.token.encode())
