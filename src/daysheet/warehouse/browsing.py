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
    Return the rows of a page, one more than its limit where there are more; a backwards one from its end.

    *allowed* restricts columns to values. Raises `SettingWrong` for a value that does not fit its column.
    """
    needed = tuple(dict.fromkeys((*wish.columns, *(each.column for each in wish.order))))
    conditions, values = selecting(wish, allowed, tenant_id)
    if wish.after is not None:
        beyond, following = _beyond(wish)
        conditions.append(beyond)
        values += following
    statement = sql.SQL("select {} from {} where {} order by {} limit {}").format(
        sql.SQL(", ").join(map(sql.Identifier, needed)),
        sql.Identifier(wish.table.schema, wish.table.name),
        sql.SQL(" and ").join(conditions),
        sql.SQL(", ").join(ordering(wish, each) for each in wish.order),
        sql.Literal(wish.limit + 1),
    )
    return await rows_of(database, role, tenant_id, statement, values)


async def rows_of(
    database: Database, role: Role, tenant_id: int, statement: sql.Composed, values: Sequence[Any]
) -> list[dict[str, Any]]:
    """Return the answer of a statement; raises `SettingWrong` where it takes too long or a value does not fit."""
    try:
        async with database.tenant(tenant_id, role, read_only=True) as connection:
            return await (await connection.execute(statement, values)).fetchall()
    except psycopg.errors.QueryCanceled:
        raise SettingWrong("The question takes too long. Narrow it down by a condition on the key or a day.") from None
    except psycopg.DataError:
        raise SettingWrong("A value does not fit its column: write days as 2026-08-19.") from None


def selecting(
    wish: Browsing, allowed: Mapping[str, Sequence[str]], tenant_id: int
) -> tuple[list[sql.Composed], list[Any]]:
    """Return the conditions of a tenant's selection, whichever page of it is wanted, and their values."""
    conditions = [sql.SQL("tenant_id = {}").format(sql.Literal(tenant_id))]
    values: list[Any] = []
    restrictions = [Filter(column=name, sign="=", values=tuple(known)) for name, known in allowed.items()]
    for each in (*wish.filters, *restrictions):
        conditions.append(_condition(wish.table, each))
        values.append(list(each.values) if each.sign == "=" else each.values[0])
    return conditions, values


def _condition(table: BrowsedTable, each: Filter) -> sql.Composed:
    kind = sql.SQL(table.by_name[each.column].type)
    if each.sign == "=":
        return sql.SQL("{} = any (%s::text[]::{}[])").format(sql.Identifier(each.column), kind)
    return sql.SQL("{} {} %s::text::{}").format(
        sql.Identifier(each.column), sql.SQL(">=" if each.sign == ">=" else "<"), kind
    )


def ordering(wish: Browsing, each: Sorting) -> sql.Composed:
    """Return how a column is ordered by; what is empty comes last, so first where the order is read backwards."""
    direction = sql.SQL("desc" if each.is_descending is not wish.is_backwards else "asc")
    if wish.table.by_name[each.column].is_never_null:
        return sql.SQL("{} {}").format(sql.Identifier(each.column), direction)
    ends = sql.SQL("first" if wish.is_backwards else "last")
    return sql.SQL("{} {} nulls {}").format(sql.Identifier(each.column), direction, ends)


def _beyond(wish: Browsing) -> tuple[sql.Composed, list[Any]]:
    """Return the condition for all rows after the given one, in the order asked for, or before it."""
    assert wish.after is not None
    columns = [(each, wish.table.by_name[each.column]) for each in wish.order]
    if all(column.is_never_null and not each.is_descending for each, column in columns):
        names = sql.SQL(", ").join(sql.Identifier(each.column) for each, _ in columns)
        marks = sql.SQL(", ").join(_value(column) for _, column in columns)
        sign = sql.SQL("<" if wish.is_backwards else ">")
        return sql.SQL("({}) {} ({})").format(names, sign, marks), list(wish.after)
    options: list[sql.Composed] = []
    values: list[Any] = []
    for position, (each, column) in enumerate(columns):
        last = wish.after[position]
        if last is None and not wish.is_backwards:
            continue
        same = [
            sql.SQL("{} is not distinct from {}").format(sql.Identifier(other.column), _value(known))
            for other, known in columns[:position]
        ]
        options.append(sql.SQL("({})").format(sql.SQL(" and ").join([*same, _further(wish, each, column, last)])))
        values += [*wish.after[:position], *([] if last is None else [last])]
    return sql.SQL("({})").format(sql.SQL(" or ").join(options) if options else sql.SQL("false")), values


def _further(wish: Browsing, each: Sorting, column: Column, last: Any) -> sql.Composed:
    """Return the condition for what lies beyond a value of one column; what is empty lies beyond all that is not."""
    name = sql.Identifier(each.column)
    if last is None:
        return sql.SQL("{} is not null").format(name)
    sign = sql.SQL("<" if each.is_descending is not wish.is_backwards else ">")
    further = sql.SQL("{} {} {}").format(name, sign, _value(column))
    if column.is_never_null or wish.is_backwards:
        return further
    return sql.SQL("({} or {} is null)").format(further, name)


def _value(column: Column) -> sql.Composed:
    return sql.SQL("%s::text::{}").format(sql.SQL(column.type))
