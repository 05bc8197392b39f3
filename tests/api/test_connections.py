"""Connections over HTTP: tried, made, rotated, paused and removed; a secret comes in once and never goes out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from daysheet.core.events import nobody
from daysheet.engine.run import Wish
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from daysheet.operations.runs.syncing import sync_one
from daysheet.remote.reach import AddressRefused
from daysheet.warehouse.connections import Tenants
from tests.api.front import NAME, Front

pytestmark = pytest.mark.anyio

CANARY = "canary-7c1d9e"


@pytest.fixture
def allowed(front: Front) -> Front:
    """A business whose operator allows the simulator's host."""
    front.serving.office = replace(front.serving.office, allowed_hosts=frozenset({"127.0.0.1"}))
    return front


def body(front: Front, **more: Any) -> dict[str, Any]:
    """Return what a connection is made with."""
    return {"vendor": front.vendor.name, "base_url": front.row.base_url, "secret": dict(front.simulator.secret), **more}


async def admin(front: Front) -> str:
    return await front.key("read:records", "admin:tenant")


async def test_the_vendors_say_what_they_need(front: Front) -> None:
    (found,) = (await front.get("/v1/vendors", await admin(front))).json()["data"]

    assert found["name"] == front.vendor.name
    assert found["secret_fields"] == list(front.vendor.sign_in.secret_fields)
    assert {each["name"] for each in found["streams"]} == {each.name for each in front.vendor.streams}


async def test_a_connection_is_tried_made_and_read_by_schedule(allowed: Front) -> None:
    key = await admin(allowed)

    tried = await allowed.ask("POST", "/v1/connections/test", key, body(allowed))
    made = await allowed.ask("POST", "/v1/connections", key, body(allowed, name="second"))

    assert tried.json()["is_good"], tried.text
    assert {each["name"] for each in tried.json()["steps"]} >= {"address", "reach", "sign_in", "locations", "plan"}
    assert len(tried.json()["locations"]) == len(made.json()["locations"]) == 2
    assert made.status_code == 201
    shown = await allowed.get(made.headers["location"], key)
    assert shown.json() == made.json()["connection"]
    schedules = (await allowed.get("/v1/schedules?connection=second", key)).json()["data"]
    assert {each["name"] for each in schedules} == {each.name for each in allowed.vendor.rhythms}
    again = await allowed.ask("POST", "/v1/connections", key, body(allowed, name="second"))
    assert (again.status_code, again.json()["code"]) == (409, "name_taken")
    entries = await auditing.entries(allowed.office, allowed.tenant)
    assert "connection.added" in [each["action"] for each in entries]


@pytest.mark.parametrize("path", ["/v1/connections", "/v1/connections/test"])
async def test_a_host_that_is_not_public_is_refused(front: Front, path: str) -> None:
    key, named = await admin(front), {} if path.endswith("test") else {"name": "second"}
    before = front.simulator.stats.requests

    answer = await front.ask("POST", path, key, body(front, **named))

    if path.endswith("test"):
        assert [(each["name"], each["state"]) for each in answer.json()["steps"]] == [("address", "stop")]
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "does_not_fit")
    assert "DAYSHEET_ALLOWED_VENDOR_HOSTS" in answer.text
    assert front.simulator.stats.requests == before
    assert [each["name"] for each in (await front.get("/v1/connections", key)).json()["data"]] == [NAME]


async def test_a_connection_made_from_outside_stays_under_guard(allowed: Front) -> None:
    key = await admin(allowed)
    await allowed.ask("POST", "/v1/connections", key, body(allowed, name="second"))
    (row,) = [each for each in await allowed.office.connections(allowed.tenant).all() if each.name == "second"]
    before = allowed.simulator.stats.requests

    # The operator allows it no more; what reads by schedule is an office without that host.
    allowed.serving.office = allowed.office
    tested = await allowed.ask("POST", "/v1/connections/second/test", key)
    outcome = await sync_one(allowed.office, allowed.tenant, row, Wish(), nobody)

    assert (tested.status_code, tested.json()["code"]) == (422, "does_not_fit")
    assert [type(each) for each in outcome.errors] == [AddressRefused]
    assert allowed.simulator.stats.requests == before
    assert (await allowed.ask("POST", f"/v1/connections/{NAME}/test", key)).status_code == 200


async def test_a_refused_secret_is_a_stop_and_is_repeated_nowhere(allowed: Front) -> None:
    key = await admin(allowed)
    wrong = dict.fromkeys(allowed.simulator.secret, CANARY)

    tried = await allowed.ask("POST", "/v1/connections/test", key, body(allowed, secret=wrong))
    made = await allowed.ask("POST", "/v1/connections", key, body(allowed, name="second", secret=wrong))
    rotated = await allowed.ask("POST", f"/v1/connections/{NAME}/rotate", key, {"secret": wrong})
    odd = await allowed.ask("POST", "/v1/connections", key, body(allowed, name="second", secret={CANARY: CANARY}))
    typed = await allowed.ask("POST", "/v1/connections", key, body(allowed, name="second", secret=[CANARY]))

    assert [each["state"] for each in tried.json()["steps"]].count("stop") == 1
    assert tried.json()["steps"][-1]["name"] == "sign_in"
    assert (made.status_code, made.json()["code"]) == (502, "vendor_credential_rejected")
    assert (rotated.status_code, odd.status_code, typed.status_code) == (502, 422, 422)
    for answer in (tried, made, rotated, odd, typed):
        assert CANARY not in answer.text
    assert CANARY not in json.dumps(allowed.lines, default=str)


