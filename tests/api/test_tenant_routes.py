"""The businesses of a server, for whoever hosts them: made, suspended and served again."""

from __future__ import annotations

import pytest

from daysheet.api.resources.access_shapes import HostedBusiness, HostedBusinesses
from daysheet.operations.identity import access, auditing
from tests.api.front import Front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio


@pytest.fixture
async def host(front: Front) -> str:
    """A key of the host."""
    return (await access.make_host_key(front.office, name="the host", by="a test")).text


async def test_a_business_is_made_and_used_through_the_host(front: Front, host: str) -> None:
    name = "a business that was made"

    made = await front.ask("POST", "/v1/tenants", host, {"name": name})
    path = made.headers["location"]
    shown = await front.get(path, host)
    key = await front.ask("POST", f"{path}/keys", host, {"name": "theirs", "scopes": ["read:records"]})

    assert made.status_code == 201
    assert fits(HostedBusiness, made.json())
    assert shown.json() == made.json()
    assert (made.json()["status"], made.json()["connections"], made.json()["keys"]) == ("active", 0, 0)
    me = (await front.get("/v1/me", key.json()["text"])).json()
    assert me["tenant"] == {"id": made.json()["id"], "name": name}
    listed = (await front.get("/v1/tenants", host)).json()
    assert fits(HostedBusinesses, listed)
    counts = {each["name"]: (each["connections"], each["keys"]) for each in listed["data"]}
    assert (counts[name], counts[front.tenant.name][0]) == ((0, 1), 1)
    again = await front.ask("POST", "/v1/tenants", host, {"name": name})
    assert (again.status_code, again.json()["code"]) == (409, "name_taken")
    assert (await front.ask("POST", "/v1/tenants", host, {"name": "  "})).status_code == 422


async def test_a_suspended_business_is_refused_until_it_is_served_again(front: Front, host: str) -> None:
    key, path = await front.key("read:records", "admin:tenant"), f"/v1/tenants/{front.tenant.tenant_id}"

    async def changed(status: str) -> int:
        version = (await front.get(path, host)).headers["etag"]
        answer = await front.ask("PATCH", path, host, {"status": status}, if_match=version)
        assert answer.json()["status"] == status
        return answer.status_code

    assert await changed("suspended") == 200
    assert (await front.get("/v1/me", key)).status_code == 401
    assert await changed("active") == 200
    assert (await front.get("/v1/me", key)).status_code == 200
    assert (await front.ask("PATCH", path, host, {"status": "suspended"})).status_code == 428
    assert (await front.ask("PATCH", path, host, {"status": "suspended"}, if_match='"old"')).status_code == 412
    version = (await front.get(path, host)).headers["etag"]
    assert (await front.ask("PATCH", path, host, {"status": "gone"}, if_match=version)).status_code == 422
    noted = [row["action"] for row in await auditing.entries(front.office, front.tenant)]
    assert [each for each in noted if each.startswith("tenant.")] == ["tenant.resumed", "tenant.suspended"]


async def test_only_the_host_sees_businesses(front: Front, host: str) -> None:
    key = await front.key("read:records", "admin:tenant")

    for method, path, body in (
        ("GET", "/v1/tenants", None),
        ("POST", "/v1/tenants", {"name": "mine"}),
        ("GET", f"/v1/tenants/{front.tenant.tenant_id}", None),
        ("PATCH", f"/v1/tenants/{front.tenant.tenant_id}", {"status": "active"}),
    ):
        assert (await front.ask(method, path, key, body, if_match="*")).status_code == 403, path
    for path in ("/v1/tenants/98765432", "/v1/tenants/first", f"/v1/tenants/{front.tenant.tenant_id}/tenants"):
        assert (await front.get(path, host)).status_code == 404, path


async def test_what_a_host_is_led_to_names_the_business(front: Front, host: str) -> None:
    await front.sync()
    here, own = f"/v1/tenants/{front.tenant.tenant_id}", await front.key("read:records", "read:metrics", "start:runs")

    for key, start in ((host, here), (own, "/v1")):
        page = await front.get(f"{start}/records/tekmetric.repair_orders?limit=1", key)
        link = page.headers["link"]
        assert link.startswith(f"<{start}/records/tekmetric.repair_orders?")
        assert (await front.get(link[1:].partition(">")[0], key)).status_code == 200
        value = (await front.get(f"{start}/metrics/car_count", key)).json()["data"][0]
        assert value["links"]["rows"].startswith(f"{start}/metrics/car_count/rows?")
        assert (await front.get(value["links"]["rows"], key)).status_code == 200
    asked = await front.ask("POST", f"{here}/connections/{front.row.name}/runs", host, {}, idempotency_key="once")
    again = await front.ask("POST", f"{here}/connections/{front.row.name}/runs", host, {}, idempotency_key="once")
    assert asked.headers["location"] == again.headers["location"] == f"{here}/runs/{asked.json()['run']['id']}"
    assert (await front.get(asked.headers["location"], host)).status_code == 200
