"""Alerts over HTTP: what went wrong and what to do, the rules, and channels whose addresses are never told."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.api.resources.alert_shapes import Channels, Incidents, Rule, Rules
from daysheet.operations.alerts import alerting, alerting_watch
from daysheet.operations.identity import access, auditing
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.api.shaped import fits
from tests.api.test_records import walked

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),
]

CANARY = "canary-77ae02"
RULE = {"metric": "gross_profit_percent", "comparison": "below", "limit": "50", "name": "thin"}


async def admin(front: Front, **how: Any) -> str:
    return await front.key("read:records", "admin:tenant", **how)


async def neighbour_of(front: Front) -> str:
    """Return a key of another business."""
    return await admin(front, tenant=await Tenants(front.office.database).ensure("a neighbour of alerts"))


async def refused(front: Front, count: int) -> None:
    """Let the vendor refuse the credentials of some connections, one after the other."""
    for number in range(count):
        row = await front.office.connections(front.tenant).add(
            name=f"shop-{number}",
            vendor=front.vendor.name,
            base_url="https://shop.example.com",
            secret=front.simulator.secret,
            budget_key=f"{front.tenant.name}/{number}",
            calls_per_minute=None,
            now=front.office.clock(),
        )
        await front.office.connections(front.tenant).set_status(row, "needs_reauth", "refused", front.office.clock())
        front.wait(minutes=2)
        assert await alerting_watch.look(front.office, front.tenant) is not None


async def test_what_went_wrong_is_listed_newest_first(front: Front) -> None:
    await refused(front, 3)
    key = await admin(front)

    pages = await walked(front, "/v1/alerts?limit=1&is_open=true", key)
    whole = await front.get("/v1/alerts", key)

    assert fits(Incidents, whole.json())
    assert pages == whole.json()["data"]
    assert [row["connection"] for row in pages] == ["shop-2", "shop-1", "shop-0"]
    assert all(row["to_do"] and row["closed_at"] is None for row in pages)
    mended = await front.office.connections(front.tenant).one("shop-1")
    await front.office.connections(front.tenant).set_status(mended, "active", None, front.office.clock())
    for _ in range(2):
        front.wait(minutes=11)
        await alerting_watch.look(front.office, front.tenant)
    still = await walked(front, "/v1/alerts?is_open=true", key)
    assert [row["connection"] for row in still] == ["shop-2", "shop-0"]
    assert len(await walked(front, "/v1/alerts?limit=2", key)) == 3
    assert (await front.get("/v1/alerts", await neighbour_of(front))).json()["data"] == []


async def test_a_page_token_of_open_alerts_is_none_of_all(front: Front) -> None:
    await refused(front, 2)
    key = await admin(front)
    token = (await front.get("/v1/alerts?limit=1&is_open=true", key)).json()["next"]

    answer = await front.get(f"/v1/alerts?limit=1&after={token}", key)

    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_unknown")


async def test_a_rule_is_made_muted_and_removed(front: Front) -> None:
    key = await admin(front)

    made = await front.ask("POST", "/v1/alert-rules", key, RULE)
    path = made.headers["location"]
    shown = await front.get(path, key)

    assert (made.status_code, made.json()["limit_value"]) == (201, 50)
    assert fits(Rule, made.json())
    assert shown.json() == made.json()
    assert fits(Rules, (await front.get("/v1/alert-rules", key)).json())
    muted = await front.ask(
        "PATCH", path, key, {"is_muted": True, "muted_for": "8h", "is_urgent": True}, if_match=shown.headers["etag"]
    )
    assert muted.json()["is_urgent"] is True
    assert muted.json()["muted_until"] > muted.json()["muted_at"]
    states = {each["name"]: each["state"] for each in (await front.get("/v1/alert-rules", key)).json()["data"]}
    assert states["thin"] == "muted"
    stale = await front.ask("PATCH", path, key, {"is_muted": False}, if_match=shown.headers["etag"])
    assert stale.status_code == 412
    version = (await front.get(path, key)).headers["etag"]
    loud = await front.ask("PATCH", path, key, {"is_muted": False}, if_match=version)
    assert (loud.json()["muted_at"], loud.json()["is_urgent"]) == (None, True)
    version = (await front.get(path, key)).headers["etag"]
    assert (await front.ask("DELETE", path, key)).status_code == 428
    assert (await front.ask("DELETE", path, key, if_match=version)).status_code == 204
    assert (await front.get(path, key)).status_code == 404
    noted = [row["action"] for row in await auditing.entries(front.office, front.tenant)]
    assert [each for each in reversed(noted) if each.startswith("alert_rule")] == [
        "alert_rule.added",
        "alert_rule.changed",
        "alert_rule.changed",
        "alert_rule.removed",
    ]


async def test_a_rule_that_cannot_be_is_refused(front: Front) -> None:
    key = await admin(front)
    await front.ask("POST", "/v1/alert-rules", key, RULE)
    version = (await front.get("/v1/alert-rules/stale", key)).headers["etag"]

    for method, path, body, status in (
        ("POST", "/v1/alert-rules", RULE, 409),
        ("POST", "/v1/alert-rules", {**RULE, "name": "a b"}, 422),
        ("POST", "/v1/alert-rules", {**RULE, "limit": "much"}, 422),
        ("POST", "/v1/alert-rules", {**RULE, "metric": "happiness"}, 404),
        ("POST", "/v1/alert-rules", {**RULE, "metric": "technician_gross_profit_per_billed_hour"}, 422),
        ("DELETE", "/v1/alert-rules/stale", None, 422),
        ("PATCH", "/v1/alert-rules/stale", {"muted_for": "8h"}, 422),
        ("PATCH", "/v1/alert-rules/stale", {"is_muted": True, "muted_for": "soon"}, 422),
    ):
        answer = await front.ask(method, path, key, body, if_match=version)
        assert answer.status_code == status, (path, body, answer.text)
    theirs = await neighbour_of(front)
    ours, none = [await front.get(f"/v1/alert-rules/{name}", theirs) for name in ("thin", "nothing")]
    assert (ours.status_code, ours.json()["detail"]) == (none.status_code, none.json()["detail"])
    assert ours.status_code == 404
    assert (await front.ask("POST", "/v1/alert-rules", await front.key("read:records"), RULE)).status_code == 403


async def test_where_several_businesses_share_a_server_its_host_adds_channels(front: Front) -> None:
    theirs, key = await neighbour_of(front), await admin(front)
    host = (await access.make_host_key(front.office, name="the host", by="a test")).text
    channel = {"name": "owner", "url": f"jsons://hooks.example.com/{CANARY}", "quiet": "22:00-07:00"}

    own = await front.ask("POST", "/v1/alert-channels", key, channel)
    hosts = f"/v1/tenants/{front.tenant.tenant_id}/alert-channels"
    made = await front.ask("POST", hosts, host, channel)
    listed = await front.get("/v1/alert-channels", key)

    assert (own.status_code, own.json()["code"]) == (409, "not_possible")
    assert made.status_code == 201, made.text
    assert fits(Channels, listed.json())
    assert (listed.json()["data"][0]["service"], listed.json()["data"][0]["quiet"]) == ("jsons", "22:00-07:00")
    wrong = await front.ask("POST", hosts, host, {"name": "files", "url": f"syslog://{CANARY}"})
    assert wrong.status_code == 422
    for answer in (own, made, listed, wrong):
        assert CANARY not in answer.text
    assert (await front.ask("DELETE", "/v1/alert-channels/owner", theirs)).status_code == 404
    assert (await front.ask("POST", "/v1/alert-channels/owner/test", theirs)).status_code == 404
    assert (await front.get("/v1/alert-channels", await front.key("read:records"))).status_code == 403
    assert [each.name for each in await alerting.channels(front.office, front.tenant)] == ["owner"]
    assert (await front.ask("DELETE", "/v1/alert-channels/owner", key)).status_code == 204
