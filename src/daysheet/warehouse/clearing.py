"""Empties the mirrored tables of one tenant. Only the demo asks for it: its businesses are invented."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql

from daysheet.warehouse.database import Database


async def clear_tables(database: Database, tenant_id: int, schema: str, roots: Iterable[str]) -> None:
    """Delete a tenant's rows from some top-level tables, with their lines, and what is known of their versions."""
    tables = [sql.Identifier(schema, table) for table in roots]
    async with database.tenant(tenant_id) as connection:
        for table in (*tables, sql.Identifier("control", "record_versions")):
            await connection.execute(sql.SQL("delete from {} where tenant_id = %s").format(table), (tenant_id,))
