"""The locations of a tenant, and the local days that hang on their zones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import sql

from daysheet.core.records import Table
from daysheet.core.vendor import Derivation
from daysheet.warehouse.database import Database
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.queries import query


class Places:
    """The locations of one tenant."""

    def __init__(self, database: Database, tenant_id: int) -> None:
        self._database = database
        self._tenant_id = tenant_id

    async def all(self) -> list[dict[str, Any]]:
        """Return the locations."""
        async with self._database.tenant(self._tenant_id) as connection:
            cursor = await connection.execute(query("locations", "locations_of_tenant"), {"tenant_id": self._tenant_id})
            return await cursor.fetchall()

    async def set_time_zone(
        self,
        location_id: int,
        location_key: int | str,
        time_zone: str,
        schema: str,
        location_column: str,
        tables: Sequence[Table],
        now: datetime,
        deriving: Deriving | None = None,
    ) -> None:
        """
        Set a zone; every local day of the location is computed anew in the same transaction.

        With *deriving*, what hangs on these days is marked there as well, for whoever computes figures next.
        """
        async with self._database.tenant(self._tenant_id) as connection:
            if deriving is not None:
                await deriving.hold(connection)
            await connection.execute(
                query("locations", "set_time_zone"),
                {"tenant_id": self._tenant_id, "location_id": location_id, "time_zone": time_zone},
            )
            for table in tables:
                statement = _days_anew(schema, location_column, table)
                if statement is not None:
                    parameters = {
                        "tenant_id": self._tenant_id,
                        "location_key": location_key,
                        "time_zone": time_zone,
                    }
                    await connection.execute(statement, parameters)
            if deriving is not None and deriving.waits_for is not None:
                await deriving.mark_stale(connection, deriving.waits_for, now, "zone")

    async def derive_anew(self, location_id: int, package: str, derivation: Derivation, now: datetime) -> None:
        """Make anew what is derived from the branches that a location is, after its zone or currency changed."""
        here = {"tenant_id": self._tenant_id, "location_id": location_id}
        async with self._database.tenant(self._tenant_id) as connection:
            rows = await (await connection.execute(query("locations", "sources_of_location"), here)).fetchall()
            for connection_id in sorted({row["connection_id"] for row in rows}):
                deriving = Deriving(
                    package=package, derivation=derivation, tenant_id=self._tenant_id, connection_id=connection_id
                )
                mine = [row["source_id"] for row in rows if row["connection_id"] == connection_id]
                await deriving.for_mapping(connection, mine, now)


def _days_anew(schema: str, location_column: str, table: Table) -> sql.Composed | None:
    """Return the statement that computes a table's local days from its instants, or None where it has no days."""
    columns = table.record.columns
    instants = {each.path: name for name, each in columns.items() if each.kind.name == "instant"}
    days = {name: instants[each.path] for name, each in columns.items() if each.kind.name == "local_day"}
    if not days:
        return None
    setting = sql.SQL(", ").join(
        sql.SQL("{} = ({} at time zone %(time_zone)s)::date").format(sql.Identifier(day), sql.Identifier(at))
        for day, at in days.items()
    )
    return sql.SQL("update {} set {} where tenant_id = %(tenant_id)s and {} = %(location_key)s").format(
        sql.Identifier(schema, table.name), setting, sql.Identifier(location_column)
    )
