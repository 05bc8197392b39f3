"""Finds what looks like a live secret in a text. Small on purpose: a finding is to be removed, not listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

PATTERNS: Final = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "a signed token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}"),
    "a key with a known beginning": re.compile(
        r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}|xox[abprs]-[\w-]{20,}|sk_live_\w{16,})"
    ),
    "a hexadecimal key": re.compile(
        r"(?i)(?:key|token|secret|passw)[^\n]{0,40}?(?<![0-9a-f:])(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{32,}(?![0-9a-f])"
    ),
    "an address with a password": re.compile(
        r"\b[a-z][a-z0-9+]*://[^\s:/@\"'{}<>]+:(?!(?:PASSWORD|password|secret|invented)@)[^\s@/\"'{}<>$*\\]{3,}@(?!127\.0\.0\.1|localhost|\[::1\])"
    ),
}


def secrets_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the kind of everything in a text that looks like a secret."""
    for number, line in enumerate(text.splitlines(), start=1):
        for kind, pattern in PATTERNS.items():
            if pattern.search(line):
                yield number, kind
