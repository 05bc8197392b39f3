"""
Seals vendor secrets: AES-256-GCM, bound to the row they belong to.

A sealed value that is copied to another tenant's row does not open there. The key lies outside the
database, so a dump holds no secret that can be read.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from daysheet.core.errors import SettingWrong

_FORM: Final = b"\x01"
_NONCE_BYTES: Final = 12


class Vault:
    """Seals and opens with one key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def in_file(cls, path: Path) -> Vault:
        """Return the vault whose key is in a file; the first use makes the key, readable by its owner only."""
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(AESGCM.generate_key(256))
        except FileExistsError:
            pass
        key = path.read_bytes()
        if len(key) != 32:
            raise SettingWrong(f"{path} is not a sealing key of 32 bytes. Put the right file back from your backup.")
        return cls(key)

    def seal(self, secret: bytes, *identity: str) -> bytes:
        """Seal a secret for the row that *identity* names."""
        nonce = os.urandom(_NONCE_BYTES)
        return _FORM + nonce + self._cipher.encrypt(nonce, secret, _bound_to(identity))

    def open(self, sealed: bytes, *identity: str) -> bytes:
        """Open a sealed secret; raises `SettingWrong` with another key or for another row."""
        body = sealed[len(_FORM) :]
        try:
            return self._cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], _bound_to(identity))
        except InvalidTag:
            raise SettingWrong(
                "A stored credential does not open with this install's sealing key. "
                "Put the key file back from your backup, or give the credential again: daysheet connections rotate NAME"
            ) from None


def _bound_to(identity: tuple[str, ...]) -> bytes:
    return json.dumps(identity).encode()
