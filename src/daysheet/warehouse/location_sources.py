"""Which location each branch of a vendor is, as a person said; one that nobody has spoken of is asked about once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import sql

from daysheet.warehouse.database import Database
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class NewLocation:
    """A location that a person makes of a branch."""

    name: str
    time_zone: str
    currency: str


class LocationSources:
    """The branches of one connection and their locations."""

    def __init__(self, database: Database, tenant_id: int, connection_id: int, vendor: str) -> None:
        self._database = database
        self._tenant_id = tenant_id
        self._schema = vendor
        self._place = {"tenant_id": tenant_id, "connection_id": connection_id, "vendor": vendor}

    async def listed(self, table: str, columns: tuple[str, str, str], account_column: str) -> list[dict[str, Any]]:
        """Return the branches that the vendor lists: id, name, state, and their location where somebody said."""
        statement = sql.SQL(
            "select branch.{id}::text as source_id, branch.{name} as name, branch.{state} as state, "
            "source.location_id, question.asked_at, location.name as location "
            "from {table} as branch "
            "left join control.location_sources as source on source.tenant_id = branch.tenant_id "
            "and source.connection_id = branch.{account} and source.source_id = branch.{id}::text "
            "left join control.location_questions as question on question.tenant_id = branch.tenant_id "
            "and question.connection_id = branch.{account} and question.source_id = branch.{id}::text "
            "left join control.locations as location on location.tenant_id = source.tenant_id "
            "and location.location_id = source.location_id "
            "where branch.tenant_id = %(tenant_id)s and branch.{account} = %(connection_id)s "
            "and branch.deleted_at is null order by branch.{name}, branch.{id}"
        ).format(
            id=sql.Identifier(columns[0]),
            name=sql.Identifier(columns[1]),
            state=sql.Identifier(columns[2]),
            account=sql.Identifier(account_column),
            table=sql.Identifier(self._schema, table),
        )
        async with self._database.tenant(self._tenant_id) as connection:
            return await (await connection.execute(statement, self._place)).fetchall()

    async def ask(self, branches: Sequence[dict[str, Any]], now: datetime) -> None:
        """Remember that somebody was asked where these branches belong."""
        async with self._database.tenant(self._tenant_id) as connection:
            for each in branches:
                await connection.execute(
                    query("locations", "ask_about_source"),
                    {**self._place, "source_id": each["source_id"], "name": each["name"] or "", "now": now},
                )

    async def map(
        self, source_ids: Sequence[str], to: int | NewLocation, deriving: Deriving | None, now: datetime
    ) -> int:
        """Map branches to one location, an old or a new one; what hangs on them is made anew. Return its number."""
        async with self._database.tenant(self._tenant_id) as connection:
            if isinstance(to, NewLocation):
                made: Any = await (
                    await connection.execute(
                        query("locations", "make_location"),
                        {**self._place, **vars(to), "source_id": source_ids[0], "now": now},
                    )
                ).fetchone()
                location_id = int(made["location_id"])
            else:
                location_id = to
            for source_id in source_ids:
                await connection.execute(
                    query("locations", "map_source"),
                    {**self._place, "source_id": source_id, "location_id": location_id, "now": now},
                )
            if deriving is not None:
                await deriving.for_mapping(connection, source_ids, now)
        return location_id
