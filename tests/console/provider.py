"""A provider of sign-ins over real HTTP, by the book, with levers to break every sentence of it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote_plus, urlencode

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID: Final = "daysheet"
# What is encoded within a header, and must arrive whole.
CLIENT_SECRET: Final = "an invented secret: 100% ü"
# Whoever signs in unless a test says otherwise.
PERSON: Final = {"sub": "248", "email": "ana@example.com", "email_verified": True}

Sign = Callable[[Mapping[str, Any], Mapping[str, Any]], str]


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def number_of(value: int) -> str:
    return text_of(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@dataclass(kw_only=True)
class Pair:
    """A key to sign with, and the algorithm it is for."""

    key_id: str
    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    @property
    def algorithm(self) -> str:
        return "RS256" if isinstance(self.private, rsa.RSAPrivateKey) else "ES256"

    def published(self) -> dict[str, str]:
        """Return the public half, as a JWK."""
        said = {"kid": self.key_id, "use": "sig", "alg": self.algorithm}
        if isinstance(self.private, rsa.RSAPrivateKey):
            numbers = self.private.public_key().public_numbers()
            return {**said, "kty": "RSA", "n": number_of(numbers.n), "e": number_of(numbers.e)}
        point = self.private.public_key().public_numbers()
        x, y = (text_of(each.to_bytes(32, "big")) for each in (point.x, point.y))
        return {**said, "kty": "EC", "crv": "P-256", "x": x, "y": y}

    def sign(self, signed: bytes) -> bytes:
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(signed, padding.PKCS1v15(), SHA256())
        numbers = decode_dss_signature(self.private.sign(signed, ec.ECDSA(SHA256())))
        return b"".join(each.to_bytes(32, "big") for each in numbers)


def new_pair(key_id: str, *, curve: bool = True) -> Pair:
    """Make a key; one of the curve is made in no time."""
    if curve:
        return Pair(key_id=key_id, private=ec.generate_private_key(ec.SECP256R1()))
    return Pair(key_id=key_id, private=rsa.generate_private_key(public_exponent=65_537, key_size=2048))


def unsigned(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """Return the part of a token that a signature is for."""
    return ".".join(text_of(json.dumps(each).encode()) for each in (header, claims))


@dataclass(kw_only=True)
class Provider:
    """
    One provider. `claims` replaces what its tokens say, None for a claim that is left out; `header` what stands above;
    `sign` makes the whole token; `told` is what it says of a person when it is asked with an access token. While it is
    `held` it answers nobody, and `arrived` tells who waits.
    """

    clock: Callable[[], datetime]
    pairs: list[Pair] = field(default_factory=lambda: [new_pair("first")])
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    sign: Sign | None = None
    told: dict[str, Any] | None = None
    about: dict[str, Any] = field(default_factory=dict)
    takes_codes_twice: bool = False
    status: int = 200
    denies: str | None = None
    url: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    held: asyncio.Event | None = None
    arrived: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    secret_in: str | None = None

    @property
    def app(self) -> Starlette:
        routes = {
            "/.well-known/openid-configuration": self._configuration,
            "/authorize": self._authorize,
            "/token": self._token,
            "/keys": self._keys,
            "/person": self._person,
        }
        return Starlette(
            routes=[Route(path, self._counted(path, do), methods=["GET", "POST"]) for path, do in routes.items()]
        )

    def token(self, nonce: str) -> str:
        """Return a token for whoever signs in."""
        pair, moment = self.pairs[-1], int(self.clock().timestamp())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "iat": moment,
            "exp": moment + 300,
            "nonce": nonce,
            **PERSON,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": pair.algorithm, "kid": pair.key_id, "typ": "JWT", **self.header}
        if self.sign is not None:
            return self.sign(header, claims)
        signed = unsigned(header, claims)
        return f"{signed}.{text_of(pair.sign(signed.encode()))}"

    def _counted(self, path: str, do: Callable[[Request], Response]) -> Any:
        async def answer(request: Request) -> Response:
            self.asked[path] += 1
            if self.held is not None:
                self.arrived.put_nowait(path)
                await self.held.wait()
            self.form = {name: str(value) for name, value in (await request.form()).items()}
            return do(request) if self.status == 200 else Response("no", self.status)

        return answer

    def _configuration(self, _: Request) -> Response:
        found = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/person",
            **self.about,
        }
        return JSONResponse({name: value for name, value in found.items() if value is not None})

    def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [each.published() for each in self.pairs]})

    def _authorize(self, request: Request) -> Response:
        """Sign in whoever comes, as somebody does who has a session here already."""
        said = dict(request.query_params)
        assert said["client_id"] == CLIENT_ID
        assert said["response_type"] == "code"
        assert said["scope"].split() == ["openid", "email"]
        assert said["code_challenge_method"] == "S256"
        back = {"state": said["state"], "iss": self.url}
        if self.denies is not None:
            return RedirectResponse(f"{said['redirect_uri']}?{urlencode({**back, 'error': self.denies})}", 302)
        code = secrets.token_urlsafe(16)
        self.codes[code] = said
        return RedirectResponse(f"{said['redirect_uri']}?{urlencode({**back, 'code': code})}", 302)

    def _token(self, request: Request) -> Response:
        if self._client(request) != (CLIENT_ID, CLIENT_SECRET):
            return JSONResponse({"error": "invalid_client"}, 401)
        code = self.form.get("code", "")
        said = self.codes.get(code) if self.takes_codes_twice else self.codes.pop(code, None)
        challenge = text_of(hashlib.sha256(self.form["code_verifier"].encode()).digest())
        if said is None or (challenge, self.form["redirect_uri"]) != (said["code_challenge"], said["redirect_uri"]):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": "an invented access", "token_type": "Bearer", "id_token": self.token(said["nonce"])}
        )

    def _client(self, request: Request) -> tuple[str, str]:
        self.secret_in = "the form" if "client_secret" in self.form else "a header"
        if self.secret_in == "the form":
            return self.form["client_id"], self.form["client_secret"]
        kind, _, both = request.headers["authorization"].partition(" ")
        assert kind == "Basic"
        name, _, secret = base64.b64decode(both).decode().partition(":")
        return unquote_plus(name), unquote_plus(secret)

    def _person(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer an invented access"
        return JSONResponse(self.told if self.told is not None else PERSON)
