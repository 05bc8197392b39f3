"""The open orders of a vendor's locations, as they stand now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daysheet.core.vendor import Vendor
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import vendor_query


@dataclass(frozen=True, kw_only=True)
class OpenWork:
    """Rows of one vendor, each with the `location_key` that it belongs to, and the names of people by key and id."""

    orders: Sequence[dict[str, Any]]
    left_today: Sequence[dict[str, Any]]
    people: Mapping[tuple[str, Any], Sequence[str]]


async def open_work(
    database: Database, tenant_id: int, vendor: Vendor, locations: Sequence[str], now: datetime
) -> OpenWork:
    """Return what is open, and what left today, at locations by the vendor's ids of them; all of one moment."""
    values = {
        "tenant_id": tenant_id,
        "vendor": vendor.name,
        "locations": [vendor.location_key(each) for each in locations],
        "now": now,
    }

    async def rows(name: str) -> list[dict[str, Any]]:
        cursor = await connection.execute(vendor_query(vendor.package, "work_in_progress", name), values)
        return await cursor.fetchall()

    async with database.tenant(tenant_id, read_only=True) as connection:
        await connection.execute("set transaction isolation level repeatable read")
        # Tables may never have been analyzed: taking turns over all of them would be quadratic.
        await connection.execute("set local enable_nestloop = off")
        return OpenWork(
            orders=await rows("open"),
            left_today=await rows("left_today"),
            people={
                (str(row["location_key"]), row["id"]): [each for each in (row["first_name"], row["last_name"]) if each]
                for row in await rows("people")
            },
        )


async def parts_of(
    database: Database, tenant_id: int, vendor: Vendor, location: str, order_id: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the jobs of an order, and what happened to it; *location* is the vendor's id of where it is."""
    values = {"tenant_id": tenant_id, "location_key": vendor.location_key(location), "id": int(order_id)}
    async with database.tenant(tenant_id, read_only=True) as connection:
        jobs = await connection.execute(vendor_query(vendor.package, "work_in_progress", "jobs_of"), values)
        steps = await connection.execute(vendor_query(vendor.package, "work_in_progress", "steps_of"), values)
        return await jobs.fetchall(), await steps.fetchall()


async def numbered(
    database: Database, tenant_id: int, vendor: Vendor, locations: Sequence[str], number: int
) -> list[dict[str, Any]]:
    """Return orders at locations by the number that people know them by, those that are open first."""
    values = {
        "tenant_id": tenant_id,
        "locations": [vendor.location_key(each) for each in locations],
        "number": number,
    }
    async with database.tenant(tenant_id, read_only=True) as connection:
        found = await connection.execute(vendor_query(vendor.package, "work_in_progress", "numbered"), values)
        return await found.fetchall()
