"""The vendors that every vendor test is about: those that are installed, and the one that only the tests have."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

from daysheet.bootstrap import find_vendors
from daysheet.core.records import Table, tables_of
from daysheet.core.vendor import Vendor
from tests.vendors import pawtrack

OWN: Final = (pawtrack.VENDOR,)
FOUND: Final = {**find_vendors(), **{vendor.name: vendor for vendor in OWN}}

# A source that adds to the tables of another reads what that one brought, so it is tried beside it, in its own tests.
ALONE: Final = {name: vendor for name, vendor in FOUND.items() if vendor.writes_into is None}


def owner_of(vendor: Vendor) -> Vendor:
    """Return the vendor whose tables a source fills: itself, but for a source that adds to another one's."""
    return FOUND[vendor.schema]


def folder_of(vendor: Vendor) -> Traversable:
    """Return the vendor's folder."""
    return resources.files(vendor.package)


def mirrored(vendor: Vendor) -> list[tuple[str, Table]]:
    """Return stream and table of everything the vendor's streams fill, parents before children."""
    return [
        (stream.name, table)
        for stream in vendor.streams
        if stream.points_to is None
        for table in tables_of(stream.record)
    ]


def in_small_pages(vendor: Vendor, size: int) -> Vendor:
    """Return the vendor read in smaller pages, so that a small business has many of them."""
    streams = tuple(
        replace(stream, paging=replace(stream.paging, size=size)) if stream.paging else stream
        for stream in vendor.streams
    )
    return replace(vendor, streams=streams)


def everything(vendor: Vendor) -> dict[str, Any]:
    """Return the wish that brings all of a vendor: one that tells no changes is read whole each time."""
    if all(stream.days is None for stream in vendor.streams):
        return {}
    return {"streams": tuple(stream.name for stream in vendor.streams), "full": True}
