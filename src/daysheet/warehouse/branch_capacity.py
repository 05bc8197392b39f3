"""
What a branch can do in a day: trucks, and the hours each can be booked for, as people enter them.

The statements are the vendor's (`sql/capacity.sql`). The days whose figures follow are marked in the same
transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from daysheet.core.vendor import Vendor
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query, vendor_query


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """Trucks, and the hours that each of them can be booked for; no trucks is a day without work."""

    trucks: int
    bookable_hours: Any
    reason: str | None


class BranchCapacity:
    """The capacity of one branch of a vendor's connection."""

    def __init__(self, database: Database, vendor: Vendor, tenant_id: int, connection_id: int, branch_id: str) -> None:
        self._database = database
        self._vendor = vendor
        self._tenant_id = tenant_id
        self._here = {
            "tenant_id": tenant_id,
            "connection_id": connection_id,
            "location_key": vendor.location_key(branch_id),
        }

    async def set_weekdays(self, weekdays: Iterable[int], from_on: date, capacity: Capacity, now: datetime) -> None:
        """Say what some weekdays (1 Monday to 7 Sunday) can do from a day on."""
        async with self._database.tenant(self._tenant_id) as connection:
            for weekday in weekdays:
                await self._do(connection, "set_weekday", {**vars(capacity), "weekday": weekday, "from_on": from_on})
            days = await self._known_days(connection)
            await self._mark(connection, [day for day in days if day >= from_on], now)

    async def set_day(self, day_on: date, capacity: Capacity, now: datetime) -> None:
        """Say what one day can do that is not like its weekday."""
        async with self._database.tenant(self._tenant_id) as connection:
            await self._do(connection, "set_day", {**vars(capacity), "day_on": day_on})
            await self._mark(connection, [day_on], now)

    async def _known_days(self, connection: Connection) -> list[date]:
        assert self._vendor.daily is not None
        statement = vendor_query(self._vendor.package, "derived", self._vendor.daily.all_days)
        found = await connection.execute(statement, self._here)
        return [row["day_on"] for row in await found.fetchall()]

    async def _mark(self, connection: Connection, days: list[date], now: datetime) -> None:
        marked = {**self._here, "vendor": self._vendor.name, "days": days, "now": now}
        await connection.execute(query("daily_figures", "mark_days"), marked)

    async def _do(self, connection: Connection, name: str, said: Mapping[str, Any]) -> None:
        await connection.execute(vendor_query(self._vendor.package, "capacity", name), {**self._here, **said})


async def entered_capacity(database: Database, vendor: Vendor, tenant_id: int) -> list[dict[str, Any]]:
    """Return everything that was entered, by branch: weekdays first, then single days."""
    async with database.tenant(tenant_id) as connection:
        found = await connection.execute(vendor_query(vendor.package, "capacity", "list"), {"tenant_id": tenant_id})
        return await found.fetchall()
