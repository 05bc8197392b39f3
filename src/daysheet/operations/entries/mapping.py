"""
Maps the branches that a vendor lists to locations: a suggestion is offered, a person decides.

A branch that nobody has mapped loses nothing; its records stand in the list of the unmapped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daysheet.core.errors import SettingMissing, SettingWrong, UnknownThing
from daysheet.core.vendor import Vendor
from daysheet.core.zones import currency_of_state, likely_zone_of_state
from daysheet.operations.identity.auditing import note
from daysheet.operations.office import Office
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.location_sources import LocationSources, NewLocation
from daysheet.warehouse.places import Places

_FLAGS: Final = re.compile("[\U0001f1e6-\U0001f1ff\ufe0f\u200d]")
_CURRENCY: Final = re.compile("[A-Z]{3}")


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A branch as a vendor lists it, the location it is mapped to, and what may be suggested for it."""

    connection: str
    source_id: str
    name: str
    state: str | None
    location_id: int | None
    location: str | None
    suggestion: NewLocation | None


async def branches(office: Office, tenant: Tenant, connection: str | None = None) -> list[Branch]:
    """Return every branch of the vendors whose branches have to be mapped."""
    found: list[Branch] = []
    for row in await office.connections(tenant).all():
        vendor = office.vendor(row.vendor)
        if vendor.maps_locations and connection in (None, row.name):
            rows = await _sources(office, tenant, row).listed(*_listing(vendor))
            found += [_branch(row.name, each) for each in rows]
    return found


def _branch(connection: str, row: Mapping[str, Any]) -> Branch:
    return Branch(
        connection=connection,
        source_id=row["source_id"],
        name=row["name"] or "",
        state=row["state"],
        location_id=row["location_id"],
        location=row["location"],
        suggestion=suggestion_for(row["name"], row["state"]),
    )


async def ask_once(office: Office, tenant: Tenant, row: ConnectionRow) -> list[str]:
    """Return the names of listed branches that nobody was asked about yet; from now on somebody was."""
    vendor = office.vendor(row.vendor)
    if not vendor.maps_locations:
        return []
    sources = _sources(office, tenant, row)
    new = [each for each in await sources.listed(*_listing(vendor)) if each["asked_at"] is None]
    if new:
        await sources.ask(new, office.clock())
    return [str(each["name"]).strip() for each in new]


async def map_suggested(office: Office, tenant: Tenant, connection: str | None = None) -> list[Branch]:
    """Make a location of every branch that has a suggestion and no location yet; return those branches."""
    wanted = [each for each in await branches(office, tenant, connection) if each.location_id is None]
    mapped = [each for each in wanted if each.suggestion is not None]
    for each in mapped:
        assert each.suggestion is not None
        await _map(office, tenant, each, each.suggestion)
    return mapped


async def map_branch(
    office: Office,
    tenant: Tenant,
    branch: str,
    *,
    to: str | None,
    time_zone: str | None,
    currency: str | None,
    connection: str | None = None,
) -> tuple[Branch, str]:
    """Map one branch to a location that is there, or to a new one; return it and the location's name."""
    one = _the_branch(await branches(office, tenant, connection), branch)
    if to is not None:
        known = await Places(office.database, tenant.tenant_id).all()
        found = [each for each in known if to in (each["name"], each["source_id"], str(each["location_id"]))]
        if len(found) != 1:
            names = ", ".join(each["name"] for each in known) or "none yet"
            raise UnknownThing(f"There is not exactly one location {to!r}. Locations: {names}.")
        await _map(office, tenant, one, int(found[0]["location_id"]))
        return one, str(found[0]["name"])
    new = _new_location(one, time_zone, currency)
    await _map(office, tenant, one, new)
    return one, new.name


async def map_by_id(
    office: Office,
    tenant: Tenant,
    connection: str,
    branch_id: str,
    *,
    actor: str,
    location_id: str | None,
    time_zone: str | None,
    currency: str | None,
) -> Branch:
    """Map a branch by the vendor's id of it, as `map_branch` does, and return it as it is mapped then."""
    one = await _by_id(office, tenant, connection, branch_id)
    places = {str(each["location_id"]) for each in await Places(office.database, tenant.tenant_id).all()}
    if location_id is not None and location_id not in places:
        raise UnknownThing("There is no such location.")
    to = int(location_id) if location_id is not None else _new_location(one, time_zone, currency)
    await _map(office, tenant, one, to)
    await note(office, tenant.tenant_id, actor, "branch.mapped", f"{connection} {branch_id}")
    return await _by_id(office, tenant, connection, branch_id)


