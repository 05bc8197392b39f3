"""What becomes of events whose records cannot be read just now, or never, and of more than one may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from daysheet.core.errors import DatabaseBusy
from daysheet.core.vendor import Vendor
from daysheet.engine.run import RunOutcome, Wish
from daysheet.operations.hooks import webhook_looks
from daysheet.operations.hooks.webhook_looks import BUSY_WAIT, FAILED_WAIT, VENDOR_WAIT, process
from daysheet.operations.runs.syncing import sync_one
from daysheet.simulation.faults import Fault
from daysheet.warehouse.webhooks import ATTEMPTS_MAX
from tests.api.front import Front, asked_for, orders_of, told

pytestmark = pytest.mark.anyio

TOLD = ("repair_orders", "appointments")


class Trouble:
    """Breaks the reading of certain records, and counts the readings."""

    def __init__(self, ids: Sequence[str], error: Exception) -> None:
        self.ids = set(ids)
        self.error = error
        self.wishes: list[Wish] = []

    async def __call__(self, office: Any, tenant: Any, row: Any, wish: Wish, observe: Any) -> RunOutcome:
        self.wishes.append(wish)
        if self.ids & set(wish.source_ids):
            raise self.error
        return await sync_one(office, tenant, row, wish, observe)


@pytest.fixture
def trouble(shop: Front, monkeypatch: pytest.MonkeyPatch) -> Trouble:
    """One order that nobody can read."""
    found = Trouble([str(orders_of(shop, 1)[0])], ZeroDivisionError("a value that nobody may see"))
    monkeypatch.setattr(webhook_looks, "sync_one", found)
    return found


async def test_a_poisonous_record_is_given_up_and_the_others_go_on(shop: Front, trouble: Trouble) -> None:
    orders = orders_of(shop, 4)
    for order_id in orders:
        await told(shop, order_id)

    report = await shop.look()

    assert (report.events, report.put_back) == (3, 1)
    assert report.errors == ["Our own mistake (ZeroDivisionError)."]
    for attempt in range(1, ATTEMPTS_MAX):
        shop.wait(seconds=(FAILED_WAIT * 4**attempt).total_seconds())
        assert (await shop.look()).put_back == 1
    shop.wait(days=1)
    assert (await shop.look()).put_back == 0
    assert (await shop.health())["given_up"] == 1

    trouble.ids.clear()
    again = await process(shop.office, shop.tenant, None, again=True)

    assert (again.events, again.put_back) == (1, 0)
    assert (await shop.health())["given_up"] == 0


async def test_what_was_given_up_is_taken_up_when_it_is_told_again(shop: Front, trouble: Trouble) -> None:
    (order_id,) = orders_of(shop, 1)
    await told(shop, order_id)
    for attempt in range(ATTEMPTS_MAX):
        await shop.look()
        shop.wait(seconds=(FAILED_WAIT * 4**attempt).total_seconds())
    assert (await shop.health())["given_up"] == 1
    trouble.ids.clear()

    await told(shop, order_id)

    assert (await shop.look()).events == 1


async def test_a_vendor_that_is_away_costs_no_attempt(shop: Front) -> None:
    await told(shop, orders_of(shop, 1)[0])
    shop.simulator.faults.add(Fault(path="/api/v1/repair-orders", status=503, times=None))
    for _ in range(ATTEMPTS_MAX + 2):
        assert (await shop.look()).put_back == 1
        shop.wait(seconds=VENDOR_WAIT.total_seconds())
    shop.simulator.faults.clear()

    assert (await shop.look()).events == 1
    (event,) = await shop.events()
    assert (event["attempts"], event["given_up_at"], event["error"]) == (0, None, None)


async def test_a_stream_that_a_run_is_reading_is_waited_for(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    async def busy(*_: object) -> RunOutcome:
        return RunOutcome(errors=[DatabaseBusy("Another run is reading repair_orders of this connection.")])

    await told(shop, orders_of(shop, 1)[0])
    with monkeypatch.context() as patched:
        patched.setattr(webhook_looks, "sync_one", busy)
        assert (await shop.look()).put_back == 1

    assert (await shop.look()).events == 0
    shop.wait(seconds=BUSY_WAIT.total_seconds())
    assert (await shop.look()).events == 1


async def test_a_look_that_is_cut_off_is_due_at_once(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(BaseException):
        pass

    async def dies(*_: object) -> RunOutcome:
        raise Gone

    await told(shop, orders_of(shop, 1)[0])
    with monkeypatch.context() as patched:
        patched.setattr(webhook_looks, "sync_one", dies)
        with pytest.raises(Gone):
            await shop.look()

    assert (await shop.look()).events == 1


async def test_a_storm_is_one_reading_of_the_lists(shop: Front) -> None:
    vendor: Vendor = shop.vendor
    assert vendor.webhooks is not None
    assert vendor.webhooks.records_max is not None
    hooks = shop.hooks()
    shop.simulator.live(30)
    await hooks.deliver()
    for number in range(vendor.webhooks.records_max + 1):
        await told(shop, 800_000_000 + number)
    before = asked_for(shop)

    report = await shop.look()

    assert (report.storms, report.records) == (1, 0)
    assert report.events == len(await shop.events())
    # Some orders are asked for one by one even so: those whose jobs changed.
    assert asked_for(shop) - before < vendor.webhooks.records_max
    assert await shop.differences(*TOLD) == []
    assert (await shop.health())["storms"] == 1
    shop.wait(hours=1)
    assert (await shop.look()).events == 0
