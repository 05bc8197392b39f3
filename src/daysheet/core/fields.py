"""
What a value of a vendor's field may be, and how it is taken without changing it.

Each kind accepts a value in any dress in which nothing is lost (8907, 8907.0 and "8907" are
the same whole number) and refuses everything else. Numbers arrive as `int` or `Decimal`, never
as `float`: see `exact.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cached_property
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

BIGINT_MAX: Final = 2**63 - 1
DECIMAL_DIGITS_MAX: Final = 15
DECIMAL_PLACES_MAX: Final = 10
NUMBER_TEXT_MAX: Final = 40
EARLIEST_AT: Final = datetime(1900, 1, 1, tzinfo=UTC)
LATEST_AT: Final = datetime(2200, 1, 1, tzinfo=UTC)

REFUSED: Final = object()
ABSENT: Final = object()

_UUID = re.compile(r"[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z?)?", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|z|[+-]\d\d:?[0-5]\d)?",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One unreadable field: where it is, what was found there, what was expected."""

    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.field} is {self.found}, expected {self.expected}"


@dataclass(frozen=True)
class Kind:
    """A kind of value: its name, its words for people, and the rule that takes it or refuses it."""

    name: str
    expected: str
    take: Callable[[Any], Any]


def show(value: object, limit: int = 80) -> str:
    """Write *value* for a message: short, escaped, and safe on any terminal."""
    if value is None:
        return "null"
    if value is ABSENT:
        return "missing"
    text = str(value) if isinstance(value, Decimal) else repr(value)
    text = text.encode("ascii", "backslashreplace").decode("ascii")
    return text if len(text) <= limit else f"{text[:limit]}... ({len(text)} characters)"


def _number(value: object) -> Decimal | None:
    """Return a finite number as `Decimal`; None for anything else, also for true and false."""
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, str) and len(value) <= NUMBER_TEXT_MAX and _NUMBER.fullmatch(value):
        return Decimal(value)
    return None


def take_whole_number(value: object) -> object:
    """
    Take a whole number that fits 64 bits.

    >>> take_whole_number(Decimal("8907.0")), take_whole_number("8907")
    (8907, 8907)
    >>> take_whole_number(Decimal("8907.5")) is REFUSED
    True
    """
    if type(value) is int:
        return value if -BIGINT_MAX - 1 <= value <= BIGINT_MAX else REFUSED
    number = _number(value)
    if number is None or number.adjusted() > 19:
        return REFUSED
    whole = int(number)
    return whole if whole == number and -BIGINT_MAX - 1 <= whole <= BIGINT_MAX else REFUSED


def take_decimal(value: object) -> object:
    """
    Take a decimal of bounded size, digit for digit.

    >>> take_decimal(Decimal("5.5"))
    Decimal('5.5')
    >>> take_decimal("1,234.50") is REFUSED
    True
    """
    number = _number(value)
    if number is None or number.adjusted() >= DECIMAL_DIGITS_MAX:
        return REFUSED
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and exponent >= -DECIMAL_PLACES_MAX else REFUSED


def take_text(value: object) -> object:
    """Take text as it is; a NUL or half a surrogate pair cannot be kept exactly and is refused."""
    if not isinstance(value, str) or "\0" in value:
        return REFUSED
    if value.isascii():
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return REFUSED
    return value


def take_flag(value: object) -> object:
    """Take true or false; nothing else is one of them."""
    return value if isinstance(value, bool) else REFUSED


def take_instant(value: object) -> object:
    """
    Take an ISO 8601 instant; no zone means UTC, and a fraction is cut to microseconds.

    >>> take_instant("2026-03-05T01:12:08Z") == take_instant("2026-03-04T19:12:08-06:00")
    True
    >>> take_instant("2026-03-05") is REFUSED
    True
    """
    match = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return REFUSED
    year, month, day, hour, minute, second = map(int, match.group(1, 2, 3, 4, 5, 6))
    fraction, zone = match.group(7, 8)
    microsecond = int(fraction[:6].ljust(6, "0")) if fraction else 0
    try:
        at = datetime(year, month, day, hour, minute, second, microsecond, _offset(zone))
        at = at if at.tzinfo is UTC else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return REFUSED
    return at if EARLIEST_AT <= at <= LATEST_AT else REFUSED


def take_uuid(value: object) -> object:
    """
    Take a UUID, in either case, with hyphens or without.

    >>> take_uuid("0D98DB16-111E-44E7-BD20-AD0200DBC6E4")
    UUID('0d98db16-111e-44e7-bd20-ad0200dbc6e4')
    """
    return UUID(value) if isinstance(value, str) and _UUID.fullmatch(value) else REFUSED


def take_dollars(value: object) -> object:
    """
    Take money in main units as whole cents; a fraction of a cent is refused.

    >>> take_dollars(Decimal("1461.5")), take_dollars(387)
    (146150, 38700)
    >>> take_dollars(Decimal("0.125")) is REFUSED
    True
    """
    number = take_decimal(value)
    return REFUSED if number is REFUSED else take_whole_number(number.scaleb(2))  # type: ignore[attr-defined]  # a Decimal


