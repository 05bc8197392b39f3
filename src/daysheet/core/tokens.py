"""
Keys and tokens of our own: how they are written and read, and the digest that is kept of them.

A text holds numbers that say where to look, the first of them the tenant's, and 256 random bits. Whoever changes a
number looks into another row, whose digest does not fit.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

SECRET_BYTES: Final = 32
TEXT_CHARACTERS_MAX: Final = 100
# How many numbers each kind holds.
KINDS: Final[Mapping[str, int]] = {"live": 2, "test": 2, "host": 1, "session": 1, "owner": 1, "tv": 2}

_TEXT: Final = re.compile(r"ds_([a-z]+)_((?:[1-9][0-9]{0,17}_)+)([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, kw_only=True)
class Token:
    """A text that has the form of a token; whether there is such a one is for the database to say."""

    kind: str
    numbers: tuple[int, ...]
    digest: bytes = field(repr=False)

    def is_of(self, digest: bytes) -> bool:
        """Whether a kept digest is that of this token; it takes the same time either way."""
        return hmac.compare_digest(self.digest, digest)


def secret_text(random: bytes) -> str:
    """Return random bytes as the last part of a token."""
    assert len(random) == SECRET_BYTES
    return base64.urlsafe_b64encode(random).decode().rstrip("=")


def written(kind: str, numbers: tuple[int, ...], secret: str) -> str:
    """
    Return the text of a token.

    >>> written("live", (3, 12), secret_text(bytes(32)))
    'ds_live_3_12_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    assert len(numbers) == KINDS[kind]
    return f"ds_{kind}_{'_'.join(str(number) for number in numbers)}_{secret}"


def digest_of(kind: str, secret: str) -> bytes:
    """Return what is kept of a token: its secret is 256 random bits, so that one plain hash is enough."""
    return hashlib.sha256(f"{kind} {secret}".encode()).digest()


def read_token(text: str, *kinds: str) -> Token | None:
    """Return what a text says; None where it has not the form of one of these kinds."""
    found = _TEXT.fullmatch(text) if len(text) <= TEXT_CHARACTERS_MAX else None
    if found is None or found[1] not in kinds:
        return None
    numbers = tuple(int(number) for number in found[2].rstrip("_").split("_"))
    if len(numbers) != KINDS[found[1]]:
        return None
    return Token(kind=found[1], numbers=numbers, digest=digest_of(found[1], found[3]))


def csrf_of(session_token: str) -> str:
    """Return what goes with a session's changes; it follows from the token, and tells nothing about it."""
    return hmac.digest(session_token.encode(), b"csrf", hashlib.sha256).hex()
