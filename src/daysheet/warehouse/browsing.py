"""
Reads any table or view page by page, under the rights of whoever asks.

A page begins after a row, not at a number, so rows that come and go meanwhile neither repeat nor hide others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import psycopg
from psycopg import sql

from daysheet.core.browsing import BrowsedTable, Browsing, Column, Filter, Sorting, key_in
from daysheet.core.errors import SettingWrong
from daysheet.warehouse.database import Database, Role
from daysheet.warehouse.queries import query


async def browsable(database: Database, role: Role, schemas: Sequence[str]) -> dict[str, BrowsedTable]:
    """Return every table and view of some schemas that *role* may page through, by full name."""
    async with database.nobody(role) as connection:
        cursor = await connection.execute(query("browsing", "columns"), {"schemas": list(schemas), "role": role})
        rows = await cursor.fetchall()
    found = [_table(list(group)) for _, group in groupby(rows, key=lambda row: (row["schema_name"], row["table_name"]))]
    return {each.full_name: each for each in found if each.key and set(each.key) <= each.by_name.keys()}


def _table(rows: Sequence[Mapping[str, Any]]) -> BrowsedTable:
    keys = sorted((row["key_position"], row["name"]) for row in rows if row["key_position"] is not None)
    key = tuple(name for _, name in keys if name != "tenant_id") or key_in(rows[0]["table_comment"])
    return BrowsedTable(
        schema=rows[0]["schema_name"],
        name=rows[0]["table_name"],
        meaning=rows[0]["table_comment"],
        columns=tuple(
            Column(
                name=row["name"],
                type=row["type"],
                meaning=row["comment"],
                is_never_null=row["is_never_null"] or row["name"] in key,
            )
            for row in rows
            if row["name"] != "tenant_id"
        ),
        key=key,
    )


async def page_of(
    database: Database, role: Role, tenant_id: int, wish: Browsing, allowed: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """
    Return the rows of a page, one more than its limit where there are more.

    *allowed* restricts columns to values. Raises `SettingWrong` for a value that does not fit its column.
    """
    needed = tuple(dict.fromkeys((*wish.columns, *(each.column for each in wish.order))))
    conditions = [sql.SQL("tenant_id = {}").format(sql.Literal(tenant_id))]
    values: list[Any] = []
    restrictions = [Filter(column=name, sign="=", values=tuple(known)) for name, known in allowed.items()]
    for each in (*wish.filters, *restrictions):
        conditions.append(_condition(wish.table, each))
        values.append(list(each.values) if each.sign == "=" else each.values[0])
    if wish.after is not None:
        beyond, following = _beyond(wish)
        conditions.append(beyond)
        values += following
    statement = sql.SQL("select {} from {} where {} order by {} limit {}").format(
        sql.SQL(", ").join(map(sql.Identifier, needed)),
        sql.Identifier(wish.table.schema, wish.table.name),
        sql.SQL(" and ").join(conditions),
        sql.SQL(", ").join(_ordering(wish.table, each) for each in wish.order),
        sql.Literal(wish.limit + 1),
    )
    try:
        async with database.tenant(tenant_id, role, read_only=True) as connection:
            return await (await connection.execute(statement, values)).fetchall()
    except psycopg.errors.QueryCanceled:
        raise SettingWrong("The question takes too long. Narrow it down by a condition on the key or a day.") from None
    except psycopg.DataError:
        raise SettingWrong("A value does not fit its column: write days as 2026-08-19.") from None


def _condition(table: BrowsedTable, each: Filter) -> sql.Composed:
    kind = sql.SQL(table.by_name[each.column].type)
    if each.sign == "=":
        return sql.SQL("{} = any (%s::text[]::{}[])").format(sql.Identifier(each.column), kind)
    return sql.SQL("{} {} %s::text::{}").format(
        sql.Identifier(each.column), sql.SQL(">=" if each.sign == ">=" else "<"), kind
    )


def _ordering(table: BrowsedTable, each: Sorting) -> sql.Composed:
    direction = sql.SQL("desc" if each.is_descending else "asc")
    if table.by_name[each.column].is_never_null:
        return sql.SQL("{} {}").format(sql.Identifier(each.column), direction)
    return sql.SQL("{} {} nulls last").format(sql.Identifier(each.column), direction)


def _beyond(wish: Browsing) -> tuple[sql.Composed, list[Any]]:
    """Return the condition for all rows after the given one, in the order asked for."""
    assert wish.after is not None
    columns = [(each, wish.table.by_name[each.column]) for each in wish.order]
    if all(column.is_never_null and not each.is_descending for each, column in columns):
        names = sql.SQL(", ").join(sql.Identifier(each.column) for each, _ in columns)
        marks = sql.SQL(", ").join(_value(column) for _, column in columns)
        return sql.SQL("({}) > ({})").format(names, marks), list(wish.after)
    options: list[sql.Composed] = []
    values: list[Any] = []
    for position, (each, column) in enumerate(columns):
        last = wish.after[position]
        if last is None:
            continue
        name = sql.Identifier(each.column)
        same = [
            sql.SQL("{} is not distinct from {}").format(sql.Identifier(other.column), _value(known))
            for other, known in columns[:position]
        ]
        sign = sql.SQL("<" if each.is_descending else ">")
        later = sql.SQL("{} {} {}").format(name, sign, _value(column))
        if not column.is_never_null:
            later = sql.SQL("({} or {} is null)").format(later, name)
        options.append(sql.SQL("({})").format(sql.SQL(" and ").join([*same, later])))
        values += [*wish.after[:position], last]
    return sql.SQL("({})").format(sql.SQL(" or ").join(options)), values


def _value(column: Column) -> sql.Composed:
    return sql.SQL("%s::text::{}").format(sql.SQL(column.type))
