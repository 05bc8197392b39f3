"""
What a vendor's webhooks tell: which records to look at again, and nothing more.

A body is a hint from somebody who cannot be known for certain. Ids are taken from it, never values: whatever is
stored was asked for at the vendor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

UNKNOWN: Final = "unknown"
# Not a vendor's word: so many events came at once that they were counted and not kept; everything is looked at instead.
FLOOD: Final = "flood"
EVENT_TEXT_MAX: Final = 500
ID_TEXT_MAX: Final = 64


@dataclass(frozen=True, kw_only=True)
class Hint:
    """
    One record to look at again; `stream` may also be a kind that `Webhooks.found_by` leads on from.

    `place` is the vendor's id of the location that the event names. Like everything in an event it may be wrong: it
    only says where to ask first.
    """

    stream: str
    source_id: str
    place: str | None = None


@dataclass(frozen=True, kw_only=True)
class Heard:
    """
    What an event says: its kind in the vendor's folder's words, its own wording, and the records it is about.

    An event without hints is kept, and what changed comes with the next reading of the lists.
    """

    kind: str
    event: str | None = None
    hints: tuple[Hint, ...] = ()


NOTHING_KNOWN: Final = Heard(kind=UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Webhooks:
    """
    How a vendor's events are understood.

    `read` takes a decoded body of any shape; what it does not know is `UNKNOWN`, never an error. `found_by` names,
    by kind of id, the question in the vendor's `sql/hooks.sql` that leads from ids to records of `found_stream`:
    its rows have `given_id` and `source_id`. `wait` is how long the vendor's own records may be behind its events.
    Above `records_max` at once its lists of changes cost less than the records one by one; None where the vendor
    has no such lists. `setup` tells a person, in a sentence, where the address belongs. `tells_of` are the streams of
    which every change has its event, if none is lost.
    """

    read: Callable[[Any], Heard]
    setup: str
    tells_of: tuple[str, ...] = ()
    found_by: Mapping[str, str] = field(default_factory=dict)
    found_stream: str | None = None
    wait: timedelta = timedelta(0)
    records_max: int | None = None


def source_id_in(found: Any) -> str | None:
    """
    Return an id as text, or None where there is none.

    >>> source_id_in(8907), source_id_in("ab-1"), source_id_in(True), source_id_in(None), source_id_in(0)
    ('8907', 'ab-1', None, None, None)
    >>> source_id_in(10**64 - 1) == "9" * 64, source_id_in(10**64)
    (True, None)
    """
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found) if 0 < found < 10**ID_TEXT_MAX else None
    if isinstance(found, str) and 0 < len(found) <= ID_TEXT_MAX and found.isascii() and found.isprintable():
        return found
    return None


def event_text(found: Any) -> str | None:
    r"""
    Return an event's wording, as much of it as one reads in a list; the body itself stays whole.

    >>> event_text("posted\0by"), event_text(7)
    ('posted by', None)
    """
    if not isinstance(found, str):
        return None
    return "".join(each if each.isprintable() else " " for each in found[:EVENT_TEXT_MAX])
