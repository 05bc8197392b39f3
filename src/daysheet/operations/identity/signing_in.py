"""
Signing in and out of a browser.

Whoever guesses is held back by account, by network address and by both, and learns from neither words nor time which
mail addresses there are. From where a person has signed in before, the guesses of others do not hold them back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from daysheet.core.access import Caller
from daysheet.core.errors import NotAllowed
from daysheet.core.networks import network_of
from daysheet.core.nouns import counted
from daysheet.core.tokens import SECRET_BYTES, csrf_of, digest_of, read_token, secret_text, written
from daysheet.operations.identity.access import NOBODY
from daysheet.operations.identity.passwords import is_right
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant, Tenants
from daysheet.warehouse.people import People, Sessions, caller_of
from daysheet.warehouse.sign_in_counters import Counter, count_try, take_back_try

SESSION_FOR: Final = timedelta(days=30)
COUNTED_FOR: Final = timedelta(minutes=15)
# Together at most 100 guesses an hour reach a password, by one account or from one address.
TRIES_OF_BOTH_MAX: Final = 5
TRIES_OF_ADDRESS_MAX: Final = 20
TRIES_OF_ACCOUNT_MAX: Final = 20


class SignInRefused(NotAllowed):
    """Business, mail address and password do not belong together; who asks is not told which of them is wrong."""

    def __init__(self) -> None:
        super().__init__("The mail address or the password is not right.")


class SignInTooOften(NotAllowed):
    """There were too many tries lately; the next one may come after `retry_after_seconds`."""

    def __init__(self, retry_after_seconds: int) -> None:
        minutes = math.ceil(retry_after_seconds / 60)
        super().__init__(f"There were too many tries to sign in. Try again in {counted(minutes, 'minute')}.")
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, kw_only=True)
class Session:
    """
    A session that has begun. The token goes into a cookie, and `csrf` with everything that changes something.

    It ends at `expires_at`, and before that when it is not used for 12 hours.
    """

    token: str = field(repr=False)
    csrf: str = field(repr=False)
    expires_at: datetime
    caller: Caller


async def sign_in(office: Office, tenant_name: str | None, email: str, password: str, address: str) -> Session:
    """
    Begin a session; *tenant_name* may be None where there is one business only.

    *address* is the network address it comes from, as the server saw it and not as a header claims; it is counted as
    its network. Raises `SignInRefused`, or `SignInTooOften` before the password is looked at.
    """
    tenant_id = await _tenant_id(office, tenant_name)
    now, mail, network = office.clock(), sought(email), network_of(address)
    address_digest = keyed_digest(office, "address", network)
    person = await People(office.database, tenant_id).account(mail, address_digest, now)
    counters = _counters(office, tenant_id, mail, network, is_known=person is not None and person["is_known_address"])
    full_until = await count_try(office.database, counters, now, now + COUNTED_FOR)
    if full_until is not None:
        raise SignInTooOften(math.ceil((full_until - now).total_seconds()))
    is_his = await is_right(password, person["password_hash"] if person else None)
    if person is None or not is_his or not _is_welcome(person):
        raise SignInRefused
    session = await _begun(office, tenant_id, person, address_digest, vouched_email=None)
    await take_back_try(office.database, counters, now)
    return session


async def sign_out(office: Office, token: str) -> None:
    """End a session; that there is none is as good."""
    read = read_token(token, "session")
    if read is not None:
        await Sessions(office.database, read.numbers[0]).end(read.digest, office.clock())


async def sign_in_vouched(office: Office, tenant_id: int, email: str, address: str) -> Session:
    """
    Begin a session of whom somebody else vouches for by their mail address; no password is asked for.

    Nothing is guessed on this way, so no try is counted. Raises `SignInRefused` for who is not invited, or shut out.
    """
    address_digest = keyed_digest(office, "address", network_of(address))
    person = await People(office.database, tenant_id).account(sought(email), address_digest, office.clock())
    if person is None or not _is_welcome(person):
        raise SignInRefused
    return await _begun(office, tenant_id, person, address_digest, vouched_email=sought(email))


async def businesses_of(office: Office, email: str) -> list[Tenant]:
    """Return the businesses to which a mail address is invited, and which let its person in."""
    found: list[Tenant] = []
    for tenant in await Tenants(office.database).served():
        person = await People(office.database, tenant.tenant_id).account(sought(email), b"", office.clock())
        if person is not None and _is_welcome(person):
            found.append(tenant)
    return found


async def _begun(
    office: Office, tenant_id: int, person: dict[str, Any], address_digest: bytes, *, vouched_email: str | None
) -> Session:
    secret, now = secret_text(os.urandom(SECRET_BYTES)), office.clock()
    ends_at = now + SESSION_FOR
    sessions = Sessions(office.database, tenant_id)
    digest = digest_of("session", secret)
    if vouched_email is None:
        has_begun = await sessions.begin(person, digest, address_digest, now, ends_at)
    else:
        has_begun = await sessions.begin_vouched(person, vouched_email, digest, address_digest, now, ends_at)
    if not has_begun:
        raise SignInRefused
    token = written("session", (tenant_id,), secret)
    csrf = csrf_of(token)
    return Session(token=token, csrf=csrf, expires_at=ends_at, caller=caller_of(tenant_id, person, csrf))


async def _tenant_id(office: Office, name: str | None) -> int:
    """Return the tenant that is meant; `NOBODY` where none is: who asks may not learn which there are."""
    tenants = await Tenants(office.database).all()
    meant = tenants if name is None else [each for each in tenants if each.name == name]
    return meant[0].tenant_id if len(meant) == 1 else NOBODY


def _is_welcome(person: dict[str, Any]) -> bool:
    return bool(person["is_active"]) and person["tenant_status"] == "active"


def sought(email: str) -> str:
    """Return a mail address as it is stored; nobody has the empty one."""
    address = email.strip().lower()
    # Asked of what came: there are letters beyond ASCII whose lower case is within.
    return address if email.isascii() and address.isprintable() else ""


def _counters(office: Office, tenant_id: int, mail: str, network: str, *, is_known: bool) -> list[Counter]:
    account = (str(tenant_id), mail)
    counters = [
        Counter(digest=keyed_digest(office, "both", *account, network), tries_max=TRIES_OF_BOTH_MAX),
        Counter(digest=keyed_digest(office, "address tries", network), tries_max=TRIES_OF_ADDRESS_MAX),
    ]
    if not is_known:
        counters.append(Counter(digest=keyed_digest(office, "account", *account), tries_max=TRIES_OF_ACCOUNT_MAX))
    return counters


def keyed_digest(office: Office, *words: str) -> bytes:
    """Return a digest that nobody without this install's key can find by trying."""
    return hmac.digest(office.opened.key, json.dumps(["sign in", *words]).encode(), hashlib.sha256)
