"""Takes what only people know: what labor costs, how long somebody was there, which kind of fee a name means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.vendor import Vendor
from daysheet.operations.daily import compute_days
from daysheet.operations.office import Office
from daysheet.warehouse import entered
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.entered import Entered
from daysheet.warehouse.places import Places

SINCE_EVER: Final = entered.SINCE_EVER
FEE_TYPES: Final = ("shop_supplies", "environmental", "disposal", "hazmat", "other")


def cents_of(option: str, amount: str | None) -> int | None:
    """Return an amount such as 35.00 in cents; raises `SettingWrong` where it is not one."""
    if amount is None:
        return None
    cents = _number(option, amount) * 100
    if cents != cents.to_integral_value() or not 0 <= cents < 10**12:
        raise SettingWrong(f"{option} is {amount!r}: not an amount in whole cents, such as 35.00")
    return int(cents)


def hours_of(option: str, amount: str | None, hours_max: int) -> Decimal | None:
    """Return a number of hours; raises `SettingWrong` where it is not one between 0 and *hours_max*."""
    if amount is None:
        return None
    hours = _number(option, amount)
    if not 0 <= hours <= hours_max:
        raise SettingWrong(f"{option} is {amount!r}: not a number of hours between 0 and {hours_max:,}")
    return hours


def _number(option: str, amount: str) -> Decimal:
    try:
        number = Decimal(amount)
    except InvalidOperation:
        raise SettingWrong(f"{option} is {amount!r}: not a number") from None
    if not number.is_finite():
        raise SettingWrong(f"{option} is {amount!r}: not a number")
    return number


def day_of(option: str, text: str | None, fallback: date) -> date:
    """Return a day such as 2026-01-31, or *fallback* where none is said; raises `SettingWrong`."""
    if text is None:
        return fallback
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingWrong(f"{option} is {text!r}: not a day, such as 2026-01-31") from None


async def set_pay(
    office: Office, tenant: Tenant, person: str, location: str | int | None, said: Mapping[str, Any]
) -> str:
    """Say what a person costs from a day on; return their name."""
    if (said["hourly_rate_cents"] is None) == (said["salary_cents"] is None):
        raise SettingWrong("Say what an hour costs or what a year costs: --hourly 35.00, or --salary 62000.00")
    if said["salary_cents"] is not None and said["yearly_hours"] is None:
        raise SettingWrong("A salary needs the hours of a year that it is for: --yearly-hours 2080")
    here, found = await _one(office, tenant, "find_people", "person", person, location)
    await here.cost("set_pay", {**said, "person_id": found["id"]}, office.clock())
    await compute_days(office, tenant, here.vendor)
    return found["name"] or str(found["id"])


async def set_rates(office: Office, tenant: Tenant, location: str | int, said: Mapping[str, Any]) -> str:
    """Say a location's own rates from a day on; return its name."""
    if said["default_cost_cents"] is None and said["posted_rate_cents"] is None:
        raise SettingWrong("Say at least one rate: --default-cost 25.00 or --posted-rate 160.00")
    here = (await _places(office, tenant, location))[0]
    await here.cost("set_rates", said, office.clock())
    await compute_days(office, tenant, here.vendor)
    return str(here.location["name"])


async def set_hours(
    office: Office, tenant: Tenant, person: str, location: str | int | None, said: Mapping[str, Any]
) -> str:
    """Say how long a person was there on a day; return their name."""
    here, found = await _one(office, tenant, "find_people", "person", person, location)
    await here.hours({**said, "person_id": found["id"]}, office.clock())
    await compute_days(office, tenant, here.vendor)
    return found["name"] or str(found["id"])


async def set_fee_pattern(office: Office, tenant: Tenant, pattern: str, fee_type: str, position: int) -> None:
    """Say which kind of fee a name means; every order is looked at again."""
    if fee_type not in FEE_TYPES:
        raise SettingWrong(f"{fee_type!r} is not a kind of fee. Kinds: {', '.join(FEE_TYPES)}.")
    for vendor in _vendors(office):
        mine = [row for row in await Places(office.database, tenant.tenant_id).all() if row["vendor"] == vendor.name]
        said = {"pattern": pattern, "fee_type": fee_type, "position": position}
        await entered.set_fee_pattern(office.database, vendor, tenant.tenant_id, mine, said, office.clock())
        await compute_days(office, tenant, vendor)


async def take_snapshot(office: Office, tenant: Tenant, order: str, location: str | int | None) -> str:
    """Keep an order as it stands now; return its number."""
    here, found = await _one(office, tenant, "find_orders", "order", order, location)
    await here.look_again(office.clock(), [str(found["id"])], "manual")
    return str(found["name"])


async def entries(office: Office, tenant: Tenant, kind: str) -> list[dict[str, Any]]:
    """Return what was entered of one kind: `pay`, `rates`, `hours` or `fee_patterns`."""
    found: list[dict[str, Any]] = []
    for vendor in _vendors(office):
        found += await entered.entries(office.database, vendor, tenant.tenant_id, kind)
    return found


def _vendors(office: Office) -> list[Vendor]:
    return [vendor for vendor in office.vendors.values() if vendor.takes_entries]


async def _places(office: Office, tenant: Tenant, location: str | int | None) -> list[Entered]:
    """
    Return the locations that a word means (our number of it, its name or the vendor's id), or all.

    Raises `UnknownThing` where it means none or several.
    """
    vendors = {vendor.name: vendor for vendor in _vendors(office)}
    known = [row for row in await Places(office.database, tenant.tenant_id).all() if row["vendor"] in vendors]
    found = [
        row for row in known if location is None or location in (row["source_id"], row["name"], row["location_id"])
    ]
    if not found or (location is not None and len(found) > 1):
        names = ", ".join(f"{row['source_id']} ({row['name']})" for row in known) or "none yet"
        raise UnknownThing(f"There is not exactly one location {location!r}. Locations: {names}.")
    return [
        Entered(database=office.database, vendor=vendors[row["vendor"]], tenant_id=tenant.tenant_id, location=row)
        for row in found
    ]


async def _one(
    office: Office, tenant: Tenant, question: str, what: str, word: str, location: str | int | None
) -> tuple[Entered, dict[str, Any]]:
    """Return the one thing that a word means, and where; raises `UnknownThing` where there is none, or several."""
    places = await _places(office, tenant, location)
    found = [(here, row) for here in places for row in await here.ask(question, {"word": word})]
    if len(found) != 1:
        meant = ", ".join(f"{row['id']} at {here.location['name']}" for here, row in found)
        raise UnknownThing(
            f"There is not exactly one {what} {word!r}{f': {meant}' if meant else ''}. "
            f"Say the vendor's id, and where: --location NAME"
        )
    return found[0]


async def snapshots(office: Office, tenant: Tenant, order: str, location: str | int | None) -> dict[str, Any]:
    """Return the pictures of an order and its corrections, newest first."""
    here, found = await _one(office, tenant, "find_orders", "order", order, location)
    said = {"order_id": found["id"]}
    return {
        "order": found["name"],
        "location": here.location["name"],
        "snapshots": await here.ask("list_snapshots", said),
        "corrections": await here.ask("list_corrections", said),
    }
