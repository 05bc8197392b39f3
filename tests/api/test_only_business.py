"""A server with one business, from its first owner on; this file has one test, so that there is no other business."""

from __future__ import annotations

import pytest

from daysheet.operations.identity import people
from daysheet.simulation.serving import served
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.operations.bell import Receiver

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),
]

PASSWORD = "four invented words here"
CANARY = "canary-3b90f1"


async def test_the_owner_of_the_only_business_needs_no_name_of_it_and_no_host(front: Front) -> None:
    token = await people.first_owner_token(front.office)
    owner = {"token": token, "email": "ana@example.com", "name": "Ana Example", "password": PASSWORD}
    assert (await front.ask("POST", "/v1/owner", body=owner)).status_code == 201
    assert await people.first_owner_token(front.office) is None
    begun = await front.ask("POST", "/v1/sessions", body={"email": "ana@example.com", "password": PASSWORD})
    hers = {"cookie": begun.headers["set-cookie"].partition(";")[0], "x_csrf_token": begun.json()["csrf"]}
    front.client.cookies.clear()
    receiver = Receiver()

    async with served(receiver.app) as address:
        channel = {"name": "owner", "url": f"json://{address.removeprefix('http://')}/{CANARY}", "kinds": ["stale"]}
        made = await front.ask("POST", "/v1/alert-channels", body=channel, **hers)
        tried = await front.ask("POST", "/v1/alert-channels/owner/test", **hers)
        receiver.status = 500
        refused = await front.ask("POST", "/v1/alert-channels/owner/test", **hers)

    listed = await front.get("/v1/alert-channels", **hers)
    assert made.status_code == 201, made.text
    assert (tried.json(), receiver.titles) == ({"is_sent": True, "reason": None}, ["Daysheet: a try"])
    assert refused.json()["is_sent"] is False
    assert listed.json()["data"] == [made.json()]
    assert CANARY not in made.text + tried.text + refused.text + listed.text
    assert (await front.ask("DELETE", "/v1/alert-channels/owner", **hers)).status_code == 204

    await Tenants(front.office.database).ensure("a second business")
    shared = await front.ask("POST", "/v1/alert-channels", body=channel, **hers)
    assert (shared.status_code, shared.json()["code"]) == (409, "not_possible")
    assert await people.first_owner_token(front.office) is None
