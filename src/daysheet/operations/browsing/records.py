"""Lets people and programs page through every table, under their own rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from daysheet.core.browsing import LOCATION, BrowsedTable, Browsing
from daysheet.core.errors import NotAllowed, UnknownThing
from daysheet.operations.entries.placing import locations
from daysheet.operations.office import Office
from daysheet.warehouse.browsing import browsable, page_of
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.database import Database, Role

READER: Final[Role] = "daysheet_reader"
ANALYST: Final[Role] = "daysheet_analyst"
# Where the views are that people and their tools read, whichever vendor's they are.
SHOWN: Final = "mart"


def role_of(*, sees_persons: bool) -> Role:
    """Return the role that reads for somebody: the database itself keeps personal columns from an analyst."""
    return READER if sees_persons else ANALYST


@dataclass(frozen=True, kw_only=True)
class Library:
    """
    The tables as some door reads them: through a login that may only read, and forget nothing of the walls.

    Who may not see personal data reads as an analyst: the database itself keeps those columns back.
    """

    office: Office
    database: Database
    tables: Mapping[Role, Mapping[str, BrowsedTable]]

    @classmethod
    async def opened(cls, office: Office, database: Database) -> Library:
        """Look up once which tables there are, for whoever may see persons and whoever may not."""
        schemas = [SHOWN, *sorted({each.schema for each in office.vendors.values()})]
        return cls(
            office=office,
            database=database,
            tables={role: await browsable(database, role, schemas) for role in (READER, ANALYST)},
        )

    def shelf(self, *, sees_persons: bool) -> Mapping[str, BrowsedTable]:
        """Return the tables, with the columns that may be seen."""
        return self.tables[READER if sees_persons else ANALYST]

    def table(self, name: str, *, sees_persons: bool) -> BrowsedTable:
        """Return a table by its full name; raises `UnknownThing`."""
        found = self.shelf(sees_persons=sees_persons).get(name)
        if found is None:
            raise UnknownThing("There is no such table. All of them: GET /v1/records")
        return found

    async def page(
        self, tenant: Tenant, wish: Browsing, *, sees_persons: bool, only: frozenset[int] | None
    ) -> list[dict[str, Any]]:
        """
        Return a page of rows, with one more where there are more; *only* are the locations that may be seen.

        Raises `NotAllowed` for a table that is not told by location where only some locations may be seen.
        """
        allowed = {} if only is None else await self.allowed(tenant, wish.table, only)
        return await page_of(self.database, role_of(sees_persons=sees_persons), tenant.tenant_id, wish, allowed)

    async def allowed(self, tenant: Tenant, table: BrowsedTable, only: frozenset[int]) -> Mapping[str, Sequence[str]]:
        """Return the values by which a table is narrowed down to some locations; raises `NotAllowed`."""
        if LOCATION in table.by_name:
            return {LOCATION: [str(each) for each in sorted(only)]}
        known = await locations(self.office, tenant)
        for vendor in self.office.vendors.values():
            if table.schema in (vendor.schema, SHOWN) and vendor.location_column in table.by_name:
                mine = [row for row in known if row["vendor"] == vendor.name and row["location_id"] in only]
                return {vendor.location_column: [str(row["source_id"]) for row in mine]}
        raise NotAllowed(f"{table.full_name} is not told by location, and this access is for some locations only.")