async def _by_id(office: Office, tenant: Tenant, connection: str, branch_id: str) -> Branch:
    for each in await branches(office, tenant, connection):
        if each.source_id == branch_id:
            return each
    raise UnknownThing("There is no such branch.")


def _new_location(one: Branch, time_zone: str | None, currency: str | None) -> NewLocation:
    """Return the location that a branch becomes; raises `SettingMissing` where nobody can tell where it is."""
    suggested = one.suggestion
    zone = time_zone or (suggested and suggested.time_zone)
    money = currency or (suggested and suggested.currency)
    if not zone or not money:
        raise SettingMissing(
            f"Nobody can tell from its state in which time zone {one.name.strip()!r} is, or what its money is. "
            "Say both: --time-zone America/Chicago --currency USD"
        )
    return NewLocation(name=short_name(one.name), time_zone=_checked_zone(zone), currency=_checked_currency(money))


async def mapping_of(office: Office, tenant: Tenant, row: ConnectionRow) -> dict[str, dict[str, Any]]:
    """Return number, zone and currency of the location of each branch that has one, by the branch's id."""
    places = {each["location_id"]: each for each in await Places(office.database, tenant.tenant_id).all()}
    return {
        each.source_id: {
            "location_id": each.location_id,
            "time_zone": places[each.location_id]["time_zone"],
            "currency": places[each.location_id]["currency"],
        }
        for each in await branches(office, tenant, row.name)
        if each.location_id is not None
    }


def _the_branch(known: list[Branch], word: str) -> Branch:
    found = [each for each in known if word in (each.source_id, each.name, each.name.strip(), short_name(each.name))]
    if len(found) != 1:
        names = ", ".join(f"{each.name.strip()} ({each.source_id})" for each in known[:10]) or "none listed yet"
        raise UnknownThing(f"There is not exactly one branch {word!r}. Branches: {names}.")
    return found[0]


async def _map(office: Office, tenant: Tenant, branch: Branch, to: int | NewLocation) -> None:
    row = await office.connections(tenant).one(branch.connection)
    vendor = office.vendor(row.vendor)
    deriving = None
    if vendor.derivation is not None:
        deriving = Deriving(
            package=vendor.package,
            derivation=vendor.derivation,
            tenant_id=tenant.tenant_id,
            connection_id=row.connection_id,
        )
    await _sources(office, tenant, row).map([branch.source_id], to, deriving, office.clock())


def _sources(office: Office, tenant: Tenant, row: ConnectionRow) -> LocationSources:
    return LocationSources(office.database, tenant.tenant_id, row.connection_id, row.vendor)


def _listing(vendor: Vendor) -> tuple[str, tuple[str, str, str], str]:
    stream = next(each for each in vendor.streams if each.names_locations is not None)
    assert stream.names_locations is not None
    assert vendor.account_column is not None
    return stream.record.table, stream.names_locations, vendor.account_column


def suggestion_for(name: str | None, state: str | None) -> NewLocation | None:
    """Return what a branch's name and state suggest; None where its state has several zones or is unknown."""
    zone, currency = likely_zone_of_state(state), currency_of_state(state)
    if zone is None or currency is None:
        return None
    return NewLocation(name=short_name(name or ""), time_zone=zone, currency=currency)


def short_name(name: str) -> str:
    """
    Return a branch's name without flags and brand, in title case.

    >>> short_name("PORTLAND \U0001f1fa\U0001f1f8 - Corporate - Harbour & Pine")
    'Portland - Corporate'
    """
    parts = [part.strip() for part in re.split(r"\s-\s|\s-|-\s", " ".join(_FLAGS.sub(" ", name).split()))]
    kept = [part for part in parts if part]
    kept = kept[:-1] if len(kept) > 1 else kept
    return " - ".join(_in_title_case(part) if part.isupper() else part for part in kept) or name.strip()


def _in_title_case(words: str) -> str:
    """Return words with a capital each, also behind a bracket or a hyphen, but not behind an apostrophe."""
    return re.sub(r"[^\W_](?:[^\W_]|[\u0300-\u036f'\u2019])*", lambda word: word[0].capitalize(), words)


def _checked_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingWrong(f"{zone!r} is not a time zone. Example: America/Chicago") from None
    return zone


def _checked_currency(currency: str) -> str:
    if not _CURRENCY.fullmatch(currency):
        raise SettingWrong(f"{currency!r} is not a currency. Example: CAD")
    return currency


def as_row(branch: Branch) -> dict[str, Any]:
    """Return a branch as JSON has it."""
    suggested = branch.suggestion
    return {
        "connection": branch.connection,
        "id": branch.source_id,
        "name": branch.name,
        "state": branch.state,
        "location": branch.location,
        "suggestion": vars(suggested) if suggested and branch.location_id is None else None,
    }
