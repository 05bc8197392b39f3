"""What may stand in a cell of a spreadsheet."""

from __future__ import annotations

from typing import Any, Final

# Spreadsheets take text that begins so for a formula (OWASP, CSV injection).
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet_cell(value: Any) -> Any:
    """
    Return a value that no spreadsheet takes for a formula; numbers stay numbers.

    >>> spreadsheet_cell("=1+1"), spreadsheet_cell(-5), spreadsheet_cell(None)
    ("'=1+1", -5, '')
    """
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
