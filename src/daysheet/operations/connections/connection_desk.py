"""Connections as programs and people see them, and what is decided about one: pause it, resume it, remove it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from daysheet.core.errors import NotAllowed, SettingWrong, UnknownThing, VendorUnavailable
from daysheet.core.vendor import Vendor
from daysheet.operations.connections import connecting
from daysheet.operations.connections.call_plans import calls_of
from daysheet.operations.connections.connecting import Discovery
from daysheet.operations.identity.auditing import note
from daysheet.operations.office import Office
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.mirror import Locations
from daysheet.warehouse.scheduling import Schedules

SECRET_CHARACTERS_MAX: Final = 10_000
ANSWER_SECONDS_MAX: Final = 60.0


async def named(office: Office, tenant: Tenant, name_or_id: str) -> ConnectionRow:
    """Return a connection by its number or its name; raises `UnknownThing`, which lists no names."""
    for each in await office.connections(tenant).all():
        if name_or_id in (str(each.connection_id), each.name):
            return each
    raise UnknownThing("There is no such connection.")


def secret_for(vendor: Vendor, given: Mapping[str, str]) -> dict[str, str]:
    """Return the secret of a vendor out of what was given; raises `SettingWrong`, which never repeats a value."""
    wanted, optional = vendor.sign_in.secret_fields, vendor.sign_in.optional_secret_fields
    missing = [name for name in wanted if not given.get(name)]
    unknown = len(set(given) - {*wanted, *optional})
    if missing or unknown or any(len(each) > SECRET_CHARACTERS_MAX for each in given.values()):
        may = f", and may have {', '.join(optional)}" if optional else ""
        raise SettingWrong(
            f"The secret of {vendor.title} has {', '.join(wanted)}{may}; nothing else, and no field empty."
        )
    return {name: given[name] for name in (*wanted, *optional) if given.get(name)}


def check_caution(vendor: Vendor, *, is_accepted: bool) -> None:
    """Raise `NotAllowed` where a vendor does not offer what is read, and nobody accepts that."""
    if vendor.caution is not None and not is_accepted:
        raise NotAllowed(f"{vendor.caution} Nothing was stored. To go on all the same, send accept_unofficial.")


def told(office: Office, row: ConnectionRow) -> dict[str, Any]:
    """Return a connection without its secret."""
    vendor = office.vendor(row.vendor)
    return {
        "id": str(row.connection_id),
        "name": row.name,
        "vendor": row.vendor,
        "title": vendor.title,
        "base_url": row.base_url,
        "status": row.status,
        "reason": row.status_reason,
        "plan": row.plan,
        "calls_per_minute": row.calls_per_minute,
        "is_unofficial": vendor.caution is not None,
        "rotations": row.rotations,
    }


def vendor_told(vendor: Vendor) -> dict[str, Any]:
    """Return what a vendor offers, and what is needed to sign in."""
    return {
        "name": vendor.name,
        "title": vendor.title,
        "base_url": vendor.base_url,
        "secret_fields": list(vendor.sign_in.secret_fields),
        "optional_secret_fields": list(vendor.sign_in.optional_secret_fields),
        "caution": vendor.caution,
        "currency": vendor.currency,
        "calls_per_month": dict(vendor.calls_per_month),
        "webhook_setup": None if vendor.webhooks is None else vendor.webhooks.setup,
        "takes_leads": vendor.leads is not None,
        "maps_branches": vendor.maps_locations,
        "streams": [
            {
                "name": each.name,
                "is_usual": not each.is_optional,
                "is_per_location": each.per_location,
                "shows_one": each.is_asked_by_id_alone,
                "is_confidential": each.is_confidential,
            }
            for each in vendor.streams
        ],
    }


def capabilities(vendor: Vendor) -> dict[str, Any]:
    """Return what a connection of a vendor offers, and what the vendor does not tell."""
    return {
        "streams": vendor_told(vendor)["streams"],
        "takes_leads": vendor.leads is not None,
        "tells_by_webhook": vendor.webhooks is not None,
        "maps_branches": vendor.maps_locations,
        "has_board_of_journeys": vendor.board is not None,
        "has_board_of_work": vendor.work is not None,
        "reconciles": vendor.reconciles,
        "limits_calls_of_month": bool(vendor.calls_per_month),
        "not_told": {} if vendor.work is None else dict(vendor.work.not_told),
    }


async def account(office: Office, tenant: Tenant, row: ConnectionRow) -> dict[str, Any]:
    """Return what is known of the account behind a connection, without a call."""
    found = await Locations(office.database, tenant.tenant_id, row.connection_id).all()
    calls = (await calls_of(office, tenant, row.name))[0]
    return {
        "vendor": row.vendor,
        "base_url": row.base_url,
        "status": row.status,
        "plan": calls.vendor_plan,
        "calls_used": calls.standing.used,
        "calls_allowed": calls.standing.allowance,
        "locations": [
            {"id": str(each.location_id), "source_id": each.source_id, "name": each.name, "is_seen": each.in_scope}
            for each in found
        ],
    }


async def add(
    office: Office, tenant: Tenant, vendor: Vendor, *, actor: str, **how: Any
) -> tuple[ConnectionRow, Discovery]:
    """Connect for somebody outside, to public hosts only, as `connecting.connect` does and with what it raises."""
    async with _in_time(vendor):
        row, found = await connecting.connect(office, tenant, vendor, public_only=True, **how)
    await note(office, tenant.tenant_id, actor, "connection.added", row.name)
    return row, found


async def try_stored(office: Office, tenant: Tenant, row: ConnectionRow) -> Discovery:
    """Try a stored credential; raises as `connecting.test_connection` does."""
    async with _in_time(office.vendor(row.vendor)):
        return await connecting.test_connection(office, tenant, row.name)


async def rotate(
    office: Office, tenant: Tenant, row: ConnectionRow, secret: Mapping[str, str], *, actor: str
) -> Discovery:
    """Put a new credential in the place of the old one once the vendor takes it; raises as `connecting.rotate` does."""
    async with _in_time(office.vendor(row.vendor)):
        found = await connecting.rotate(office, tenant, row.name, secret)
    await note(office, tenant.tenant_id, actor, "connection.rotated", row.name)
    return found


@asynccontextmanager
async def _in_time(vendor: Vendor) -> AsyncIterator[None]:
    """Give a vendor as long as somebody waits; raises `VendorUnavailable` after that."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            yield
    except TimeoutError:
        raise VendorUnavailable(
            f"{vendor.title} did not answer within {ANSWER_SECONDS_MAX:.0f} seconds. Try again later."
        ) from None


