"""Tokens that are not the provider's, or not for this sign-in, open nothing."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from daysheet.core import id_tokens
from daysheet.remote import oidc
from tests.console.provider import new_pair, text_of, unsigned
from tests.console.street import Street
from tests.operations.doorstep import ANA, BEGIN

pytestmark = pytest.mark.anyio

MOMENT = int(BEGIN.timestamp())
NOT_VERIFIED = "could not be verified, so nobody was signed in"


@pytest.fixture(autouse=True)
async def _ana(street: Street) -> None:
    """Somebody who is invited."""
    await street.door.person()


CLAIMS: list[tuple[dict[str, Any], str]] = [
    ({"aud": "another client"}, "_check_audience"),
    ({"aud": ["daysheet", "another client"]}, "_check_audience"),
    ({"iss": "https://id.example.com"}, "_check_issuer"),
    ({"exp": MOMENT - 200}, "_check_time"),
    ({"iat": MOMENT - 3_600}, "_check_time"),
    ({"iat": MOMENT + 3_600}, "_check_time"),
    ({"nonce": "of another sign-in"}, "_check_nonce"),
    ({"nonce": None}, "_check_nonce"),
]


@pytest.mark.parametrize(("claims", "check"), CLAIMS)
async def test_a_token_that_is_not_for_this_sign_in_opens_nothing(
    street: Street, monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any], check: str
) -> None:
    street.provider.claims = claims
    await street.outside(NOT_VERIFIED)
    assert len(street.reasons()) == 1

    # With that check off the same token lets in: it is what keeps it out.
    kept = [each for each in id_tokens.CHECKS if each is not getattr(id_tokens, check)]
    assert len(kept) == len(id_tokens.CHECKS) - 1
    monkeypatch.setattr(id_tokens, "CHECKS", kept)
    await street.inside()


def by_nobody(header: Any, claims: Any) -> str:
    return f"{unsigned({**header, 'alg': 'none'}, claims)}."


def by_nobody_with_a_signature(header: Any, claims: Any) -> str:
    return f"{unsigned({**header, 'alg': 'none'}, claims)}.{text_of(b'anything')}"


def by_another(header: Any, claims: Any) -> str:
    signed = unsigned(header, claims)
    return f"{signed}.{text_of(new_pair('first').sign(signed.encode()))}"


def by_an_unknown_key(header: Any, claims: Any) -> str:
    pair = new_pair("unknown")
    signed = unsigned({**header, "kid": "unknown"}, claims)
    return f"{signed}.{text_of(pair.sign(signed.encode()))}"


def no_token(_: Any, __: Any) -> str:
    return "no token"


@pytest.mark.parametrize(
    "sign",
    [by_nobody, by_nobody_with_a_signature, by_another, by_an_unknown_key, no_token],
)
async def test_a_token_that_the_provider_did_not_sign_opens_nothing(street: Street, sign: Callable[..., str]) -> None:
    await street.inside()
    street.provider.sign = sign

    await street.outside(NOT_VERIFIED)


async def test_a_good_signature_is_for_its_own_claims_only(street: Street) -> None:
    pair = street.provider.pairs[0]
    street.provider.claims = {"email": "mallory@example.com"}

    def with_claims_of_another(header: Any, claims: Any) -> str:
        signature = pair.sign(unsigned(header, claims).encode())
        return f"{unsigned(header, {**claims, 'email': ANA})}.{text_of(signature)}"

    street.provider.sign = with_claims_of_another

    await street.outside(NOT_VERIFIED)


@pytest.mark.parametrize("form", ["pem", "der", "modulus"])
async def test_the_public_key_is_no_secret_to_sign_with(street: Street, form: str) -> None:
    pair = new_pair("first", curve=False)
    assert isinstance(pair.private, rsa.RSAPrivateKey)
    public = pair.private.public_key()
    secret = {
        "pem": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "der": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "modulus": public.public_numbers().n.to_bytes(256, "big"),
    }[form]

    def by_the_public_key(header: Any, claims: Any) -> str:
        signed = unsigned({**header, "alg": "HS256"}, claims)
        return f"{signed}.{text_of(hmac.digest(secret, signed.encode(), hashlib.sha256))}"

    street.provider.pairs = [pair]
    await street.inside()
    street.provider.sign = by_the_public_key

    await street.outside(NOT_VERIFIED)
    assert street.reasons() == ["The id token is signed by 'HS256', expected RS256 or ES256."]


async def test_without_the_check_of_signatures_a_strangers_token_would_do(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.provider.sign = by_another
    monkeypatch.setattr(oidc, "is_signed", lambda *_: True)

    await street.inside()


async def test_the_provider_may_have_a_new_key_at_any_time(street: Street) -> None:
    assert (await street.walker().sign_in()).status_code == 303
    assert (await street.walker().sign_in()).status_code == 303
    assert street.provider.asked["/keys"] == 1

    for curve in (True, False):
        street.provider.pairs.append(new_pair(f"newer {curve}", curve=curve))
        assert (await street.walker().sign_in()).status_code == 303
    assert street.provider.asked["/keys"] == 3
    assert street.provider.asked["/.well-known/openid-configuration"] == 1


async def test_a_key_that_was_withdrawn_is_believed_for_an_hour_at_most(street: Street) -> None:
    assert (await street.walker().sign_in()).status_code == 303
    withdrawn = street.provider.pairs[0]
    street.provider.pairs = [new_pair("newer")]
    street.door.wait(hours=1)

    def by_the_old(header: Any, claims: Any) -> str:
        street.provider.pairs.append(withdrawn)
        street.provider.sign = None
        token = street.provider.token(claims["nonce"])
        street.provider.pairs.pop()
        return token

    street.provider.sign = by_the_old
    assert (await street.walker().sign_in()).status_code == 503
    assert street.reasons() == ["The id token is signed by none of the provider's keys."]
