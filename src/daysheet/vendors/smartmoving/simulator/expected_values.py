"""Turns what the vendor's JSON writes into the values that tables hold; a null stays a null."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

Truth = Mapping[str, Any]
Row = dict[str, Any]
Rows = dict[str, list[Row]]

CENTS_PER_UNIT = 100


def identifier(value: str | None) -> UUID | None:
    """Return a GUID."""
    return None if value is None else UUID(value)


def whole(value: Any) -> int | None:
    """Return a whole number."""
    return None if value is None else int(value)


def number(value: Any) -> Decimal | None:
    """Return a number by the decimal text that JSON has for it."""
    return None if value is None else Decimal(str(value))


def cents(value: Any) -> int | None:
    """
    Return an amount in main units as cents; ValueError when it has parts of a cent.

    >>> cents(1074.5)
    107450
    """
    if value is None:
        return None
    exact = Decimal(str(value)) * CENTS_PER_UNIT
    if exact != exact.to_integral_value():
        raise ValueError(f"{value} has parts of a cent")
    return int(exact)


def day(value: int | str | None) -> date | None:
    """
    Return the branch's calendar day, written as a number or as ISO text; 0 is no day (sheet 2.3).

    >>> day(20260819) == day("2026-08-19") == day("2026-08-19T00:00:00")
    True
    """
    if not value:
        return None
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return date(int(value) // 10_000, int(value) // 100 % 100, int(value) % 100)


def instant(value: str | None) -> datetime | None:
    """Return an instant in UTC; without a zone it is UTC (sheet 2.3)."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def inside(thing: Truth | None, *names: str) -> Any:
    """Return what lies under *names*, one in the other; null as soon as one of them is not there."""
    found: Any = thing
    for name in names:
        found = None if found is None else found.get(name)
    return found


def trimmed(text: str | None) -> str | None:
    """Return a text without blanks at its ends; null where nothing is left."""
    return None if text is None else text.strip() or None