async def pause(office: Office, tenant: Tenant, row: ConnectionRow, reason: str | None, *, actor: str) -> ConnectionRow:
    """Let a connection rest until somebody resumes it; a reading under way ends with its slice."""
    why = reason or "paused by a person"
    await office.connections(tenant).set_status(row, "paused", why, office.clock())
    await note(office, tenant.tenant_id, actor, "connection.paused", row.name)
    return await office.connections(tenant).one(row.name)


async def resume(office: Office, tenant: Tenant, row: ConnectionRow, *, actor: str) -> ConnectionRow:
    """Use a paused connection again; raises `NotAllowed` for one that is not paused."""
    if row.status != "paused":
        raise NotAllowed(f"Connection {row.name!r} is not paused: it is {row.status.replace('_', ' ')}.")
    await office.connections(tenant).set_status(row, "active", None, office.clock())
    await Schedules(office.database, tenant.tenant_id).make_due(row.connection_id, office.clock())
    await note(office, tenant.tenant_id, actor, "connection.resumed", row.name)
    return await office.connections(tenant).one(row.name)


async def remove(office: Office, tenant: Tenant, row: ConnectionRow, *, actor: str) -> None:
    """Remove a connection with its cursors, raw pages and quarantine; the copied rows stay."""
    await office.connections(tenant).remove(row)
    await note(office, tenant.tenant_id, actor, "connection.removed", row.name)
