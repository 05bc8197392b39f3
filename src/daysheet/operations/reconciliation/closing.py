"""Closes months: their figures stay as they are, and later changes are told apart as restatements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from daysheet.core.errors import NotAllowed, SettingWrong, UnknownThing
from daysheet.core.periods import of_years
from daysheet.core.vendor import Vendor
from daysheet.operations.daily import compute_days
from daysheet.operations.identity import auditing
from daysheet.operations.office import Office
from daysheet.warehouse import closed_months
from daysheet.warehouse.closed_months import ClosedMonths
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.places import Places


def month_named(text: str) -> date:
    """Return the first day of a month such as 2026-10; raises `SettingWrong`."""
    try:
        month_on = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise SettingWrong(f"{text!r} is not a month, such as 2026-10") from None
    return of_years(month_on)


async def close_month(office: Office, tenant: Tenant, month_on: date, location: str | int | None, by: str) -> list[str]:
    """
    Close a month at one location, or at all where it is over at all; return the names of those where it was open.

    A number is ours, a text the name or the vendor's id.
    """
    last_on = (month_on + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    days = [month_on + timedelta(days=number) for number in range((last_on - month_on).days + 1)]
    done: list[str] = []
    places = await _places(office, tenant, location)
    for row in places:
        if row["time_zone"] is None:
            raise NotAllowed(
                f"{row['name']} has no time zone, so it has no days to close. Set it: daysheet locations set"
            )
        today = office.clock().astimezone(ZoneInfo(row["time_zone"])).date()
        if today <= last_on:
            raise NotAllowed(
                f"{month_on:%Y-%m} is not over at {row['name']}: it is {today} there. Nothing was closed; "
                f"close the others by name: --location NAME"
            )
    for row in places:
        await compute_days(office, tenant, office.vendor(row["vendor"]))
        closed = [
            await each.close(office.database, month_on, days, by, office.clock())
            for each in await _months_of(office, tenant, row)
        ]
        if any(closed):
            done.append(row["name"])
            await _note(office, tenant, by, "month.closed", month_on, row)
    return done


async def reopen_month(
    office: Office, tenant: Tenant, month_on: date, location: str | int | None, by: str = "the command line"
) -> list[str]:
    """Let a month follow its records again, at one location or at all; return the names of those that had closed it."""
    done: list[str] = []
    for row in await _places(office, tenant, location):
        opened = [await each.reopen(office.database, month_on) for each in await _months_of(office, tenant, row)]
        if any(opened):
            done.append(row["name"])
            await _note(office, tenant, by, "month.reopened", month_on, row)
    return done


async def _note(office: Office, tenant: Tenant, by: str, action: str, month_on: date, row: Mapping[str, Any]) -> None:
    await auditing.note(office, tenant.tenant_id, by, action, f"{month_on:%Y-%m} at location {row['location_id']}")


async def months(office: Office, tenant: Tenant) -> list[dict[str, Any]]:
    """Return the closed months, newest first."""
    return await closed_months.list_months(office.database, tenant.tenant_id)


async def restatements(office: Office, tenant: Tenant, month_on: date | None) -> list[dict[str, Any]]:
    """Return what became of closed figures: of one month, or of all."""
    return await closed_months.list_restatements(office.database, tenant.tenant_id, month_on)


async def _months_of(office: Office, tenant: Tenant, row: Mapping[str, Any]) -> list[ClosedMonths]:
    vendor = office.vendor(row["vendor"])
    keys = await closed_months.keys_of_location(office.database, vendor, tenant.tenant_id, row)
    return [ClosedMonths(vendor=vendor, tenant_id=tenant.tenant_id, location_key=key) for key in keys]


def _keeps_closed_months(vendor: Vendor) -> bool:
    return vendor.figures is not None and bool(vendor.figures.as_closed)


async def _places(office: Office, tenant: Tenant, location: str | int | None) -> list[dict[str, Any]]:
    known = [
        row
        for row in await Places(office.database, tenant.tenant_id).all()
        if _keeps_closed_months(office.vendor(row["vendor"])) and await _months_of(office, tenant, row)
    ]
    found = [
        row for row in known if location is None or location in (row["source_id"], row["name"], row["location_id"])
    ]
    if not found:
        names = ", ".join(f"{row['source_id']} ({row['name']})" for row in known) or "none yet"
        raise UnknownThing(f"There is no location {location!r} whose months can be closed. Locations: {names}.")
    return found
