"""Compares rows that ought to be there with rows that are: field by field, nothing rounded, nothing forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field that differs, or a row that is missing or left over."""

    table: str
    key: tuple[Any, ...]
    column: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        if not self.column:
            return f"{self.table} {self.key}: {'missing' if self.found is None else 'left over'}"
        return f"{self.table} {self.key}.{self.column}: expected {self.expected!r}, found {self.found!r}"


def differences(table: str, key: Sequence[str], expected: Iterable[Row], found: Iterable[Row]) -> list[Difference]:
    """
    Return every difference between the rows that a table ought to have and those it has.

    Only columns of the expected rows are compared. The result is empty where all agree.
    """
    mine: dict[tuple[Any, ...], Row] = {}
    wrong: list[Difference] = []
    for row in found:
        own = tuple(row[name] for name in key)
        if own in mine:
            wrong.append(Difference(table=table, key=own, column="", expected=None, found=row))
        mine[own] = row
    for row in expected:
        own = tuple(row[name] for name in key)
        held = mine.pop(own, None)
        if held is None:
            wrong.append(Difference(table=table, key=own, column="", expected=row, found=None))
            continue
        wrong += [
            Difference(table=table, key=own, column=name, expected=value, found=held[name])
            for name, value in row.items()
            if held[name] != value or isinstance(held[name], bool) != isinstance(value, bool)
        ]
    wrong += [Difference(table=table, key=own, column="", expected=None, found=row) for own, row in mine.items()]
    return wrong
