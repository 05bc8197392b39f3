"""Reads query strings the way the vendor does: what is known is applied or refused, what is unknown is ignored."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any
from urllib.parse import parse_qsl

from daysheet.simulation.pages import SortKey

DEFAULT_PAGE_SIZE = 10
LARGEST_PAGE_SIZE = 100
# A longer number than this is not one the vendor's integers hold.
LONGEST_INTEGER = 18

_WINDOWS = ("start", "end", "postedDateStart", "postedDateEnd", "updatedDateStart", "updatedDateEnd")
Predicate = Callable[[Any], bool]
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)", re.ASCII)


class BadParameterError(Exception):
    """A known parameter carries a value the vendor cannot read."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"Failed to convert value '{value}' of parameter '{name}'")
        self.name = name


@dataclass(frozen=True)
class PageRequest:
    """Which page of a list is asked for, and in which order."""

    number: int
    size: int
    sort: tuple[SortKey, ...]


class Query:
    """The parameters of one request; a name may be repeated, and an empty value counts as none."""

    def __init__(self, query_string: str) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in parse_qsl(query_string):
            self._values.setdefault(name, []).append(value)

    def has(self, *names: str) -> bool:
        """Whether any of the parameters is given."""
        return any(name in self._values for name in names)

    def without_windows(self) -> Query:
        """Return the same parameters without any window on a date other than the deletion."""
        others = Query("")
        others._values = {name: values for name, values in self._values.items() if name not in _WINDOWS}
        return others

    def text(self, name: str) -> str | None:
        """Return a parameter as it was sent; the last one counts."""
        values = self._values.get(name)
        return values[-1] if values else None

    def words(self, name: str) -> list[str]:
        """Return all values of a repeated (or comma-joined) parameter."""
        return [word for value in self._values.get(name, []) for word in value.split(",") if word]

    def integer(self, name: str) -> int | None:
        """Return a whole-number parameter."""
        text = self.text(name)
        return None if text is None else _integer(name, text)

    def integers(self, name: str) -> list[int]:
        """Return all values of a repeated whole-number parameter."""
        return [_integer(name, word) for word in self.words(name)]

    def flag(self, name: str) -> bool | None:
        """Return a true-or-false parameter."""
        text = self.text(name)
        if text is None:
            return None
        if text.lower() not in ("true", "false"):
            raise BadParameterError(name, text)
        return text.lower() == "true"

    def page(self) -> PageRequest:
        """Return the page asked for: the size is capped without a word, both spellings of sort are read."""
        size = self.integer("size")
        number = self.integer("page")
        size = DEFAULT_PAGE_SIZE if size is None or size < 1 else min(size, LARGEST_PAGE_SIZE)
        return PageRequest(max(number or 0, 0), size, self._sort())

    def _sort(self) -> tuple[SortKey, ...]:
        keys: list[SortKey] = []
        direction = (self.text("sortDirection") or "ASC").upper()
        if direction not in ("ASC", "DESC"):
            raise BadParameterError("sortDirection", direction)
        for value in self._values.get("sort", []):
            names = [name.strip() for name in value.split(",") if name.strip()]
            descending = direction == "DESC"
            if names and names[-1].upper() in ("ASC", "DESC"):
                descending = names.pop().upper() == "DESC"
            keys.extend(SortKey(name, descending) for name in names)
        return tuple(keys)


def window(query: Query, start_name: str, end_name: str, attribute: str) -> Predicate | None:
    """
    Return a test for instants between two parameters, both ends included.

    Records without the instant fail it. The vendor wants a full instant with a zone and refuses a bare day.
    """
    start, end = query.text(start_name), query.text(end_name)
    if start is None and end is None:
        return None
    lower = "" if start is None else _bound(start_name, start, rounds_up=True)
    upper = "9999" if end is None else _bound(end_name, end, rounds_up=False)
    stamp_of: Callable[[Any], str | None] = attrgetter(attribute)

    def is_inside(row: Any) -> bool:
        stamp = stamp_of(row)
        return stamp is not None and lower <= stamp <= upper

    return is_inside


def equals(query: Query, name: str, attribute: str) -> Predicate | None:
    """Return a test for a whole-number field that equals a parameter."""
    wanted = query.integer(name)
    if wanted is None:
        return None
    value_of: Callable[[Any], int | None] = attrgetter(attribute)
    return lambda row: value_of(row) == wanted


def one_of(query: Query, name: str, attribute: str) -> Predicate | None:
    """Return a test for a whole-number field that is among the values of a repeated parameter."""
    wanted = set(query.integers(name))
    if not wanted:
        return None
    value_of: Callable[[Any], int | None] = attrgetter(attribute)
    return lambda row: value_of(row) in wanted


def contains(words: str, texts: Callable[[dict[str, Any]], Sequence[object]]) -> Predicate:
    """Return a test for records one of whose *texts* contains the search words."""
    wanted = words.casefold().strip()
    return lambda row: any(wanted in str(text).casefold() for text in texts(row.record()) if text is not None)


def _integer(name: str, text: str) -> int:
    if not re.fullmatch(r"[+-]?\d+", text, re.ASCII) or len(text) > LONGEST_INTEGER:
        raise BadParameterError(name, text)
    return int(text)


def _bound(name: str, text: str, *, rounds_up: bool) -> str:
    """Return a parameter as whole-second UTC text that compares with the stamps of records."""
    if not _INSTANT.fullmatch(text):
        raise BadParameterError(name, text)
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
        if moment.microsecond and rounds_up:
            moment += timedelta(seconds=1)
    except (ValueError, OverflowError) as error:
        raise BadParameterError(name, text) from error
    return moment.isoformat()[:19] + "Z"
