"""Keys, people and the audit log over HTTP: nobody gives away more than they have, and every change is noted."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.api.resources.access_shapes import Entries, KeyMade, Keys, People, Person
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import people
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.api.shaped import fits
from tests.api.test_records import walked

pytestmark = pytest.mark.anyio

PASSWORD = "  four invented words here "
ALL = ("read:metrics", "read:records", "read:pii", "write:boards", "write:leads", "start:runs", "admin:tenant")
ANA = {"email": "Ana@Example.com", "name": "Ana Example", "role": "manager", "password": PASSWORD}


async def neighbour_of(front: Front, *scopes: str) -> str:
    """Return a key of another business."""
    other = await Tenants(front.office.database).ensure("a neighbour of access")
    return await front.key(*(scopes or ALL), tenant=other)


async def actions(front: Front, key: str) -> list[tuple[str, str]]:
    """Return who did what, oldest first."""
    rows = (await front.get("/v1/audit", key)).json()["data"]
    return [(row["actor"], row["action"]) for row in reversed(rows)]


async def test_a_key_is_shown_once_and_revoked(front: Front) -> None:
    key = await front.key(*ALL)
    me = (await front.get("/v1/me", key)).json()["actor"]

    made = await front.ask("POST", "/v1/keys", key, {"name": "dashboard", "scopes": ["read:metrics"], "is_test": True})
    listed = await front.get("/v1/keys", key)

    text, number = made.json()["text"], made.json()["key"]["id"]
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    assert fits(KeyMade, made.json())
    assert fits(Keys, listed.json())
    assert text.startswith("ds_test_")
    assert text not in listed.text
    assert (await front.get("/v1/metrics", text)).status_code == 200
    for _ in range(2):
        assert (await front.ask("DELETE", f"/v1/keys/{number}", key)).status_code == 204
    assert (await front.get("/v1/metrics", text)).status_code == 401
    states = {each["id"]: each["state"] for each in (await front.get("/v1/keys", key)).json()["data"]}
    assert states[number] == "revoked"
    assert [each for each in await actions(front, key) if each[0] == me] == [(me, "key.made"), (me, "key.revoked")]


async def test_a_key_with_an_idempotency_key_is_not_kept_in_clear(front: Front) -> None:
    key, body = await front.key(*ALL), {"name": "twice", "scopes": ["read:metrics"]}

    first = await front.ask("POST", "/v1/keys", key, body, idempotency_key="same")
    again = await front.ask("POST", "/v1/keys", key, body, idempotency_key="same")

    assert first.json()["text"] != again.json()["text"]
    assert await kept(front) == []
    # What has no secret in it is kept: the look would have seen it.
    person = await front.ask("POST", "/v1/people", key, ANA, idempotency_key="other")
    assert await kept(front) == [person.content]
    assert (await front.ask("POST", "/v1/people", key, ANA, idempotency_key="other")).content == person.content


async def kept(front: Front) -> list[bytes]:
    """Return the answers that are kept for requests that come again."""
    async with front.office.database.tenant(front.tenant.tenant_id) as connection:
        cursor = await connection.execute(
            "select body from control.idempotency_keys where tenant_id = %s", (front.tenant.tenant_id,)
        )
        return [bytes(row["body"]) for row in await cursor.fetchall()]


async def test_nobody_gives_away_more_than_they_have(shop: Front) -> None:
    mine, other = [row["location_id"] for row in await locations(shop.office, shop.tenant)]
    small = await shop.key("admin:tenant", "read:metrics")
    of_one = await shop.key("admin:tenant", "read:metrics", locations=[mine])
    wanted: dict[str, Any] = {"name": "more", "scopes": ["read:metrics"]}

    assert (await shop.ask("POST", "/v1/keys", small, wanted)).status_code == 201
    for used, body, status in (
        (small, {**wanted, "scopes": ["read:pii"]}, 403),
        (small, {**wanted, "scopes": ["admin:host"]}, 422),
        (small, {**wanted, "scopes": []}, 422),
        (small, {**wanted, "locations": []}, 422),
        (small, {**wanted, "locations": [987_654]}, 404),
        (small, {**wanted, "expires_at": "2020-01-01T00:00:00Z"}, 422),
        (small, {**wanted, "colour": "red"}, 422),
        (of_one, {**wanted, "locations": [other]}, 403),
        (await shop.key("read:records"), wanted, 403),
    ):
        answer = await shop.ask("POST", "/v1/keys", used, body)
        assert answer.status_code == status, (body, answer.text)
    assert (await shop.ask("POST", "/v1/people", small, ANA)).status_code == 403


async def test_keys_of_a_neighbour_are_not_there(front: Front) -> None:
    key = await front.key(*ALL)
    theirs = await neighbour_of(front)
    number = (await front.get("/v1/keys", theirs)).json()["data"][0]["id"]

    unknown = await front.ask("DELETE", "/v1/keys/98765432", key)
    neighbours = await front.ask("DELETE", f"/v1/keys/{number}", key)

    assert unknown.status_code == neighbours.status_code == 404
    assert unknown.json()["detail"].replace("98765432", number) == neighbours.json()["detail"]
    assert (await front.ask("DELETE", "/v1/keys/first", key)).status_code == 404
    assert (await front.get("/v1/me", theirs)).status_code == 200


async def test_people_are_added_changed_and_signed_out(front: Front) -> None:
    key = await front.key(*ALL)

    made = await front.ask("POST", "/v1/people", key, ANA)
    path = made.headers["location"]
    session = await people.sign_in(front.office, front.tenant.name, "ana@example.com", PASSWORD, "192.0.2.1")
    shown = await front.get(path, key)
    listed = await front.get("/v1/people", key)

    assert fits(Person, made.json())
    assert fits(People, listed.json())
    assert shown.json() == made.json()
    assert (made.json()["email"], made.json()["has_password"]) == ("ana@example.com", True)
    assert listed.json()["data"][0]["last_sign_in_at"] is not None
    cookie = {"cookie": f"daysheet_session={session.token}"}
    assert (await front.get("/v1/me", **cookie)).json()["name"] == "Ana Example"

    changed = await front.ask("PATCH", path, key, {"role": "analyst"}, if_match=shown.headers["etag"])
    assert (changed.status_code, changed.json()["role"], changed.json()["locations"]) == (200, "analyst", None)
    assert (await front.get("/v1/me", **cookie)).status_code == 401
    stale = await front.ask("PATCH", path, key, {"role": "owner"}, if_match=shown.headers["etag"])
    without = await front.ask("PATCH", path, key, {"role": "owner"})
    assert (stale.status_code, without.status_code) == (412, 428)

    again = await people.sign_in(front.office, front.tenant.name, "ana@example.com", PASSWORD, "192.0.2.1")
    ended = await front.ask("POST", f"{path}/sign-out", key)
    assert ended.json() == {"sessions": 1}
    assert (await front.get("/v1/me", cookie=f"daysheet_session={again.token}")).status_code == 401
    new = await front.ask("POST", f"{path}/password", key, {"password": "another four invented words"})
    assert new.status_code == 204
    with pytest.raises(people.SignInRefused):
        await people.sign_in(front.office, front.tenant.name, "ana@example.com", PASSWORD, "192.0.2.1")
    assert PASSWORD.strip() not in "".join(str(line) for line in front.lines)
    said = [action for _, action in await actions(front, key)]
    assert [each for each in said if each.startswith("person.") and "signed_in" not in each] == [
        "person.added",
        "person.changed",
        "person.signed_out_everywhere",
        "person.password_set",
    ]


async def test_who_may_not_see_persons_sees_roles_only(front: Front) -> None:
    await front.ask("POST", "/v1/people", await front.key(*ALL), ANA)
    key = await front.key("admin:tenant", "read:metrics")

    listed = await front.get("/v1/people", key)

    assert [(each["email"], each["name"], each["role"]) for each in listed.json()["data"]] == [(None, None, "manager")]
    assert "ana" not in listed.text.lower().replace("manager", "")


async def test_locations_of_a_person_are_set_and_taken_away(shop: Front) -> None:
    place = (await locations(shop.office, shop.tenant))[0]["location_id"]
    key = await shop.key(*ALL)
    path = (await shop.ask("POST", "/v1/people", key, {**ANA, "locations": [place]})).headers["location"]

    async def changed(body: dict[str, Any]) -> Any:
        version = (await shop.get(path, key)).headers["etag"]
        return (await shop.ask("PATCH", path, key, body, if_match=version)).json()["locations"]

    assert await changed({"role": "analyst"}) == [place]
    assert await changed({"locations": None}) is None
    assert await changed({"locations": [place]}) == [place]
    of_one = await shop.key(*ALL, locations=[place])
    assert (await shop.get("/v1/people", of_one)).status_code == 403


async def test_what_does_not_fit_a_person_is_refused(front: Front) -> None:
    key = await front.key(*ALL)
    path = (await front.ask("POST", "/v1/people", key, {**ANA, "role": "owner"})).headers["location"]
    version = (await front.get(path, key)).headers["etag"]
    theirs = await neighbour_of(front)

    for method, where, used, body, status in (
        ("POST", "/v1/people", key, ANA, 409),
        ("POST", "/v1/people", key, {**ANA, "email": "nonsense"}, 422),
        ("POST", "/v1/people", key, {**ANA, "email": "bo@example.com", "password": "short"}, 422),
        ("POST", "/v1/people", key, {**ANA, "email": "bo@example.com", "role": "king"}, 422),
        ("PATCH", path, key, {"role": "analyst"}, 409),
        ("PATCH", path, theirs, {"role": "analyst"}, 404),
        ("POST", f"{path}/sign-out", theirs, None, 404),
        ("POST", f"{path}/password", theirs, {"password": PASSWORD}, 404),
        ("POST", "/v1/people/first/sign-out", key, None, 404),
    ):
        answer = await front.ask(method, where, used, body, if_match=version)
        assert answer.status_code == status, (where, body, answer.text)
        assert PASSWORD not in answer.text
    assert (await front.get(path, theirs)).json()["detail"] == (await front.get("/v1/people/98765432", key)).json()[
        "detail"
    ]


async def test_the_audit_log_is_paged_and_ones_own(front: Front) -> None:
    key = await front.key(*ALL)
    for number in range(5):
        await front.key("read:metrics")
        front.wait(minutes=number)

    pages = await walked(front, "/v1/audit?limit=2", key)
    whole = await front.get("/v1/audit?limit=500", key)

    assert fits(Entries, whole.json())
    assert pages == whole.json()["data"]
    ids = [int(str(each["id"])) for each in pages]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) >= 6
    theirs = (await front.get("/v1/audit", await neighbour_of(front))).json()["data"]
    assert not {each["id"] for each in theirs} & {each["id"] for each in pages}
    assert (await front.get("/v1/audit", await front.key("read:records"))).status_code == 403