async def test_a_secret_is_replaced_and_never_goes_out(allowed: Front) -> None:
    key = await admin(allowed)
    path = f"/v1/connections/{NAME}"

    rotated = await allowed.ask("POST", f"{path}/rotate", key, {"secret": dict(allowed.simulator.secret)})

    assert len(rotated.json()["locations"]) == 2
    secrets = list(allowed.simulator.secret.values())
    for each in (path, "/v1/connections", f"{path}/account", f"{path}/capabilities", f"{path}/calls", "/v1/vendors"):
        answer = await allowed.get(each, key)
        assert answer.status_code == 200, answer.text
        assert not any(secret in answer.text for secret in secrets)
    assert (await allowed.get(path, key)).json()["rotations"] == 1


async def test_a_connection_is_found_by_its_id_and_tested(front: Front) -> None:
    key = await admin(front)

    by_id = await front.get(f"/v1/connections/{front.row.connection_id}", key)
    tested = await front.ask("POST", f"/v1/connections/{front.row.connection_id}/test", key)

    assert by_id.json()["name"] == NAME
    assert len(tested.json()["locations"]) == 2


async def test_a_connection_rests_and_is_used_again(front: Front) -> None:
    key, path = await admin(front), f"/v1/connections/{NAME}"

    paused = await front.ask("POST", f"{path}/pause", key, {"reason": "the vendor asked us to"})
    odd = await front.ask("POST", f"{path}/pause", key, {"reason": "a\x00b"})
    runs = await front.ask("POST", f"{path}/runs", await front.key("start:runs"), {})
    resumed = await front.ask("POST", f"{path}/resume", key)
    again = await front.ask("POST", f"{path}/resume", key)

    assert (paused.json()["status"], paused.json()["reason"]) == ("paused", "the vendor asked us to")
    assert odd.status_code == 422
    assert (runs.status_code, runs.json()["code"]) == (409, "not_possible")
    assert (resumed.json()["status"], resumed.json()["reason"]) == ("active", None)
    assert again.status_code == 409


async def test_a_connection_is_removed_by_whoever_saw_it_as_it_is(front: Front) -> None:
    key, path = await admin(front), f"/v1/connections/{NAME}"
    version = (await front.get(path, key)).headers["etag"]

    without = await front.ask("DELETE", path, key)
    await front.ask("POST", f"{path}/pause", key)
    stale = await front.ask("DELETE", path, key, if_match=version)
    done = await front.ask("DELETE", path, key, if_match=stale.headers["etag"])

    assert (without.status_code, stale.status_code, done.status_code) == (428, 412, 204)
    assert (await front.get(path, key)).status_code == 404


async def test_a_neighbour_and_a_caller_for_one_location_reach_nothing(shop: Front) -> None:
    neighbour = await Tenants(shop.office.database).ensure("a neighbour of connections")
    theirs = await shop.key("read:records", "admin:tenant", "start:runs", tenant=neighbour)
    place = (await locations(shop.office, shop.tenant))[0]
    some = await shop.key("read:records", "admin:tenant", "start:runs", locations=[place["location_id"]])
    path = f"/v1/connections/{shop.row.connection_id}"

    for method, each in (
        ("GET", path),
        ("DELETE", path),
        ("POST", f"{path}/test"),
        ("POST", f"{path}/pause"),
        ("POST", f"{path}/resume"),
        ("GET", f"{path}/account"),
        ("GET", f"{path}/calls"),
        ("GET", f"{path}/branches"),
        ("GET", f"{path}/vendor-webhooks"),
        ("POST", f"{path}/vendor-webhooks"),
    ):
        there = await shop.ask(method, each, theirs)
        nowhere = await shop.ask(method, each.replace(path, "/v1/connections/999999"), theirs)
        assert (there.status_code, there.json()["detail"]) == (404, nowhere.json()["detail"]), each
        assert (await shop.ask(method, each, some)).status_code == 403, each
    assert (await shop.get("/v1/connections", theirs)).json()["data"] == []


async def test_an_address_for_webhooks_is_shown_once(front: Front) -> None:
    key, path = await admin(front), f"/v1/connections/{NAME}/vendor-webhooks"

    taken = await front.ask("POST", path, key)
    made = await front.ask("POST", path, key, {"rotate": True})
    shown = await front.get(path, key)

    assert (taken.status_code, made.status_code) == (409, 201)
    assert made.json()["path"] not in shown.text
    assert made.json()["former_until"] is not None
    assert (await front.post(b'{"event": "x"}', made.json()["path"])).status_code == 202
    told = (await front.get(path, key)).json()
    assert (told["health"]["events"], len(told["events"]), told["events"][0]["event"]) == (1, 1, None)


async def test_a_vendor_without_a_limit_has_no_plan(front: Front) -> None:
    answer = await front.ask("POST", f"/v1/connections/{NAME}/plan", await admin(front), {})

    assert (answer.status_code, answer.json()["code"]) == (422, "does_not_fit")
