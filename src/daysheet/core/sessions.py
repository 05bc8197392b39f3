"""
A session of a vendor's own web pages, which somebody at the business hands over: a signed token that says when it ends.

What it says is read and never checked: only the vendor can, and does at every call (RFC 7519 for the form).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

TOKEN_LENGTH_MAX: Final = 8_192


class NoSession(ValueError):
    """A text is no token of a session; the message never repeats it."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """One token, and what it says: of which location it is, of which person, and when it ends."""

    token: str
    location_id: str
    person: str
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class SessionToken:
    """
    Sign in with a session that somebody opened in a browser; there is no way to open one without a person.

    The token goes along with every call in one header. `renew_path` gives a new one while the old one is good,
    and is asked once a session ends within `renew_within`; `{location}` in it is the id in the claim of that name.
    """

    header: str
    renew_path: str
    location_claim: str
    person_claim: str
    renewed_field: str = "token"
    renew_within: timedelta = timedelta(hours=8)
    secret_fields: tuple[str, ...] = ("session_token",)
    optional_secret_fields: tuple[str, ...] = ()

    def headers(self, session: Session) -> dict[str, str]:
        """Return the headers that carry the token."""
        return {self.header: session.token}

    def read(self, token: str) -> Session:
        """Return what a token says; raises `NoSession`."""
        claims = _claims(token)
        location, person, ends = (claims.get(name) for name in (self.location_claim, self.person_claim, "exp"))
        if not _is_id(location) or not _is_id(person) or isinstance(ends, bool) or not isinstance(ends, int | float):
            raise NoSession("It does not say of which location and which person it is, and when it ends.")
        try:
            ends_at = datetime.fromtimestamp(ends, UTC)
        except (ValueError, OverflowError, OSError):
            raise NoSession("It ends at no time that there is.") from None
        return Session(token=token, location_id=str(location), person=str(person), ends_at=ends_at)

    def identity(self, secret: Mapping[str, str]) -> str:
        """Return what stays the same when a token is renewed: whose session it is."""
        try:
            session = self.read(secret[self.secret_fields[0]])
        except NoSession:
            return secret[self.secret_fields[0]]
        return f"{session.location_id} {session.person}"


def _claims(token: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3 or len(token) > TOKEN_LENGTH_MAX or not token.isascii() or not all(parts):
        raise NoSession("It does not have the form of one: three parts with dots between them.")
    try:
        found = json.loads(base64.b64decode(parts[1] + "=" * (-len(parts[1]) % 4), b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise NoSession("Its middle part cannot be read.") from None
    if not isinstance(found, dict):
        raise NoSession("Its middle part says nothing.")
    return found


def _is_id(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, str) and value.isascii() and value.isalnum())
