"""
Bends rows of answers, each in a way that has a name.

Value benders change how every value is written and keep its meaning. Row benders change one value of one row, or add
to the rows; what they put in, a careful reader refuses, but for the plausible ones (``distortions.PLAUSIBLE``).
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]
_OPEN, _CLOSE = "\ue000", "\ue001"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")

# The vendor's schema forbids null in these and every one of them is needed to keep a row at all.
NEVER_NULL = ("id", "status", "jobDate")
MONEY = ("finalTotal", "subtotal", "tax", "totalCost", "amount")
DAYS = ("jobDate", "serviceDate")
NO_STATUSES = (2, 99)
FRENCH_LABOUR = "2 h à 349,00 $/h (1 camion, 5 déménageurs)"


class RawTokens:
    """Place-holders for JSON text that no encoder would write."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def token(self, text: str) -> str:
        """Return a string to put into the document where *text* is to stand."""
        self._texts.append(text)
        return f"{_OPEN}{len(self._texts) - 1}{_CLOSE}"

    def restored(self, body: bytes) -> bytes:
        """Return *body* with every place-holder replaced by its text."""
        for place, text in enumerate(self._texts):
            body = body.replace(f'"{_OPEN}{place}{_CLOSE}"'.encode(), text.encode())
        return body


def _mapped(value: Any, change: Callable[[str | None, Any], Any], name: str | None = None) -> Any:
    """Return a copy of *value* in which *change* was asked about every leaf and every empty list, by field name."""
    if isinstance(value, dict):
        return {key: _mapped(inner, change, key) for key, inner in value.items()}
    if isinstance(value, list) and value:
        return [_mapped(inner, change, name) for inner in value]
    return change(name, value)


def _floats(name: str | None, value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _nulls(name: str | None, value: Any) -> Any:
    return None if value in ("", []) else value


def _days_with_time(name: str | None, value: Any) -> Any:
    is_day = name == "serviceDate" and isinstance(value, str) and _ISO_DAY.fullmatch(value)
    return f"{value}T00:00:00" if is_day else value


def _zoneless(name: str | None, value: Any) -> Any:
    return value[:-1] if isinstance(value, str) and _INSTANT.fullmatch(value) else value


def _with_fraction(name: str | None, value: Any) -> Any:
    return f"{value[:-1]}.0000000Z" if isinstance(value, str) and _INSTANT.fullmatch(value) else value


VALUE_BENDERS: dict[str, Callable[[Any], Any]] = {
    "floats_for_integers": lambda rows: _mapped(rows, _floats),
    "empty_as_null": lambda rows: _mapped(rows, _nulls) if rows else rows,
    "dates_with_time": lambda rows: _mapped(rows, _days_with_time),
    "zoneless_timestamps": lambda rows: _mapped(rows, _zoneless),
    "fraction_timestamps": lambda rows: _mapped(rows, _with_fraction),
}


def _objects(value: Any) -> Iterator[Row]:
    """Give every object in a row, the row itself first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner)


def _drawn_field(rows: list[Row], chance: random.Random, names: tuple[str, ...], kind: type) -> tuple[Row, str] | None:
    """Return one field of one row that bears one of *names* and holds a value of that kind, if there is one."""
    start = int(chance.random() * len(rows))
    for row in rows[start:] + rows[:start]:
        found = [
            (each, name)
            for each in _objects(row)
            for name in names
            if isinstance(each.get(name), kind) and not isinstance(each.get(name), bool)
        ]
        if found:
            return found[int(chance.random() * len(found))]
    return None


def _extra_fields(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    for row in rows:
        row["undocumentedFlag"] = chance.random() < 0.5
        row["undocumentedDetail"] = {"code": "NEW", "values": [1, None, "two"]}
        for job in row.get("jobs") or []:
            job["undocumentedScore"] = 17


def _duplicated_row(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    if "id" in rows[0]:
        place = int(chance.random() * len(rows))
        rows.insert(place, copy.deepcopy(rows[place]))


def _no_day(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    """Write 0 for the day of a job; a lead may well have none."""
    found = _drawn_field(rows, chance, ("jobDate",), int)
    if found is not None:
        found[0][found[1]] = 0


def _third_decimal(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    found = _drawn_field(rows, chance, MONEY, float)
    if found is not None:
        found[0][found[1]] = tokens.token(f"{found[0][found[1]]:.2f}5")


def _comma_money(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    found = _drawn_field(rows, chance, MONEY, float)
    if found is not None:
        found[0][found[1]] = "1,074.50"


def _not_finite(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    found = _drawn_field(rows, chance, MONEY, float)
    if found is not None:
        found[0][found[1]] = tokens.token(("NaN", "1e400", "-Infinity")[int(chance.random() * 3)])


def _unknown_status(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    """Write a status that does not exist, on what has the statuses of an opportunity."""
    with_quote = [
        each for row in rows for each in _objects(row) if "quoteNumber" in each or "referralSourceName" in each
    ]
    found = _drawn_field(with_quote, chance, ("status",), int) if with_quote else None
    if found is not None:
        found[0][found[1]] = NO_STATUSES[int(chance.random() * len(NO_STATUSES))]


def _has_opportunity_status(record: Row) -> bool:
    return "quoteNumber" in record or "referralSourceName" in record


def _missing_field(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    row = rows[int(chance.random() * len(rows))]
    promised = [name for name in NEVER_NULL if name in row]
    if promised:
        del row[promised[int(chance.random() * len(promised))]]


def _null_id(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    row = rows[int(chance.random() * len(rows))]
    if "id" in row:
        row["id"] = None


def _with_numbers(rows: list[Row]) -> list[Row]:
    return [each for row in rows for each in _objects(row) if each.get("jobNumber") is not None]


def _same_job_number(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    jobs = _with_numbers(rows)
    for job in jobs[1:2]:
        job["jobNumber"] = jobs[0]["jobNumber"]


def _no_job_number(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    jobs = _with_numbers(rows)
    if jobs:
        jobs[int(chance.random() * len(jobs))]["jobNumber"] = None


def _french_labour(rows: list[Row], chance: random.Random, tokens: RawTokens) -> None:
    for row in rows:
        for each in _objects(row):
            if "chargeCategory" in each and "/hr" in (each.get("description") or ""):
                each["description"] = FRENCH_LABOUR


ROW_BENDERS: dict[str, Callable[[list[Row], random.Random, RawTokens], None]] = {
    "extra_fields": _extra_fields,
    "duplicated_row": _duplicated_row,
    "no_day": _no_day,
    "third_decimal": _third_decimal,
    "comma_money": _comma_money,
    "not_finite": _not_finite,
    "unknown_status": _unknown_status,
    "missing_field": _missing_field,
    "null_id": _null_id,
    "same_job_number": _same_job_number,
    "no_job_number": _no_job_number,
    "french_labour": _french_labour,
}
