"""
Reads JSON without changing a digit: the slow and exact way, used where the fast one hesitates.

Numbers become `int` or `Decimal`, a key that comes twice is refused, and the depth is limited.
`split_records` cuts a page into its records by brackets alone, so that one record which is not
even JSON (NaN, half a surrogate pair, a hundred thousand brackets) does not take its siblings along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

DEPTH_MAX: Final = 64
DIGITS_MAX: Final = 400

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)


class NotExact(ValueError):
    """The text is not JSON that can be kept exactly; the message says why, without its contents."""


def parse_exactly(raw: bytes) -> Any:
    """
    Return the value of one JSON text, or raise `NotExact`.

    >>> parse_exactly(b'{"cents": 8907.0}')
    {'cents': Decimal('8907.0')}
    """
    if depth_of(raw) > DEPTH_MAX:
        raise NotExact(f"nested deeper than {DEPTH_MAX} levels")
    try:
        return _DECODER.decode(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotExact("bytes that are not UTF-8") from None
    except json.JSONDecodeError as error:
        raise NotExact(f"malformed JSON ({error.msg} at character {error.pos})") from None


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < 40 else _decimal(digits)


def _decimal(digits: str) -> Decimal:
    if len(digits) > DIGITS_MAX:
        raise NotExact(f"a number of {len(digits)} characters")
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise NotExact("a number beyond any bound") from None


def _no_constant(name: str) -> Any:
    raise NotExact(f"{name}, which is not a number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in found if names.count(name) > 1)
        raise NotExact(f"the key {ascii(twice)[:60]} twice in one object")
    return found


_DECODER: Final = json.JSONDecoder(
    parse_int=_whole, parse_float=_decimal, parse_constant=_no_constant, object_pairs_hook=_object
)


def depth_of(raw: bytes) -> int:
    """Return how deep the brackets of *raw* are nested."""
    depth = deepest = 0
    for token in _TOKEN.finditer(raw):
        mark = token[0]
        if mark in (b"{", b"["):
            depth += 1
            deepest = max(deepest, depth)
        elif mark in (b"}", b"]"):
            depth -= 1
    return deepest


def split_records(page: bytes, field: str | None) -> list[bytes]:
    """
    Cut a page into the texts of its records, looking at nothing but strings and brackets.

    *field* names the list inside the page's object; None says that the page itself is the list.
    Raises `NotExact` where the brackets do not close, as in a page that was cut short.

    >>> split_records(b'{"content": [{"id": 1}, {"id": NaN}], "last": true}', "content")
    [b'{"id": 1}', b'{"id": NaN}']
    """
    depth_of_list = 1 if field is None else 2
    records: list[bytes] = []
    found = False
    begin = -1
    for depth, mark, position, label in _brackets(page):
        if mark in b"{[" and depth == depth_of_list and mark == b"[" and (field is None or label == field):
            found = True
            records = []
        elif found and mark in b"{[" and depth == depth_of_list + 1 and begin < 0:
            begin = position
        elif found and mark in b"}]" and depth == depth_of_list + 1 and begin >= 0:
            records.append(page[begin : position + 1])
            begin = -1
        elif found and mark == b"]" and depth == depth_of_list:
            return records
    raise NotExact("no closed list of records" if found else f"no list {field!r}")


def _brackets(page: bytes) -> Iterator[tuple[int, bytes, int, str | None]]:
    """Yield each bracket with its depth, its position, and the key just before it."""
    depth = 0
    label: str | None = None
    for token in _TOKEN.finditer(page):
        mark = token[0]
        if mark[:1] == b'"':
            label = mark[1:-1].decode("utf-8", "replace")
        elif mark in (b"{", b"["):
            depth += 1
            yield depth, mark, token.start(), label
            label = None
        else:
            yield depth, mark, token.start(), None
            depth -= 1
            label = None
