"""The way about: the screens of the rail, each shown to those who may open it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Item:
    """A screen in the rail; `is_wide` ones are left out on a phone, where room is for five."""

    path: str
    label: str
    sign: str
    scope: str
    is_wide: bool = False


RAIL: Final[Sequence[Item]] = (
    Item(path="/today", label="Today", sign="today", scope="read:metrics"),
    Item(path="/boards/work-in-progress", label="In the shop", sign="board", scope="read:records"),
    Item(path="/boards/journeys", label="Trucks", sign="truck", scope="read:records"),
    Item(path="/metrics", label="Metrics", sign="metric", scope="read:metrics"),
    Item(path="/records", label="Records", sign="records", scope="read:records", is_wide=True),
    Item(path="/connections", label="Connections", sign="connection", scope="read:records"),
    Item(path="/reconcile", label="Reconcile", sign="reconcile", scope="read:metrics", is_wide=True),
    Item(path="/settings", label="Settings", sign="settings", scope="admin:tenant", is_wide=True),
)
