"""Puts a noun behind a number."""

from __future__ import annotations

from decimal import Decimal


def counted(number: int | Decimal, one: str, many: str | None = None) -> str:
    """
    Return a number with its noun.

    >>> counted(1, "row"), counted(1200, "row"), counted(0, "entry", "entries")
    ('1 row', '1,200 rows', '0 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
