"""What a run tells whoever watches: a progress bar, a log, or a test that stops it right here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Event:
    """
    One step of a run, named by its verb: `asking`, `answered`, `decoded`, `staging`, `committing` …

    `received` and `total` count the records of this stream at this location so far, and what the vendor announced.
    """

    step: str
    stream: str = ""
    location: str = ""
    received: int = 0
    total: int | None = None
    detail: str = ""


Observe = Callable[[Event], None]


def nobody(_: Event) -> None:
    """Watch nothing."""
