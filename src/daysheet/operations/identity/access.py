"""
Keys and sessions: who is asking, and what they may do; and making and taking back keys.

A text names the tenant behind whose wall it is looked up. Unknown, revoked and expired are refused in the same words
and with the same look, so that nobody learns which keys there were.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from daysheet.core.access import HOST_SCOPE, TENANT_SCOPES, Caller, actor_of, check_gift
from daysheet.core.errors import NotAllowed, SettingWrong, UnknownThing
from daysheet.core.tokens import SECRET_BYTES, csrf_of, digest_of, read_token, secret_text, written
from daysheet.operations.office import Office
from daysheet.warehouse.access import ApiKeys, HostKeys, NewKeyRow
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.people import Sessions, caller_of
from daysheet.warehouse.places import Places

NAME_CHARACTERS_MAX: Final = 200
# A number that no row has.
NOBODY: Final = 0


class AccessRefused(NotAllowed):
    """A key or session opens nothing: it is unknown, revoked or expired; who asks is not told which."""

    def __init__(self) -> None:
        super().__init__("This key or session is not valid, or not any more.")


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """A key that was made: its text, shown once, and what is kept of it."""

    text: str = field(repr=False)
    row: dict[str, Any]


async def caller_of_key(office: Office, text: str) -> Caller:
    """Return whom a key stands for; raises `AccessRefused`."""
    token = read_token(text, "live", "test", "host")
    if token is not None and token.kind == "host":
        row = await HostKeys(office.database).used(token.numbers[0], token, office.clock())
        if row is None:
            raise AccessRefused
        return _caller(NOBODY, "", f"host key {row['key_id']}", {HOST_SCOPE}, None, row["name"])
    tenant_id, key_id = token.numbers if token is not None else (NOBODY, NOBODY)
    row = await ApiKeys(office.database, tenant_id).used(key_id, token, office.clock())
    if row is None:
        raise AccessRefused
    caller = _caller(tenant_id, row["tenant_name"], f"key {key_id}", row["scopes"], row["locations"], row["name"])
    return replace(caller, expires_at=row["expires_at"])


async def caller_of_session(office: Office, token: str) -> Caller:
    """Return who is signed in with a session's token; raises `AccessRefused`."""
    read = read_token(token, "session")
    tenant_id = read.numbers[0] if read is not None else NOBODY
    row = await Sessions(office.database, tenant_id).used(read.digest if read is not None else b"", office.clock())
    if row is None:
        raise AccessRefused
    return caller_of(tenant_id, row, csrf_of(token))


async def make_key(
    office: Office,
    tenant: Tenant,
    *,
    name: str,
    scopes: Iterable[str],
    locations: Iterable[int] | None = None,
    expires_at: datetime | None = None,
    is_test: bool = False,
    by: Caller | str,
) -> NewKey:
    """
    Make a key; its text is in the answer and nowhere else.

    Raises `SettingWrong` for what no key can have, `ForbiddenByScope` for more than the giver has, `UnknownThing` for
    a location that is not the tenant's.
    """
    wanted = checked_scopes(scopes)
    places = checked_locations(locations)
    check_gift(by, wanted, places)
    if expires_at is not None and (expires_at.tzinfo is None or expires_at <= office.clock()):
        raise SettingWrong("A key expires at a moment to come, with its time zone.")
    secret, kind = secret_text(os.urandom(SECRET_BYTES)), "test" if is_test else "live"
    new = NewKeyRow(
        name=checked_name(name),
        key_digest=digest_of(kind, secret),
        is_test=is_test,
        scopes=wanted,
        locations=places,
        expires_at=expires_at,
    )
    now = office.clock()
    row = await ApiKeys(office.database, tenant.tenant_id).add(new, now, actor_of(by))
    return NewKey(text=written(kind, (tenant.tenant_id, row["key_id"]), secret), row=_told(row, now))


async def keys(office: Office, tenant: Tenant) -> list[dict[str, Any]]:
    """Return the keys of a tenant, newest first; `state` is active, expired or revoked."""
    now = office.clock()
    return [_told(row, now) for row in await ApiKeys(office.database, tenant.tenant_id).all()]


