"""Computes the figures of days: those that changed, or all of them again."""

from __future__ import annotations

from daysheet.core.vendor import Vendor
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.daily_figures import DailyFigures
from daysheet.warehouse.places import Places


async def compute_days(office: Office, tenant: Tenant, vendor: Vendor) -> int:
    """Compute the marked days of a vendor's locations anew, and of whoever shares its tables; return how many."""
    sharing = [each for each in office.vendors.values() if each.schema == vendor.schema]
    return sum([await _figures(office, tenant, each).compute(office.clock()) for each in sharing])


async def rebuild_days(office: Office, tenant: Tenant) -> dict[str, int]:
    """Compute every day of every location again, from what is stored; return how many there were, by vendor."""
    done: dict[str, int] = {}
    known = await Places(office.database, tenant.tenant_id).all()
    for vendor in office.vendors.values():
        if vendor.daily is not None:
            figures = _figures(office, tenant, vendor)
            keys = await figures.all_keys()
            mine = keys if keys is not None else [row["source_id"] for row in known if row["vendor"] == vendor.name]
            await figures.mark_all(mine, office.clock())
            done[vendor.name] = await compute_days(office, tenant, vendor)
    return done


def _figures(office: Office, tenant: Tenant, vendor: Vendor) -> DailyFigures:
    return DailyFigures(database=office.database, vendor=vendor, tenant_id=tenant.tenant_id)
