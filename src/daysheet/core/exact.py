"""
Reads JSON without changing a digit: the slow and exact way, used where the fast one hesitates.

Numbers become `int` or `Decimal`, and the depth is limited. What cannot be kept (NaN, an object
that has a key twice) becomes `Unkeepable` where it stands, so that it spoils its own field or line
and nothing else. `split_records` cuts a page into its records by brackets and commas alone, so
that one record which is not even JSON does not take its siblings along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, Final

DEPTH_MAX: Final = 64
DIGITS_MAX: Final = 400

_STRING: Final = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_STRINGS: Final = re.compile(_STRING, re.DOTALL)
_MARKS: Final = re.compile(_STRING + rb'|[{}\[\],"]', re.DOTALL)
_ROUND: Final = bytes.maketrans(b"{}[]", b"()()")
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"{}[]"))
_OPENER: Final = {b"}": b"{", b"]": b"["}


class NotExact(ValueError):
    """The text is not JSON that can be kept exactly; the message says why, without its contents."""


@dataclass(frozen=True)
class Unkeepable:
    """Stands in the place of a value that cannot be kept exactly; no kind of field takes it."""

    what: str

    def __repr__(self) -> str:
        return self.what


def parse_exactly(raw: bytes) -> Any:
    """
    Return the value of one JSON text, or raise `NotExact`.

    >>> parse_exactly(b'{"cents": 8907.0, "tax": NaN}')
    {'cents': Decimal('8907.0'), 'tax': NaN}
    """
    if raw.count(b"{") + raw.count(b"[") > DEPTH_MAX and depth_of(raw) > DEPTH_MAX:
        raise NotExact(f"nested deeper than {DEPTH_MAX} levels")
    try:
        return _decoded(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotExact("bytes that are not UTF-8") from None
    except json.JSONDecodeError as error:
        raise NotExact(f"malformed JSON ({error.msg} at character {error.pos})") from None


def _decoded(text: str) -> Any:
    try:
        return _PLAIN.decode(text)
    except json.JSONDecodeError:
        raise
    except (ValueError, InvalidOperation):
        # A number of monstrous length or exponent: only then is each of them looked at.
        return _CAREFUL.decode(text)


def _decimal(digits: str) -> Decimal:
    if len(digits) > DIGITS_MAX:
        raise ValueError("too long")
    return Decimal(digits)


def _careful(digits: str) -> object:
    if len(digits) > DIGITS_MAX:
        return Unkeepable(f"a number of {len(digits)} characters")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Unkeepable("a number beyond any bound")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Unkeepable:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    twice = next(name for name in names if names.count(name) > 1)
    return Unkeepable(f"an object with the key {ascii(twice)[:60]} twice")


_PLAIN: Final = json.JSONDecoder(
    parse_int=int, parse_float=_decimal, parse_constant=Unkeepable, object_pairs_hook=_object
)
_CAREFUL: Final = json.JSONDecoder(
    parse_int=_careful, parse_float=_careful, parse_constant=Unkeepable, object_pairs_hook=_object
)


def depth_of(raw: bytes) -> int:
    """
    Return how deep the brackets of *raw* are nested, counted no further than just beyond the limit.

    >>> depth_of(b'{"a": ["[[["]}')
    2
    """
    left = _STRINGS.sub(b"", raw).translate(_ROUND, _NO_BRACKETS)
    depth = 0
    while left and depth <= DEPTH_MAX:
        inner = left.replace(b"()", b"")
        if len(inner) == len(left):
            return min(depth + len(left), DEPTH_MAX + 1)
        left = inner
        depth += 1
    return depth


def split_records(page: bytes, field: str | None) -> list[bytes]:
    """
    Cut a page into the texts of its records, looking at nothing but strings, brackets and commas.

    *field* names the list inside the page's object; None says that the page itself is the list.
    Raises `NotExact` where the brackets do not close, as in a page that was cut short, and where
    there is not exactly one such list.

    >>> split_records(b'{"content": [{"id": 1}, NaN], "last": true}', "content")
    [b'{"id": 1}', b'NaN']
    """
    level = 1 if field is None else 2
    lists: list[list[int]] = []
    is_inside = False
    for depth, mark, position, label in _marks(page):
        if depth != level:
            continue
        if mark == b"[" and label == field:
            lists.append([position])
            is_inside = True
        elif is_inside and mark in (b",", b"]"):
            lists[-1].append(position)
            is_inside = mark == b","
    if len(lists) != 1:
        raise NotExact(f"{len(lists)} lists {field or 'of records'!r} instead of one")
    (edges,) = lists
    records = [page[start + 1 : end].strip() for start, end in pairwise(edges)]
    return [] if records == [b""] else records


def is_closed(text: bytes) -> bool:
    """Whether the brackets and quotes of a text close at its end, as those of one that was cut do not."""
    try:
        return len(list(_marks(text))) > 0
    except NotExact:
        return False


def _marks(page: bytes) -> Iterator[tuple[int, bytes, int, str | None]]:
    """Yield each bracket and comma with its depth, its position, and the text just before it."""
    nested: list[bytes] = []
    label: str | None = None
    is_over = False
    for token in _MARKS.finditer(page):
        mark = token[0]
        if is_over or mark == b'"':
            raise NotExact("something after its end" if is_over else "a text that never ends")
        if mark[:1] == b'"':
            label = mark[1:-1].decode("utf-8", "replace")
            continue
        if mark in (b"{", b"["):
            nested.append(mark)
        yield len(nested), mark, token.start(), label
        label = None
        if mark in _OPENER:
            if not nested or nested.pop() != _OPENER[mark]:
                raise NotExact("brackets that do not match")
            is_over = not nested
    if not is_over or page.rstrip()[-1:] not in (b"}", b"]"):
        raise NotExact("brackets that do not close")
