"""Writes the texts of vendor records from their declaration, and knows what of them must be refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from daysheet.core.fields import ORDINAL, Field
from daysheet.core.records import Record
from tests.engine.values import DEEPER_THAN_ALLOWED, NESTED, TWICE, Values

NULL_SHARE = 0.15
NEW_SHARE = 0.1
NEW_FIELDS = {
    "undocumentedFlag": ("1", '"text"', "null", "0.5", "true"),
    "ñandú": ('{"code": "NEW", "values": [1, null, "two"]}', '["one"]', "{}", "null"),
}
ODD_FIELDS = ('a"b', "back\\slash", "\ud800", "", "\n", "x" * 300)
ODD_VALUES = ("1e400", "NaN", NESTED, TWICE, "9" * 5_000, '"\\ud800"', '"\\u0000"', '"\\u0022"', "[[[[[[[[]]]]]]]]")
NO_LISTS = ("5", "true", '"none"', "{}", "1.5")
NO_OBJECTS = ("5", "true", '"none"', "[]", TWICE)
NO_LINES = ("null", "5", '"line"', "[]", "NaN", TWICE)

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Written:
    """
    The text of a record; `refused` holds the fields of it, by the path of their line, that must be set aside.

    `hostile` counts the values that must be refused, `odd` those in a dress that the vendor does not use every day.
    """

    raw: bytes
    source_id: int
    refused: Mapping[str, set[str]]
    hostile: int
    odd: int


class Writer:
    """Writes records; of their values, a share that is the `hostility` must be refused, and the `oddness` must not."""

    def __init__(self, chance: Random, *, shop_id: int | None, hostility: float = 0.0, oddness: float = 0.0) -> None:
        self._chance = chance
        self._values = Values(chance, oddness)
        self._shop_id = shop_id
        self._hostility = hostility
        self._refused: dict[str, set[str]] = defaultdict(set)
        self._hostile = 0

    def record(self, record: Record, source_id: int) -> Written:
        """Write one record."""
        self._refused.clear()
        self._hostile = self._values.odd = 0
        text = self._object(record, source_id, "")
        refused = _without_what_lies_below({path: set(fields) for path, fields in self._refused.items()})
        return Written(
            raw=text.encode(),
            source_id=source_id,
            refused=refused,
            hostile=self._hostile,
            odd=self._values.odd,
        )

    def _is_hostile(self) -> bool:
        return self._chance.random() < self._hostility

    def _refuse(self, path: str, *fields: str) -> None:
        self._refused[path].update(fields)
        self._hostile += 1

    def _object(self, record: Record, own_id: int, path: str) -> str:
        fields = _fields_of(record)
        keys = {record.columns[name].path for name in record.key}
        pairs = self._pairs(fields, keys, own_id, path, record)
        for name, child in record.children.items():
            self._add_list(pairs, name, child, name in record.optional, path)
        for name in sorted(record.ignored):
            if self._chance.random() < 0.5:
                pairs.append((self._key(name), self._passed_over("undocumentedFlag")))
        return self._written(pairs, path)

    def _pairs(self, fields: Iterable[Field], keys: set[str], own_id: int, path: str, record: Record) -> Pairs:
        pairs: Pairs = []
        inside: dict[str, list[Field]] = defaultdict(list)
        for field in fields:
            name, _, rest = field.path.partition(".")
            if rest:
                inside[name].append(field)
            elif (value := self._value(field, field.path in keys, own_id, path, record)) is not None:
                pairs.append((self._key(name), value))
        for name, inner in inside.items():
            if (value := self._inner(name, inner, path)) is not None:
                pairs.append((self._key(name), value))
        return pairs

    def _value(self, field: Field, is_key: bool, own_id: int, path: str, record: Record) -> str | None:
        """Return the text of a field's value, or None for a field that is left out."""
        if self._is_hostile():
            self._refuse(path, field.path)
            may_be_nothing = field.nullable or field.kind.name == "texts"
            values: list[str | None] = [self._values.hostile(field.kind.name)]
            return self._chance.choice(values if may_be_nothing else [*values, "null", None])
        if is_key:
            return self._id(field, own_id)
        if field.nullable and self._chance.random() < NULL_SHARE:
            return self._chance.choice(("null", None))
        if record.location is not None and field.path == record.location.path and self._shop_id is not None:
            return self._id(field, self._shop_id)
        return self._values.healthy(field.kind.name)

    def _id(self, field: Field, number: int) -> str:
        """Write an id of the field's own kind."""
        if field.kind.name == "uuid":
            return self._values.uuid(number)
        return self._values.string(str(number)) if field.kind.name == "text" else self._values.whole(number)

    def _inner(self, name: str, fields: list[Field], path: str, way: str = "") -> str | None:
        """Write an object inside another; *way* is what of the fields' paths leads to it, with its dot."""
        if self._is_hostile():
            self._refuse(path, *(field.path for field in fields))
            return self._chance.choice(NO_OBJECTS)
        if all(field.nullable for field in fields) and self._chance.random() < NULL_SHARE:
            return self._chance.choice(("null", None))
        way += f"{name}."
        pairs: Pairs = []
        deeper: dict[str, list[Field]] = defaultdict(list)
        for field in fields:
            own, _, rest = field.path.removeprefix(way).partition(".")
            if rest:
                deeper[own].append(field)
            elif (value := self._value(field, False, 0, path, _NO_LOCATION)) is not None:
                pairs.append((self._key(own), value))
        for own, some in deeper.items():
            if (value := self._inner(own, some, path, way)) is not None:
                pairs.append((self._key(own), value))
        if self._chance.random() < NEW_SHARE:
            pairs.append(self._new_field())
        return self._joined(pairs)

    def _add_list(self, pairs: Pairs, name: str, child: Record, is_optional: bool, path: str) -> None:
        if self._is_hostile():
            self._refuse(path, name)
            pairs.append((self._key(name), self._chance.choice(NO_LISTS)))
            return
        if is_optional and self._chance.random() < NULL_SHARE:
            if self._chance.random() < 0.5:
                pairs.append((self._key(name), "null"))
            return
        prefix = f"{path}.{name}" if path else name
        lines = []
        for index in range(self._chance.choice((0, 1, 1, 2, 3))):
            own = f"{prefix}[{index}]"
            if self._is_hostile():
                self._refuse(own, "")
                lines.append(self._chance.choice(NO_LINES))
            else:
                lines.append(self._object(child, self._chance.randint(1, 10**6) * 10 + index, own))
        pairs.append((self._key(name), f"[{self._comma().join(lines)}]"))

    def _written(self, pairs: Pairs, path: str) -> str:
        if self._chance.random() < NEW_SHARE:
            pairs.append(self._new_field())
        if not path and self._is_hostile() and self._chance.random() < 0.3:
            self._refuse(path, "")
            pairs.append(('"undocumentedTree"', DEEPER_THAN_ALLOWED))
        if self._is_hostile():
            self._refuse(path, "")
            name, value = self._chance.choice(pairs)
            pairs.append((name, self._chance.choice((value, "5", '"other"', "null"))))
        return self._joined(pairs)

    def _joined(self, pairs: Pairs) -> str:
        if self._chance.random() < 0.5:
            self._chance.shuffle(pairs)
        colon = self._chance.choice((":", ": ", " :\t"))
        return "{" + self._comma().join(f"{name}{colon}{value}" for name, value in pairs) + "}"

    def _comma(self) -> str:
        return self._chance.choice((",", ", ", " ,\r\n "))

    def _new_field(self) -> tuple[str, str]:
        name = self._chance.choice(tuple(NEW_FIELDS))
        value = self._passed_over(name)
        return self._values.string(self._chance.choice(ODD_FIELDS) if self._values.is_odd() else name), value

    def _passed_over(self, name: str) -> str:
        return self._chance.choice(ODD_VALUES if self._values.is_odd() else NEW_FIELDS[name])

    def _key(self, name: str) -> str:
        is_odd = self._values.is_odd() and self._chance.random() < 0.1
        return f'"\\u{ord(name[0]):04x}{name[1:]}"' if is_odd else f'"{name}"'


_NO_LOCATION = Record(table="none", key=(), columns={})


def _fields_of(record: Record) -> list[Field]:
    """Return the fields of a record by path, each once; a path is nullable where every reading of it is."""
    extra = (record.version, record.location, record.deleted_at)
    found: dict[str, Field] = {}
    for field in [*record.columns.values(), *(each for each in extra if each is not None)]:
        if field.kind is not ORDINAL and (field.path not in found or not field.nullable):
            found[field.path] = field
    return list(found.values())


def _without_what_lies_below(refused: dict[str, set[str]]) -> dict[str, set[str]]:
    """Leave out the lines whose order or job is refused anyway; where an object is no object, nothing else is told."""
    if "" in refused:
        refused = {"": refused[""]}
    kept = {
        path: fields
        for path, fields in refused.items()
        if not any(path.startswith(f"{other}.") for other in refused if other)
    }
    return {path: {""} if "" in fields else fields for path, fields in kept.items()}
