"""What an id token has to say before anybody is signed in by it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from daysheet.core import id_tokens
from daysheet.core.id_tokens import Expected, TokenRefused, check_claims, key_for, read_id_token

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
MOMENT = int(NOW.timestamp())
OURS = Expected(issuer="https://id.example.com", client_id="daysheet", nonce="invented nonce")
GOOD: dict[str, Any] = {
    "iss": "https://id.example.com",
    "aud": "daysheet",
    "sub": "248",
    "iat": MOMENT - 1,
    "exp": MOMENT + 300,
    "nonce": "invented nonce",
}


def written(header: Any, claims: Any, signature: str = "c2ln") -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in (header, claims))
    return ".".join([*parts, signature])


@pytest.mark.parametrize(
    "claims",
    [
        GOOD,
        GOOD | {"aud": ["daysheet"]},
        GOOD | {"aud": ["daysheet", "another"], "azp": "daysheet"},
        GOOD | {"iat": MOMENT + 119, "nbf": MOMENT + 119},
        GOOD | {"exp": MOMENT - 119},
        GOOD | {"iat": MOMENT - 719, "exp": MOMENT + 0.5},
    ],
)
def test_a_token_for_us_is_taken(claims: dict[str, Any]) -> None:
    check_claims(claims, OURS, NOW)


WRONG: list[tuple[dict[str, Any], str]] = [
    *(({"iss": each}, "_check_issuer") for each in (None, "https://id.example.com/", "https://id.example.org", 1)),
    *(({"aud": each}, "_check_audience") for each in (None, "another", [], ["another"], ["daysheet", "another"])),
    *(({"azp": each}, "_check_audience") for each in ("another", None)),
    ({"aud": ["daysheet", "another"], "azp": "another"}, "_check_audience"),
    *(({"exp": each}, "_check_time") for each in (None, MOMENT - 120, str(MOMENT + 300), True, 10**400, float("nan"))),
    *(({"iat": each}, "_check_time") for each in (None, MOMENT + 121, MOMENT - 721, "now", -1)),
    ({"nbf": MOMENT + 121}, "_check_time"),
    *(({"nonce": each}, "_check_nonce") for each in (None, "", "another nonce", 1, "\ud800")),
    *(({"sub": each}, "_check_subject") for each in (None, "", 248)),
]


@pytest.mark.parametrize(("change", "check"), WRONG)
def test_any_other_token_is_refused(change: dict[str, Any], check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TokenRefused):
        check_claims(GOOD | change, OURS, NOW)

    # Without the one check that it is for, the same token is taken.
    kept = [each for each in id_tokens.CHECKS if each is not getattr(id_tokens, check)]
    assert len(kept) == len(id_tokens.CHECKS) - 1
    monkeypatch.setattr(id_tokens, "CHECKS", kept)
    check_claims(GOOD | change, OURS, NOW)


def test_nothing_that_is_missing_is_taken_for_granted() -> None:
    for name in GOOD:
        with pytest.raises(TokenRefused):
            check_claims({key: value for key, value in GOOD.items() if key != name}, OURS, NOW)


@pytest.mark.parametrize(
    "algorithm", ["none", "None", "HS256", "HS512", "RS512", "PS256", "EdDSA", "", None, 1, [], {}]
)
def test_only_signatures_of_two_kinds_are_read(algorithm: Any) -> None:
    assert read_id_token(written({"alg": "RS256"}, GOOD)).algorithm == "RS256"
    assert read_id_token(written({"alg": "ES256"}, GOOD)).algorithm == "ES256"
    with pytest.raises(TokenRefused, match="expected RS256 or ES256"):
        read_id_token(written({"alg": algorithm}, GOOD))


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "..", "a.b", "a.b.c.d", "a.b.c ", "a+b.c.d", "a.b.c\n"),
        written({"alg": "RS256"}, GOOD, ""),
        written({"alg": "RS256"}, GOOD, "c2lnx"),
        written({"alg": "RS256"}, [GOOD]),
        written("RS256", GOOD),
        written({"alg": "RS256", "crit": ["b64"]}, GOOD),
        written({"alg": "RS256", "kid": 1}, GOOD),
        written({"alg": "RS256"}, "x" * id_tokens.TOKEN_CHARACTERS_MAX),
        f"{base64.urlsafe_b64encode(b'[' * 30_000).decode()}.e30.c2ln",
    ],
)
def test_what_has_not_the_form_of_a_token_is_refused(text: str) -> None:
    with pytest.raises(TokenRefused):
        read_id_token(text)


RSA_KEY = {"kty": "RSA", "kid": "a", "use": "sig", "alg": "RS256"}


@pytest.mark.parametrize(
    ("keys", "key_id", "fits"),
    [
        ([RSA_KEY], "a", True),
        ([RSA_KEY], None, True),
        ([{"kty": "RSA", "kid": "a"}], "a", True),
        ([RSA_KEY, RSA_KEY | {"kid": "b"}], "b", True),
        ([RSA_KEY, RSA_KEY | {"kid": "b"}], None, False),
        ([RSA_KEY, RSA_KEY], "a", False),
        ([RSA_KEY], "b", False),
        ([RSA_KEY | {"kty": "EC"}], "a", False),
        ([RSA_KEY | {"kty": "oct"}], "a", False),
        ([RSA_KEY | {"use": "enc"}], "a", False),
        ([RSA_KEY | {"alg": "RS512"}], "a", False),
        ([], "a", False),
    ],
)
def test_a_token_is_checked_with_the_one_key_that_it_names(
    keys: list[dict[str, str]], key_id: str | None, fits: bool
) -> None:
    header = {"alg": "RS256"} if key_id is None else {"alg": "RS256", "kid": key_id}

    assert (key_for(read_id_token(written(header, GOOD)), keys) is not None) is fits
