"""
Speaks with the provider of sign-ins, by OpenID Connect: where to send a person, and what their code is worth.

A code is worth an id token, which is believed once its signature is the provider's and its claims are for us and now.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote_plus, urlencode, urlsplit

from daysheet.core.clock import Clock
from daysheet.core.errors import NotAllowed, SettingWrong
from daysheet.core.id_tokens import Expected, IdToken, TokenRefused, check_claims, key_for, read_id_token
from daysheet.remote.provider_calls import Json, ProviderAway, ProviderCalls, ProviderWrong
from daysheet.remote.signatures import is_signed

__all__ = ("CodeRefused", "OidcProvider", "ProviderAway", "ProviderWrong", "Vouched")

# How long what the provider says of itself, and its keys, are taken as known.
KNOWN_FOR: Final = timedelta(hours=1)
SCOPE: Final = "openid email"


class CodeRefused(NotAllowed):
    """The provider takes a code for no sign-in: it was used, is too old, or was never given."""


@dataclass(frozen=True, kw_only=True)
class Vouched:
    """Whom the provider vouches for; `email` is None where it tells none."""

    email: str | None = field(repr=False)
    is_email_verified: bool


@dataclass(frozen=True, kw_only=True)
class _About:
    """What a provider says of itself (OpenID Connect Discovery 1.0, section 3), and since when we know."""

    authorization_url: str
    token_url: str
    keys_url: str
    person_url: str | None
    takes_basic: bool
    known_at: datetime


class OidcProvider:
    """One provider, and what it knows us by; raises `SettingWrong` for an issuer that may not be called."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str,
        name: str,
        clock: Clock,
        allowed_hosts: frozenset[str] = frozenset(),
    ) -> None:
        self.name = name
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._calls = ProviderCalls(allowed_hosts)
        self._known: _About | None = None
        self._keys: tuple[datetime, Sequence[Json]] | None = None
        self._calls.check(issuer)

    async def sign_in_url(self, *, return_to: str, state: str, nonce: str, challenge: str) -> str:
        """Return where a person signs in; raises `ProviderAway`, `ProviderWrong`."""
        about = await self._about()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": return_to,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        mark = "&" if urlsplit(about.authorization_url).query else "?"
        return f"{about.authorization_url}{mark}{urlencode(asked)}"

    async def vouched(self, *, code: str, verifier: str, return_to: str, nonce: str) -> Vouched:
        """
        Return whom a code stands for.

        Raises `CodeRefused`, `ProviderAway`, `ProviderWrong`, and `TokenRefused` for an id token that proves nothing.
        """
        about = await self._about()
        bought = await self._buy(about, code, verifier, return_to)
        token = read_id_token(str(bought.get("id_token", "")))
        await self._check_signature(about, token)
        check_claims(token.claims, Expected(issuer=self.issuer, client_id=self._client_id, nonce=nonce), self._clock())
        told = token.claims
        if not told.keys() >= {"email", "email_verified"} and about.person_url is not None:
            told = await self._person(about.person_url, bought, told["sub"])
        email = told.get("email")
        return Vouched(
            email=email if isinstance(email, str) else None,
            is_email_verified=told.get("email_verified") is True,
        )

    async def _about(self) -> _About:
        now = self._clock()
        if self._known is None or now >= self._known.known_at + KNOWN_FOR:
            found = await self._calls.json("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.issuer:
                raise ProviderWrong(
                    f"The provider calls itself {ascii(found.get('issuer'))[:200]}, expected {self.issuer!r}. "
                    "DAYSHEET_OIDC_ISSUER has to be the same to the letter."
                )
            self._known = self._read_about(found, now)
        return self._known

    def _read_about(self, found: Json, now: datetime) -> _About:
        urls: dict[str, str] = {}
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
            url = found.get(name)
            if name == "userinfo_endpoint" and url is None:
                continue
            if not isinstance(url, str):
                raise ProviderWrong(f"The provider names no {name}.")
            try:
                self._calls.check(url)
            except SettingWrong as error:
                raise ProviderWrong(f"The provider's {name} is not called. {error}") from None
            urls[name] = url
        methods = found.get("token_endpoint_auth_methods_supported")
        return _About(
            authorization_url=urls["authorization_endpoint"],
            token_url=urls["token_endpoint"],
            keys_url=urls["jwks_uri"],
            person_url=urls.get("userinfo_endpoint"),
            # What is said of nothing else (Discovery, section 3).
            takes_basic=not isinstance(methods, list) or "client_secret_basic" in methods,
            known_at=now,
        )

    async def _buy(self, about: _About, code: str, verifier: str, return_to: str) -> Json:
        """Return what a code buys: tokens."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": return_to,
            "code_verifier": verifier,
        }
        headers: dict[str, str] = {}
        if about.takes_basic:
            # RFC 6749, section 2.3.1: both are encoded as in a form first.
            both = f"{quote_plus(self._client_id)}:{quote_plus(self._client_secret)}"
            headers["authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
        else:
            form |= {"client_id": self._client_id, "client_secret": self._client_secret}
        status, found = await self._calls.ask("POST", about.token_url, headers=headers, data=form)
        if status == 400 and found.get("error") == "invalid_grant":
            raise CodeRefused("The provider does not take the code (invalid_grant).")
        if status != 200:
            raise ProviderWrong(
                f"The provider refuses to tell who signed in (HTTP {status}, {ascii(found.get('error'))[:60]}). "
                "Compare DAYSHEET_OIDC_CLIENT_ID and DAYSHEET_OIDC_CLIENT_SECRET with what it has."
            )
        return found

    async def _check_signature(self, about: _About, token: IdToken) -> None:
        """Raise `TokenRefused` unless the provider signed; its keys are asked for anew where none of the known did."""
        now = self._clock()
        if self._keys is not None and now < self._keys[0] + KNOWN_FOR and _is_by_one_of(self._keys[1], token):
            return
        if not _is_by_one_of(await self._read_keys(about, now), token):
            raise TokenRefused("The id token is signed by none of the provider's keys.")

    async def _read_keys(self, about: _About, now: datetime) -> Sequence[Json]:
        keys = (await self._calls.json("GET", about.keys_url)).get("keys")
        if not isinstance(keys, list):
            raise ProviderWrong("The provider's jwks_uri holds no keys.")
        found = [each for each in keys if isinstance(each, dict)]
        self._keys = (now, found)
        return found

    async def _person(self, url: str, bought: Json, subject: str) -> Json:
        """Return what the provider tells of a person where the id token does not (Core, section 5.3)."""
        access_token = bought.get("access_token")
        if not isinstance(access_token, str) or not access_token.isascii() or not access_token.isprintable():
            return {}
        found = await self._calls.json("GET", url, headers={"authorization": f"Bearer {access_token}"})
        if found.get("sub") != subject:
            raise TokenRefused("The provider tells of another person than the one who signed in.")
        return found


def _is_by_one_of(keys: Sequence[Json], token: IdToken) -> bool:
    key = key_for(token, keys)
    return key is not None and is_signed(key, token.algorithm, token.signed, token.signature)
