"""What the columns of a record are to people: its name, its state, words for its codes, telephones, and mere ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from daysheet.core.browsing import BrowsedTable, Column
from daysheet.core.fields import TEXT
from daysheet.operations.browsing.record_kinds import Declared

# What people call a record by, the best first: several columns together, or the end of one column's name.
TOGETHER: Final = (("first_name", "last_name"), ("year", "make", "model"))
NAMES: Final = ("number", "name", "title")
STATES: Final = ("status", "label")
STAMPS: Final = ("created_at", "updated_at", "first_seen_at", "changed_at")
CODES: Final = ("id", "code", "key", "position", "order")
NUMBERS: Final = frozenset({"bigint", "integer", "smallint"})
# A column of codes says in its comment what they mean: "0 mobile, 1 home; others are kept as sent."
_CODE: Final = re.compile(r"(\d+) ([^\d\s,][^,]*)")


def code_words(column: Column) -> Mapping[str, str]:
    """
    Return what the codes of a column mean; nothing where its comment does not say so.

    >>> code_words(Column(name="a", type="bigint", meaning="0 mobile, 1 home; 4 was seen.", is_never_null=True))
    {'0': 'mobile', '1': 'home'}
    >>> code_words(Column(name="a", type="bigint", meaning="Trucks; 0 for none.", is_never_null=True))
    {}
    """
    if column.type not in NUMBERS:
        return {}
    told = [_CODE.fullmatch(each) for each in re.split(r"[;.]", column.meaning)[0].split(", ")]
    found = {each[1]: each[2] for each in told if each is not None and not each[2].startswith("and more")}
    return found if len(found) > 1 and None not in told else {}


def is_telephone(table: BrowsedTable, column: Column) -> bool:
    """Whether a column holds somebody's telephone number, which is shown only when it is asked for."""
    return column.is_personal and "phone" in f"{table.name} {column.name}"


def is_code(column: Column) -> bool:
    """Whether a column is there for programs: an id, a code beside its words, a place in a list."""
    is_day = column.type.startswith(("date", "timestamp"))
    return column.type == "uuid" or (not is_day and column.name.split("_")[-1] in CODES)


def in_reading_order(table: BrowsedTable, columns: Sequence[Column], state: str | None = None) -> list[Column]:
    """Return columns as people read a record: its name, its state, other names, days, the rest, stamps, then codes."""
    names = next(_names(table), ())

    def rank(column: Column) -> int:
        end = column.name.split("_")[-1]
        is_name = end in NAMES and not is_telephone(table, column)
        ranks = (
            column.name in names,
            column.name == state or end in STATES,
            is_name,
            column.type == "date",
            not is_code(column) and not column.name.endswith(STAMPS),
            not is_code(column),
        )
        return ranks.index(True) if True in ranks else len(ranks)

    return sorted(columns, key=rank)


def state_column(declared: Declared | None, table: BrowsedTable) -> str | None:
    """Return the column that says how a record stands: the first with a vocabulary, or one called so."""
    if declared is not None:
        record = declared.table.record
        for name in record.words:
            column = table.by_name.get(name)
            is_state = name.split("_")[-1] in STATES
            if column is not None and (record.columns[name].kind is TEXT or (is_state and code_words(column))):
                return name
    told = [each.name for each in table.columns if each.type == "text" or code_words(each)]
    return next((name for word in STATES for name in told if name.split("_")[-1] == word), None)


def called(table: BrowsedTable, row: Mapping[str, Any]) -> str:
    """Return what people call a row: its number, its name, or the last part of its key."""
    return next((" ".join(words) for names in _names(table) if (words := _said(row, names))), str(row[table.key[-1]]))


def name_columns(table: BrowsedTable, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns that a row is called by."""
    return next((names for names in _names(table) if _said(row, names)), ())


def _said(row: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    return [str(row[name]) for name in names if row.get(name) not in (None, "")]


def _names(table: BrowsedTable) -> Iterator[tuple[str, ...]]:
    """Yield the columns that can be a row's name, the best first."""
    for names in TOGETHER:
        if table.by_name.keys() >= set(names):
            yield names
    for word in NAMES:
        for column in table.columns:
            if column.name.split("_")[-1] == word and not _is_of_another(table, column):
                yield (column.name,)


def _is_of_another(table: BrowsedTable, column: Column) -> bool:
    """Whether a name or number is not the row's own: part of its key, a telephone, or of what an id beside it names."""
    thing = column.name.rpartition("_")[0]
    ids = (each.name for each in table.columns if each.name.endswith(("_id", "_code")) and each.name not in table.key)
    is_named = thing != "" and any(f"_{each.rpartition('_')[0]}".endswith(f"_{thing}") for each in ids)
    return column.name in table.key or is_telephone(table, column) or is_named
