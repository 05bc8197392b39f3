"""What the vendors' declarations say of a table: which record it holds, what stands below it, and what it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from daysheet.core.browsing import BrowsedTable
from daysheet.core.records import Table, tables_of
from daysheet.core.vendor import Stream, Vendor


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A table as a vendor's declarations have it: its stream, and its place in the tree of the stream's record."""

    vendor: Vendor
    stream: Stream
    table: Table

    @property
    def is_root(self) -> bool:
        """Whether its rows are records of their own, and no lines of others."""
        return self.table.is_root

    def below(self) -> Iterator[Table]:
        """Yield the tables of its lines, and of theirs, parents first."""
        depth = len(self.table.path)
        for each in tables_of(self.stream.record):
            if len(each.path) > depth and each.path[:depth] == self.table.path:
                yield each

    def source_id(self, row: Mapping[str, Any]) -> str:
        """Return the vendor's id of the record that a row is, or is a line of."""
        return "/".join(str(row[name]) for name in self.table.key[: len(self.stream.record.key)])

    def owner_key(self, row: Mapping[str, Any]) -> tuple[Table, tuple[Any, ...]] | None:
        """Return the table of the record or line that a line hangs on, with the values of its key."""
        if self.is_root:
            return None
        owner = next(each for each in tables_of(self.stream.record) if each.path == self.table.path[:-1])
        return owner, tuple(row[name] for name in self.table.ancestors)


def declared(vendors: Mapping[str, Vendor], table: BrowsedTable) -> Declared | None:
    """Return what is declared of a table; None for one that is made from others."""
    for vendor in vendors.values():
        for stream in vendor.streams if vendor.schema == table.schema else ():
            for each in tables_of(stream.record) if stream.points_to is None else ():
                if each.name == table.name:
                    return Declared(vendor=vendor, stream=stream, table=each)
    return None


def named_by(vendors: Mapping[str, Vendor], schema: str) -> dict[str, Table]:
    """Return the records that columns of other tables name, by the column: their key as their lines have it."""
    found: dict[str, Table] = {}
    for vendor in vendors.values():
        for stream in vendor.streams if vendor.schema == schema else ():
            root = tables_of(stream.record)[0]
            for column, alias in zip(root.record.key, root.record.parent_columns(), strict=True):
                if alias != column and len(root.record.key) == 1 and stream.points_to is None:
                    found.setdefault(alias, root)
    return found


def kind_of(table: BrowsedTable) -> str:
    """
    Return what one row of a table is, in words.

    >>> table = BrowsedTable(schema="shop", name="repair_orders", meaning="", columns=(), key=())
    >>> kind_of(table)
    'repair order'
    """
    words = table.name.replace("_", " ")
    for many, one in (("ies", "y"), ("ches", "ch"), ("sses", "ss"), ("ss", "ss"), ("cs", "cs"), ("s", "")):
        if words.endswith(many):
            return words.removesuffix(many) + one
    return words
