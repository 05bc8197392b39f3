"""How much of a sweep is run: a sample in `make test`, all of it where somebody asks for it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, TypeVar

# DAYSHEET_TEST_SEEDS=20 runs twenty times as many seeds, DAYSHEET_TEST_SWEEP=all every cell of every sweep.
SEED_SCALE: Final = int(os.environ.get("DAYSHEET_TEST_SEEDS", "1"))
IS_WHOLE: Final = os.environ.get("DAYSHEET_TEST_SWEEP") == "all"

T = TypeVar("T")


def seeds(count: int) -> range:
    """Return the seeds of a story that tries *count* of them in an ordinary run."""
    return range(1, count * SEED_SCALE + 1)


def sample(cells: Sequence[T], count: int) -> list[T]:
    """
    Return *count* of the cells, spread evenly, the first and the last among them; or all of them.

    >>> sample(range(10), 4)
    [0, 3, 6, 9]
    """
    if IS_WHOLE or len(cells) <= count:
        return list(cells)
    return [cells[round(number * (len(cells) - 1) / (count - 1))] for number in range(count)]
