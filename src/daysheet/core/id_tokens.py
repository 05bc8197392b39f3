"""
What an id token says, and whether it is meant for us and for now (OpenID Connect Core 1.0, section 3.1.3.7).

Who signed it is checked where the keys are; nothing that it says is believed before that.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

# Signatures whose keys come in pairs, and the kind of key of each (RFC 7518, section 3.1): what opens nothing when it
# is known must not be able to sign.
ALGORITHMS: Final[Mapping[str, str]] = {"RS256": "RSA", "ES256": "EC"}
TOKEN_CHARACTERS_MAX: Final = 65_536
# How far the provider's clock may be from ours, and how old a token may be that was asked for a moment ago.
CLOCK_APART_MAX: Final = timedelta(minutes=2)
AGE_MAX: Final = timedelta(minutes=10)
# Seconds since 1970: beyond the year 9999 there are no instants.
INSTANT_MAX: Final = 253_402_300_800

_PART: Final = re.compile(r"[A-Za-z0-9_-]+")


class TokenRefused(ValueError):
    """An id token proves nothing; the message says why, for whoever runs the server, and never repeats the token."""


@dataclass(frozen=True, kw_only=True)
class IdToken:
    """A token as it was read; `signed` is what the signature is for."""

    algorithm: str
    key_id: str | None
    claims: Mapping[str, Any] = field(repr=False)
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Whose token it has to be, for whom, and for which one sign-in."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)


def read_id_token(text: str) -> IdToken:
    """Return what a token says, signed by whomever; raises `TokenRefused`."""
    parts = text.split(".")
    if len(text) > TOKEN_CHARACTERS_MAX or len(parts) != 3 or not all(_PART.fullmatch(each) for each in parts):
        raise TokenRefused("The id token has not the form of one: three parts with dots between them.")
    header, claims = _object_in(parts[0]), _object_in(parts[1])
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        known = " or ".join(ALGORITHMS)
        raise TokenRefused(f"The id token is signed by {ascii(algorithm)[:40]}, expected {known}.")
    if "crit" in header:
        raise TokenRefused("The id token asks for an extension that is not known here.")
    if not (key_id is None or isinstance(key_id, str)):
        raise TokenRefused("The id token names its key by something else than a text.")
    return IdToken(
        algorithm=algorithm,
        key_id=key_id,
        claims=claims,
        signed=f"{parts[0]}.{parts[1]}".encode(),
        signature=_bytes_in(parts[2]),
    )


def key_for(token: IdToken, keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the one key that a token names, of the kind that its signature takes; None where there is not one."""
    fitting = [
        key
        for key in keys
        if key.get("kty") == ALGORITHMS[token.algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", token.algorithm) == token.algorithm
        and (token.key_id is None or key.get("kid") == token.key_id)
    ]
    return fitting[0] if len(fitting) == 1 else None


def check_claims(claims: Mapping[str, Any], expected: Expected, now: datetime) -> None:
    """Raise `TokenRefused` unless a token that was signed well is the provider's, for us, now, and for this once."""
    for check in CHECKS:
        check(claims, expected, now)


def _check_issuer(claims: Mapping[str, Any], expected: Expected, _: datetime) -> None:
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("The id token is of another issuer.")


def _check_audience(claims: Mapping[str, Any], expected: Expected, _: datetime) -> None:
    said = claims.get("aud")
    audiences = said if isinstance(said, list) else [said]
    if expected.client_id not in audiences:
        raise TokenRefused("The id token is for another client.")
    # Where it is for several, or says for whom it was made, that has to be us.
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise TokenRefused("The id token was made for another client.")


def _check_time(claims: Mapping[str, Any], _: Expected, now: datetime) -> None:
    moment, apart = now.timestamp(), CLOCK_APART_MAX.total_seconds()
    issued, ends, begins = (_instant(claims.get(name)) for name in ("iat", "exp", "nbf"))
    if issued is None or ends is None:
        raise TokenRefused("The id token does not say when it was made and when it ends.")
    if ends <= moment - apart:
        raise TokenRefused("The id token is over.")
    if issued > moment + apart or (begins is not None and begins > moment + apart):
        raise TokenRefused("The id token begins later; one of the two clocks is wrong.")
    if issued < moment - apart - AGE_MAX.total_seconds():
        raise TokenRefused("The id token was made too long ago.")


def _check_nonce(claims: Mapping[str, Any], expected: Expected, _: datetime) -> None:
    said = claims.get("nonce")
    if not isinstance(said, str) or said != expected.nonce:
        raise TokenRefused("The id token belongs to another sign-in.")


def _check_subject(claims: Mapping[str, Any], _: Expected, __: datetime) -> None:
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise TokenRefused("The id token does not say whom it is about.")


Check = Callable[[Mapping[str, Any], Expected, datetime], None]
CHECKS: Final[Sequence[Check]] = (_check_issuer, _check_audience, _check_time, _check_nonce, _check_subject)


def _instant(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < INSTANT_MAX:
        return None
    return float(value)


def _object_in(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes_in(part))
    except (ValueError, RecursionError):
        raise TokenRefused("A part of the id token cannot be read.") from None
    if not isinstance(found, dict):
        raise TokenRefused("A part of the id token says nothing.")
    return found


def _bytes_in(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error:
        raise TokenRefused("A part of the id token cannot be read.") from None
