"""What one JSON value may be: the words in which the tables of section 5 are written down here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

R = TypeVar("R", bound="Nullable")
GUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MONEY_DECIMALS = 2


@dataclass(frozen=True, kw_only=True)
class Nullable:
    """Something that may or may not be null."""

    allows_null: bool = False

    def or_null(self: R) -> R:
        """Return the same rule, where the sheet says ``y`` in its null column."""
        return replace(self, allows_null=True)


@dataclass(frozen=True)
class Kind(Nullable):
    """A single value; *complaint* tells what is wrong with one, or nothing."""

    name: str
    complaint: Callable[[Any], str | None] = field(compare=False)


@dataclass(frozen=True)
class Shape(Nullable):
    """
    An object and its fields.

    Every field has to be there, apart from those it *may_lack*; a field that is in neither *fields* nor *may_lack* is
    unknown.
    """

    name: str
    fields: Mapping[str, Rule]
    may_lack: Mapping[str, Rule] = field(default_factory=dict)

    def with_fields(self, called: str, /, **more: Rule) -> Shape:
        """Return a shape with these fields besides its own."""
        return replace(self, name=called, fields={**self.fields, **more})


@dataclass(frozen=True)
class ListOf(Nullable):
    """An array whose items follow one rule."""

    item: Rule


Rule: TypeAlias = Kind | Shape | ListOf


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) else "not text"


def _guid(value: Any) -> str | None:
    return None if isinstance(value, str) and GUID_FORM.fullmatch(value) else "not a GUID in lower case"


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "not a boolean"


def _whole(value: Any) -> str | None:
    return None if isinstance(value, int) and not isinstance(value, bool) else "not a whole number"


def _number(value: Any) -> str | None:
    return None if isinstance(value, int | float) and not isinstance(value, bool) else "not a number"


def _money(value: Any) -> str | None:
    if _number(value):
        return "not a number"
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return None if isinstance(exponent, int) and exponent >= -MONEY_DECIMALS else "more than two decimals"


def _is_date(text: str, form: str) -> bool:
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC).strftime(form) == text
    except ValueError:
        return False


def _day_number(value: Any) -> str | None:
    return None if not _whole(value) and _is_date(str(value), "%Y%m%d") else "not a day such as 20260819"


def _day_number_or_zero(value: Any) -> str | None:
    return None if not _whole(value) and value == 0 else _day_number(value)


def _day_text(value: Any) -> str | None:
    return None if isinstance(value, str) and _is_date(value, "%Y-%m-%d") else 'not a day such as "2026-08-19"'


def _instant(value: Any) -> str | None:
    form = "%Y-%m-%dT%H:%M:%SZ"
    return None if isinstance(value, str) and _is_date(value, form) else 'not an instant such as "2026-08-03T17:44:49Z"'


TEXT = Kind("text", _text)
GUID = Kind("GUID", _guid)
FLAG = Kind("boolean", _flag)
WHOLE = Kind("whole number", _whole)
NUMBER = Kind("number", _number)
MONEY = Kind("dollars", _money)
DAY_NUMBER = Kind("day as a number", _day_number)
DAY_NUMBER_OR_ZERO = Kind("day as a number, 0 for none", _day_number_or_zero)
DAY_TEXT = Kind("day as text", _day_text)
INSTANT = Kind("instant in UTC", _instant)


def text_of(shortest: int, longest: int) -> Kind:
    """Return text whose length is bounded at both ends."""

    def complaint(value: Any) -> str | None:
        return _text(value) or (None if shortest <= len(value) <= longest else f"not {shortest} to {longest} long")

    return Kind(f"text of {shortest} to {longest}", complaint)


def one_of(name: str, *values: int | str) -> Kind:
    """Return an enumeration of section 4; ``1.0`` and ``true`` are not ``1``."""

    def complaint(value: Any) -> str | None:
        known = any(type(value) is type(each) and value == each for each in values)
        return None if known else f"no {name}"

    return Kind(name, complaint)
