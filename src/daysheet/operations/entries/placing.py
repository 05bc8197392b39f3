"""Says where locations are: the time zone of a shop is a fact that only a person knows for certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.records import tables_of
from daysheet.operations.daily import compute_days
from daysheet.operations.identity.auditing import note
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.places import Places


async def locations(office: Office, tenant: Tenant) -> list[dict[str, Any]]:
    """Return the locations of a tenant."""
    return await Places(office.database, tenant.tenant_id).all()


async def set_time_zone(office: Office, tenant: Tenant, location: str, time_zone: str) -> dict[str, Any]:
    """Set a location's zone, by its name or the vendor's id, and compute its local days anew."""
    _check_zone(time_zone)
    places = Places(office.database, tenant.tenant_id)
    known = await places.all()
    found = [each for each in known if location in (each["source_id"], each["name"])]
    # Two sources of the same tables may each know the same shop.
    if len({_place_of(office, each) for each in found}) != 1:
        names = ", ".join(f"{each['source_id']} ({each['name']})" for each in known) or "none yet"
        raise UnknownThing(f"There is not exactly one location {location!r}. Locations: {names}.")
    await _set_everywhere(office, tenant, known, found[0], time_zone)
    return {**found[0], "time_zone": time_zone, "time_zone_source": "person"}


async def move_to_zone(
    office: Office, tenant: Tenant, location_id: int, time_zone: str, *, actor: str
) -> dict[str, Any]:
    """Set the zone of a location by its number, as `set_time_zone` does, and return the location as it is then."""
    known = {each["location_id"]: each for each in await locations(office, tenant)}
    if location_id not in known:
        raise UnknownThing("There is no such location.")
    _check_zone(time_zone)
    await _set_everywhere(office, tenant, list(known.values()), known[location_id], time_zone)
    await note(office, tenant.tenant_id, actor, "location.time_zone", f"{location_id} {time_zone}")
    return next(each for each in await locations(office, tenant) if each["location_id"] == location_id)


def _check_zone(time_zone: str) -> None:
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingWrong(f"{time_zone!r} is not a time zone. Example: America/Chicago") from None


async def _set_everywhere(
    office: Office, tenant: Tenant, known: Sequence[Mapping[str, Any]], found: Mapping[str, Any], time_zone: str
) -> None:
    for each in known:
        if _place_of(office, each) == _place_of(office, found):
            await _set_time_zone(office, tenant, each, time_zone)


def _place_of(office: Office, location: Mapping[str, Any]) -> tuple[str, str]:
    """Return what two sources of the same tables have in common where they know the same shop."""
    vendor = office.vendors.get(location["vendor"])
    return vendor.schema if vendor else location["vendor"], location["source_id"]


async def _set_time_zone(office: Office, tenant: Tenant, location: Mapping[str, Any], time_zone: str) -> None:
    vendor = office.vendor(location["vendor"])
    places, now = Places(office.database, tenant.tenant_id), office.clock()
    tables = [table for stream in vendor.streams if stream.per_location for table in tables_of(stream.record)]
    key = vendor.location_key(location["source_id"])
    waits = vendor.derivation is not None and vendor.derivation.stale_keys is not None
    deriving = None
    if vendor.derivation is not None and waits:
        deriving = Deriving(
            package=vendor.package,
            derivation=vendor.derivation,
            tenant_id=tenant.tenant_id,
            connection_id=location["connection_id"],
            location_key=key,
            waits_for=vendor.name,
        )
    await places.set_time_zone(
        location["location_id"], key, time_zone, vendor.schema, vendor.location_column, tables, now, deriving
    )
    if vendor.derivation is not None and vendor.maps_locations:
        await places.derive_anew(location["location_id"], vendor.package, vendor.derivation, now)
    await compute_days(office, tenant, vendor)


async def settle_time_zones(office: Office, tenant: Tenant, before: Mapping[int, str | None]) -> None:
    """
    Compute the days of locations anew whose zone somebody set while they were read.

    *before* holds the zone of each location when the reading began: what was stored since then has its days.
    """
    for row in await locations(office, tenant):
        if row["location_id"] in before and row["time_zone"] not in (None, before[row["location_id"]]):
            await _set_time_zone(office, tenant, row, row["time_zone"])
