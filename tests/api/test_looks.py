"""What events lead to: the records they name are asked for at the vendor, however often and late they come."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from daysheet.core.webhooks import Heard, Hint
from daysheet.operations.hooks.webhooks import inbox_of
from daysheet.simulation.deliveries import WebhookFaults
from daysheet.warehouse.run_history import RunHistory
from daysheet.warehouse.webhooks import LEASE_SECONDS
from tests.api.front import Front, asked_for, kinds_of, orders_of, told

pytestmark = pytest.mark.anyio


def asked_for_lists(front: Front) -> int:
    """Return how many pages of orders the vendor was asked for."""
    return int(front.simulator.stats.paths["/api/v1/repair-orders"])


TOKENS = "/api/v1/oauth/token"
TOLD = ("repair_orders", "appointments")
UNTIDY = WebhookFaults(duplicate_share=0.3, late_share=0.3, late_seconds=3_600, reorder_span=20)


async def test_what_happens_arrives_without_any_list_being_read(shop: Front) -> None:
    hooks = shop.hooks()
    shop.simulator.live(60)
    assert await shop.differences(*TOLD) != []

    await hooks.deliver()
    report = await shop.look()

    assert hooks.counts["failed"] == 0
    assert (report.put_back, report.errors, report.storms) == (0, [], 0)
    assert await shop.differences(*TOLD) == []
    assert len(set(kinds_of(await shop.events()))) > 5
    assert "unknown" not in kinds_of(await shop.events())


@pytest.mark.parametrize("seed", range(3))
async def test_events_late_twice_and_out_of_order_end_in_the_same_state(shop: Front, seed: int) -> None:
    hooks = shop.hooks(faults=UNTIDY, seed=seed)
    for _ in range(4):
        shop.simulator.live(15)
        shop.wait(minutes=40)
        await hooks.deliver()
        await shop.look()

    await hooks.deliver(flush=True)
    await shop.look()

    assert min(hooks.counts["duplicated"], hooks.counts["late"]) > 0
    assert await shop.differences(*TOLD) == []


async def test_events_in_any_order_find_the_record_as_it_is_now(shop: Front) -> None:
    hooks = shop.hooks(faults=WebhookFaults(reorder_span=1_000))
    (order_id,) = orders_of(shop, 1)
    for name in ("first", "second", "third"):
        shop.wait(seconds=5)
        shop.simulator.change_order(order_id, lambda order, name=name: order.update(color=name))
        await hooks.deliver()
        await shop.look()

    replayed = list(reversed([call.payload for call in hooks.history]))
    for payload in replayed:
        assert (await shop.post(json.dumps(payload).encode())).status_code == 202
    await shop.look()

    assert len(replayed) == 3
    assert await shop.differences("repair_orders") == []


async def test_several_hints_of_a_record_are_one_look(shop: Front) -> None:
    (order_id,) = orders_of(shop, 1)
    before = asked_for(shop)
    for word in ("posted", "unposted", "completed", "sent to a/r", "status updated"):
        await told(shop, order_id, word)

    report = await shop.look()

    assert (report.events, report.records) == (5, 1)
    assert asked_for(shop) - before == 1


async def test_looks_sign_in_once_for_all(shop: Front) -> None:
    paths = shop.simulator.stats.paths
    orders = orders_of(shop, 3)
    before = paths[TOKENS]
    for order_id in orders:
        await told(shop, order_id)
        await shop.look()

    assert paths[TOKENS] == before + 1
    secret = shop.office.connections(shop.tenant).secret_of(shop.row)
    shop.office.tokens.keep(shop.row.base_url, secret, "no longer good")
    for order_id in orders:
        shop.simulator.change_order(order_id, lambda order: order.update(color="teal"))
        await told(shop, order_id)
        await shop.look()

    assert paths[TOKENS] == before + 2
    assert await shop.differences("repair_orders") == []


async def test_nothing_is_ever_stored_from_a_body(shop: Front) -> None:
    (order_id,) = orders_of(shop, 1)
    order = next(each for each in shop.simulator.truth("repair_orders") if each["id"] == order_id)
    forged = {**order, "totalSales": order["totalSales"] + 100_000, "updatedDate": "2099-01-01T00:00:00Z"}

    await told(shop, **{"order_id": order_id, **{key: value for key, value in forged.items() if key != "id"}})
    await shop.look()

    assert await shop.differences("repair_orders") == []


async def test_an_order_that_there_is_not_is_looked_for_once_and_done(shop: Front) -> None:
    await told(shop, 999_999_999)

    report = await shop.look()

    assert (report.events, report.put_back) == (1, 0)
    assert await shop.differences("repair_orders") == []


async def test_the_same_words_after_a_look_are_looked_at_again(shop: Front) -> None:
    (order_id,) = orders_of(shop, 1)
    await told(shop, order_id)
    assert (await shop.look()).events == 1
    shop.wait(seconds=5)
    shop.simulator.change_order(order_id, lambda order: order.update(color="#123456"))

    await told(shop, order_id)
    report = await shop.look()

    assert report.events == 1
    assert await shop.differences("repair_orders") == []
    (event,) = await shop.events()
    assert (event["deliveries"], event["handled"]) == (2, 2)


async def test_what_comes_while_it_is_looked_at_is_due_again(shop: Front) -> None:
    (order_id,) = orders_of(shop, 1)
    inbox = inbox_of(shop.office, shop.row)
    await told(shop, order_id)
    in_hand = await inbox.claim(10)

    await told(shop, order_id)
    assert await inbox.claim(10) == []
    await inbox.settle(in_hand)

    (event,) = await shop.events()
    assert (event["deliveries"], event["handled"]) == (2, 1)
    assert [each.deliveries for each in await inbox.claim(10)] == [2]


async def test_the_same_words_again_wait_anew_but_not_for_ever(shop: Front) -> None:
    (order_id,) = orders_of(shop, 1)
    inbox = inbox_of(shop.office, shop.row)
    heard = Heard(kind="order", hints=(Hint(stream="repair_orders", source_id=str(order_id)),))

    async def again(after: int) -> list[int]:
        shop.wait(seconds=after)
        await inbox.keep(b"{}", heard, timedelta(seconds=10))
        return [each.deliveries for each in await inbox.claim(10)]

    await inbox.keep(b"{}", heard, timedelta(seconds=10))
    shop.wait(seconds=8)
    assert await again(0) == []
    shop.wait(seconds=8)
    assert await inbox.claim(10) == []

    found = [await again(8) for _ in range(6)]

    # 16 seconds had passed, and every 8 seconds it came again.
    assert found == [[]] * 5 + [[8]]


async def test_a_look_at_single_records_is_no_reading_of_their_list(shop: Front) -> None:
    shop.wait(hours=1)
    began_at = shop.office.clock()
    history = RunHistory(shop.office.database, shop.tenant.tenant_id)

    async def read(*kinds: str) -> set[str]:
        found = await history.read_since(shop.row.connection_id, began_at, kinds)
        return {stream for stream, _ in found}

    await told(shop, orders_of(shop, 1)[0])
    assert (await shop.look()).records == 1
    await shop.sync(streams=("repair_orders",), since=began_at)
    assert await read("full", "sync") == set()
    calls = asked_for_lists(shop)
    await shop.sync(streams=("repair_orders",), round_at=began_at)
    assert asked_for_lists(shop) > calls

    assert "repair_orders" in await read("full", "sync")
    assert await read("full") == set()
    calls = asked_for_lists(shop)
    await shop.sync(streams=("repair_orders",), round_at=began_at)
    assert asked_for_lists(shop) == calls


async def test_two_processes_do_not_take_the_same_event_and_a_dead_one_is_succeeded(shop: Front) -> None:
    for order_id in orders_of(shop, 3):
        await told(shop, order_id)
    inbox = inbox_of(shop.office, shop.row)

    first, second = await inbox.claim(2), await inbox.claim(10)
    assert (len(first), len(second)) == (2, 1)
    shop.wait(seconds=LEASE_SECONDS - 1)
    assert await inbox.claim(10) == []
    shop.wait(seconds=1)

    assert (await shop.look()).events == 3


async def test_a_process_that_was_taken_for_dead_neither_settles_nor_gives_up(shop: Front) -> None:
    await told(shop, orders_of(shop, 1)[0])
    inbox = inbox_of(shop.office, shop.row)
    stale = await inbox.claim(1)
    shop.wait(seconds=LEASE_SECONDS)
    heir = await inbox.claim(1)

    await inbox.put_back(stale, error="Late.", wait=timedelta(days=1))
    await inbox.settle(stale)

    (event,) = await shop.events()
    assert (event["handled"], event["attempts"], event["error"]) == (0, 0, None)
    assert await inbox.claim(1) == []
    await inbox.settle(heir)
    (event,) = await shop.events()
    assert event["handled"] == 1


async def test_changes_that_no_event_told_of_are_found_by_the_lists_and_counted(shop: Front) -> None:
    await told(shop, orders_of(shop, 1)[0])
    await shop.look()
    shop.wait(minutes=1)
    silent, loud = orders_of(shop, 6)[1:4], orders_of(shop, 6)[4:6]
    for order_id in (*silent, *loud):
        shop.simulator.change_order(order_id, lambda order: order.update(color="#654321"))
    for order_id in loud:
        await told(shop, order_id)
    await shop.look()
    assert len(await shop.differences("repair_orders")) >= len(silent)

    await shop.sync()
    shop.wait(minutes=11)

    assert await shop.differences("repair_orders") == []
    health = await shop.health()
    assert (health["missed"], health["is_silent"]) == (len(silent), False)


async def test_an_address_to_which_nothing_comes_while_things_change_is_silent(shop: Front) -> None:
    await told(shop, orders_of(shop, 1)[0])
    await shop.look()
    shop.wait(hours=3)
    assert (await shop.health())["is_silent"] is False

    shop.simulator.change_order(orders_of(shop, 2)[1], lambda order: order.update(color="#111111"))
    await shop.sync()
    shop.wait(minutes=11)

    assert (await shop.health())["is_silent"] is True
    await told(shop, orders_of(shop, 1)[0], "completed")
    assert (await shop.health())["is_silent"] is False


async def test_a_shop_that_sends_nothing_is_caught_up_by_its_lists(shop: Front) -> None:
    mute, loud = shop.simulator.shop_ids
    hooks = shop.hooks(silent_shops=frozenset({mute}))
    shop.simulator.live(60)
    await hooks.deliver()
    await shop.look()

    assert {call.payload["data"]["shopId"] for call in hooks.history} == {loud}
    assert await shop.differences("repair_orders") != []
    await shop.sync()
    assert await shop.differences("repair_orders") == []
