"""Questions about the mirrored rows of one stream at one location, and marks on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import sql

from daysheet.core.records import Table
from daysheet.warehouse.batches import Target
from daysheet.warehouse.database import Database
from daysheet.warehouse.merging import TableStatements
from daysheet.warehouse.queries import query


class Mirror:
    """The mirrored rows of one table within one tenant and one location."""

    def __init__(self, database: Database, target: Target, table: Table) -> None:
        self._database = database
        self._target = target
        self._statements = TableStatements(schema=target.schema, table=table, location_column=target.location_column)

    async def _rows(self, statement: sql.Composed, **parameters: Any) -> list[dict[str, Any]]:
        here = {"tenant_id": self._target.tenant_id, "location_key": self._target.location_key}
        async with self._database.tenant(self._target.tenant_id) as connection:
            return await (await connection.execute(statement, {**here, **parameters})).fetchall()

    async def absent(self, seen: Sequence[int | str], before: datetime) -> tuple[list[str], int]:
        """
        Return which rows a whole list did not hold, and how many it could have held.

        Rows that came after *before* or are marked as deleted do not count.
        """
        living: int = (await self._rows(self._statements.count_living, before=before))[0]["living"]
        if not living:
            return [], 0
        found = await self._rows(self._statements.absent_keys, before=before, seen=list(seen))
        return [str(row["key"]) for row in found], living

    async def count(self, *, with_deleted: bool) -> int:
        """Return how many rows there are; of deleted ones only those that the vendor itself marks, where wanted."""
        return int((await self._rows(self._statements.count_listed, with_deleted=with_deleted))[0]["listed"])

    async def row_versions(self, roots: Sequence[Any], stamp: str) -> dict[tuple[Any, Any], datetime | None]:
        """Return the vendor's stamp, in the column of that name, of each row in some trees, by root and own key."""
        if not roots:
            return {}
        found = await self._rows(self._statements.row_versions(stamp), roots=list(roots))
        return {(row["root"], row["key"]): row["updated_at"] for row in found}


@dataclass(frozen=True, kw_only=True)
class Location:
    """A shop or a branch, as the warehouse knows it."""

    location_id: int
    source_id: str
    name: str
    time_zone: str | None
    time_zone_source: str | None
    currency: str | None
    in_scope: bool


class Locations:
    """The locations of one connection."""

    def __init__(self, database: Database, tenant_id: int, connection_id: int) -> None:
        self._database = database
        self._place = {"tenant_id": tenant_id, "connection_id": connection_id}
        self._tenant_id = tenant_id

    async def all(self) -> list[Location]:
        """Return every location the connection has ever seen."""
        async with self._database.tenant(self._tenant_id) as connection:
            rows = await (await connection.execute(query("locations", "locations_of"), self._place)).fetchall()
        return [Location(**row) for row in rows]

    async def found_in(self, schema: str, table: str, columns: tuple[str, str, str]) -> list[dict[str, Any]]:
        """Return id, name and state of the locations that a stream has brought."""
        statement = sql.SQL(
            "select {}::text as source_id, {} as name, {} as state from {} where tenant_id = %s and deleted_at is null"
        ).format(*map(sql.Identifier, columns), sql.Identifier(schema, table))
        async with self._database.tenant(self._tenant_id) as connection:
            return await (await connection.execute(statement, (self._tenant_id,))).fetchall()

    async def keep(self, vendor: str, found: Sequence[dict[str, Any]], currency: str, now: datetime) -> None:
        """Remember the locations that are visible now; those that are not keep their data and leave the scope."""
        async with self._database.tenant(self._tenant_id) as connection:
            for each in found:
                await connection.execute(
                    query("locations", "keep_location"),
                    {**self._place, "vendor": vendor, "currency": currency, "now": now, **each},
                )
            await connection.execute(
                query("locations", "leave_scope"),
                {**self._place, "source_ids": [each["source_id"] for each in found]},
            )

    async def lose(self, location_id: int) -> None:
        """Note that the vendor refuses a location."""
        async with self._database.tenant(self._tenant_id) as connection:
            await connection.execute(query("locations", "out_of_scope"), {**self._place, "location_id": location_id})
