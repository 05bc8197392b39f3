"""Saved views, boards on walls and the search over HTTP."""

from __future__ import annotations

import pytest

from daysheet.api.resources.frame_shapes import Hits, SavedView, SavedViews, TvLinkMade, TvLinks
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import saved_views
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio

VIEW = {"name": "late", "address": "/boards/work-in-progress?flag=late"}
SCREEN = {"name": "workshop", "board": "work_in_progress", "filters": {"flag": "late"}}


async def test_a_view_is_saved_listed_chosen_and_removed(front: Front) -> None:
    key, other = await front.key("read:records"), await front.key("read:records")

    made = await front.ask("POST", "/v1/views", key, VIEW)
    number = made.json()["id"]

    assert made.status_code == 201
    assert fits(SavedView, made.json())
    assert (await front.ask("PUT", "/v1/views/first", key, {"view": number})).status_code == 204
    listed = (await front.get("/v1/views", key)).json()
    assert fits(SavedViews, listed)
    assert [(each["id"], each["is_first"], each["is_own"]) for each in listed["data"]] == [(number, True, True)]
    assert (await front.get("/v1/views", other)).json()["data"] == []
    assert (await front.ask("PUT", "/v1/views/first", other, {"view": number})).status_code == 404
    assert (await front.ask("DELETE", f"/v1/views/{number}", other)).status_code == 404
    assert (await front.ask("PUT", "/v1/views/first", key, {"view": None})).status_code == 204
    assert (await front.get("/v1/views", key)).json()["data"][0]["is_first"] is False
    assert (await front.ask("DELETE", f"/v1/views/{number}", key)).status_code == 204
    assert (await front.ask("DELETE", f"/v1/views/{number}", key)).status_code == 404
    assert (await front.get("/v1/views", key)).json()["data"] == []


async def test_a_view_that_leads_elsewhere_is_refused(front: Front) -> None:
    key = await front.key("read:records")

    for wrong in ("//elsewhere.example", "https://elsewhere.example", "today", "/v1/me"):
        assert (await front.ask("POST", "/v1/views", key, {**VIEW, "address": wrong})).status_code == 422, wrong
    assert (await front.ask("POST", "/v1/views", key, {**VIEW, "more": 1})).status_code == 422
    assert (await front.ask("DELETE", "/v1/views/x", key)).status_code == 404


async def test_another_business_sees_and_removes_nothing(front: Front) -> None:
    key = await front.key("read:records", "admin:tenant")
    neighbour = await Tenants(front.office.database).ensure("a neighbour of views")
    theirs = await front.key("read:records", "admin:tenant", tenant=neighbour)
    view = (await front.ask("POST", "/v1/views", key, {**VIEW, "is_shared": True})).json()["id"]
    link = (await front.ask("POST", "/v1/tv-links", key, SCREEN)).json()["link"]["id"]

    assert (await front.get("/v1/views", theirs)).json()["data"] == []
    assert (await front.get("/v1/tv-links", theirs)).json()["data"] == []
    assert (await front.ask("DELETE", f"/v1/views/{view}", theirs)).status_code == 404
    assert (await front.ask("DELETE", f"/v1/tv-links/{link}", theirs)).status_code == 404
    assert (await front.get("/v1/tv-links", key)).json()["data"][0]["state"] == "active"


async def test_views_have_an_end(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "VIEWS_MAX", 1)
    key = await front.key("read:records")

    assert (await front.ask("POST", "/v1/views", key, VIEW)).status_code == 201
    assert (await front.ask("POST", "/v1/views", key, {**VIEW, "name": "another"})).status_code == 422


async def test_a_screen_is_made_listed_and_switched_off(front: Front) -> None:
    key = await front.key("admin:tenant", "read:records")

    made = await front.ask("POST", "/v1/tv-links", key, SCREEN)

    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    assert fits(TvLinkMade, made.json())
    assert made.json()["path"].startswith("/tv/ds_tv_")
    listed = await front.get("/v1/tv-links", key)
    assert fits(TvLinks, listed.json())
    assert made.json()["path"].rpartition("_")[2] not in listed.text
    number = made.json()["link"]["id"]
    for _ in range(2):
        assert (await front.ask("DELETE", f"/v1/tv-links/{number}", key)).status_code == 204
    assert (await front.get("/v1/tv-links", key)).json()["data"][0]["state"] == "revoked"


async def test_screens_are_for_the_whole_business_and_for_who_may_read_the_board(front: Front) -> None:
    await front.sync()
    here = (await locations(front.office, front.tenant))[0]["location_id"]
    some = await front.key("admin:tenant", "read:records", locations=[here])
    blind = await front.key("admin:tenant")

    assert (await front.get("/v1/tv-links", some)).status_code == 403
    assert (await front.ask("POST", "/v1/tv-links", some, SCREEN)).status_code == 403
    assert (await front.ask("POST", "/v1/tv-links", blind, SCREEN)).status_code == 403
    wrong = {**SCREEN, "filters": {"password": "x"}}
    key = await front.key("admin:tenant", "read:records")
    assert (await front.ask("POST", "/v1/tv-links", key, wrong)).status_code == 422
    assert (await front.ask("POST", "/v1/tv-links", key, {**SCREEN, "locations": [10**12]})).status_code == 404


async def test_a_search_finds_what_the_key_may_see(front: Front) -> None:
    await front.sync()
    key = await front.key("read:records", "read:metrics")
    known = await locations(front.office, front.tenant)
    some = await front.key("read:records", locations=[known[0]["location_id"]])
    order = front.simulator.truth("repair_orders")[0]

    found = (await front.get(f"/v1/search?q={order['repairOrderNumber']}", key)).json()
    assert fits(Hits, found)
    assert str(order["id"]) in {each["id"] for each in found["data"] if each["kind"] == "order"}
    assert "metric" in {each["kind"] for each in (await front.get("/v1/search?q=sales", key)).json()["data"]}
    assert (await front.get("/v1/search?q=sales", some)).json()["data"] == []
    other = known[1]["name"]
    assert (await front.get(f"/v1/search?q={other}", key)).json()["data"] != []
    assert (await front.get(f"/v1/search?q={other}", some)).json()["data"] == []
    assert (await front.get("/v1/search", key)).status_code == 422
