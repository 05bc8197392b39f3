"""
Seals vendor secrets: AES-256-GCM, bound to the row they belong to.

A sealed value that is copied to another tenant's row does not open there. The key lies outside the
database, so a dump holds no secret that can be read.
"""

from __future__ import annotations

import base64
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from daysheet.core.errors import SettingWrong

_FORM: Final = b"\x01"
_NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32


def read_key(home: Path, chosen: Path | None = None, given: str | None = None) -> bytes:
    """
    Return the install's sealing key: *given* in base64, in the *chosen* file, or in `sealing.key` of the home.

    The first use makes the one in the home, readable by its owner only. One that was chosen has to be there: a new
    key in its place would open nothing. Raises `SettingWrong`, which never repeats what was given.
    """
    if given is not None:
        return _given_key(chosen, given)
    path = chosen or home / "sealing.key"
    try:
        if chosen is None:
            _make_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise SettingWrong(
            f"The sealing key {path} cannot be read ({error.strerror}). Make it readable for this account."
        ) from None
    if len(key) != KEY_BYTES:
        raise SettingWrong(
            f"{path} is not a sealing key of {KEY_BYTES} bytes. Put the right file back from your backup."
        )
    return key


def _given_key(chosen: Path | None, given: str) -> bytes:
    if chosen is not None:
        raise SettingWrong("DAYSHEET_SEALING_KEY and DAYSHEET_SEALING_KEY_FILE are both set. Set one of them.")
    try:
        key = base64.b64decode(given, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingWrong(f"DAYSHEET_SEALING_KEY is not the base64 of a sealing key of {KEY_BYTES} bytes.")
    return key


def _make_key(path: Path) -> None:
    with suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(AESGCM.generate_key(KEY_BYTES * 8))


class Vault:
    """Seals and opens with one key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

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
