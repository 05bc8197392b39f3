"""
Compiles a declared record into a typed decoder and a function that makes its rows.

The fast decoder is strict: it takes plain integer literals, plain text and full instants, and
knows every field by name. Whatever it does not take goes to `core.reading`, which says what the
declaration means; `tests/engine` holds the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec

from daysheet.core.fields import (
    EARLIEST_AT,
    LATEST_AT,
    ORDINAL,
    REFUSED,
    Field,
    take_day,
    take_day_or_zero,
    take_decimal,
    take_dollars,
)
from daysheet.core.records import Record

EXACT_INT_MAX: Final = 2**53 - 1
WHOLE: Final = Annotated[int, msgspec.Meta(ge=-EXACT_INT_MAX, le=EXACT_INT_MAX)]
_INSTANT: Final = Annotated[datetime, msgspec.Meta(tz=True)]
_SCALAR: Final = str | bool | int | float | None | msgspec.UnsetType
_CONTAINED_LEVELS_MAX: Final = 32
_LEARNED_NAMES_MAX: Final = 200
_LEARNED_NAME: Final = re.compile(r"[^\x00-\x1f\x7f\"\\\ud800-\udfff]{1,100}")
_TYPES: Final[Mapping[str, Any]] = {
    "whole_number": WHOLE,
    "cents": WHOLE,
    "decimal": Decimal,
    "text": str,
    "flag": bool,
    "instant": _INSTANT,
    "local_day": _INSTANT,
    "texts": str | list[str],
    "uuid": UUID,
    "dollars": Decimal,
    "day": int | str,
    "day_or_zero": int | str,
}
# Kinds whose values are made from what was sent, by the very rule that says what they mean.
_MADE: Final[Mapping[str, Callable[[Any], Any]]] = {
    "dollars": take_dollars,
    "day": take_day,
    "day_or_zero": take_day_or_zero,
}


@dataclass
class Shape:
    """
    The fields of one JSON object: values, objects inside it, lists of lines, and names to pass over.

    `passed_over` also tells whether an object or a list was seen under a name, and not only plain values.
    """

    record: Record | None = None
    values: dict[str, Field] = field(default_factory=dict)
    objects: dict[str, Shape] = field(default_factory=dict)
    lists: dict[str, Shape] = field(default_factory=dict)
    passed_over: dict[str, bool] = field(default_factory=dict)
    optional_lists: frozenset[str] = frozenset()
    is_nullable: bool = True

    def name_of(self, json_name: str) -> str:
        """Return the attribute that holds a field."""
        return f"f{self._names().index(json_name)}"

    def _names(self) -> list[str]:
        return [*self.values, *self.objects, *self.lists, *self.passed_over]

    def struct(self, name: str) -> type[msgspec.Struct]:
        """Make the typed object."""
        fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
        rename: dict[str, str] = {}
        for position, json_name in enumerate(self._names()):
            attribute = f"f{position}"
            rename[attribute] = json_name
            fields.append(self._typed(attribute, json_name, name))
        fields.sort(key=len)
        return msgspec.defstruct(name, fields, rename=rename, forbid_unknown_fields=True, gc=False, kw_only=True)

    def _typed(self, attribute: str, json_name: str, name: str) -> tuple[str, Any] | tuple[str, Any, Any]:
        kind: Any
        if json_name in self.values:
            read = self.values[json_name]
            kind, nullable = _TYPES[read.kind.name], read.nullable
        elif json_name in self.objects:
            inner = self.objects[json_name]
            kind, nullable = inner.struct(f"{name}_{attribute}"), inner.is_nullable
        elif json_name in self.lists:
            line = self.lists[json_name].struct(f"{name}_{attribute}")
            kind, nullable = list[line], json_name in self.optional_lists  # type: ignore[valid-type]  # made just now
        else:
            return attribute, Any if self.passed_over[json_name] else _SCALAR, msgspec.UNSET
        if nullable:
            return attribute, kind | None | msgspec.UnsetType, msgspec.UNSET
        return attribute, kind

    def learn(self, document: object) -> bool:
        """Pass over what *document* holds and nobody declared; return whether there was anything new."""
        if not isinstance(document, dict):
            return False
        found = False
        for name, value in document.items():
            if name in self.values:
                continue
            if name in self.objects:
                found = self.objects[name].learn(value) or found
            elif name in self.lists:
                for item in value if isinstance(value, list) else ():
                    found = self.lists[name].learn(item) or found
            else:
                found = self._pass_over(name, is_container=isinstance(value, dict | list)) or found
        return found

    def _pass_over(self, name: str, *, is_container: bool) -> bool:
        known = self.passed_over.get(name)
        if known or known is is_container or (known is None and not self._may_learn(name)):
            return False
        self.passed_over[name] = is_container
        return True

    def _may_learn(self, name: str) -> bool:
        return len(self.passed_over) < _LEARNED_NAMES_MAX and _LEARNED_NAME.fullmatch(name) is not None


def shape_of(record: Record) -> Shape:
    """Return the shape of a record's objects, as declared."""
    ignored = dict.fromkeys(sorted(record.ignored), False)
    shape = Shape(record=record, optional_lists=record.optional, passed_over=ignored)
    extra = (record.version, record.location, record.deleted_at)
    for each in [*record.columns.values(), *(one for one in extra if one is not None)]:
        if each.kind is ORDINAL:
            continue
        *way, leaf = each.path.split(".")
        at = shape
        for step in way:
            at = at.objects.setdefault(step, Shape())
            at.is_nullable = at.is_nullable and each.nullable
        known = at.values.get(leaf)
        at.values[leaf] = each if known is None or known.nullable else known
    for name, child in record.children.items():
        shape.lists[name] = shape_of(child)
    return shape


