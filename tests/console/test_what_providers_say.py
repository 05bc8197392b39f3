"""What a provider says is believed once it is proven; whatever else it does, nobody gets in and people are told."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from daysheet.remote import reach
from daysheet.remote.provider_calls import CALLS_AT_ONCE_MAX
from tests.console.street import Street, open_street
from tests.operations.doorstep import ANA, Doorstep

pytestmark = pytest.mark.anyio

NOT_VERIFIED = "could not be verified, so nobody was signed in"
NOT_SET_UP = "is not set up rightly"
AWAY = "does not answer just now"


@pytest.fixture(autouse=True)
async def _ana(door: Doorstep) -> None:
    """Somebody who is invited."""
    await door.person()


async def test_a_mail_address_may_stand_with_the_provider_alone(street: Street) -> None:
    street.provider.claims = {"email": None, "email_verified": None}
    await street.inside()
    assert street.provider.asked["/person"] == 1

    street.provider.told = {"sub": "another", "email": ANA, "email_verified": True}
    await street.outside(NOT_VERIFIED)
    street.provider.claims = {}
    await street.inside()
    assert street.provider.asked["/person"] == 2


@pytest.mark.parametrize("methods", [["client_secret_post"], ["client_secret_basic", "client_secret_post"], None])
async def test_the_secret_is_shown_as_the_provider_likes_it(street: Street, methods: list[str] | None) -> None:
    street.provider.about = {"token_endpoint_auth_methods_supported": methods}

    await street.inside()

    assert street.provider.secret_in == ("the form" if methods == ["client_secret_post"] else "a header")


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_provider_that_is_away_is_told_in_plain_words(street: Street, status: int) -> None:
    walker = street.walker()
    back = await walker.meet(await walker.leave())
    street.provider.status = status

    on_the_way_back = await walker.get(back)
    street.door.wait(hours=1)
    on_the_way_there = await walker.get("/sign-in/with?to=/metrics")

    for answer in (on_the_way_back, on_the_way_there):
        assert answer.status_code == 503
        assert AWAY in answer.text
        assert "password" in answer.text
    assert 'action="/sign-in?to=/metrics"' in on_the_way_there.text
    street.provider.status = 200
    await street.inside()


async def test_a_provider_that_nobody_reaches_is_away(door: Doorstep) -> None:
    async with open_street(door, issuer="http://127.0.0.1:9") as street:
        answer = await street.walker().get("/sign-in/with")

    assert answer.status_code == 503
    assert AWAY in answer.text


async def test_a_provider_that_is_slow_keeps_no_more_than_a_few_waiting(street: Street) -> None:
    street.provider.held = asyncio.Event()
    walkers = [street.walker() for _ in range(CALLS_AT_ONCE_MAX + 1)]
    waiting = [asyncio.create_task(each.get("/sign-in/with")) for each in walkers[1:]]
    for _ in waiting:
        await street.provider.arrived.get()

    answer = await walkers[0].get("/sign-in/with")

    assert answer.status_code == 503
    assert AWAY in answer.text
    street.provider.held.set()
    assert {each.status_code for each in await asyncio.gather(*waiting)} == {303}
    await street.inside()


@pytest.mark.parametrize("said", ["access_denied", "login_required", "<script>", "x" * 500, ""])
async def test_who_says_no_at_the_provider_is_told_so(street: Street, said: str) -> None:
    street.provider.denies = said
    answer = await street.walker().sign_in()

    assert answer.status_code == 403
    assert "did not sign you in" in answer.text
    assert "<script>" not in answer.text
    assert "x" * 100 not in answer.text
    assert ("(access denied)" in answer.text) is (said == "access_denied")


async def test_a_wrong_secret_is_for_the_log(door: Doorstep) -> None:
    async with open_street(door, client_secret="another one") as street:
        await street.outside(NOT_SET_UP)

        assert "HTTP 401, 'invalid_client'" in street.reasons()[0]
        assert "another one" not in street.reasons()[0]


WRONG_ABOUT: list[dict[str, Any]] = [
    {"issuer": "https://id.example.com"},
    {"issuer": None},
    {"token_endpoint": None},
    {"jwks_uri": ["a list"]},
    *({"token_endpoint": each} for each in ("http://169.254.169.254/token", "https://10.0.0.1/token", "ftp://x/y")),
    *({"token_endpoint": each} for each in ("https://localhost/token", "https://id.example.com:8443/token", "", "[")),
    {"jwks_uri": "http://localhost/keys"},
    {"authorization_endpoint": "javascript:alert(1)"},
    {"authorization_endpoint": "https://ana:password@id.example.com/"},
    {"authorization_endpoint": "https://id.example.com/\r\nset-cookie: x"},
    {"userinfo_endpoint": "http://[::1]/person"},
]


@pytest.mark.parametrize("about", WRONG_ABOUT)
async def test_a_provider_that_says_something_else_than_it_should_is_not_followed(
    street: Street, about: dict[str, Any]
) -> None:
    street.provider.about = about

    answer = await street.walker().get("/sign-in/with")

    assert answer.status_code == 503
    assert NOT_SET_UP in answer.text
    assert len(street.reasons()) == 1
    street.provider.about = {}
    await street.inside()


async def test_a_name_that_stands_for_this_machine_is_not_called(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = socket.getaddrinfo

    def at_home(host: Any, *rest: Any, **how: Any) -> Any:
        return resolve("127.0.0.1" if host == "tokens.example.com" else host, *rest, **how)

    monkeypatch.setattr(socket, "getaddrinfo", at_home)
    street.provider.about = {"token_endpoint": "https://tokens.example.com/token"}
    await street.outside(NOT_SET_UP)

    (reason,) = street.reasons()
    assert "does not stand for public addresses only" in reason
    # Without the guard it is called, and only nobody is there to answer.
    monkeypatch.setattr(reach, "is_public", lambda _: True)
    await street.outside(AWAY)
