"""
Decodes records: fast where every value is plain, exactly where one is not.

The fast way may be believed because nothing gets lost in it unseen: the decoded object, written
again, has as many quotes as the text it came from. A key that comes twice, or a number sent as
text, changes that count, and the record is read exactly instead.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from daysheet.core.fields import day_at
from daysheet.core.reading import Reading, Row, Scope, Setback, read_record, source_id_of
from daysheet.core.records import Record, tables_of
from daysheet.engine.compiling import WHOLE, Compiled, Shape, compile_record, shape_of

RECOMPILED_MAX: Final = 30
_HEAD_TYPES: Final[Mapping[str, Any]] = {"whole_number": WHOLE, "text": str, "uuid": UUID}

# What the fast way would not see: a NUL, which no table takes; a quote that escapes the count of
# quotes; and a fraction of a second that the fast decoder rounds up to the next one.
ESCAPED_NUL: Final = b"\\u0000"
ESCAPED_QUOTE: Final = b"\\u0022"
FRACTION_ROUNDED_UP: Final = b".999999"


@dataclass(kw_only=True)
class Rows:
    """Rows of many records by table, with what the exact reader had to say about some of them."""

    by_table: dict[str, list[Row]]
    silent: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    kept_keys: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    setbacks: list[tuple[str | None, bytes, Setback]] = field(default_factory=list)
    new_fields: Counter[str] = field(default_factory=Counter)
    unknown_words: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """Number of rows over all tables."""
        return sum(map(len, self.by_table.values()))


class Head(NamedTuple):
    """What has to be known of a record before it is worth decoding: its id and its version."""

    source_id: str
    version_at: datetime | None
    key: int | str


class Decoder:
    """Reads the records of one declaration; it learns which undeclared fields the vendor sends."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.tables = tables_of(record)
        self.fingerprint = record.fingerprint()
        self.read_fast = 0
        self.read_exactly = 0
        self._shape: Shape = shape_of(record)
        self._compiled: Compiled = compile_record(self._shape)
        self._recompiled = 0
        self._head = _compile_head(record)

    def new_rows(self) -> Rows:
        """Return empty rows for this record's tables."""
        return Rows(by_table={table.name: [] for table in self.tables})

    def head(self, raw: bytes, scope: Scope, fetched_at: datetime) -> Head | None:
        """Return id and version of a record, read exactly where they are not plain; None where there is no id."""
        return self._head(raw) or self._exact_head(raw, scope, fetched_at)

    def _exact_head(self, raw: bytes, scope: Scope, fetched_at: datetime) -> Head | None:
        reading = read_record(self.record, raw, scope, fetched_at)
        if reading.source_id is None:
            return None
        is_number = self.record.columns[self.record.key[0]].kind.name == "whole_number" and len(self.record.key) == 1
        return Head(reading.source_id, reading.version_at, int(reading.source_id) if is_number else reading.source_id)

    def sure_head(self, raw: bytes, scope: Scope, fetched_at: datetime) -> Head | None:
        """Return the head of a record whose text may contradict itself: None where a key comes twice."""
        if self._decoded(raw) is not None:
            return self.head(raw, scope, fetched_at)
        return self._exact_head(raw, scope, fetched_at)

    def read(self, raw: bytes, scope: Scope, fetched_at: datetime, rows: Rows) -> Reading | None:
        """
        Append the rows of one record to *rows*.

        Returns None where the record was plain, else what the exact reader made of it; its rows
        are in *rows* too, unless the whole record was refused.
        """
        if self._read_fast(raw, scope, fetched_at, rows):
            self.read_fast += 1
            return None
        self.read_exactly += 1
        reading = read_record(self.record, raw, scope, fetched_at)
        rows.setbacks += [(reading.source_id, raw, setback) for setback in reading.setbacks]
        if reading.is_refused:
            return reading
        self._take(reading, rows)
        self._learn(reading.document)
        return reading

    def _read_fast(self, raw: bytes, scope: Scope, fetched_at: datetime, rows: Rows) -> bool:
        found = self._decoded(raw)
        if found is None or not self._compiled.is_plain(found, scope.location_id):
            return False
        self._compiled.explode(found, fetched_at, _day_in(scope), rows.by_table, rows.silent)
        return True

    def _decoded(self, raw: bytes) -> Any:
        """Return the decoded object, or None where something of the text would get lost in it."""
        if FRACTION_ROUNDED_UP in raw or (b"\\" in raw and (ESCAPED_NUL in raw or ESCAPED_QUOTE in raw)):
            return None
        try:
            found = self._compiled.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        return found if self._compiled.encode(found).count(b'"') == raw.count(b'"') else None

    def _take(self, reading: Reading, rows: Rows) -> None:
        for table, found in reading.rows.items():
            rows.by_table[table] += found
        for table, keys in reading.kept_keys.items():
            rows.kept_keys[table] += keys
        root_row = reading.rows[self.record.table][0]
        root_key = tuple(root_row[list(self.record.columns).index(name)] for name in self.record.key)
        for table in reading.silent_tables:
            rows.silent[table].append(root_key)
        rows.new_fields.update(reading.new_fields)

    def _learn(self, document: object) -> None:
        if self._recompiled < RECOMPILED_MAX and self._shape.learn(document):
            self._recompiled += 1
            self._compiled = compile_record(self._shape)

    def count_unknown_words(self, rows: Rows) -> None:
        """Note the words of *rows* that are not in the vocabulary; they are kept as they are."""
        for table in self.tables:
            for column, known in table.record.words.items():
                position = table.columns.index(column)
                unknown = {row[position] for row in rows.by_table[table.name]} - known - {None}
                if unknown:
                    found = (row[position] for row in rows.by_table[table.name])
                    counted = Counter(str(word)[:80] for word in found if word in unknown)
                    rows.unknown_words.update({(f"{table.name}.{column}", word): n for word, n in counted.items()})


def _day_in(scope: Scope) -> Callable[[datetime | None], date | None]:
    zone = scope.zone
    return lambda at: day_at(at, zone)


def _compile_head(record: Record) -> Callable[[bytes], Head | None]:
    key = [record.columns[name] for name in record.key]
    if any("." in each.path or each.kind.name not in _HEAD_TYPES for each in key):
        return lambda raw: None
    fields: list[Any] = [(f"k{number}", _HEAD_TYPES[each.kind.name]) for number, each in enumerate(key)]
    rename = {f"k{number}": each.path for number, each in enumerate(key)}
    if record.version is not None:
        fields.append(("version", datetime))
        rename["version"] = record.version.path
    struct: Any = msgspec.defstruct("Head", fields, rename=rename, gc=False)
    decode = msgspec.json.Decoder(struct, strict=True).decode
    has_version = record.version is not None
    is_number = key[0].kind.name == "whole_number"

    def head(raw: bytes) -> Head | None:
        try:
            found: Any = decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        version = found.version if has_version else None
        if version is not None and (version.tzinfo is None or version.microsecond):
            return None
        own = tuple(getattr(found, f"k{n}") for n in range(len(key)))
        if any(isinstance(each, str) and "\0" in each for each in own):
            return None
        source_id = source_id_of(own)
        return Head(source_id, version, own[0] if len(own) == 1 and is_number else source_id)

    return head
