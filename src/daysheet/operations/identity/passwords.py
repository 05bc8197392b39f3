"""
Passwords: which may be chosen, and their hashes.

Hashing takes a while and much memory on purpose, so it is done in threads of its own, and few at a time.
"""

from __future__ import annotations

import asyncio
import base64
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError

from daysheet.core.errors import SettingWrong

CHARACTERS_MIN: Final = 12
CHARACTERS_MAX: Final = 256
AT_ONCE_MAX: Final = 2
# RFC 9106, section 4, the second recommended option: Argon2id, 3 passes over 64 MiB in 4 lanes.
PASSES: Final = 3
MEMORY_KIBIBYTES: Final = 65_536
LANES: Final = 4
SALT_BYTES: Final = 16
HASH_BYTES: Final = 32

_HASHER: Final = PasswordHasher(PASSES, MEMORY_KIBIBYTES, LANES, HASH_BYTES, SALT_BYTES, type=Type.ID)


def check_password(password: str, email: str) -> None:
    """Raise `SettingWrong` for a password that nobody should have; the message does not repeat it."""
    if not CHARACTERS_MIN <= len(password) <= CHARACTERS_MAX or not _is_text(password):
        raise SettingWrong(f"A password has from {CHARACTERS_MIN} to {CHARACTERS_MAX} characters.")
    if password.strip().lower() == email.lower():
        raise SettingWrong("A password is something else than the mail address.")


async def hashed(password: str) -> str:
    """Return the hash of a password, with its salt and its costs."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), _HASHER.hash, password)


async def is_right(password: str, password_hash: str | None) -> bool:
    """Whether a password has a hash; without a hash the answer is no, after the same time."""
    is_possible = len(password) <= CHARACTERS_MAX and _is_text(password)
    given = password if is_possible else ""
    found = await asyncio.get_running_loop().run_in_executor(
        _threads(), _verify, password_hash or _nobodys_hash(), given
    )
    return found and is_possible and password_hash is not None


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except VerifyMismatchError:
        return False


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE_MAX, thread_name_prefix="passwords")


def _nobodys_hash() -> str:
    """Return a hash that no password has, and that takes as long to compare as any."""
    salt, digest = (base64.b64encode(bytes(size)).decode().rstrip("=") for size in (SALT_BYTES, HASH_BYTES))
    return f"$argon2id$v=19$m={MEMORY_KIBIBYTES},t={PASSES},p={LANES}${salt}${digest}"


def _is_text(password: str) -> bool:
    try:
        password.encode()
    except UnicodeEncodeError:
        return False
    return True
