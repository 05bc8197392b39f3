"""Reads the bodies of writes the way the vendor's framework does: names in any case, all faults told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request

from daysheet.simulation.clock import instant_text
from daysheet.vendors.smartmoving.simulator.answers import validation_refusal
from daysheet.vendors.smartmoving.simulator.days import day_number
from daysheet.vendors.smartmoving.simulator.entities import Record
from daysheet.vendors.smartmoving.simulator.writes_answers import unsupported_media_type

T = TypeVar("T")
JSON_MEDIA_TYPE = re.compile(r"(application/json|text/json|application/[\w.-]+\+json)\s*(;.*)?", re.IGNORECASE)
GUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NOT_CONVERTED = "The JSON value could not be converted."
LONGEST_TEXT = 100_000


class Form:
    """
    One posted object; each reading returns the field's value, or none when it is missing, null or wrong.

    What is wrong is kept, and `check` refuses the whole form for it.
    """

    def __init__(self, values: Mapping[str, Any], *, prefix: str = "", faults: dict[str, list[str]] | None = None):
        self._values = {name.lower(): value for name, value in values.items()}
        self._prefix = prefix
        self._faults: dict[str, list[str]] = {} if faults is None else faults

    def has(self, name: str) -> bool:
        """Whether the form gives this field a value; null is none."""
        return self._values.get(name.lower()) is not None

    def text(self, name: str, *, required: bool = False, shortest: int = 0, longest: int = LONGEST_TEXT) -> str | None:
        """Return a text within its bounds; a required one is not blank."""

        def converted(value: Any) -> str:
            text = _as(str, value)
            if required and not text.strip():
                raise ValueError(f"The {name} field is required.")
            if not shortest <= len(text) <= longest:
                raise ValueError(
                    f"The field {name} must be a string with a minimum length of {shortest} and a maximum length of"
                    f" {longest}."
                )
            return text

        return self._read(name, required, converted)

    def whole(self, name: str, *, required: bool = False, smallest: int | None = None) -> int | None:
        """Return a whole number."""

        def converted(value: Any) -> int:
            if smallest is not None and _as(int, value) < smallest:
                raise ValueError(f"The field {name} must be at least {smallest}.")
            return _as(int, value)

        return self._read(name, required, converted)

    def number(self, name: str) -> float | None:
        """Return a number, whole or not."""
        return self._read(name, False, lambda value: float(value if type(value) is int else _as(float, value)))

    def cents(self, name: str) -> int | None:
        """Return an amount of dollars in whole cents."""
        amount = self.number(name)
        return None if amount is None else round(amount * 100)

    def flag(self, name: str) -> bool | None:
        """Return a boolean."""
        return self._read(name, False, lambda value: _as(bool, value))

    def guid(self, name: str, *, required: bool = False) -> str | None:
        """Return a GUID in lower case."""

        def converted(value: Any) -> str:
            if not GUID_FORM.fullmatch(_as(str, value)):
                raise ValueError(NOT_CONVERTED)
            return str(value).lower()

        return self._read(name, required, converted)

    def choice(self, name: str, allowed: frozenset[int], *, required: bool = False) -> int | None:
        """Return a number out of an enumeration."""

        def converted(value: Any) -> int:
            if _as(int, value) not in allowed:
                raise ValueError(f"The field {name} is invalid.")
            return int(value)

        return self._read(name, required, converted)

    def day(self, name: str, *, required: bool = False) -> int | None:
        """Return a calendar day given as ``yyyy-MM-dd``, as the vendor's number."""

        def converted(value: Any) -> int:
            text = _as(str, value)
            day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
            if day.isoformat() != text:
                raise ValueError
            return day_number(day)

        return self._read(name, required, _or_not_converted(converted))

    def instant(self, name: str, *, required: bool = False) -> str | None:
        """Return an instant in the vendor's own form; without a zone it is taken for UTC."""

        def converted(value: Any) -> str:
            moment = datetime.fromisoformat(_as(str, value))
            return instant_text((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())

        return self._read(name, required, _or_not_converted(converted))

    def inner(self, name: str) -> Form | None:
        """Return the form of an inner object."""
        values = self._read(name, False, lambda value: _as(dict, value))
        return None if values is None else Form(values, prefix=f"{self._prefix}{name}.", faults=self._faults)

    def rows(self, name: str, *, fewest: int = 0, most: int | None = None) -> list[Form]:
        """Return the forms of a list of objects, which is required when *fewest* says so."""

        def converted(value: Any) -> list[Any]:
            rows: list[Any] = _as(list, value)
            if len(rows) < fewest or (most is not None and len(rows) > most):
                raise ValueError(f"The field {name} must have {fewest} to {most} items.")
            return rows

        rows = self._read(name, fewest > 0, converted) or []
        return forms_of(rows, prefix=f"{self._prefix}{name}", faults=self._faults)

    def check(self) -> None:
        """Refuse the form if anything in it is wrong."""
        if self._faults:
            raise validation_refusal(self._faults)

    def _read(self, name: str, required: bool, convert: Callable[[Any], T]) -> T | None:
        value = self._values.get(name.lower())
        if value is None:
            if required:
                self._blame(name, f"The {name} field is required.")
            return None
        try:
            return convert(value)
        except ValueError as error:
            self._blame(name, str(error))
            return None

    def _blame(self, name: str, text: str) -> None:
        self._faults.setdefault(f"{self._prefix}{name}", []).append(text)


def forms_of(rows: list[Any], *, prefix: str = "", faults: dict[str, list[str]]) -> list[Form]:
    """Return a form for each row of a list; a row that is no object is a fault."""
    forms = []
    for position, row in enumerate(rows):
        if isinstance(row, dict):
            forms.append(Form(row, prefix=f"{prefix}[{position}].", faults=faults))
        else:
            faults.setdefault(f"{prefix}[{position}]", []).append(NOT_CONVERTED)
    return forms


async def posted_form(request: Request) -> Form:
    """Return the object that a request carries, as a form."""
    return Form(await posted_object(request))


async def posted_object(request: Request) -> Record:
    """Return the object that a request carries."""
    return await _posted(request, dict)


async def posted_forms(request: Request) -> list[Form]:
    """Return the objects of a request that carries a bare array; checking one of them checks all."""
    faults: dict[str, list[str]] = {}
    forms = forms_of(await _posted(request, list), faults=faults)
    if faults:
        raise validation_refusal(faults)
    return forms


async def _posted(request: Request, wanted: type[T]) -> T:
    if not JSON_MEDIA_TYPE.fullmatch(request.headers.get("content-type", "").strip()):
        raise unsupported_media_type()
    try:
        return _as(wanted, msgspec.json.decode(await request.body()))
    except (msgspec.DecodeError, ValueError) as error:
        raise validation_refusal({"$": [NOT_CONVERTED]}) from error


def _as(wanted: type[T], value: Any) -> T:
    """Return *value* if it is exactly of the wanted type: the framework turns nothing into something else."""
    if type(value) is not wanted:
        raise ValueError(NOT_CONVERTED)
    return value


def _or_not_converted(convert: Callable[[Any], T]) -> Callable[[Any], T]:
    """Return *convert* with the vendor's words for a value that can not be read."""

    def converted(value: Any) -> T:
        try:
            return convert(value)
        except ValueError as error:
            raise ValueError(NOT_CONVERTED) from error

    return converted


def without_none(values: Record) -> Record:
    """Return only what was given: a change leaves everything else as it was."""
    return {name: value for name, value in values.items() if value is not None}
