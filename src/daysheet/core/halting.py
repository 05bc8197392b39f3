"""When a run ends before it is done: because somebody wants it to, or because its slice of time is over."""

from __future__ import annotations

from typing import Final, Protocol


class Halt(Protocol):
    """
    What a run asks between two pages.

    `is_wanted` ends it wherever it is; `is_slice_over` only where the next run goes on from there, so
    that a reading of many slices comes to its end.
    """

    @property
    def is_wanted(self) -> bool: ...

    @property
    def is_slice_over(self) -> bool: ...


class _Never:
    is_wanted: Final = False
    is_slice_over: Final = False


NEVER: Final[Halt] = _Never()


class Halted(Exception):
    """A reading stopped between two pages, everything before them stored; not an error."""
