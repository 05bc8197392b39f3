"""Finds the branch that an opportunity names (journeys sheet, section 5): it gives the name only, never an id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from daysheet.vendors.smartmoving.simulator.expected_values import Truth

FLAGS_AND_JOINERS = re.compile("[\U0001f1e6-\U0001f1ff]{2}|\ufe0f|\u200d")
BLANKS = re.compile(r"\s+")
DASHES_BETWEEN_BLANKS = re.compile(r"\s[-\u2010-\u2015\u2212]\s")
TYPOGRAPHIC_APOSTROPHE = "\u2019"
CORPORATE = "corporate"
FRANCHISE = "franchise"

Locations = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a journey belongs, as far as it is known: the branch by its name, the rest by a person's mapping."""

    branch_id: str | None = None
    ownership: str | None = None
    location_id: int | None = None
    time_zone: str | None = None
    currency: str | None = None


def parts_of(name: str) -> list[str]:
    """
    Return the parts of a branch's name, in lower case and without flags and needless blanks.

    >>> parts_of("PORTLAND \U0001f1fa\U0001f1f8  - Corporate - Harbour & Pine ")
    ['portland', 'corporate', 'harbour & pine']
    """
    plain = FLAGS_AND_JOINERS.sub("", unicodedata.normalize("NFC", name)).replace(TYPOGRAPHIC_APOSTROPHE, "'")
    parts = DASHES_BETWEEN_BLANKS.split(BLANKS.sub(" ", plain))
    return [part.strip().casefold() for part in parts if part.strip()]


def name_key(name: str) -> str:
    """
    Return what names of one branch have in common, however they are written.

    >>> name_key("MONCTON\U0001f1e8\U0001f1e6 - Harbour & Pine ")
    'moncton - harbour & pine'
    """
    return " - ".join(parts_of(name))


class Branches:
    """The branches of the account, to be found by name."""

    def __init__(self, branches: Iterable[Truth], mapping: Locations) -> None:
        self._mapping = mapping
        self._ids: dict[str, list[str]] = {}
        for branch in branches:
            if branch["name"] is not None:
                self._ids.setdefault(name_key(branch["name"]), []).append(branch["id"])

    def place(self, name: str | None) -> Place:
        """Return where a name leads: nowhere when no branch has it, or several have."""
        found = [] if name is None else self._ids.get(name_key(name), [])
        if name is None or len(found) != 1:
            return Place()
        location = self._mapping.get(found[0], {})
        return Place(
            branch_id=found[0],
            ownership=CORPORATE if CORPORATE in parts_of(name)[1:-1] else FRANCHISE,
            location_id=location.get("location_id"),
            time_zone=location.get("time_zone"),
            currency=location.get("currency"),
        )
