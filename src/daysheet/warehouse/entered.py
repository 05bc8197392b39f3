"""
What only people know: pay, a location's rates, hours of presence, kinds of fees.

The statements are the vendor's (`sql/entered.sql`). What follows from a word is marked in the same transaction,
and looked at by whoever computes figures next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from daysheet.core.vendor import Vendor
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.queries import query, vendor_query

# Written where something holds since ever, as far as anybody knows.
SINCE_EVER: Final = date(1, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What people enter for one location of a vendor; `location` is a row of `Places.all`."""

    database: Database
    vendor: Vendor
    tenant_id: int
    location: Mapping[str, Any]

    @property
    def _here(self) -> dict[str, Any]:
        return {
            "tenant_id": self.tenant_id,
            "location_key": self.vendor.location_key(self.location["source_id"]),
        }

    @property
    def _deriving(self) -> Deriving:
        assert self.vendor.derivation is not None
        return Deriving(
            package=self.vendor.package,
            derivation=self.vendor.derivation,
            tenant_id=self.tenant_id,
            connection_id=self.location["connection_id"],
            location_key=self._here["location_key"],
        )

    async def ask(self, question: str, said: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the answer of one of the vendor's questions about this location."""
        async with self.database.tenant(self.tenant_id) as connection:
            return await self._ask(connection, question, said)

    async def _ask(self, connection: Connection, name: str, said: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = await connection.execute(vendor_query(self.vendor.package, "entered", name), {**self._here, **said})
        return await found.fetchall() if found.description else []

    async def cost(self, name: str, said: Mapping[str, Any], now: datetime) -> None:
        """Store pay or rates that hold from `from_on` on, and have what was invoiced since then looked at again."""
        async with self.database.tenant(self.tenant_id) as connection:
            await self._ask(connection, name, said)
            await connection.execute(
                query("daily_figures", "mark_stale"),
                {**self._mark(now), "from_on": said["from_on"], "cause": name.removeprefix("set_")},
            )

    def _mark(self, now: datetime) -> dict[str, Any]:
        return {
            "tenant_id": self.tenant_id,
            "vendor": self.vendor.name,
            "location_key": self.location["source_id"],
            "now": now,
        }

    async def hours(self, said: Mapping[str, Any], now: datetime) -> None:
        """Store hours of one day, and have that day computed again."""
        async with self.database.tenant(self.tenant_id) as connection:
            await self._ask(connection, "set_hours", said)
            await connection.execute(
                query("daily_figures", "mark_days"),
                {**self._mark(now), "days": [said["from_on"]]},
            )

    async def look_again(self, now: datetime, source_ids: Sequence[str], cause: str) -> int:
        """Make anew what hangs on some records, because a person asks for it."""
        async with self.database.tenant(self.tenant_id) as connection:
            assert self.vendor.derivation is not None
            stream = next(iter(self.vendor.derivation.affected_by))
            return await self._deriving.after(connection, stream, source_ids, now, cause)


async def set_fee_pattern(
    database: Database,
    vendor: Vendor,
    tenant_id: int,
    locations: Sequence[Mapping[str, Any]],
    said: Mapping[str, Any],
    now: datetime,
) -> None:
    """Store a kind of fee; every order of the tenant's locations is looked at again."""
    async with database.tenant(tenant_id) as connection:
        await connection.execute(
            vendor_query(vendor.package, "entered", "set_fee_pattern"), {"tenant_id": tenant_id, **said}
        )
        for location in locations:
            mark = {"tenant_id": tenant_id, "vendor": vendor.name, "location_key": location["source_id"], "now": now}
            await connection.execute(
                query("daily_figures", "mark_stale"), {**mark, "from_on": SINCE_EVER, "cause": "fees"}
            )


async def entries(database: Database, vendor: Vendor, tenant_id: int, name: str) -> list[dict[str, Any]]:
    """Return what was entered of one kind: `pay`, `rates`, `hours` or `fee_patterns`."""
    async with database.tenant(tenant_id) as connection:
        found = await connection.execute(
            vendor_query(vendor.package, "entered", f"list_{name}"), {"tenant_id": tenant_id}
        )
        return await found.fetchall()
