"""How values are written: for JSON, and for people."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any


def plain(value: object) -> Any:
    """Return a value as JSON has it: decimals and instants as text, bytes as text where they are."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "backslashreplace")
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, bool | int | float | str | list | tuple | dict) or value is None:
        return value
    return str(value)


def visible(text: str) -> str:
    """
    Return a text with its control characters shown, not obeyed: vendors' texts may hold anything.

    >>> visible("a\\tb\\x1b[31m")
    'a\\\\tb\\\\x1b[31m'
    """
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
