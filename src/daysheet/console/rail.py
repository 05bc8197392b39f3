"""The way about: the screens of the rail, each shown to those who may open it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Item:
    """
    A screen in the rail, its letter after `g`; `is_wide` ones are left out on a phone, where room is for five.

    `is_whole` ones are about the whole business: not for those who may see some locations only.
    """

    path: str
    label: str
    sign: str
    scope: str
    is_wide: bool = False
    is_whole: bool = False
    key: str = ""


RAIL: Final[Sequence[Item]] = (
    Item(path="/today", label="Today", sign="today", key="t", scope="read:metrics"),
    Item(path="/boards/work-in-progress", label="In the shop", sign="board", key="w", scope="read:records"),
    Item(path="/boards/journeys", label="Trucks", sign="truck", key="j", scope="read:records"),
    Item(path="/follow-ups", label="Follow-ups", sign="follow", key="u", scope="read:records", is_wide=True),
    Item(path="/compare", label="Compare", sign="compare", key="p", scope="read:metrics", is_wide=True),
    Item(path="/metrics", label="Metrics", sign="metric", key="m", scope="read:metrics"),
    Item(path="/records", label="Records", sign="records", key="r", scope="read:records", is_wide=True),
    Item(path="/connections", label="Connections", sign="connection", key="c", scope="read:records", is_whole=True),
    Item(path="/reconcile", label="Reconcile", sign="reconcile", key="e", scope="read:metrics", is_wide=True),
    Item(path="/fix", label="Fix list", sign="fix", key="f", scope="read:metrics", is_wide=True),
    Item(
        path="/settings",
        label="Settings",
        sign="settings",
        key="s",
        scope="admin:tenant",
        is_wide=True,
        is_whole=True,
    ),
)
