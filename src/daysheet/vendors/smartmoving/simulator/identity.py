"""Hands out ids that look like the vendor's: lower-case GUIDs whose end tells when the row was made."""

from __future__ import annotations

import random

from daysheet.vendors.smartmoving.simulator.days import DAY_SECONDS

# Days from 1900-01-01, where the vendor's ids begin to count, to the epoch.
DAYS_BEFORE_EPOCH = 25_567
TICKS_PER_SECOND = 300
# All rows of the catalogue that come with an account were made at one instant.
CATALOGUE_MADE_AT = 1_566_000_000.0


def plain_guid(chance: random.Random) -> str:
    """Return a version-4 GUID, as users carry it."""
    return _joined(chance, f"{chance.getrandbits(48):012x}")


def comb_guid(chance: random.Random, at: float) -> str:
    """
    Return a GUID made at an instant: version 4 in front, then days since 1900 and 1/300-second ticks of the day.

    >>> comb_guid(random.Random(1), 1_786_579_200.0)[-12:-1]
    'b4a50000000'
    """
    days, seconds = divmod(at, DAY_SECONDS)
    ticks = int(seconds * TICKS_PER_SECOND) + chance.randrange(16)
    return _joined(chance, f"{int(days) + DAYS_BEFORE_EPOCH:04x}{ticks:08x}")


def _joined(chance: random.Random, tail: str) -> str:
    front = f"{chance.getrandbits(64):016x}"
    variant = "89ab"[chance.getrandbits(2)]
    return f"{front[:8]}-{front[8:12]}-4{front[12:15]}-{variant}{chance.getrandbits(12):03x}-{tail}"
