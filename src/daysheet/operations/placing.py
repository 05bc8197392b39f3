"""Says where locations are: the time zone of a shop is a fact that only a person knows for certain."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.records import tables_of
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.places import Places


async def locations(office: Office, tenant: Tenant) -> list[dict[str, Any]]:
    """Return the locations of a tenant."""
    return await Places(office.database, tenant.tenant_id).all()


async def set_time_zone(office: Office, tenant: Tenant, location: str, time_zone: str) -> dict[str, Any]:
    """Set a location's zone, by its name or the vendor's id, and compute its local days anew."""
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingWrong(f"{time_zone!r} is not a time zone. Example: America/Chicago") from None
    places = Places(office.database, tenant.tenant_id)
    known = await places.all()
    found = [each for each in known if location in (each["source_id"], each["name"])]
    if len(found) != 1:
        names = ", ".join(f"{each['source_id']} ({each['name']})" for each in known) or "none yet"
        raise UnknownThing(f"There is not exactly one location {location!r}. Locations: {names}.")
    vendor = office.vendor(found[0]["vendor"])
    tables = [table for stream in vendor.streams if stream.per_location for table in tables_of(stream.record)]
    key = vendor.location_key(found[0]["source_id"])
    await places.set_time_zone(found[0]["location_id"], key, time_zone, vendor.name, vendor.location_column, tables)
    if vendor.derivation is not None:
        await places.derive_anew(found[0]["location_id"], vendor.package, vendor.derivation, office.clock())
    return {**found[0], "time_zone": time_zone, "time_zone_source": "person"}
