"""Spring Data pages around ready-made JSON rows, in the current and in the older envelope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec


@dataclass(frozen=True)
class SortKey:
    """One property that a list is ordered by."""

    property: str
    descending: bool = False


@dataclass(frozen=True)
class Page:
    """One page of a list: the rows as JSON bytes, and where they stand in the whole."""

    rows: Sequence[bytes]
    number: int
    size: int
    total: int
    sort: Sequence[SortKey] = ()

    @property
    def pages(self) -> int:
        """How many pages the whole list has."""
        return -(-self.total // self.size)

    @property
    def is_last(self) -> bool:
        """Whether no page follows."""
        return self.number + 1 >= self.pages


def spring_page(page: Page) -> bytes:
    """Return *page* in the current envelope, with ``pageable`` and a sort object."""
    sort = {"sorted": bool(page.sort), "unsorted": not page.sort, "empty": not page.sort}
    pageable = {
        "sort": sort,
        "offset": page.number * page.size,
        "pageNumber": page.number,
        "pageSize": page.size,
        "paged": True,
        "unpaged": False,
    }
    rest = {
        "pageable": pageable,
        "totalPages": page.pages,
        "totalElements": page.total,
        "last": page.is_last,
        "first": page.number == 0,
        "size": page.size,
        "number": page.number,
        "sort": sort,
        "numberOfElements": len(page.rows),
        "empty": not page.rows,
    }
    return _envelope(page.rows, rest)


def older_spring_page(page: Page) -> bytes:
    """Return *page* in the envelope of older Spring versions: no ``pageable``, no ``empty``, sort as an array."""
    sort = [
        {
            "direction": "DESC" if key.descending else "ASC",
            "property": key.property,
            "ignoreCase": False,
            "nullHandling": "NATIVE",
            "ascending": not key.descending,
            "descending": key.descending,
        }
        for key in page.sort
    ]
    rest = {
        "totalPages": page.pages,
        "totalElements": page.total,
        "last": page.is_last,
        "first": page.number == 0,
        "size": page.size,
        "number": page.number,
        "sort": sort,
        "numberOfElements": len(page.rows),
    }
    return _envelope(page.rows, rest)


def _envelope(rows: Sequence[bytes], rest: dict[str, object]) -> bytes:
    return b'{"content":[' + b",".join(rows) + b"]," + msgspec.json.encode(rest)[1:]
