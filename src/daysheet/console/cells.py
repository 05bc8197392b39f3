"""How pages and files write the values of a row, and where a row has its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode

import msgspec

from daysheet.console.wording import count, money
from daysheet.core.browsing import BrowsedTable
from daysheet.operations.browsing.record import key_of

TEXT_MAX: Final = 300
DECIMALS_MAX: Final = 4
# Parts of a path that mean something else there.
TAKEN: Final = frozenset({"csv", ".", ".."})


def record_path(table: BrowsedTable, key: Sequence[str]) -> str:
    """
    Return the address of a record's page.

    Each part of the key is escaped by itself, so that one with a slash stays one part.

    >>> table = BrowsedTable(schema="shop", name="orders", meaning="", columns=(), key=("shop_id", "number"))
    >>> record_path(table, ("3", "A/7 b"))
    '/records/shop.orders/3/A%252F7%2520b'
    """
    return f"/records/{table.full_name}/" + "/".join(quote(_part(text), safe="") for text in key)


def read_key(text: str) -> tuple[str, ...]:
    """
    Return the key that stands in an address, as the server hands it over.

    >>> read_key("3/A%2F7%20b")
    ('3', 'A/7 b')
    """
    return tuple(unquote(part) for part in text.split("/"))


def row_path(table: BrowsedTable, row: Mapping[str, Any]) -> str:
    """Return the address of a row's page."""
    return record_path(table, key_of(table, row))


def found_path(vendor: str, record_id: str, location_id: int | None = None) -> str:
    """
    Return the address that leads to the record behind a figure or on a board.

    >>> found_path("shop", "7", 3)
    '/records/of/shop/7?location=3'
    """
    return f"/records/of/{quote(vendor)}/{quote(_part(record_id))}" + (
        f"?location={location_id}" if location_id else ""
    )


def rows_path(table: BrowsedTable, filters: Mapping[str, str]) -> str:
    """Return the address of a table, narrowed down."""
    return f"/records/{table.full_name}?{urlencode(filters)}"


def _part(text: str) -> str:
    if text in TAKEN:
        return "".join(f"%{byte:02X}" for byte in text.encode())
    return quote(text, safe="")


def as_text(value: Any) -> Any:
    """
    Return a value as files and positions have it: numbers, texts and nothing stay what they are.

    >>> as_text(Decimal("-1.50")), as_text(date(2026, 3, 4))
    (Decimal('-1.50'), '2026-03-04')
    """
    if value is None or isinstance(value, (str, int, float, bool, Decimal)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, dict)):
        return msgspec.json.encode(value).decode()
    return str(value)


def cell(name: str, value: Any) -> str:
    """
    Return a value as a page shows it: cents as money, numbers with their thousands apart.

    >>> cell("total_cents", 105175), cell("tm_id", 105175), cell("miles", 105175), cell("is_paid", False)
    ('1,051.75', '105175', '105,175', 'no')
    >>> cell("weight", Decimal("7056.0")), cell("share", Decimal("11.5384615384615385")), cell("mean", Decimal("0E-20"))
    ('7,056', '11.5385', '0')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith("_cents") and isinstance(value, (int, Decimal)):
        return money(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M %Z}"
    if isinstance(value, (int, Decimal)) and not name.endswith(("_id", "number", "year")):
        return count(value if isinstance(value, int) else _rounded(value))
    if isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value):
        value = " · ".join(str(each) for each in value)
    text = str(as_text(value))
    return text if len(text) <= TEXT_MAX else f"{text[:TEXT_MAX]}…"


def _rounded(value: Decimal) -> Decimal:
    """Return a number with as many decimals as are read, and no zero with a sign; of any size, as formats round."""
    found = Decimal(f"{value:.{DECIMALS_MAX}f}")
    return found if found else Decimal(0)


def words(name: str) -> str:
    """
    Return a column's name as words; the unit of an amount stands in its value.

    >>> words("labor_sales_cents"), words("posted_at")
    ('labor sales', 'posted at')
    """
    return name.removesuffix("_cents").replace("_", " ").strip()