def take_day(value: object) -> object:
    """
    Take a calendar day: 20260819, "2026-08-19" or "2026-08-19T00:00:00"; it belongs to no time zone.

    >>> take_day(20260819), take_day("2026-08-19T00:00:00")
    (datetime.date(2026, 8, 19), datetime.date(2026, 8, 19))
    >>> take_day(0) is REFUSED
    True
    """
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    if match is not None:
        year, month, day = map(int, match.group(1, 2, 3))
    else:
        number = take_whole_number(value)
        if not isinstance(number, int) or number < 0:
            return REFUSED
        year, month, day = number // 10_000, number // 100 % 100, number % 100
    if not EARLIEST_AT.year <= year < LATEST_AT.year:
        return REFUSED
    try:
        return date(year, month, day)
    except ValueError:
        return REFUSED


def take_day_or_zero(value: object) -> object:
    """Take a calendar day as `take_day` does; zero means that there is none."""
    return None if take_whole_number(value) == 0 else take_day(value)


def _offset(zone: str | None) -> timezone:
    if zone in (None, "Z", "z"):
        return UTC
    assert zone is not None
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if zone[0] == "-" else span)


def take_texts(value: object) -> object:
    """Take one text or a list of texts as a list; null is no text at all."""
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    return REFUSED if any(take_text(item) is REFUSED for item in items) else items


WHOLE_NUMBER = Kind("whole_number", "a whole number", take_whole_number)
CENTS = Kind("cents", "a whole number of cents", take_whole_number)
DECIMAL = Kind("decimal", "a number such as 5.5", take_decimal)
TEXT = Kind("text", "text", take_text)
FLAG = Kind("flag", "true or false", take_flag)
INSTANT = Kind("instant", "an instant such as 2026-03-04T22:05:41Z", take_instant)
LOCAL_DAY = Kind("local_day", "an instant such as 2026-03-04T22:05:41Z", take_instant)
TEXTS = Kind("texts", "text or a list of texts", take_texts)
UUID_TEXT = Kind("uuid", "a UUID", take_uuid)
DOLLARS = Kind("dollars", "money with at most two decimals", take_dollars)
DAY = Kind("day", "a day such as 20260819 or 2026-08-19", take_day)
DAY_OR_ZERO = Kind("day_or_zero", "a day such as 20260819, or 0 for none", take_day_or_zero)
ORDINAL = Kind("ordinal", "a position", take_whole_number)


@dataclass(frozen=True)
class Field:
    """
    Where a column's value stands in the vendor's object, and what kind of value it is.

    A path such as `repairOrderStatus.id` looks inside nested objects. A nullable field may
    be null or missing, and so may an object on its way.
    """

    path: str
    kind: Kind
    nullable: bool = False

    def read(self, document: Mapping[str, Any]) -> object:
        """Return the value as the warehouse keeps it, or the `Problem`."""
        value: Any = document
        for name in self._steps:
            if not isinstance(value, dict):
                return Problem(field=self.path, found=show(value), expected="an object")
            value = value.get(name, ABSENT)
            if value is None or value is ABSENT:
                return self._nothing(value)
        taken = self.kind.take(value)
        return Problem(field=self.path, found=show(value), expected=self.kind.expected) if taken is REFUSED else taken

    @cached_property
    def _steps(self) -> tuple[str, ...]:
        return tuple(self.path.split("."))

    def _nothing(self, value: object) -> object:
        if self.kind is TEXTS:
            return []
        if self.nullable:
            return None
        return Problem(field=self.path, found=show(value), expected=self.kind.expected)


def whole_number(path: str, *, nullable: bool = False) -> Field:
    """A whole number, kept as bigint."""
    return Field(path, WHOLE_NUMBER, nullable)


def cents(path: str, *, nullable: bool = False) -> Field:
    """Money in whole cents, kept as bigint."""
    return Field(path, CENTS, nullable)


def decimal(path: str, *, nullable: bool = False) -> Field:
    """A quantity or a number of hours, kept digit for digit as numeric."""
    return Field(path, DECIMAL, nullable)


def text(path: str, *, nullable: bool = False) -> Field:
    """Text, kept exactly as sent."""
    return Field(path, TEXT, nullable)


def flag(path: str, *, nullable: bool = False) -> Field:
    """True or false; nullable ones have three states."""
    return Field(path, FLAG, nullable)


def instant(path: str, *, nullable: bool = False) -> Field:
    """A moment, kept as timestamptz."""
    return Field(path, INSTANT, nullable)


def local_day(path: str, *, nullable: bool = False) -> Field:
    """The calendar day of a moment at the location; null while nobody has set the location's time zone."""
    return Field(path, LOCAL_DAY, nullable)


def texts(path: str) -> Field:
    """One text or several, kept as an array; null and missing are an empty one."""
    return Field(path, TEXTS, nullable=True)


def uuid(path: str, *, nullable: bool = False) -> Field:
    """An id that is a UUID."""
    return Field(path, UUID_TEXT, nullable)


def dollars(path: str, *, nullable: bool = False) -> Field:
    """Money that is sent in main units with two decimals, kept in whole cents as bigint."""
    return Field(path, DOLLARS, nullable)


def day(path: str, *, nullable: bool = False, zero_is_none: bool = False) -> Field:
    """A calendar day that is sent as such, kept as date and never moved through a time zone."""
    return Field(path, DAY_OR_ZERO if zero_is_none else DAY, nullable or zero_is_none)


def ordinal() -> Field:
    """The position of a line in its parent, from 1, for lines that have no id of their own."""
    return Field("", ORDINAL)


def day_at(at: datetime | None, zone: ZoneInfo | None) -> date | None:
    """Return the calendar day of *at* where the location is, or None where either is unknown."""
    return None if at is None or zone is None else at.astimezone(zone).date()
