"""Reads whole mirrored tables, to compare them with what ought to be there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import sql

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query


async def rows_of(database: Database, tenant_id: int, schema: str, table: str) -> list[dict[str, Any]]:
    """Return every row of a tenant in one table, all columns."""
    async with database.tenant(tenant_id) as connection:
        cursor = await connection.execute(query("loading", "column_types"), {"table": f"{schema}.{table}"})
        columns: Sequence[str] = [row["attname"] for row in await cursor.fetchall()]
        statement = sql.SQL("select {} from {} where tenant_id = %s").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(schema, table)
        )
        return await (await connection.execute(statement, (tenant_id,))).fetchall()


async def counts_of(database: Database, tenant_id: int, schema: str, tables: Sequence[str]) -> dict[str, int]:
    """Return how many rows a tenant has in some tables."""
    counts: dict[str, int] = {}
    async with database.tenant(tenant_id) as connection:
        for table in tables:
            statement = sql.SQL("select count(*) as rows from {} where tenant_id = %s").format(
                sql.Identifier(schema, table)
            )
            row = await (await connection.execute(statement, (tenant_id,))).fetchone()
            counts[table] = int(row["rows"]) if row else 0
    return counts


async def waiting_roots(database: Database, tenant_id: int, connection_id: int) -> set[tuple[str, str, str]]:
    """Return stream, location and id of each record that has something in quarantine."""
    async with database.tenant(tenant_id) as connection:
        cursor = await connection.execute(
            query("quarantine", "waiting_roots"), {"tenant_id": tenant_id, "connection_id": connection_id}
        )
        return {(row["stream"], row["location"] or "", row["source_id"]) for row in await cursor.fetchall()}
