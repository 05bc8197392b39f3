"""Seeded chance in named sub-streams, so that drawing more in one place never changes another."""

from __future__ import annotations

import random


def chance_stream(seed: int, name: str) -> random.Random:
    """
    Return the generator that belongs to *name* under *seed*.

    The text is what seeds it, which Python hashes with SHA-512: equal on every machine and in every process.

    >>> chance_stream(1, "orders").random() == chance_stream(1, "orders").random()
    True
    """
    return random.Random(f"{seed}/{name}")
