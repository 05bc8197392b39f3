"""What presses most: the dearest of what boards and the fix list tell, for whoever may see them."""

from __future__ import annotations

from typing import Any

import pytest

from daysheet.api.resources.fix_shapes import PressingThings
from daysheet.vendors.tekmetric.simulator import Job, Labor, Order
from tests.api.front import Front
from tests.api.shaped import fits
from tests.api.test_fix_routes import planted
from tests.api.test_month_routes import admin

pytestmark = pytest.mark.anyio

ESTIMATE = 1
WAITING = "waiting_for_approval"


async def told(shop: Front, key: str) -> list[dict[str, Any]]:
    """Return what presses, as a key sees it."""
    answer = (await shop.get("/v1/pressing", key)).json()
    assert fits(PressingThings, answer)
    found: list[dict[str, Any]] = answer["data"]
    return found


def weight(thing: dict[str, Any]) -> int:
    """Return the largest amount at stake."""
    return max(int(each["amount"]) for each in thing["amounts"])


async def test_the_dearest_things_come_first_and_agree_with_the_board_and_the_fix_list(shop: Front) -> None:
    key = await admin(shop)
    await planted(shop)
    labor = [Labor(hours=2, rate_cents=99_999_900)]
    order = Order(shop_id=shop.simulator.shop_ids[0], status_id=ESTIMATE, jobs=[Job(authorized=None, labor=labor)])
    shop.simulator.put_order(order)
    await shop.sync()

    found = await told(shop, key)
    board = (await shop.get("/v1/boards/work-in-progress", key)).json()["counters"]
    fixes = (await shop.get("/v1/fixes", key)).json()["data"]

    assert len(found) == 3
    assert [weight(each) for each in found] == sorted((weight(each) for each in found), reverse=True)
    assert (found[0]["kind"], found[0]["name"]) == ("order", WAITING)
    assert found[0]["records"] == board[WAITING]["count"]
    assert found[0]["amounts"] == board[WAITING]["value"]
    rules = {each["name"]: each["records"] for each in found if each["kind"] == "fix"}
    assert rules
    for name, records in rules.items():
        assert records == sum(each["records"] for each in fixes if each["rule"] == name)
    left_out = {each["rule"] for each in fixes} - set(rules)
    for rule in left_out:
        amounts = [each["amount"]["amount"] for each in fixes if each["rule"] == rule and each["amount"]]
        assert sum(amounts) <= weight(found[-1])


async def test_who_may_not_read_records_is_told_of_no_order(shop: Front) -> None:
    some = await told(shop, await shop.key("read:metrics"))

    assert some
    assert {each["kind"] for each in some} == {"fix"}


async def test_only_what_stands_at_ones_own_locations_presses(shop: Front) -> None:
    key = await admin(shop)
    (place, *_) = (await shop.get("/v1/locations", key)).json()["data"]
    own = await admin(shop, locations=[int(place["id"])])

    mine = await told(shop, own)
    fixes = (await shop.get("/v1/fixes", own)).json()["data"]
    board = (await shop.get("/v1/boards/work-in-progress", own)).json()["counters"]

    assert mine
    for each in mine:
        if each["kind"] == "fix":
            assert each["records"] == sum(row["records"] for row in fixes if row["rule"] == each["name"])
        elif each["name"] == "late":
            assert each["records"] == board["late"]
        else:
            assert each["records"] == board[each["name"]]["count"]
