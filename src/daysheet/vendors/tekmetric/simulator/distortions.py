"""
Bends true answers: whole bodies, envelopes and single rows. The record behind an answer is never touched.

Tokens that no encoder writes (NaN, lone surrogates, numbers of 5,000 digits, keys given twice) are put in as
place-holders first and replaced in the finished bytes.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from daysheet.simulation.asgi import Answer

# Whole numbers that a careful reader refuses wherever the documentation says integer.
BAD_NUMBERS = (
    "8907.5", "17950.4999", "NaN", "Infinity", "-Infinity", "1e400", "9223372036854775808", "-9223372036854775809",
    "9" * 5_000, '"1,234.50"', '"$12"', '"12 apples"', "[]", "{}",
)  # fmt: skip
# Texts that no database column of text keeps.
BAD_TEXTS = ('"nul \\u0000 inside"', '"lone \\ud800 surrogate"')
BAD_STAMPS = ('"2026-13-45T99:99:99Z"', "20240831", '"yesterday"', '"20240831"', "true")
NAMED_VALUES = {
    "fraction": "8907.5", "big_float": "9007199254740993.0", "nan": "NaN", "infinity": "Infinity",
    "too_large": "9223372036854775808", "digits_5000": "9" * 5_000, "thousands_text": '"1,234.50"',
    "currency_text": '"$12"', "nul": BAD_TEXTS[0], "surrogate": BAD_TEXTS[1], "unknown_word": '"ON_HOLD"',
    "null": "null", "true": "true", "minus_one": "-1", "far_future": '"9999-12-31T23:59:59Z"', "empty_text": '""',
    "zero": "0", "minus_zero": "-0.0", "exponent": "8.907e3", "integer_text": '"123"',
}  # fmt: skip
# Values that look true: no reader can tell that they are not, so they make a warehouse wrong for good.
PLAUSIBLE = ("big_float", "unknown_word", "minus_one", "zero", "integer_text", "empty_text", "exponent",
             "null_part_names", "contradicting_key", "contradicting_row")  # fmt: skip
NEVER_NULL = (
    "id", "shopId", "repairOrderNumber", "repairOrderId", "repairOrderStatus", "createdDate", "updatedDate",
    "totalSales", "laborSales", "partsSales", "taxes", "subtotal",
)  # fmt: skip
WHOLE_NUMBERS = (
    "id", "shopId", "repairOrderNumber", "repairOrderId", "customerId", "vehicleId", "totalSales", "laborSales",
    "partsSales", "taxes", "amountPaid", "subtotal", "laborTotal", "partsTotal", "year",
)  # fmt: skip
PLAIN_TEXTS = ("name", "firstName", "lastName", "make", "model", "title", "vin", "notes", "keytag", "leadSource")
STAMPS = ("createdDate", "updatedDate", "postedDate")
DEEP_LEVELS = 5_000
HTML = b"<!doctype html><html><head><title>Scheduled maintenance</title></head><body>Back soon.</body></html>"

_OPEN, _CLOSE = "\ue000", "\ue001"

BodyBender = Callable[[Answer, random.Random], Answer]


def bend(answer: Answer, names: tuple[str, ...], chance: random.Random, fewest_rows: int) -> Answer:
    """
    Return *answer* bent by the distortions called *names*; answers that are not JSON pages keep what does not fit.

    A name may carry arguments: ``value:big_float:jobs.0.subtotal`` puts a named value at a path of the first row, and
    ``value:=[1, 2]:jobs.0.subtotal`` any JSON text.
    """
    inner = [name for name in names if name not in _BODY_BENDERS]
    if inner and answer.status == 200:
        answer = _bend_rows(answer, inner, chance, fewest_rows)
    for name in names:
        if name in _BODY_BENDERS and answer.status == 200:
            answer = _BODY_BENDERS[name](answer, chance)
    return answer


def _bend_rows(answer: Answer, names: list[str], chance: random.Random, fewest_rows: int) -> Answer:
    try:
        document = msgspec.json.decode(answer.body)
    except msgspec.DecodeError:
        return answer
    raw = _RawTokens()
    rows = document.get("content") if isinstance(document, dict) else document
    for name in names:
        if name.startswith("value:"):
            value, _, path = name.removeprefix("value:").rpartition(":")
            text = value[1:] if value.startswith("=") else NAMED_VALUES[value]
            first = rows[0] if isinstance(rows, list) and rows else document
            _put_at(first, path.split("."), raw.token(text))
        elif name in _DOCUMENT_BENDERS:
            _DOCUMENT_BENDERS[name](document)
        elif name in _ROW_BENDERS:
            if isinstance(rows, list) and len(rows) >= fewest_rows:
                _ROW_BENDERS[name](rows, chance, raw)
        else:
            raise ValueError(f"unknown distortion {name!r}")
    return replace(answer, body=raw.restored(msgspec.json.encode(document)))


class _RawTokens:
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


def _put_at(row: Any, path: list[str], value: Any) -> None:
    for step in path[:-1]:
        row = row[int(step)] if isinstance(row, list) else row[step]
    row[path[-1]] = value


def _put_in_one_row(names: tuple[str, ...], rows: list[Any], chance: random.Random, values: list[Any]) -> None:
    """Put one of *values* into one field of the first row, from a drawn place on, that has such a field."""
    start = int(chance.random() * len(rows))
    for row in rows[start:] + rows[:start]:
        present = [name for name in names if row.get(name) is not None]
        if present:
            row[present[int(chance.random() * len(present))]] = values[int(chance.random() * len(values))]
            return


def _floats(document: Any) -> Any:
    if isinstance(document, dict):
        return {name: _floats(value) for name, value in document.items()}
    if isinstance(document, list):
        return [_floats(value) for value in document]
    return float(document) if isinstance(document, int) and not isinstance(document, bool) else document


def floats_for_integers(answer: Answer) -> Answer:
    """Return *answer* with every whole number written as a float: ``8907`` as ``8907.0``, the rows alone."""
    document = msgspec.json.decode(answer.body)
    if isinstance(document, dict) and isinstance(document.get("content"), list):
        document["content"] = _floats(document["content"])
    else:
        document = _floats(document)
    return replace(answer, body=msgspec.json.encode(document))


def numbered_one_higher(answer: Answer) -> Answer:
    """Return a page that claims to be the next one: its rows were asked for once too often."""
    document = msgspec.json.decode(answer.body) if answer.status == 200 else None
    if not isinstance(document, dict) or "number" not in document:
        return answer
    document["number"] += 1
    return replace(answer, body=msgspec.json.encode(document))


def _without_zones(document: Any) -> None:
    if isinstance(document, list):
        for value in document:
            _without_zones(value)
    elif isinstance(document, dict):
        for name, value in document.items():
            if isinstance(value, str) and name.endswith(("Date", "Time")) and value.endswith("Z"):
                document[name] = value[:-1]
            else:
                _without_zones(value)


def _older_envelope(document: Any) -> None:
    if isinstance(document, dict) and "pageable" in document:
        del document["pageable"]
        document.pop("empty", None)
        document["sort"] = [{"direction": "ASC", "property": "id", "ignoreCase": False, "nullHandling": "NATIVE",
                             "ascending": True, "descending": False}]  # fmt: skip


def _empty_content(document: Any) -> None:
    if isinstance(document, dict) and document.get("content"):
        document["content"] = []


def _never_last(document: Any) -> None:
    if isinstance(document, dict) and "last" in document:
        document["last"] = False
        document["totalPages"] = document["totalPages"] + 1


def _extra_fields(rows: list[Any], chance: random.Random, raw: _RawTokens) -> None:
    for row in rows:
        row["undocumentedFlag"] = chance.random() < 0.5
        row["undocumentedDetail"] = {"code": "NEW", "values": [1, None, "two"]}
        for job in row.get("jobs") or []:
            job["undocumentedScore"] = 17


def _duplicated_row(rows: list[Any], chance: random.Random, raw: _RawTokens) -> None:
    place = int(chance.random() * len(rows))
    rows.insert(place, copy.deepcopy(rows[place]))


def _null_where_none_is_promised(rows: list[Any], chance: random.Random, raw: _RawTokens) -> None:
    row = rows[int(chance.random() * len(rows))]
    promised = _promised_in(row)
    if promised:
        row[promised[int(chance.random() * len(promised))]] = None


def _missing_field(rows: list[Any], chance: random.Random, raw: _RawTokens) -> None:
    row = rows[int(chance.random() * len(rows))]
    promised = _promised_in(row)
    if promised:
        del row[promised[int(chance.random() * len(promised))]]


def _promised_in(row: dict[str, Any]) -> list[str]:
    """Return the fields of a row that are never null; the creation of an appointment may be, so nobody could tell."""
    is_appointment = "appointmentStatus" in row
    return [name for name in NEVER_NULL if name in row and not (is_appointment and name == "createdDate")]


def _hostile_value(rows: list[Any], chance: random.Random, raw: _RawTokens) -> None:
    kinds = ((WHOLE_NUMBERS, BAD_NUMBERS), (PLAIN_TEXTS, BAD_TEXTS), (STAMPS, BAD_STAMPS))
    names, values = kinds[int(chance.random() * len(kinds))]
    _put_in_one_row(names, rows, chance, [raw.token(values[int(chance.random() * len(values))])])


def _deep_nesting(rows: list[Any], chance: random.Random, raw: _RawTokens) -> None:
    row = rows[int(chance.random() * len(rows))]
    row["undocumentedTree"] = raw.token("[" * DEEP_LEVELS + "]" * DEEP_LEVELS)


def _duplicate_key(rows: list[Any], chance: random.Random, raw: _RawTokens) -> None:
    """Give one row its id twice, the second time as null: a reader that takes the last one notices."""
    row = rows[int(chance.random() * len(rows))]
    row["undocumentedPair"] = raw.token('1,"id":null')


def _contradicting_key(rows: list[Any], chance: random.Random, raw: _RawTokens) -> None:
    """Give one row two different ids: a reader that takes the last one without looking writes over another row."""
    row = rows[int(chance.random() * len(rows))]
    row["undocumentedPair"] = raw.token(f'1,"id":{row["id"] + 1}')


def _contradicting_row(rows: list[Any], chance: random.Random, raw: _RawTokens) -> None:
    """Give the first row twice, the second time with another content and the same stamp."""
    twin = copy.deepcopy(rows[0])
    for name in PLAIN_TEXTS:
        if isinstance(twin.get(name), str):
            twin[name] += " (other)"
    rows.append(twin)


def _null_part_names(rows: list[Any], chance: random.Random, raw: _RawTokens) -> None:
    for row in rows:
        for job in row.get("jobs") or [row]:
            for part in job.get("parts") or []:
                part["name"] = None


def _with_type(content_type: str | None) -> BodyBender:
    return lambda answer, chance: answer.with_header("content-type", content_type)


def _re_encoded(encoding: str) -> BodyBender:
    def bent(answer: Answer, chance: random.Random) -> Answer:
        return replace(answer, body=answer.body.decode(errors="replace").encode(encoding, errors="replace"))

    return bent


def _login_redirect(answer: Answer, chance: random.Random) -> Answer:
    return Answer(302, b"", (("location", "https://login.example/session"),))


_DOCUMENT_BENDERS: dict[str, Callable[[Any], None]] = {
    "zoneless_timestamps": _without_zones,
    "older_envelope": _older_envelope,
    "empty_content": _empty_content,
    "never_last": _never_last,
}
_ROW_BENDERS: dict[str, Callable[[list[Any], random.Random, _RawTokens], None]] = {
    "extra_fields": _extra_fields,
    "duplicated_row": _duplicated_row,
    "null_where_none_is_promised": _null_where_none_is_promised,
    "missing_field": _missing_field,
    "hostile_value": _hostile_value,
    "deep_nesting": _deep_nesting,
    "duplicate_key": _duplicate_key,
    "contradicting_key": _contradicting_key,
    "contradicting_row": _contradicting_row,
    "null_part_names": _null_part_names,
}
_BODY_BENDERS: dict[str, BodyBender] = {
    "html": lambda answer, chance: Answer(200, HTML, (("content-type", "text/html;charset=UTF-8"),)),
    "html_as_json": lambda answer, chance: Answer(200, HTML, (("content-type", "application/json"),)),
    "login_redirect": _login_redirect,
    "byte_order_mark": lambda answer, chance: replace(answer, body=b"\xef\xbb\xbf" + answer.body),
    "latin_1": _re_encoded("latin-1"),
    "utf_16": _re_encoded("utf-16"),
    "wrong_content_type": _with_type("text/plain"),
    "no_content_type": _with_type(None),
    "cut_gzip": lambda answer, chance: replace(answer, body=b"\x1f\x8b\x08\x00\x00\x00\x00\x00").with_header(
        "content-encoding", "gzip"
    ),
}
DISTORTIONS = (*_DOCUMENT_BENDERS, *_ROW_BENDERS, *_BODY_BENDERS, "repeated_page")
