"""Long lists, shown part by part, so that a page stays small whatever a business has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from daysheet.console.desk import Visitor

ROWS_A_PART: Final = 50


@dataclass(frozen=True, kw_only=True)
class Part:
    """Some rows of a list, with the place of the first, counted from 1, and the numbers of the parts beside it."""

    rows: Sequence[Any]
    first: int
    total: int
    before: int | None
    after: int | None


def part_of(rows: Iterable[Any], visitor: Visitor) -> Part:
    """Return the part of a list that the address asks for; one that there is not is as good as the last."""
    found, said = list(rows), visitor.asked("part", "1") or "1"
    last = max(1, -(-len(found) // ROWS_A_PART))
    number = min(max(int(said), 1), last) if said.isdecimal() and len(said) <= 18 else 1
    first = (number - 1) * ROWS_A_PART
    return Part(
        rows=found[first : first + ROWS_A_PART],
        first=first + 1,
        total=len(found),
        before=number - 1 if number > 1 else None,
        after=number + 1 if number < last else None,
    )
