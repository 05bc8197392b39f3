"""
A record declared: which fields of a vendor's object become which columns of which table.

A declaration holds no loops and no conditions. `reading.py` says what it means, exactly and
slowly; the engine compiles the same declaration into a fast decoder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from daysheet.core.fields import Field

BOOKKEEPING: Final = ("deleted_at", "deleted_reason", "changed_at", "is_complete")


@dataclass(frozen=True, kw_only=True)
class Record:
    """
    How one kind of object becomes one row, and its lists become rows of child tables.

    `key` names the columns that tell a row from its siblings; a child's full key is its
    ancestors' keys, then its own. `as_parent` renames a key column where it stands in the
    children's rows. `optional` children may be null or missing, which says nothing about them;
    any other list that is missing makes the whole object unreadable. `version` is the field that
    tells a newer object from an older one. `words` are the vocabulary: an unknown word is kept
    and reported, never replaced. Of a top-level record that `is_kept`, the last object as it was
    sent stays beside its rows.
    """

    table: str
    columns: Mapping[str, Field]
    key: tuple[str, ...]
    as_parent: Mapping[str, str] = field(default_factory=dict)
    children: Mapping[str, Record] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    version: Field | None = None
    location: Field | None = None
    deleted_at: Field | None = None
    words: Mapping[str, frozenset[str | int]] = field(default_factory=dict)
    is_kept: bool = False

    def parent_columns(self) -> tuple[str, ...]:
        """Return the names this record's own key has in its children's rows."""
        return tuple(self.as_parent.get(name, name) for name in self.key)

    @cached_property
    def key_places(self) -> tuple[int, ...]:
        """Where the key's columns stand among the columns."""
        names = list(self.columns)
        return tuple(names.index(name) for name in self.key)

    @cached_property
    def known_fields(self) -> frozenset[str]:
        """The names that an object of this record may have, at its own level."""
        fields = [*self.columns.values(), self.version, self.location, self.deleted_at]
        read = {each.path.split(".")[0] for each in fields if each is not None and each.path}
        return frozenset(read | set(self.children) | self.ignored)

    def fingerprint(self) -> bytes:
        """Return a digest of the declaration: a record that is read in a new way counts as changed."""
        return hashlib.blake2b(repr(self._described()).encode(), digest_size=16).digest()

    def _described(self) -> tuple[object, ...]:
        extra = (self.version, self.location, self.deleted_at)
        return (
            self.table,
            self.key,
            [(name, each.path, each.kind.name, each.nullable) for name, each in self.columns.items()],
            [(each.path, each.kind.name) for each in extra if each is not None],
            sorted(self.optional),
            [(name, child._described()) for name, child in self.children.items()],
            *(("kept",) if self.is_kept else ()),
        )


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a record's tree: its record, its place in the tree, and its staged columns."""

    record: Record
    path: tuple[str, ...]
    ancestors: tuple[str, ...]
    is_root: bool

    @property
    def name(self) -> str:
        """Name of the table, within the vendor's schema."""
        return self.record.table

    @property
    def key(self) -> tuple[str, ...]:
        """Key columns within one location: the ancestors', then its own."""
        return (*self.ancestors, *self.record.key)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of a staged row, in order."""
        own = (*self.ancestors, *self.record.columns)
        return (*own, *BOOKKEEPING) if self.is_root else own


def tables_of(record: Record) -> tuple[Table, ...]:
    """Return the tables of a record's tree, parents before children."""
    return tuple(_walk(record, (), ()))


def _walk(record: Record, path: tuple[str, ...], ancestors: tuple[str, ...]) -> Iterator[Table]:
    yield Table(record=record, path=path, ancestors=ancestors, is_root=not path)
    inherited = (*ancestors, *record.parent_columns())
    for name, child in record.children.items():
        yield from _walk(child, (*path, name), inherited)
