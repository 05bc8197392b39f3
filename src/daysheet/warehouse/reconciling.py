"""Our figures beside the vendor's, order by order, each difference split into its causes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daysheet.core.vendor import Vendor
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import vendor_query


@dataclass(frozen=True, kw_only=True)
class Beside:
    """The rows of one location: what differs by figure, and what only the vendor counts."""

    differences: list[dict[str, Any]]
    not_counted: list[dict[str, Any]]


async def beside_the_vendor(
    database: Database,
    vendor: Vendor,
    tenant_id: int,
    location: Mapping[str, Any],
    first_on: date,
    last_on: date,
) -> Beside:
    """Return every order's figures of some days, ours and the vendor's (`sql/reconciling.sql`)."""
    said = {
        "tenant_id": tenant_id,
        "location_key": vendor.location_key(location["source_id"]),
        "first_on": first_on,
        "last_on": last_on,
    }
    async with database.tenant(tenant_id, read_only=True) as connection:
        await connection.execute("set local enable_nestloop = off")
        found = await connection.execute(vendor_query(vendor.package, "reconciling", "differences"), said)
        differences = await found.fetchall()
        found = await connection.execute(vendor_query(vendor.package, "reconciling", "not_counted"), said)
        return Beside(differences=differences, not_counted=await found.fetchall())
