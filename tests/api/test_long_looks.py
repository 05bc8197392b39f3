"""A look that takes longer than a lease keeps what it has in hand, and a suspended business is not looked at."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from daysheet.engine.run import RunOutcome
from daysheet.operations.hooks import webhook_holding, webhook_looks
from daysheet.operations.hooks.webhook_watch import WebhookWatch
from daysheet.operations.hooks.webhooks import inbox_of
from daysheet.operations.host import tenancy
from daysheet.operations.runs.syncing import sync_one
from daysheet.warehouse.webhooks import LEASE_SECONDS, Claimed, WebhookInbox
from tests.api.front import Front, orders_of, told

pytestmark = pytest.mark.anyio


async def test_what_is_held_is_not_taken_by_another_process(shop: Front) -> None:
    await told(shop, orders_of(shop, 1)[0])
    inbox = inbox_of(shop.office, shop.row)
    in_hand = await inbox.claim(10)

    for _ in range(3):
        shop.wait(seconds=LEASE_SECONDS - 1)
        assert await inbox.claim(10) == []
        await inbox.hold(in_hand)
    await inbox.settle(in_hand)

    (event,) = await shop.events()
    assert (event["deliveries"], event["handled"]) == (1, 1)


async def test_whoever_was_taken_for_dead_holds_nothing_and_what_is_settled_is_held_by_nobody(shop: Front) -> None:
    (order_id,) = orders_of(shop, 1)
    await told(shop, order_id)
    inbox = inbox_of(shop.office, shop.row)
    stale = await inbox.claim(10)
    shop.wait(seconds=LEASE_SECONDS)
    assert len(await inbox.claim(10)) == 1
    shop.wait(seconds=LEASE_SECONDS - 1)

    await inbox.hold(stale)

    shop.wait(seconds=1)
    third = await inbox.claim(10)
    assert len(third) == 1
    await inbox.settle(third)
    await inbox.hold(third)
    await told(shop, order_id)
    assert [each.deliveries for each in await inbox.claim(10)] == [2]


async def test_a_look_holds_its_events_however_long_the_vendor_takes(
    shop: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told(shop, orders_of(shop, 1)[0])
    really = WebhookInbox.hold
    held: asyncio.Queue[int] = asyncio.Queue()

    async def hold(inbox: WebhookInbox, events: list[Claimed]) -> None:
        await really(inbox, events)
        held.put_nowait(len(events))

    async def slow(*given: Any) -> RunOutcome:
        for _ in range(3):
            shop.wait(seconds=LEASE_SECONDS)
            # The first of them may have begun before the time was over.
            for _ in range(held.qsize() + 2):
                assert await held.get() == 1
            assert await inbox_of(shop.office, shop.row).claim(10) == []
        return await sync_one(*given)

    monkeypatch.setattr(WebhookInbox, "hold", hold)
    monkeypatch.setattr(webhook_holding, "BEAT_SECONDS", 0)
    monkeypatch.setattr(webhook_looks, "sync_one", slow)

    async with asyncio.timeout(60):
        report = await shop.look()

    assert (report.events, report.put_back, report.errors) == (1, 0, [])
    assert not [each for each in asyncio.all_tasks() if "_beat" in repr(each)]


async def test_nothing_is_read_for_a_suspended_business(shop: Front) -> None:
    await told(shop, orders_of(shop, 1)[0])
    watch = WebhookWatch(shop.office, asyncio.Event(), lambda *_, **__: None)

    async def begun() -> list[asyncio.Task[None]]:
        await watch._begin(is_round=True)
        place = (shop.tenant.tenant_id, shop.row.connection_id)
        found = [task for key, task in watch._busy.items() if key == place]
        await asyncio.gather(*watch._busy.values())
        return found

    await tenancy.suspend_tenant(shop.office, shop.tenant, "a test")
    assert await begun() == []
    assert [each["handled"] for each in await shop.events()] == [0]

    await tenancy.resume_tenant(shop.office, shop.tenant, "a test")
    assert len(await begun()) == 1
    assert [each["handled"] for each in await shop.events()] == [1]
