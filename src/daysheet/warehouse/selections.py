"""
What there is to tell of a selection beside its rows: how many they are, what they come to, and which words they hold.

Each question has an end: it looks at so many rows and no further, and its answer says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from psycopg import sql

from daysheet.core.browsing import Browsing
from daysheet.warehouse.browsing import ordering, rows_of, selecting
from daysheet.warehouse.database import Database, Role

COUNTED_MAX: Final = 10_000
LOOKED_AT: Final = 5_000
TEXT_MAX: Final = 60
Allowed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How many rows a selection has, and the sum of some columns; where there are too many, neither is known."""

    rows: int | None
    sums: Mapping[str, Decimal]


async def extent_of(
    database: Database, role: Role, tenant_id: int, wish: Browsing, allowed: Allowed, summed: Sequence[str]
) -> Extent:
    """Count the rows of a selection and add up some of its columns, up to `COUNTED_MAX` rows."""
    conditions, values = selecting(wish, allowed, tenant_id)
    chosen: list[sql.Composable] = [sql.SQL("1 as one"), *(sql.Identifier(name) for name in summed)]
    sums = [sql.SQL("sum({0}) as {0}").format(sql.Identifier(name)) for name in summed]
    statement = sql.SQL("select {} from (select {} from {} where {} limit {}) as chosen").format(
        sql.SQL(", ").join([sql.SQL("count(*) as rows_counted"), *sums]),
        sql.SQL(", ").join(chosen),
        sql.Identifier(wish.table.schema, wish.table.name),
        sql.SQL(" and ").join(conditions),
        sql.Literal(COUNTED_MAX + 1),
    )
    (found,) = await rows_of(database, role, tenant_id, statement, values)
    rows = int(found.pop("rows_counted"))
    if rows > COUNTED_MAX:
        return Extent(rows=None, sums={})
    return Extent(rows=rows, sums={name: Decimal(found[name] or 0) for name in summed})


async def count_all(database: Database, role: Role, tenant_id: int, wish: Browsing, allowed: Allowed) -> int:
    """Return how many rows a selection has, however many."""
    conditions, values = selecting(wish, allowed, tenant_id)
    statement = sql.SQL("select count(*) as rows_counted from {} where {}").format(
        sql.Identifier(wish.table.schema, wish.table.name), sql.SQL(" and ").join(conditions)
    )
    (found,) = await rows_of(database, role, tenant_id, statement, values)
    return int(found["rows_counted"])


async def words_of(
    database: Database, role: Role, tenant_id: int, wish: Browsing, allowed: Allowed, columns: Sequence[str]
) -> tuple[dict[str, list[str]], int]:
    """Return the different words in some columns of the first rows of a selection, and how many rows were seen."""
    conditions, values = selecting(wish, allowed, tenant_id)
    distinct = [
        sql.SQL("coalesce(array_agg(distinct {0}) filter (where {0} is not null), '{{}}') as {0}").format(
            sql.Identifier(name)
        )
        for name in columns
    ]
    texts = [sql.SQL("left({0}::text, {1}) as {0}").format(sql.Identifier(name), TEXT_MAX + 1) for name in columns]
    statement = sql.SQL("select {} from (select {} from {} where {} limit {}) as looked_at").format(
        sql.SQL(", ").join([sql.SQL("count(*) as rows_seen"), *distinct]),
        sql.SQL(", ").join(texts),
        sql.Identifier(wish.table.schema, wish.table.name),
        sql.SQL(" and ").join(conditions),
        sql.Literal(LOOKED_AT),
    )
    (found,) = await rows_of(database, role, tenant_id, statement, values)
    seen = int(found.pop("rows_seen"))
    return {name: list(found[name]) for name in columns}, seen


def as_sql(wish: Browsing) -> str:
    """Return a selection as a statement for a login that reads one business; every value is quoted."""
    table, lines = wish.table, []
    for each in wish.filters:
        column, kind = sql.Identifier(each.column), sql.SQL(table.by_name[each.column].type)
        values: list[Any] = [sql.SQL("{}::{}").format(sql.Literal(text), kind) for text in each.values]
        if each.sign == "=":
            lines.append(sql.SQL("{} in ({})").format(column, sql.SQL(", ").join(values)))
        else:
            lines.append(sql.SQL("{} {} {}").format(column, sql.SQL(">=" if each.sign == ">=" else "<"), values[0]))
    parts: list[sql.Composable] = [
        sql.SQL("select {}").format(sql.SQL(", ").join(map(sql.Identifier, wish.columns))),
        sql.SQL("from {}").format(sql.Identifier(table.schema, table.name)),
    ]
    if lines:
        parts.append(sql.SQL("where {}").format(sql.SQL("\n    and ").join(lines)))
    parts.append(sql.SQL("order by {}").format(sql.SQL(", ").join(ordering(wish, each) for each in wish.order)))
    return sql.SQL("\n").join(parts).as_string(None) + ";"
