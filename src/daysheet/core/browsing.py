"""What people may ask of a table, as values: which columns it has, which rows are wanted, and where a page begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from daysheet.core.errors import SettingWrong

LOCATION: Final = "location_id"
# How the comment of a column with personal data begins.
PERSONAL: Final = "pii:"
# Types whose order is total and whose comparison the database lets through the tenants' wall to an index.
SORTABLE: Final = frozenset(
    {"bigint", "integer", "smallint", "text", "uuid", "date", "timestamp with time zone", "boolean"}
)
RANGES: Final = {"from": ">=", "until": "<"}
FILTERS_MAX: Final = 20
VALUES_MAX: Final = 500


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column that the asker may read."""

    name: str
    type: str
    meaning: str
    is_never_null: bool

    @property
    def is_personal(self) -> bool:
        """Whether it holds personal data, as its comment says."""
        return self.meaning.startswith(PERSONAL)


@dataclass(frozen=True, kw_only=True)
class BrowsedTable:
    """
    A table or view as somebody may read it.

    `key` are the columns that tell its rows apart. A view says them in its comment: "Key: location_id, metric_date."
    """

    schema: str
    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """Its name with its schema, as people write it."""
        return f"{self.schema}.{self.name}"

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Its columns by name."""
        return {each.name: each for each in self.columns}

    def column(self, name: str) -> Column:
        """Return a column; raises `SettingWrong`."""
        if name not in self.by_name:
            raise SettingWrong(f"{self.full_name} has no column {name!r}.")
        return self.by_name[name]


@dataclass(frozen=True, kw_only=True)
class Sorting:
    """A column to sort by."""

    column: str
    is_descending: bool = False


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A condition on a column: equal to one of *values*, or beyond or below one of them."""

    column: str
    sign: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Browsing:
    """
    Which rows of a table are wanted: columns, conditions, order, and the row that the page comes after.

    A page that `is_backwards` comes before that row, nearest first.
    """

    table: BrowsedTable
    columns: tuple[str, ...]
    filters: tuple[Filter, ...]
    order: tuple[Sorting, ...]
    limit: int
    after: tuple[Any, ...] | None = None
    is_backwards: bool = False

    def after_row(self, position: tuple[Any, ...]) -> Browsing:
        """Return the same for the page after a row, of which *position* has the values it is ordered by."""
        return replace(self, after=position)

    def before_row(self, position: tuple[Any, ...]) -> Browsing:
        """Return the same for the page before such a row."""
        return replace(self, after=position, is_backwards=True)


_KEY_IN_COMMENT: Final = re.compile(r"\bKey: ([a-z_0-9]+(?:, [a-z_0-9]+)*)\.")


def key_in(comment: str) -> tuple[str, ...]:
    """
    Return the key that a view's comment names.

    >>> key_in("Figures of a day. Key: location_id, metric_date.")
    ('location_id', 'metric_date')
    """
    found = _KEY_IN_COMMENT.search(comment)
    return tuple(found[1].split(", ")) if found else ()


def wanted(
    table: BrowsedTable, asked: Mapping[str, str], *, fields: str | None, sort: str | None, limit: int
) -> Browsing:
    """
    Return what *asked* means: `status=POSTED,COMPLETE`, `posted_on.from=2026-01-01`, `posted_on.until=2026-02-01`.

    Raises `SettingWrong` for a column that is not there or cannot be sorted by.
    """
    if len(asked) > FILTERS_MAX:
        raise SettingWrong(f"At most {FILTERS_MAX} conditions at once.")
    filters = tuple(_filter(table, name, text) for name, text in asked.items())
    columns = tuple(each.name for each in table.columns)
    if fields is not None:
        columns = tuple(table.column(name.strip()).name for name in fields.split(","))
    order = tuple(_sorting(table, word.strip()) for word in sort.split(",")) if sort else ()
    named = {each.column for each in order}
    order += tuple(Sorting(column=name) for name in table.key if name not in named)
    return Browsing(table=table, columns=columns, filters=filters, order=order, limit=limit)


def _filter(table: BrowsedTable, name: str, text: str) -> Filter:
    column, _, kind = name.partition(".")
    table.column(column)
    if kind:
        if kind not in RANGES:
            raise SettingWrong(f"{name!r} is no condition. Conditions: {column}, {column}.from, {column}.until.")
        return Filter(column=column, sign=RANGES[kind], values=(text,))
    values = tuple(text.split(","))
    if len(values) > VALUES_MAX:
        raise SettingWrong(f"At most {VALUES_MAX} values for {column!r} at once.")
    return Filter(column=column, sign="=", values=values)


def _sorting(table: BrowsedTable, word: str) -> Sorting:
    column = table.column(word.removeprefix("-"))
    if column.type not in SORTABLE:
        raise SettingWrong(f"{table.full_name} cannot be sorted by {column.name!r}.")
    return Sorting(column=column.name, is_descending=word.startswith("-"))