async def revoke_key(office: Office, tenant: Tenant, key_id: int, by: Caller | str) -> bool:
    """
    Take a key back, at once and for good; False where that was done before.

    Raises `UnknownThing`, and `ForbiddenByScope` for a key that may do more than who takes it back.
    """
    _check_number(key_id)
    return await ApiKeys(office.database, tenant.tenant_id).revoke(key_id, office.clock(), by)


async def make_host_key(office: Office, *, name: str, by: Caller | str) -> NewKey:
    """Make a key for whoever hosts all tenants; raises `SettingWrong`, or `ForbiddenByScope` for another caller."""
    check_gift(by, {HOST_SCOPE}, None)
    secret, now = secret_text(os.urandom(SECRET_BYTES)), office.clock()
    digest = digest_of("host", secret)
    row = await HostKeys(office.database).add(checked_name(name), digest, now, actor_of(by))
    return NewKey(text=written("host", (row["key_id"],), secret), row=_told(row, now))


async def host_keys(office: Office) -> list[dict[str, Any]]:
    """Return the keys of the host, newest first."""
    now = office.clock()
    return [_told(row, now) for row in await HostKeys(office.database).all()]


async def revoke_host_key(office: Office, key_id: int, by: Caller | str) -> bool:
    """Take a key of the host back; False where that was done before. Raises `UnknownThing`, `ForbiddenByScope`."""
    check_gift(by, {HOST_SCOPE}, None)
    _check_number(key_id)
    return await HostKeys(office.database).revoke(key_id, office.clock(), actor_of(by))


async def locations_named(office: Office, tenant: Tenant, names: Iterable[str]) -> list[int]:
    """Return the numbers of locations by their names or the vendor's ids; raises `UnknownThing`."""
    known = await Places(office.database, tenant.tenant_id).all()
    found: list[int] = []
    for name in names:
        numbers = [row["location_id"] for row in known if name in (row["source_id"], row["name"])]
        if not numbers:
            raise UnknownThing(f"There is no location {name!r}. See: daysheet locations list")
        found += numbers
    return found


def checked_name(name: str) -> str:
    """Return a name without the space around it; raises `SettingWrong` for none, or one that cannot be shown."""
    name = name.strip()
    if not 0 < len(name) <= NAME_CHARACTERS_MAX or not name.isprintable():
        raise SettingWrong(f"A name has from 1 to {NAME_CHARACTERS_MAX} characters that can be shown.")
    return name


def checked_scopes(scopes: Iterable[str]) -> list[str]:
    """Return scopes that a tenant's key can have; raises `SettingWrong`."""
    wanted = sorted(set(scopes))
    if not wanted or not TENANT_SCOPES.issuperset(wanted):
        known = ", ".join(sorted(TENANT_SCOPES))
        raise SettingWrong(f"A key has one or more of these scopes: {known}.")
    return wanted


def checked_locations(locations: Iterable[int] | None) -> list[int] | None:
    """Return numbers of locations; raises `SettingWrong` for none at all: who sees all of them names none."""
    if locations is None:
        return None
    wanted = sorted(set(locations))
    if not wanted or not all(is_number(each) for each in wanted):
        raise SettingWrong("Name one or more locations by their numbers, or leave it out for all of them.")
    return wanted


def is_number(value: int) -> bool:
    """Whether a value can be the number of a row."""
    return 0 < value < 2**63


def _check_number(key_id: int) -> None:
    if not is_number(key_id):
        raise UnknownThing(f"There is no key {key_id}. See: daysheet keys list")


def _caller(
    tenant_id: int, tenant: str, actor: str, scopes: Iterable[str], locations: Iterable[int] | None, name: str
) -> Caller:
    return Caller(
        tenant_id=tenant_id,
        tenant_name=tenant,
        actor=actor,
        is_session=False,
        scopes=frozenset(scopes),
        locations=None if locations is None else frozenset(locations),
        csrf=None,
        name=name,
    )


def _told(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    expires_at = row.get("expires_at")
    state = "expired" if expires_at is not None and expires_at <= now else "active"
    return {**row, "state": "revoked" if row["revoked_at"] is not None else state}
