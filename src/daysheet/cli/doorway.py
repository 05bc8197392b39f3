"""What the roof hands to the command line; nothing here decides anything."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from daysheet.core.vendor import Vendor
    from daysheet.operations.office import Office
    from daysheet.settings import Settings
    from daysheet.warehouse.migrating import MigrationSet


@dataclass(frozen=True, kw_only=True)
class Doorway:
    """
    How to find the vendors, open the office, read the settings and make a simulator.

    `serve` serves an open office over HTTP until it is stopped; None where nobody may.
    """

    vendors: Callable[[], Mapping[str, Vendor]]
    office: Callable[[Path | None], AbstractAsyncContextManager[Office]]
    settings: Callable[[Path | None], Settings]
    migration_sets: Callable[[], Sequence[MigrationSet]]
    simulator: Callable[[Vendor], Callable[..., Any]]
    serve: Callable[..., Coroutine[Any, Any, None]] | None = None


_open: list[Doorway] = []


def set_doorway(doorway: Doorway) -> None:
    """Open the door; the roof does this once."""
    _open[:] = [doorway]


def doorway() -> Doorway:
    """Return what the roof handed over."""
    return _open[0]
