"""Tables for people, on standard output."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from daysheet.cli.wording import plain, visible

# In a file or a pipe nothing is wrapped: a line is a row.
ENDLESS: Final = 100_000


class _Paper(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def print_table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], *, no_color: bool = False) -> None:
    """Print rows under the names of their columns; numbers stand right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        is_number = all(isinstance(row[column], int | float | Decimal | None) for row in rows)
        table.add_column(column.replace("_", " "), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row[column]) for column in columns))
    width = None if sys.stdout.isatty() else ENDLESS
    _Paper(no_color=no_color, highlight=False, markup=False, emoji=False, width=width).print(table)


def _cell(value: object) -> Text:
    if value is None:
        return Text("")
    return Text(visible(value if isinstance(value, str) else str(plain(value))))
