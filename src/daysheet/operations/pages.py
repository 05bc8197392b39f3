"""Pages of what is made anew for each question: where a page goes on is a position in its order, not a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

Row = TypeVar("Row", bound=Mapping[str, Any])
Position = tuple[int | str, ...]


def page_of(
    rows: Sequence[Row], key: Callable[[Row], Position], after: Sequence[Any] | None, limit: int
) -> tuple[list[Row], Position | None]:
    """
    Return the rows after a position, in the order of *key*, and the position of the page that follows, if there is one.

    Rows of one key follow each other by their number among them, so that none is lost between two pages.

    >>> page_of([{"n": 2}, {"n": 1}, {"n": 2}], lambda row: (row["n"],), (1, 0), 1)
    ([{'n': 2}], (2, 0))
    """
    found: list[tuple[Position, Row]] = []
    last, number = None, 0
    for row in sorted(rows, key=key):
        position = key(row)
        number = number + 1 if position == last else 0
        last = position
        found.append(((*position, number), row))
    if after is not None:
        found = [each for each in found if each[0] > tuple(after)]
    page = found[:limit]
    return [row for _, row in page], page[-1][0] if len(found) > limit else None


def newest_first(when: date | datetime | None) -> int:
    """
    Return what sorts days or instants from the newest to the oldest; none comes last.

    >>> newest_first(date(2026, 3, 5)) < newest_first(date(2026, 3, 4)) < newest_first(None)
    True
    """
    match when:
        case None:
            return 0
        case datetime():
            return -int(when.timestamp() * 1_000_000)
        case _:
            return -when.toordinal()
