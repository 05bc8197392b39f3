"""
The statements that stage and merge one table, made from its declaration.

The only place where SQL is put together: names of declared tables and columns go through the
driver's quoting. An unchanged row is not written; a line that is no longer sent is removed; both
without MERGE, triggers or joins against temporary tables on the way out, so that the same
statements run on a distributed PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from psycopg import sql

from daysheet.core.records import Table

_KEY_TYPES: Final = {"whole_number": "int8", "uuid": "uuid"}


@dataclass(frozen=True, kw_only=True)
class TableStatements:
    """SQL for one table of a stream, within one tenant and one location."""

    schema: str
    table: Table
    location_column: str | None

    @property
    def _name(self) -> sql.Composable:
        return sql.Identifier(self.schema, self.table.name)

    @property
    def stage_name(self) -> str:
        """Name of the temporary table."""
        return f"stage_{self.schema}_{self.table.name}"

    @property
    def root_key(self) -> str:
        """The column that holds the key of the tree's root."""
        return self.table.key[0]

    @cached_property
    def create_stage(self) -> sql.Composed:
        """Make the temporary table, empty, with the types of the real one."""
        return sql.SQL(
            "create temp table if not exists {stage} on commit delete rows "
            "as select {columns} from {table} with no data"
        ).format(stage=sql.Identifier(self.stage_name), columns=_list(self.table.columns), table=self._name)

    @cached_property
    def copy(self) -> sql.Composed:
        """Copy rows into the temporary table."""
        return sql.SQL("copy {stage} ({columns}) from stdin (format binary)").format(
            stage=sql.Identifier(self.stage_name), columns=_list(self.table.columns)
        )

    @cached_property
    def merge(self) -> sql.Composed:
        """
        Merge the staged rows.

        The root's merge returns the key of each written row and whether it is new; a child's
        returns nothing.
        """
        if not self.table.is_root:
            return self._upsert
        returning = sql.SQL("{insert} returning t.{key} as key, (t.xmax = 0) as is_new")
        return returning.format(insert=self._upsert, key=sql.Identifier(self.root_key))

    @cached_property
    def merge_telling(self) -> sql.Composed:
        """Merge a child's staged rows and return the keys of the roots in whose trees a row was written."""
        return sql.SQL(
            "with written as ({insert} returning t.{root}) "
            "select {root} as key, count(*) as count from written group by {root}"
        ).format(insert=self._upsert, root=sql.Identifier(self.root_key))

    @cached_property
    def insert(self) -> sql.Composed:
        """Insert the staged rows, none of which may be there yet: a third less of a log than the merge writes."""
        prefix = [sql.Identifier("tenant_id")]
        values: list[sql.Composable] = [sql.SQL("%(tenant_id)s::bigint")]
        if self.location_column is not None:
            prefix.append(sql.Identifier(self.location_column))
            values.append(sql.SQL("%(location_key)s"))
        columns = [*prefix, *map(sql.Identifier, self.table.columns)]
        values += map(sql.Identifier, self.table.columns)
        if self.table.is_root:
            columns.append(sql.Identifier("first_seen_at"))
            values.append(sql.Identifier("changed_at"))
        return sql.SQL("insert into {table} as t ({columns}) select {values} from {stage}").format(
            table=self._name,
            columns=sql.SQL(", ").join(columns),
            values=sql.SQL(", ").join(values),
            stage=sql.Identifier(self.stage_name),
        )

    @cached_property
    def _upsert(self) -> sql.Composed:
        prefix = ["tenant_id"] if self.location_column is None else ["tenant_id", self.location_column]
        return sql.SQL("{insert} on conflict ({key}) {action}").format(
            insert=self.insert, key=_list((*prefix, *self.table.key)), action=self._on_conflict
        )

    @cached_property
    def _on_conflict(self) -> sql.Composable:
        updated = [name for name in self.table.columns if name not in self.table.key]
        compared = [name for name in updated if name != "changed_at"]
        if not compared:
            return sql.SQL("do nothing")
        setting = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in updated)
        mine = sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(name)) for name in compared)
        theirs = sql.SQL(", ").join(sql.SQL("excluded.{}").format(sql.Identifier(name)) for name in compared)
        return sql.SQL("do update set {setting} where ({mine}) is distinct from ({theirs})").format(
            setting=setting, mine=mine, theirs=theirs
        )

    def remove_vanished(self, types: Mapping[str, str]) -> sql.Composed:
        """
        Remove the lines of some trees that were not sent again.

        *types* are those of the table's columns, as the catalogue writes them. Parameters: `roots`, the
        keys of the trees whose lines of this table were all sent, and `kept_0`, `kept_1` …, the keys of
        the lines that were sent, column by column.
        """
        names = [sql.Identifier(f"kept_{number}") for number in range(len(self.table.key))]
        arrays = [
            sql.SQL("{}::{}[]").format(sql.Placeholder(f"kept_{number}"), sql.Identifier(types[column]))
            for number, column in enumerate(self.table.key)
        ]
        same = [
            sql.SQL("kept.{} = t.{}").format(name, sql.Identifier(column))
            for name, column in zip(names, self.table.key, strict=True)
        ]
        return sql.SQL(
            "with removed as (delete from {table} as t where {here} and t.{root} = any(%(roots)s) "
            "and not exists (select from unnest({arrays}) as kept ({names}) where {same}) returning t.{root}) "
            "select {root} as key, count(*) as count from removed group by {root}"
        ).format(
            table=self._name,
            here=self._here,
            root=sql.Identifier(self.root_key),
            arrays=sql.SQL(", ").join(arrays),
            names=sql.SQL(", ").join(names),
            same=sql.SQL(" and ").join(same),
        )

    @property
    def _here(self) -> sql.Composable:
        here = sql.SQL("t.tenant_id = %(tenant_id)s")
        if self.location_column is None:
            return here
        return sql.SQL("{} and t.{} = %(location_key)s").format(here, sql.Identifier(self.location_column))

    @cached_property
    def soft_delete(self) -> sql.Composed:
        """Mark rows that the vendor no longer has as deleted, with the reason; return their keys."""
        return sql.SQL(
            "update {table} as t set deleted_at = %(now)s, deleted_reason = %(reason)s "
            "where {here} and t.{key} = any(%(keys)s) and t.deleted_at is null returning t.{key} as key"
        ).format(table=self._name, here=self._here, key=sql.Identifier(self.root_key))

    @cached_property
    def count_living(self) -> sql.Composed:
        """Count the rows that were there, alive, before an instant."""
        return sql.SQL("select count(*) as living from {table} as t where {living}").format(
            table=self._name, living=self._living
        )

    @cached_property
    def count_listed(self) -> sql.Composed:
        """Count the rows that are alive, and where `with_deleted` those that the vendor itself marks as deleted."""
        return sql.SQL(
            "select count(*) as listed from {table} as t "
            "where {here} and (t.deleted_at is null or t.deleted_reason = 'vendor' and %(with_deleted)s)"
        ).format(table=self._name, here=self._here)

    @cached_property
    def absent_keys(self) -> sql.Composed:
        """Return the keys of rows that were there, alive, before an instant and are not among those seen since."""
        return sql.SQL(
            "select t.{key} as key from {table} as t where {living} "
            "and not exists (select from unnest(%(seen)s::{type}[]) as seen (key) where seen.key = t.{key})"
        ).format(
            table=self._name,
            living=self._living,
            key=sql.Identifier(self.root_key),
            type=sql.Identifier(self._root_type),
        )

    @property
    def _living(self) -> sql.Composable:
        return sql.SQL("{} and t.deleted_at is null and t.changed_at < %(before)s").format(self._here)

    @property
    def _root_type(self) -> str:
        kind = self.table.record.columns[self.root_key].kind
        return _KEY_TYPES.get(kind.name, "text")

    def row_versions(self, stamp: str) -> sql.Composed:
        """Return the keys at both ends of the path, and the vendor's stamp, of the rows in some trees."""
        return sql.SQL(
            "select t.{root} as root, t.{key} as key, t.{stamp} as updated_at from {table} as t "
            "where {here} and t.{root} = any(%(roots)s)"
        ).format(
            stamp=sql.Identifier(stamp),
            table=self._name,
            here=self._here,
            key=sql.Identifier(self.table.key[-1]),
            root=sql.Identifier(self.root_key),
        )


def _list(names: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