@dataclass(frozen=True)
class Compiled:
    """
    The fast way of one record: decoder, check and rows.

    `is_plain(order, location_id)` tells whether every value may be taken as it is;
    `explode(order, fetched_at, day, out, silent)` appends the rows of the whole tree.
    """

    decode: Callable[[bytes], Any]
    encode: Callable[[Any], bytes]
    is_plain: Callable[[Any, Any], bool]
    explode: Callable[
        [Any, datetime, Callable[[datetime | None], Any], Mapping[str, list[Any]], Mapping[str, list[Any]]], None
    ]


class _Decimals(set[str]):
    """Decimals known to be within bounds, as written: a shop has few different hours and quantities."""

    SIZE_MAX = 5_000

    def has(self, value: Decimal) -> bool:
        """Whether a value not seen before is within bounds."""
        if take_decimal(value) is REFUSED:
            return False
        if len(self) < self.SIZE_MAX:
            self.add(str(value))
        return True


def _is_shallow(value: object, levels: int = _CONTAINED_LEVELS_MAX) -> bool:
    """Whether a value is nested so little that the exact reader would not mind."""
    if isinstance(value, dict):
        value = list(value.values())
    return not isinstance(value, list) or (levels > 0 and all(_is_shallow(each, levels - 1) for each in value))


def compile_record(shape: Shape) -> Compiled:
    """Compile a shape; the source is made from declared names only."""
    struct = shape.struct("Root")
    decimals = _Decimals()
    names: dict[str, Any] = {
        "UNSET": msgspec.UNSET,
        "EARLIEST": EARLIEST_AT.year,
        "LATEST": LATEST_AT.year,
        "decimals": decimals,
        "is_decimal": decimals.has,
        "is_shallow": _is_shallow,
        "REFUSED": REFUSED,
        **{f"take_{kind}": take for kind, take in _MADE.items()},
    }
    source = "\n".join([*_is_plain_source(shape), *_explode_source(shape)])
    exec(compile(source, "<compiled record>", "exec"), names)  # noqa: S102  made from declarations, never from data
    return Compiled(
        decode=msgspec.json.Decoder(struct, strict=True).decode,
        encode=msgspec.json.Encoder(decimal_format="number").encode,
        is_plain=names["is_plain"],
        explode=names["explode"],
    )


def _is_plain_source(shape: Shape) -> Iterator[str]:
    yield "def is_plain(o, location):"
    record = shape.record
    assert record is not None
    if record.location is not None:
        place = f"o.{shape.name_of(record.location.path)}"
        yield f"    if location is not None and {place} is not None and {place} is not UNSET and {place} != location:"
        yield "        return False"
    yield from _checks(shape, "o", 1, "    ")
    yield "    return True"


def _checks(shape: Shape, variable: str, depth: int, indent: str) -> Iterator[str]:
    for name, read in shape.values.items():
        value = f"{variable}.{shape.name_of(name)}"
        test = _test_of(read, value)
        if test:
            guard = f"{value} is not None and {value} is not UNSET and " if read.nullable else ""
            yield f"{indent}if {guard}not ({test}):"
            yield f"{indent}    return False"
    for name in (each for each, is_container in shape.passed_over.items() if is_container):
        yield f"{indent}if not is_shallow({variable}.{shape.name_of(name)}):"
        yield f"{indent}    return False"
    for name, inner in shape.objects.items():
        lines = list(_checks(inner, f"n{depth}", depth + 1, indent + "    "))
        if lines:
            yield f"{indent}n{depth} = {variable}.{shape.name_of(name)}"
            yield f"{indent}if n{depth}:"
            yield from lines
    for name, line in shape.lists.items():
        items = f"l{depth}"
        yield f"{indent}{items} = {variable}.{shape.name_of(name)}"
        if (own_key := _key_of(line, f"x{depth}")) is not None:
            keys = f"{{{own_key} for x{depth} in {items}}}"
            yield f"{indent}if {items} and len({items}) > 1 and len({keys}) < len({items}):"
            yield f"{indent}    return False"
        inner_lines = list(_checks(line, f"x{depth}", depth + 1, indent + "    "))
        if inner_lines:
            yield f"{indent}for x{depth} in {items} or ():"
            yield from inner_lines


