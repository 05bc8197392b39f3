"""The people of a tenant: who may sign in and do what, and the first owner of a new install."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import timedelta
from types import EllipsisType
from typing import Any, Final

from daysheet.core.access import ROLES, Caller
from daysheet.core.errors import NotAllowed, SettingWrong, UnknownThing
from daysheet.core.tokens import SECRET_BYTES, digest_of, read_token, secret_text, written
from daysheet.operations.identity.access import NOBODY, checked_locations, checked_name, is_number
from daysheet.operations.identity.passwords import check_password, hashed
from daysheet.operations.identity.signing_in import (
    Session,
    SignInRefused,
    SignInTooOften,
    sign_in,
    sign_out,
)
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant, Tenants
from daysheet.warehouse.people import People, Sessions

__all__ = (
    "OwnerTokenRefused",
    "Session",
    "SignInRefused",
    "SignInTooOften",
    "add_person",
    "change_person",
    "first_owner_token",
    "make_owner",
    "owner_token",
    "people",
    "person_named",
    "set_password",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
)

# RFC 5321, section 4.5.3.1.3: a path of 256 octets with its brackets.
EMAIL_CHARACTERS_MAX: Final = 254
OWNER_TOKEN_FOR: Final = timedelta(hours=1)


class OwnerTokenRefused(NotAllowed):
    """A token for the first owner is unknown, used or too old; who asks is not told which."""

    def __init__(self) -> None:
        super().__init__("This token is not valid, or not any more. Another one: daysheet people add --role owner")


async def add_person(
    office: Office,
    tenant: Tenant,
    *,
    email: str,
    name: str,
    role: str,
    locations: Iterable[int] | None = None,
    password: str | None = None,
    by: Caller | str,
) -> dict[str, Any]:
    """
    Let somebody sign in; without a password they cannot until they are given one.

    Raises `SettingWrong`, `NameTaken` for a mail address that somebody has, `UnknownThing` for a location that is not
    the tenant's, `ForbiddenByScope` for more than the giver has.
    """
    person = await _new_person(email, name, role, locations, password)
    known = People(office.database, tenant.tenant_id)
    return await known.one(await known.add(person, office.clock(), by))


async def people(office: Office, tenant: Tenant) -> list[dict[str, Any]]:
    """Return the people of a tenant by name, and when they were last seen; never a password."""
    return await People(office.database, tenant.tenant_id).all()


async def change_person(
    office: Office,
    tenant: Tenant,
    person_id: int,
    *,
    role: str | None = None,
    locations: Iterable[int] | EllipsisType | None = ...,
    is_active: bool | None = None,
    by: Caller | str,
) -> dict[str, Any]:
    """
    Say what a person may do, and sign them out everywhere; what is not said stays as it is.

    Raises `UnknownThing`, `SettingWrong`, `ForbiddenByScope`, and `NotAllowed` for the last owner.
    """
    places = locations if isinstance(locations, EllipsisType) else checked_locations(locations)
    known = People(office.database, tenant.tenant_id)
    _check_number(person_id)
    await known.change(person_id, role and _checked_role(role), places, is_active, office.clock(), by)
    return await known.one(person_id)


async def person_named(office: Office, tenant: Tenant, said: str) -> int:
    """Return the number of a person, by it or by the mail address; raises `UnknownThing`."""
    for row in await people(office, tenant):
        if said.strip().lower() in (str(row["person_id"]), row["email"]):
            return int(row["person_id"])
    raise UnknownThing(f"There is nobody {said!r}. See: daysheet people list")


async def set_password(office: Office, tenant: Tenant, person_id: int, password: str, by: Caller | str) -> None:
    """Give a person another password and sign them out everywhere; raises `UnknownThing`, `SettingWrong`."""
    _check_number(person_id)
    known = People(office.database, tenant.tenant_id)
    check_password(password, (await known.one(person_id))["email"])
    await known.set_password(person_id, await hashed(password), office.clock(), by)


async def sign_out_everywhere(office: Office, tenant: Tenant, person_id: int, by: Caller | str) -> int:
    """End all sessions of a person and return how many there were; raises `UnknownThing`."""
    _check_number(person_id)
    return await Sessions(office.database, tenant.tenant_id).end_all(person_id, office.clock(), by)


async def owner_token(office: Office, tenant: Tenant) -> str | None:
    """
    Return a token with which somebody may become the first owner, for an hour and once; None where there are people.

    The one that was made before opens nothing any more.
    """
    secret, now = secret_text(os.urandom(SECRET_BYTES)), office.clock()
    digest = digest_of("owner", secret)
    known = People(office.database, tenant.tenant_id)
    if not await known.offer_ownership(digest, now, now + OWNER_TOKEN_FOR):
        return None
    return written("owner", (tenant.tenant_id,), secret)


async def first_owner_token(office: Office) -> str | None:
    """Return a token as `owner_token` does, for the only business there is; it is made where there is none yet."""
    if len(await Tenants(office.database).all()) > 1:
        return None
    return await owner_token(office, await office.tenant(None))


async def make_owner(
    office: Office, tenant: Tenant | None, token: str, email: str, name: str, password: str
) -> dict[str, Any]:
    """
    Make the first owner of a tenant, which the token names where *tenant* is None.

    Raises `OwnerTokenRefused` for a token that was used, is too old, or is another tenant's; `SettingWrong`.
    """
    read, now = read_token(token, "owner"), office.clock()
    tenant_id = read.numbers[0] if read is not None else NOBODY
    known = People(office.database, tenant_id)
    kept = await known.owner_token()
    if read is None or kept is None or not read.is_of(kept["token_digest"]) or kept["ends_at"] <= now:
        raise OwnerTokenRefused
    if tenant is not None and tenant.tenant_id != tenant_id:
        raise OwnerTokenRefused
    person = await _new_person(email, name, "owner", None, password)
    person_id = await known.add_first(person, read.digest, now)
    if person_id is None:
        raise OwnerTokenRefused
    return await known.one(person_id)


async def _new_person(
    email: str, name: str, role: str, locations: Iterable[int] | None, password: str | None
) -> dict[str, Any]:
    address = checked_email(email)
    if password is not None:
        check_password(password, address)
    return {
        "email": address,
        "name": checked_name(name),
        "role": _checked_role(role),
        "locations": checked_locations(locations),
        "password_hash": None if password is None else await hashed(password),
    }


def checked_email(email: str) -> str:
    """
    Return a mail address in lower case; raises `SettingWrong`.

    >>> checked_email(" Ana@Example.com ")
    'ana@example.com'
    """
    address = email.strip().lower()
    before, sign, after = address.partition("@")
    is_one_word = address.isascii() and address.isprintable() and " " not in address
    if not (before and sign and after) or "@" in after or not is_one_word or len(address) > EMAIL_CHARACTERS_MAX:
        raise SettingWrong("A mail address is such as ana@example.com.")
    return address


def _checked_role(role: str) -> str:
    if role not in ROLES:
        raise SettingWrong(f"There is no role {role!r}. Roles: {', '.join(ROLES)}.")
    return role


def _check_number(person_id: int) -> None:
    if not is_number(person_id):
        raise UnknownThing(f"There is no person {person_id}. See: daysheet people list")
