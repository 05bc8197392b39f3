"""Where a stream of a location is stored, and in which zone its days are."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from daysheet.core.reading import Scope
from daysheet.core.records import tables_of
from daysheet.core.vendor import Stream, Vendor
from daysheet.warehouse.batches import Target
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.mirror import Location


def target_of(
    vendor: Vendor, stream: Stream, place: Location | None, *, tenant_id: int, connection_id: int, run_id: uuid.UUID
) -> Target:
    """Return where a stream of a location is stored."""
    return Target(
        tenant_id=tenant_id,
        connection_id=connection_id,
        run_id=run_id,
        schema=vendor.schema,
        stream=stream.name,
        location_id=place.location_id if place else 0,
        location_key=vendor.location_key(place.source_id)
        if place
        else connection_id
        if vendor.account_column
        else None,
        location_column=vendor.location_column if stream.per_location else vendor.account_column,
        tables=() if stream.points_to is not None else tables_of(stream.record),
    )


def scope_of(target: Target, place: Location | None) -> Scope:
    """Return what a record is read against: the location it was asked for, and that location's zone."""
    zone = ZoneInfo(place.time_zone) if place and place.time_zone else None
    return Scope(location_id=target.location_key if place else None, zone=zone)


def deriving_of(vendor: Vendor, target: Target) -> Deriving | None:
    """Return what makes the vendor's derived tables, or None where it has none."""
    if vendor.derivation is None:
        return None
    return Deriving(
        package=vendor.package,
        derivation=vendor.derivation,
        tenant_id=target.tenant_id,
        connection_id=target.connection_id,
        location_key=target.location_key,
    )
