"""How much of a sweep is run: a sample in an ordinary run, more of it where somebody asks for more."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, TypeVar

# DAYSHEET_TEST_SEEDS=20 tries twenty times as many seeds, and twenty times as many cells, or all there are.
SCALE: Final = int(os.environ.get("DAYSHEET_TEST_SEEDS", "1"))

T = TypeVar("T")


def seeds(count: int, *, when_more: int | None = None) -> range:
    """
    Return the seeds of a story that tries *count* of them in an ordinary run.

    Where somebody asks for more, it is *when_more* that is multiplied, if a story has one.
    """
    return range(1, (count if SCALE == 1 else (when_more or count) * SCALE) + 1)


def sample(cells: Sequence[T], count: int) -> list[T]:
    """
    Return *count* of the cells (times the scale), spread evenly from the first to the last.

    >>> sample(range(10), 4)
    [0, 3, 6, 9]
    """
    count *= SCALE
    if len(cells) <= count:
        return list(cells)
    return [cells[round(number * (len(cells) - 1) / (count - 1))] for number in range(count)]
