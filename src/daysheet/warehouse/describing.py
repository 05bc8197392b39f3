"""
Writes down what the migrations make: the schema as SQL, and the data dictionary from its comments.

Both are made from the catalogue and come out the same on every supported version of PostgreSQL, so
that a change of the schema is a change of a file that people read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import psycopg
from psycopg.rows import DictRow, dict_row

from daysheet.warehouse.database import database_errors
from daysheet.warehouse.lint import SCHEMAS
from daysheet.warehouse.queries import query

KINDS: Final = {"pii": "person", "secret": "secret"}

_Rows = list[dict[str, Any]]


async def dump_schema(url: str, vendors: Sequence[str]) -> str:
    """Return the schema of the warehouse and of these vendors as SQL, sorted by name."""
    found = await _ask(url, vendors, ("schemas", "functions", "tables", "views", "indexes", "security", "grants"))
    relations: dict[str, list[str]] = defaultdict(list)
    for kind in ("tables", "views", "indexes", "security", "grants"):
        for row in found[kind]:
            relations[row["name"]].append(row["definition"])
    blocks = [row["definition"] for kind in ("schemas", "functions") for row in found[kind]]
    blocks += ["\n\n".join(relations[name]) for name in sorted(relations)]
    text = "\n\n".join(_tidy(block) for block in blocks)
    return f"-- Made from the migrations by `make docs`; do not edit.\n\n{text}\n"


async def data_dictionary(url: str, vendors: Sequence[str]) -> str:
    """Return a page with the meaning of every column, made from the comments."""
    found = await _ask(url, vendors, ("dictionary",))
    lines = [
        "# Tables and views",
        "",
        "Every column with its meaning, as the database itself tells it. Columns marked *person* are about people: "
        "analysts cannot read them. Columns marked *secret* are for the service alone. Instants (`…_at`) are in UTC, "
        "days (`…_on`) are the location's own, money (`…_cents`) is in whole cents.",
    ]
    for schema, rows in groupby(found["dictionary"], key=lambda row: str(row["schema"])):
        columns = list(rows)
        lines += ["", f"## {schema}", "", str(columns[0]["schema_meaning"])]
        for relation, described in groupby(columns, key=lambda row: str(row["relation"])):
            lines += _table(relation, list(described))
    return "\n".join(lines) + "\n"


def _table(relation: str, columns: _Rows) -> Iterable[str]:
    yield from ("", f"### {relation}", "", _split(columns[0]["relation_meaning"])[1])
    if not columns[0]["is_view"]:
        yield from ("", f"Key: {', '.join(column['name'] for column in columns if column['is_key'])}.")
    yield from ("", "| column | type | | meaning |", "|---|---|---|---|")
    for column in columns:
        kind, meaning = _split(column["meaning"])
        marks = [KINDS.get(kind, ""), "may be null" if _may_be_null(column) else ""]
        yield f"| `{column['name']}` | {column['type']} | {', '.join(filter(None, marks))} | {_cell(meaning)} |"


def _may_be_null(column: Mapping[str, Any]) -> bool:
    # A view promises nothing about nulls.
    return bool(column["may_be_null"]) and not column["is_view"]


def _split(comment: str | None) -> tuple[str, str]:
    """
    Return the class of a comment and the meaning that follows it.

    >>> _split("not pii: name of the shop.")
    ('not pii', 'Name of the shop.')
    >>> _split("When: always.")
    ('', 'When: always.')
    """
    text = comment or ""
    kind, _, rest = text.partition(": ")
    if kind not in ("pii", "not pii", "secret", "shared", "directory"):
        return "", text
    return kind, rest[:1].upper() + rest[1:]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _tidy(block: str) -> str:
    return "\n".join(line.rstrip() for line in block.strip().splitlines())


async def _ask(url: str, vendors: Sequence[str], names: Sequence[str]) -> dict[str, _Rows]:
    values = {"schemas": [*SCHEMAS, *vendors]}
    async with (
        database_errors(),
        await psycopg.AsyncConnection[DictRow].connect(url, row_factory=dict_row) as connection,
    ):
        await connection.execute("set local search_path = ''")
        return {name: await (await connection.execute(query("describing", name), values)).fetchall() for name in names}
