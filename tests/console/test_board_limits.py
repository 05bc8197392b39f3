"""Limits of the board: how long an order may stand, from when it was seen to begin, and nothing where nobody saw it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from daysheet.operations.boards import board_limits
from daysheet.operations.boards.work_in_progress import board
from daysheet.vendors.tekmetric.simulator.identity import STATUSES
from tests.api.shop_board import an_order
from tests.console.crowd import IN_WORK, fill
from tests.console.house import Guest, House
from tests.console.screens import BOARD, hang

pytestmark = pytest.mark.anyio

PARTS = "Waiting on parts"


async def order_of(house: House, order_id: int) -> dict[str, Any]:
    """Return an order as the board has it."""
    found = await board(house.front.office, house.front.tenant)
    order: dict[str, Any]
    (order,) = [each for each in found["orders"] if each["id"] == str(order_id)]
    return order


async def relabel(house: House, order_id: int, label: str) -> None:
    """Let the shop put its own label on an order, and read it."""
    house.front.simulator.change_order(order_id, lambda order: order.update(repairOrderCustomLabel={"name": label}))
    house.front.wait(seconds=1)
    await house.front.sync()


async def limit(owner: Guest, word: str, minutes: str, kind: str = "label") -> None:
    """Set a limit as Settings do."""
    sent = await owner.send("/settings/screens", {"do": "limits", "kind": kind, "word": word, "minutes": minutes})
    assert sent.status_code == 303, sent.text


def card_of(page: str, order_id: int) -> str:
    """Return the card of an order."""
    (card,) = re.findall(rf'<article class="panel job[^>]*-{order_id}">.*?</article>', page, re.DOTALL)
    return str(card)


async def test_a_label_counts_from_when_it_was_seen_and_goes_over_its_limit(house: House) -> None:
    owner = await house.visitor("owner")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    house.front.wait(minutes=30)
    await relabel(house, order_id, PARTS)
    await limit(owner, PARTS, "120")
    page = (await owner.get(BOARD)).text
    assert 'value="0"' in card_of(page, order_id)

    house.front.wait(minutes=120)
    within = await order_of(house, order_id)
    house.front.wait(minutes=1)
    beyond = await order_of(house, order_id)
    page = (await owner.get(BOARD)).text

    assert (within["waited_minutes"], within["limit_minutes"], within["limit_of"]) == (120, 120, "label")
    assert (within["is_over_limit"], beyond["is_over_limit"]) == (False, True)
    assert "over_limit" in beyond["flags"]
    card = card_of(page, order_id)
    assert "over its limit" in card
    assert 'class="limit tiny beyond"' in card
    assert re.search(r'<meter class="limit-bar" min="0" max="121" low="90" high="120"[^>]*value="121"', card)
    only = (await owner.get(f"{BOARD}?flag=over_limit")).text
    assert re.findall(r'id="order-\d+-(\d+)"', only) == [str(order_id)]
    assert "Over the limit</span><b>1</b>" in only


async def test_another_label_begins_anew_and_the_same_one_goes_on(house: House) -> None:
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    house.front.wait(minutes=10)
    await relabel(house, order_id, PARTS)
    first = (await order_of(house, order_id))["label_since"]
    house.front.wait(minutes=10)
    house.front.simulator.change_order(order_id, lambda order: order.update(color="#000001"))
    await house.front.sync()
    same = (await order_of(house, order_id))["label_since"]
    house.front.wait(minutes=10)
    await relabel(house, order_id, "Overnight")
    other = await order_of(house, order_id)

    assert first == same is not None
    assert other["label_since"] > same
    assert other["state_since"] < same  # The state is what it was since the order was made.


async def test_another_state_begins_anew_and_its_label_goes_on(house: House) -> None:
    order_id = (await fill(house, in_work=0, waiting=1))[0]["id"]
    await relabel(house, order_id, PARTS)
    before = await order_of(house, order_id)
    house.front.wait(minutes=10)
    house.front.simulator.change_order(order_id, lambda order: order.update(repairOrderStatus=STATUSES[IN_WORK]))
    await house.front.sync()

    after = await order_of(house, order_id)

    assert (before["state"], after["state"]) == ("estimate", "in_progress")
    assert before["label_since"] == after["label_since"] is not None
    assert before["state_since"] < after["state_since"] == house.front.office.clock()


async def test_work_that_is_done_counts_from_when_the_vendor_says_it_was(house: House) -> None:
    done_at = house.front.simulator.clock.text()
    order_id = house.front.simulator.put_order(an_order(house.front, 3, completed=done_at))["id"]
    house.front.wait(minutes=7)
    await house.front.sync()

    order = await order_of(house, order_id)

    assert order["state"] == "work_done"
    assert order["state_since"] == datetime.fromisoformat(done_at)


async def test_what_stood_there_before_anybody_looked_has_no_bar_and_is_not_over(house: House) -> None:
    owner = await house.visitor("owner")
    # It was made an hour before it was read.
    order_id = house.front.simulator.put_order(an_order(house.front, 2))["id"]
    house.front.wait(seconds=1)
    await house.front.sync()

    await limit(owner, "in_progress", "1", kind="state")
    house.front.wait(minutes=5)

    order = await order_of(house, order_id)
    assert (order["limit_minutes"], order["limit_of"]) == (1, "state")
    assert (order["state_since"], order["label_since"], order["waited_minutes"]) == (None, None, None)
    assert not order["is_over_limit"]
    assert "<meter" not in card_of((await owner.get(BOARD)).text, order_id)
    assert "since before anybody looked" in (await owner.get(f"{BOARD}?open={order_id}")).text


async def test_without_a_limit_there_is_no_bar(house: House) -> None:
    owner = await house.visitor("owner")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    house.front.wait(hours=3, seconds=1)

    page = (await owner.get(BOARD)).text

    card = card_of(page, order_id)
    assert "3h" in card
    assert "at least under this label" in card
    assert "limit-bar" not in page
    assert "Over the limit" not in page
    await limit(owner, "in_progress", "60", kind="state")
    assert "limit-bar" in card_of((await owner.get(BOARD)).text, order_id)
    await limit(owner, "in_progress", "", kind="state")
    assert "limit-bar" not in (await owner.get(BOARD)).text


async def test_the_labels_own_limit_goes_before_that_of_the_state(house: House) -> None:
    owner = await house.visitor("owner")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    await relabel(house, order_id, PARTS)
    await limit(owner, "in_progress", "30", kind="state")
    house.front.wait(hours=1)

    by_state = await order_of(house, order_id)
    await limit(owner, PARTS, "600")
    by_label = await order_of(house, order_id)

    assert (by_state["limit_of"], by_state["is_over_limit"]) == ("state", True)
    assert (by_label["limit_of"], by_label["limit_minutes"], by_label["is_over_limit"]) == ("label", 600, False)


async def test_who_left_the_board_and_comes_back_begins_anew(house: House) -> None:
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]

    async def standings() -> int:
        async with house.front.office.database.tenant(house.front.tenant.tenant_id) as connection:
            question = "select from tekmetric.order_standings where tm_repair_order_id = %s"
            return len(await (await connection.execute(question, (order_id,))).fetchall())

    async def delete(at: str | None) -> None:
        house.front.wait(minutes=1)
        house.front.simulator.change_order(order_id, lambda order: order.update(deletedDate=at))
        await house.front.sync()

    before, known = await order_of(house, order_id), [await standings()]
    await delete(house.front.simulator.clock.text())
    known.append(await standings())
    await delete(None)
    after = await order_of(house, order_id)

    assert known == [1, 0]
    assert before["state_since"] < after["state_since"] == house.front.office.clock()


async def test_limits_that_cannot_be_and_people_who_may_not_are_refused(house: House) -> None:
    owner, advisor = await house.visitor("owner"), await house.visitor("advisor")
    form = {"do": "limits", "kind": "label", "word": PARTS, "minutes": "soon"}

    refused = await owner.send("/settings/screens", form)

    assert refused.status_code == 422
    assert "no number of minutes" in refused.text
    assert (await advisor.send("/settings/screens", form | {"minutes": "5"})).status_code == 403
    assert await board_limits.limits(house.front.office, house.front.tenant) == []


async def test_one_wrong_number_sets_none_of_a_form(house: House) -> None:
    owner = await house.visitor("owner")
    page = (await owner.get("/settings/screens")).text
    words = re.findall(r'name="kind" value="(\w+)"><input type="hidden" name="word" value="([^"]+)"', page)
    assert [word for kind, word in words if kind == "state"] == ["estimate", "in_progress", "work_done"]
    assert [word for kind, word in words if kind == "label"]
    form: Any = {"do": "limits", "kind": ["state", "state"], "word": ["estimate", "work_done"], "minutes": ["5", "0"]}

    assert (await owner.send("/settings/screens", form)).status_code == 422
    assert await board_limits.limits(house.front.office, house.front.tenant) == []
    assert (await owner.send("/settings/screens", form | {"minutes": ["5", "90"]})).status_code == 303
    assert {each.word: each.minutes for each in await board_limits.limits(house.front.office, house.front.tenant)} == {
        "estimate": 5,
        "work_done": 90,
    }
    assert 'value="90"' in (await owner.get("/settings/screens")).text


async def test_there_is_an_end_to_limits(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_limits, "LIMITS_MAX", 1)
    owner = await house.visitor("owner")
    await limit(owner, PARTS, "5")
    await limit(owner, PARTS, "6")

    refused = await owner.send("/settings/screens", {"do": "limits", "kind": "label", "word": "B", "minutes": "5"})

    assert refused.status_code == 422
    assert "clear some" in refused.text


async def test_a_screen_on_a_wall_has_the_bar_too(house: House) -> None:
    owner, stranger = await house.visitor("owner"), house.stranger()
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    await relabel(house, order_id, PARTS)
    await limit(owner, PARTS, "5")
    house.front.wait(minutes=9)
    path = await hang(owner, filter_flag="over_limit")

    text = (await stranger.get(path)).text

    assert re.findall(r'id="order-\d+-(\d+)"', text) == [str(order_id)]
    assert "limit-bar" in text
    assert "over its limit" in text
