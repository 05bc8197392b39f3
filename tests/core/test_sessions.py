from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from daysheet.core.sessions import NoSession, SessionToken

SIGN_IN = SessionToken(header="x-token", renew_path="/renew/{location}", location_claim="shop", person_claim="user")


def token(**claims: Any) -> str:
    said = {"shop": 7, "user": 3, "exp": 1_800_000_000, **claims}
    return f"e30.{base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b'=').decode()}.c2ln"


def test_a_token_says_whose_it_is_and_when_it_ends() -> None:
    session = SIGN_IN.read(token(exp=1_781_535_600.0))

    assert (session.location_id, session.person) == ("7", "3")
    assert session.ends_at == datetime(2026, 6, 15, 15, tzinfo=UTC)
    assert SIGN_IN.headers(session) == {"x-token": session.token}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "canary",
        "a.b",
        "a.b.c",
        "e30..c2ln",
        "e30.e30.c2ln",
        "e30.W10.c2ln",
        "e30.Zg.c2ln",
        f"e30.{'A' * 9_000}.c2ln",
        token(exp=None),
        token(exp="soon"),
        token(exp=True),
        token(exp=1e300),
        token(shop=None),
        token(shop=True),
        token(shop="7/../8"),
        token(user={}),
        token() + ".x",
        token().replace("e30", "e\u00e9"),
    ],
)
def test_what_is_no_session_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(NoSession) as refused:
        SIGN_IN.read(text)

    assert not text or text not in str(refused.value)


def test_a_renewed_session_is_the_same_person_and_another_is_not() -> None:
    def identity(**claims: Any) -> str:
        return SIGN_IN.identity({"session_token": token(**claims)})

    assert identity() == identity(exp=1_900_000_000)
    assert len({identity(), identity(user=4), identity(shop=8), SIGN_IN.identity({"session_token": "odd"})}) == 4