def _test_of(read: Field, value: str) -> str | None:
    if read.kind.name in ("instant", "local_day"):
        # The years at the edges are left to the exact reader: an offset may carry them over.
        return f"EARLIEST < {value}.year < LATEST - 1 and not {value}.microsecond"
    if read.kind.name == "decimal":
        return f"str({value}) in decimals or is_decimal({value})"
    if read.kind.name in _MADE:
        return f"take_{read.kind.name}({value}) is not REFUSED"
    return None


def _key_of(shape: Shape, variable: str) -> str | None:
    assert shape.record is not None
    fields = [shape.record.columns[name] for name in shape.record.key]
    parts = [_value(shape, each.path.split("."), variable, each) for each in fields if each.kind is not ORDINAL]
    return None if len(parts) < len(fields) else f"({', '.join(parts)},)"


def _value(shape: Shape, way: list[str], variable: str, read: Field) -> str:
    attribute = f"{variable}.{shape.name_of(way[0])}"
    if len(way) > 1:
        inner = shape.objects[way[0]]
        found = _value(inner, way[1:], attribute, read)
        return f"({found} if {attribute} else None)" if inner.is_nullable else found
    if read.kind.name == "texts":
        return f"([{attribute}] if isinstance({attribute}, str) else {attribute} or [])"
    made = "day" if read.kind.name == "local_day" else f"take_{read.kind.name}" if read.kind.name in _MADE else None
    if not shape.values[way[0]].nullable:
        return f"{made}({attribute})" if made else attribute
    found = f"(v if (v := {attribute}) is not UNSET else None)"
    if made and made != "day":
        return f"({made}(v) if (v := {attribute}) is not UNSET and v is not None else None)"
    return f"{made}({found})" if made else found


def _row(shape: Shape, variable: str, position: str) -> str:
    assert shape.record is not None
    parts = [
        position if each.kind is ORDINAL else _value(shape, each.path.split("."), variable, each)
        for each in shape.record.columns.values()
    ]
    return ", ".join(parts)


def _explode_source(shape: Shape) -> Iterator[str]:
    record = shape.record
    assert record is not None
    yield "def explode(o, fetched_at, day, out, silent):"
    read = record.deleted_at
    yield f"    gone = {'None' if read is None else _value(shape, read.path.split('.'), 'o', read)}"
    yield f"    reason = None if gone is None else {'vendor'!r}"
    yield f"    out[{record.table!r}].append(({_row(shape, 'o', '1')}, gone, reason, fetched_at, True))"
    keys = [f"k0_{number}" for number in range(len(record.key))]
    yield from (
        f"    {key} = {_value(shape, record.columns[name].path.split('.'), 'o', record.columns[name])}"
        for key, name in zip(keys, record.key, strict=True)
    )
    yield from _explode_lists(shape, "o", keys, keys, 1, "    ")


def _explode_lists(
    shape: Shape, variable: str, ancestors: list[str], root: list[str], depth: int, indent: str
) -> Iterator[str]:
    for name, line in shape.lists.items():
        record = line.record
        assert record is not None
        items, item, position = f"l{depth}", f"x{depth}", f"i{depth}"
        yield f"{indent}{items} = {variable}.{shape.name_of(name)}"
        yield f"{indent}if {items}:"
        row = f"({', '.join(ancestors)}, {_row(line, item, position)})"
        loop = f"for {position}, {item} in enumerate({items}, 1)" if position in row else f"for {item} in {items}"
        yield f"{indent}    out[{record.table!r}] += [{row} {loop}]"
        keys = [f"k{depth}_{number}" for number in range(len(record.key))]
        inner = list(_explode_lists(line, item, [*ancestors, *keys], root, depth + 1, indent + "        "))
        if inner:
            yield f"{indent}    for {position}, {item} in enumerate({items}, 1):"
            for key, column in zip(keys, record.key, strict=True):
                read = record.columns[column]
                found = position if read.kind is ORDINAL else _value(line, read.path.split("."), item, read)
                yield f"{indent}        {key} = {found}"
            yield from inner
        if name in shape.optional_lists:
            yield f"{indent}elif {items} is None or {items} is UNSET:"
            yield from (
                f"{indent}    silent[{table!r}].append(({', '.join(root)},))" for table in _tables_below(record)
            )


def _tables_below(record: Record) -> list[str]:
    return [record.table, *(name for child in record.children.values() for name in _tables_below(child))]
