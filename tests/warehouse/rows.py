"""Writes a row for any table of the warehouse, from nothing but the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

import psycopg
from psycopg.rows import class_row

# The same ids for every tenant: only the tenant may tell their rows apart. No identity gets there by counting.
VALUES = {
    "bigint": "1000007",
    "integer": "7",
    "numeric": "7.5",
    "boolean": "true",
    "text[]": "'{}'",
    "jsonb": "'{}'",
    "bytea": r"'\x07'",
    "uuid": "'00000000-0000-0000-0000-000000000007'",
    "date": "'2026-03-01'",
    "timestamp with time zone": "'2026-03-04 12:00:00+00'",
}

INSERT = "insert into {t} ({columns}) overriding system value values ({values})"

RELATIONS = """
    select
        n.nspname as schema,
        c.relname as name,
        c.relkind = 'v' as is_view,
        coalesce(obj_description(c.oid, 'pg_class'), '') as comment,
        coalesce((
            select array_agg(a.attname::text order by keys.place)
            from pg_index as i
            cross join unnest(i.indkey::int2[]) with ordinality as keys (number, place)
            join pg_attribute as a on a.attrelid = c.oid and a.attnum = keys.number
            where i.indrelid = c.oid and i.indisprimary
        ), '{}') as key,
        coalesce((
            select array_agg(distinct confrelid::regclass::text)
            from pg_constraint
            where conrelid = c.oid and contype = 'f'
        ), '{}') as parents
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = any(%s) and c.relkind in ('r', 'p', 'v')
    order by 1, 2
"""

# Columns that a row cannot do without: those that may not be null and have no default, identities, keys, which others
# refer to, and the first of several of which one has to be there.
NEEDED_COLUMNS = """
    select
        format('%%I.%%I', n.nspname, c.relname) as relation,
        a.attname as name,
        format_type(a.atttypid, null) as type,
        coalesce((
            select pg_get_constraintdef(k.oid)
            from pg_constraint as k
            where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
        ), '') as condition
    from pg_attribute as a
    join pg_class as c on c.oid = a.attrelid
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = any(%s) and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = ''
        and (
            (a.attnotnull and (not a.atthasdef or a.attidentity <> ''))
            or exists (
                select from pg_index as i
                where i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey::int2[])
            )
            or exists (
                select from pg_constraint as k
                where k.conrelid = c.oid and k.contype = 'c'
                    and starts_with(pg_get_constraintdef(k.oid), format('CHECK ((num_nonnulls(%%I,', a.attname))
            )
        )
    order by a.attnum
"""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A table or view, as far as its rows are concerned."""

    schema: str
    name: str
    is_view: bool
    comment: str
    key: list[str]
    parents: list[str]

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column that a row cannot do without."""

    relation: str
    name: str
    type: str
    condition: str

    def value(self, tenant_id: int) -> str:
        """Return a literal that the column takes: a word of its condition, a path, or any of its type."""
        if self.name == "tenant_id":
            return str(tenant_id)
        if self.type == "text":
            if "'^/" in self.condition:
                return f"'/tenant {tenant_id}'"
            word = re.search(r"\('(\w+)'::text", self.condition.replace("[", "("))
            return f"'{word[1] if word else f'tenant {tenant_id}'}'"
        return VALUES[self.type]


@dataclass(frozen=True)
class Catalogue:
    """The relations of the warehouse, parents before children, and the columns their rows need."""

    relations: tuple[Relation, ...]
    columns: dict[str, tuple[Column, ...]]

    def columns_of(self, relation: Relation) -> str:
        return ", ".join(column.name for column in self.columns[relation.full_name])

    def values_of(self, relation: Relation, tenant_id: int) -> str:
        return ", ".join(column.value(tenant_id) for column in self.columns[relation.full_name])

    def insert(self, relation: Relation, tenant_id: int) -> str:
        """Return the statement that inserts the one row of a tenant."""
        values = {
            "{t}": relation.full_name,
            "{columns}": self.columns_of(relation),
            "{values}": self.values_of(relation, tenant_id),
        }
        return written(INSERT, values)


def written(statement: str, values: Mapping[str, str]) -> str:
    """Put names and literals in the places of their marks."""
    for mark, value in values.items():
        statement = statement.replace(mark, value)
    return statement


def read_catalogue(connection: psycopg.Connection, schemas: Sequence[str]) -> Catalogue:
    with connection.cursor(row_factory=class_row(Relation)) as cursor:
        found = {row.full_name: row for row in cursor.execute(RELATIONS.encode(), [list(schemas)])}
    with connection.cursor(row_factory=class_row(Column)) as cursor:
        needed = cursor.execute(NEEDED_COLUMNS.encode(), [list(schemas)]).fetchall()
    order = TopologicalSorter({name: set(row.parents) - {name} for name, row in found.items()}).static_order()
    return Catalogue(
        tuple(found[name] for name in order),
        {name: tuple(column for column in needed if column.relation == name) for name in found},
    )


def fill(connection: psycopg.Connection, catalogue: Catalogue, tenant_ids: Sequence[int]) -> None:
    """Give each tenant one row in every table that belongs to tenants."""
    for relation in catalogue.relations:
        if relation.is_view or "tenant_id" not in relation.key:
            continue
        for tenant_id in tenant_ids:
            connection.execute(catalogue.insert(relation, tenant_id).encode())
