"""Signing in and out over HTTP: the cookie is for browsers of this site only, and guesses are counted."""

from __future__ import annotations

import pytest

from daysheet.api.resources.access_shapes import Person, SessionBegun
from daysheet.operations.identity import people
from tests.api.front import Front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio

PASSWORD = "  four invented words here "
ANA = {"email": "ana@example.com", "password": PASSWORD}


async def with_ana(front: Front) -> dict[str, str]:
    """Let Ana in, and return what she signs in with."""
    await people.add_person(
        front.office, front.tenant, email=ANA["email"], name="Ana Example", role="owner", password=PASSWORD, by="a test"
    )
    return {**ANA, "business": front.tenant.name}


async def test_a_session_begins_changes_things_and_ends(front: Front) -> None:
    who = await with_ana(front)

    begun = await front.ask("POST", "/v1/sessions", body=who)

    assert (begun.status_code, begun.headers["cache-control"]) == (201, "no-store")
    assert fits(SessionBegun, begun.json())
    cookie, *marks = begun.headers["set-cookie"].split("; ")
    assert {each.lower().partition("=")[0] for each in marks} == {"expires", "httponly", "path", "samesite"}
    assert {"Path=/", "HttpOnly", "SameSite=lax"} <= set(marks)
    token = cookie.partition("=")[2]
    assert token not in begun.text
    front.client.cookies.clear()
    me = (await front.get("/v1/me", cookie=cookie)).json()
    assert (me["name"], me["csrf"]) == ("Ana Example", begun.json()["csrf"])

    key = {"name": "hers", "scopes": ["read:metrics"]}
    without = await front.ask("POST", "/v1/keys", body=key, cookie=cookie)
    made = await front.ask("POST", "/v1/keys", body=key, cookie=cookie, x_csrf_token=me["csrf"])
    assert (without.status_code, without.json()["code"]) == (403, "no_csrf_token")
    assert made.json()["key"]["made_by"] == me["actor"]

    stays = await front.ask("DELETE", "/v1/sessions/current", cookie=cookie)
    ended = await front.ask("DELETE", "/v1/sessions/current", cookie=cookie, x_csrf_token=me["csrf"])
    assert (stays.status_code, ended.status_code) == (403, 204)
    assert 'daysheet_session=""' in ended.headers["set-cookie"]
    assert (await front.get("/v1/me", cookie=cookie)).status_code == 401


@pytest.mark.parametrize("is_https", [True, False])
async def test_a_cookie_is_for_https_alone_where_browsers_come_by_it(front: Front, is_https: bool) -> None:
    front.serving.is_https = is_https
    who = await with_ana(front)

    begun = await front.ask("POST", "/v1/sessions", body=who)

    front.client.cookies.clear()
    cookie, *marks = begun.headers["set-cookie"].split("; ")
    assert ("Secure" in marks) == is_https
    ended = await front.ask(
        "DELETE", "/v1/sessions/current", cookie=cookie, x_csrf_token=begun.json()["csrf"], x_forwarded_proto="https"
    )
    assert ended.status_code == 204
    assert ("Secure" in ended.headers["set-cookie"].split("; ")) == is_https


async def test_a_key_has_no_session_to_end(front: Front) -> None:
    answer = await front.ask("DELETE", "/v1/sessions/current", await front.key("read:records"))

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")


async def test_wrong_passwords_are_refused_alike_and_counted(front: Front) -> None:
    who = await with_ana(front)

    wrong = await front.ask("POST", "/v1/sessions", body={**who, "password": PASSWORD.strip()})
    nobody = await front.ask("POST", "/v1/sessions", body={**who, "email": "bo@example.com"})
    nowhere = await front.ask("POST", "/v1/sessions", body={**who, "business": "no such business"})

    for answer in (wrong, nobody, nowhere):
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
        assert answer.json()["detail"] == wrong.json()["detail"]
        assert "set-cookie" not in answer.headers
    while (answer := await front.ask("POST", "/v1/sessions", body={**who, "password": "wrong"})).status_code == 401:
        pass
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert int(answer.headers["retry-after"]) > 60
    assert (await front.ask("POST", "/v1/sessions", body=who)).status_code == 429


async def test_a_page_of_another_site_signs_nobody_in(front: Front) -> None:
    who = await with_ana(front)

    for origin in ("https://elsewhere.example.com", "null", front.base_url + ".example.com"):
        answer = await front.ask("POST", "/v1/sessions", body=who, origin=origin)
        assert (answer.status_code, answer.json()["code"]) == (403, "no_csrf_token"), origin
    assert (await front.ask("POST", "/v1/sessions", body=who, origin=front.base_url)).status_code == 201


async def test_what_is_no_sign_in_is_refused_without_repeating_it(front: Front) -> None:
    for body in ({}, {**ANA, "colour": "red"}, {**ANA, "password": "x" * 2_000}, {**ANA, "email": 7}):
        answer = await front.ask("POST", "/v1/sessions", body=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "does_not_fit")
        assert PASSWORD.strip() not in answer.text


async def test_the_first_owner_comes_in_once(front: Front) -> None:
    token = await people.owner_token(front.office, front.tenant)
    owner = {**ANA, "name": "Ana Example", "token": token}

    wrong = await front.ask("POST", "/v1/owner", body={**owner, "token": f"{token}x"})
    foreign = await front.ask("POST", "/v1/owner", body=owner, origin="https://elsewhere.example.com")
    weak = await front.ask("POST", "/v1/owner", body={**owner, "password": "short"})
    made = await front.ask("POST", "/v1/owner", body=owner)
    again = await front.ask("POST", "/v1/owner", body={**owner, "email": "bo@example.com"})

    assert [each.status_code for each in (wrong, foreign, weak, made, again)] == [409, 403, 422, 201, 409]
    assert fits(Person, made.json())
    assert made.json()["role"] == "owner"
    signed_in = await front.ask("POST", "/v1/sessions", body={**ANA, "business": front.tenant.name})
    assert signed_in.status_code == 201
