"""Those who listen to the live feed: for how long they may, over a WebSocket too, in the demo, and how many."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest

from daysheet.api import asking, feeds, listening
from daysheet.core.errors import DatabaseBusy
from daysheet.operations.boards import live
from daysheet.operations.identity import access
from daysheet.operations.identity.open_house import OpenHouse
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.api.hearing import SECONDS_MAX, change, hearing, socket

pytestmark = pytest.mark.anyio

FIELDS = {"id", "at", "topic", "locations", "runs", "journeys"}


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LOOK_SECONDS", 0.01)


async def test_a_listener_who_takes_nothing_is_let_go(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "SEND_SECONDS", 0.0)
    sent = asyncio.Event()

    with pytest.raises(TimeoutError):
        await listening._in_time(sent.wait())  # type: ignore[arg-type]  # any waiting will do


async def test_a_key_that_is_taken_back_ends_its_feed(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "CHECK_SECONDS", 0.01)
    new = await access.make_key(shop.office, shop.tenant, name="a test", scopes=["read:records"], by="a test")
    async with hearing(shop, new.text) as heard:
        await access.revoke_key(shop.office, shop.tenant, new.row["key_id"], "a test")
        await heard.end()

    assert not shop.serving.feeds._feeds[shop.tenant.tenant_id].readers


async def test_without_asking_again_a_key_would_go_on(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "CHECK_SECONDS", 3600)
    new = await access.make_key(shop.office, shop.tenant, name="a test", scopes=["read:records"], by="a test")
    async with hearing(shop, new.text) as heard:
        await access.revoke_key(shop.office, shop.tenant, new.row["key_id"], "a test")
        await change(shop)

        assert await heard.told(live.RUNS)


async def test_while_nobody_can_be_let_in_nothing_is_sent(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr(listening, "PATIENCE_SECONDS", 0.01)
    answers = iter([DatabaseBusy("away")] * 3)
    real = asking.admitted_again

    async def asked(connection: Any) -> Any:
        for error in answers:
            raise error
        return await real(connection)

    monkeypatch.setattr(listening, "admitted_again", asked)
    async with hearing(shop, await shop.key("read:records")) as heard:
        await change(shop)

        assert await heard.told(live.RUNS)
    assert next(answers, None) is None


async def test_silence_is_broken_now_and_then(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "HEARTBEAT_SECONDS", 0.01)
    async with (
        hearing(shop, await shop.key("read:records")) as heard,
        socket(shop, await shop.key("read:records")) as other,
    ):
        assert "comment" in await heard.event()
        assert (await other.told("heartbeat"))["id"] is None


async def test_a_stop_ends_every_feed(shop: Front) -> None:
    async with (
        hearing(shop, await shop.key("read:records")) as heard,
        socket(shop, await shop.key("read:records")) as other,
    ):
        shop.serving.stop()

        await heard.end()
        assert await other.end() == listening.NOT_ANY_MORE
    async with asyncio.timeout(SECONDS_MAX):
        await shop.serving.all_answered()


async def test_the_same_comes_over_a_socket(shop: Front) -> None:
    async with socket(shop, await shop.key("read:records"), "?topics=runs") as heard:
        assert heard.status == 101
        await change(shop)

        assert (await heard.told(live.RUNS)).keys() == FIELDS


async def test_a_socket_is_for_those_who_may(shop: Front) -> None:
    for key, status in ((None, 401), (await shop.key("read:metrics"), 403)):
        async with socket(shop, key) as refused:
            assert refused.status == status
    async with socket(shop, await shop.key("read:records"), "?shop=1") as unknown:
        assert unknown.status == 422
    plain = await shop.get("/v1/live/ws", await shop.key("read:records"))
    assert (plain.status_code, plain.json()["code"]) == (426, "other_protocol")


async def test_in_the_demo_everybody_at_this_machine_may_listen(shop: Front) -> None:
    shop.serving.house = OpenHouse(tenant=shop.tenant)
    async with hearing(shop, None) as heard:
        await change(shop)
        assert await heard.told(live.RUNS)

    elsewhere = await shop.get("/v1/live", host="daysheet.example")

    assert elsewhere.status_code == 401


@pytest.mark.parametrize(("origin", "status"), [("http://pages.example", 403), (None, 403), ("ours", 101)])
async def test_a_browser_listens_from_our_own_pages_only(shop: Front, origin: str | None, status: int) -> None:
    shop.serving.house = OpenHouse(tenant=shop.tenant)
    said = {} if origin is None else {"origin": shop.base_url if origin == "ours" else origin}

    async with socket(shop, None, **said) as found:
        assert found.status == status


async def test_a_business_has_so_many_listeners_and_no_more(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "READERS_MAX", 1)
    key = await shop.key("read:records")
    async with hearing(shop, key):
        refused = await shop.get("/v1/live", key)

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")


async def test_those_who_listen_leave_room_for_everybody_else(shop: Front) -> None:
    """The server took 128 connections at once and no more (granian's own bound), so listeners kept all others out."""
    keys = [await shop.key("read:records") for _ in range(3)]
    async with AsyncExitStack() as stack:
        for each in range(150):
            await stack.enter_async_context(hearing(shop, keys[each % 3]))

        assert (await shop.get("/healthz")).status_code == 200
        assert len(shop.serving.feeds._feeds[shop.tenant.tenant_id].readers) == 150


async def test_a_server_has_so_many_listeners_and_no_more(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "IN_ALL_MAX", 1)
    neighbour = await Tenants(shop.office.database).ensure("another who listens")
    await shop.serving.feeds.join(neighbour, live.TOPICS, None)

    refused = await shop.get("/v1/live", await shop.key("read:records"))

    assert refused.status_code == 429
