"""What webhooks ought to have told and did not is listed: one dropped event is one record, and none is none."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.operations.hooks import webhooks
from daysheet.operations.hooks.webhook_looks import look
from daysheet.operations.hooks.webhook_misses import MissReport, missed
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric.simulator.webhooks import Webhooks
from tests.operations.shop import NAME, Shop, open_shop

pytestmark = pytest.mark.anyio


@dataclass
class Address:
    """A receiver on a real socket that keeps what comes, but for some deliveries that never arrive."""

    shop: Shop
    token: str
    drops: set[int] = field(default_factory=set)
    dropped: list[Any] = field(default_factory=list)
    came: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        message = await receive()
        body: bytes = message["body"]
        while message.get("more_body"):
            message = await receive()
            body += message["body"]
        if self.came in self.drops:
            self.dropped.append(json.loads(body)["data"]["id"])
        else:
            address = await webhooks.recognise(self.shop.office, self.token)
            await address.keep(body)
        self.came += 1
        await send({"type": "http.response.start", "status": 202, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def shop(own_url: str) -> AsyncIterator[Shop]:
    """A repair shop that was read once."""
    async with open_shop(own_url) as found:
        await found.sync()
        yield found


def paint(shop: Shop, order_id: int, color: str) -> None:
    """Let somebody at the shop change an order."""
    shop.simulator.change_order(order_id, lambda order: order.update(color=color))


async def tell_changes(shop: Shop, drops: Sequence[int] = ()) -> tuple[Address, MissReport]:
    """Change six orders, tell of all but some, look, read the lists, and return what was missed."""
    made = await webhooks.open_endpoint(shop.office, shop.tenant, NAME, rotate=False)
    address = Address(shop, made.path.rpartition("/")[2], set(drops))
    async with served(address) as base_url:
        hooks = Webhooks(source=shop.simulator, url=base_url)
        for number, order in enumerate(shop.posted(400)[:6]):
            shop.wait(minutes=1)
            paint(shop, order["id"], f"#00000{number}")
            await hooks.deliver()
            await look(shop.office, shop.tenant, shop.row)
    shop.wait(minutes=1)
    await shop.sync()
    shop.wait(minutes=11)
    return address, await missed(shop.office, shop.tenant)


async def test_an_event_that_was_dropped_is_listed(shop: Shop) -> None:
    address, report = await tell_changes(shop, drops=[3])

    assert address.came == 6
    assert [(each.stream, each.source_id) for each in report.misses] == [("repair_orders", str(address.dropped[0]))]
    assert report.misses[0].changed_at is not None
    assert report.misses[0].changed_at < report.misses[0].found_at
    assert report.confirmed == [NAME]
    assert await shop.differences("repair_orders") == []


async def test_where_every_event_came_nothing_is_listed(shop: Shop) -> None:
    address, report = await tell_changes(shop)

    assert (address.came, address.dropped) == (6, [])
    assert report.misses == []


async def test_an_earlier_event_does_not_excuse_a_later_change(shop: Shop) -> None:
    address, _ = await tell_changes(shop)
    order_id = shop.posted(400)[0]["id"]
    shop.wait(hours=2)
    paint(shop, order_id, "#999999")
    await shop.sync()
    shop.wait(minutes=11)

    report = await missed(shop.office, shop.tenant)

    assert address.came == 6
    assert [each.source_id for each in report.misses] == [str(order_id)]


async def test_what_may_still_come_is_not_missed_yet(shop: Shop) -> None:
    await tell_changes(shop)
    paint(shop, shop.posted(400)[0]["id"], "#999999")
    await shop.sync()

    assert (await missed(shop.office, shop.tenant)).misses == []
    shop.wait(minutes=11)
    assert len((await missed(shop.office, shop.tenant)).misses) == 1
    shop.wait(days=2)
    assert (await missed(shop.office, shop.tenant)).misses == []
    assert len((await missed(shop.office, shop.tenant, days=3)).misses) == 1


async def test_an_address_to_which_nothing_ever_came_says_nothing(shop: Shop) -> None:
    await webhooks.open_endpoint(shop.office, shop.tenant, NAME, rotate=False)
    paint(shop, shop.posted(400)[0]["id"], "#999999")
    await shop.sync()
    shop.wait(minutes=11)

    report = await missed(shop.office, shop.tenant)

    assert (report.misses, report.confirmed, report.unconfirmed) == ([], [], [NAME])


@pytest.mark.parametrize("days", [0, 31])
async def test_days_beyond_what_is_kept_are_refused(shop: Shop, days: int) -> None:
    with pytest.raises(SettingWrong, match="between 1 and 30"):
        await missed(shop.office, shop.tenant, days=days)
