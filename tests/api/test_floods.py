"""A flood at one address does not fill the disk, and nothing that it may have told of is lost for it."""

from __future__ import annotations

import pytest

from daysheet.core import floods
from daysheet.operations.hooks.webhooks import FLOOD_WAIT, open_endpoint
from tests.api.front import Front, kinds_of, orders_of, told

pytestmark = pytest.mark.anyio

ROOM = 20


@pytest.fixture(autouse=True)
def _little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floods, "EVENTS_AT_ONCE", ROOM)
    monkeypatch.setattr(floods.Floodgate, "__init__", lambda self: self.__dict__.update(room=ROOM, counted_at=None))


async def flood(front: Front, events: int) -> None:
    """Let many different events come, each answered as kept."""
    for number in range(events):
        await told(front, 800_000_000 + number)


async def test_above_its_room_an_address_counts_and_does_not_keep(shop: Front) -> None:
    await flood(shop, ROOM + 30)

    events = await shop.events()

    assert len(events) == ROOM + 1
    assert kinds_of(events).count("flood") == 1
    assert next(each["deliveries"] for each in events if each["kind"] == "flood") == 30
    health = await shop.health()
    assert (health["only_counted"], health["deliveries"]) == (30, ROOM + 30)


async def test_what_was_only_counted_is_found_by_the_lists(shop: Front) -> None:
    await flood(shop, ROOM)
    (order_id,) = orders_of(shop, 1)
    shop.simulator.change_order(order_id, lambda order: order.update(color="#123456"))
    await told(shop, order_id)
    await shop.look()
    assert await shop.differences("repair_orders") != []

    shop.wait(seconds=FLOOD_WAIT.total_seconds())
    report = await shop.look()

    assert report.storms == 1
    assert await shop.differences("repair_orders") == []


async def test_however_long_a_flood_is_the_lists_are_read_no_more_often_than_without_it(shop: Front) -> None:
    storms = 0
    for _ in range(12):
        await flood(shop, ROOM + 1)
        storms += (await shop.look()).storms
        shop.wait(minutes=1)

    assert storms == 1


async def test_room_comes_back_and_events_are_kept_again(shop: Front) -> None:
    await flood(shop, ROOM + 1)
    shop.wait(minutes=1)

    await told(shop, orders_of(shop, 1)[0], "completed")

    assert kinds_of(await shop.events()).count("flood") == 1
    assert (await shop.events())[-1]["kind"] == "order_completed"


async def test_a_flood_at_one_address_leaves_the_others_alone(shop: Front) -> None:
    await flood(shop, ROOM + 1)
    other = await shop.office.connections(shop.tenant).add(
        name="other",
        vendor=shop.vendor.name,
        base_url=shop.row.base_url,
        secret={"token": "x"},
        budget_key="other",
        calls_per_minute=None,
        now=shop.office.clock(),
    )
    path = (await open_endpoint(shop.office, shop.tenant, other.name, rotate=False)).path

    assert (await shop.post(b'{"event": "x"}', path)).status_code == 202

    assert [each["kind"] for each in await shop.events() if each["connection"] == "other"] == ["unknown"]
