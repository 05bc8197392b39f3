"""What presses most: the dearest of what boards and the fix list tell, for whoever may see them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from daysheet.api.resources.fix_shapes import PressingThings
from daysheet.operations.entries.placing import locations
from daysheet.vendors.tekmetric.simulator import Job, Labor, Order
from tests.api.front import Front
from tests.api.months import admin, planted
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio

ESTIMATE = 1
WAITING = "waiting_for_approval"
OVER = ("COMPLETED", "AUDITED", "CANCELLED")


async def told(shop: Front, key: str) -> list[dict[str, Any]]:
    """Return what presses, as a key sees it."""
    answer = (await shop.get("/v1/pressing", key)).json()
    assert fits(PressingThings, answer)
    found: list[dict[str, Any]] = answer["data"]
    return found


def weight(thing: dict[str, Any]) -> int:
    """Return the largest amount at stake."""
    return max(int(each["amount"]) for each in thing["amounts"])


async def put_dear_order(shop: Front, shop_id: int) -> None:
    """Put an order into a shop whose customer was not asked yet whether they want what is dearer than all else."""
    labor = [Labor(hours=2, rate_cents=99_999_900)]
    shop.simulator.put_order(Order(shop_id=shop_id, status_id=ESTIMATE, jobs=[Job(authorized=None, labor=labor)]))
    await shop.sync()


async def test_the_dearest_things_come_first_and_agree_with_the_board_and_the_fix_list(shop: Front) -> None:
    key = await admin(shop)
    await planted(shop)
    await put_dear_order(shop, shop.simulator.shop_ids[0])

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
    assert left_out
    for rule in left_out:
        amounts = [each["amount"]["amount"] for each in fixes if each["rule"] == rule and each["amount"]]
        assert sum(amounts) <= weight(found[-1])


async def test_who_may_not_read_records_is_told_of_no_order(shop: Front) -> None:
    await put_dear_order(shop, shop.simulator.shop_ids[0])

    everything = await told(shop, await admin(shop))
    some = await told(shop, await shop.key("read:metrics"))

    assert "order" in {each["kind"] for each in everything}
    assert some
    assert {each["kind"] for each in some} == {"fix"}


async def test_only_what_stands_at_ones_own_locations_presses(shop: Front) -> None:
    key = await admin(shop)
    place, other = await locations(shop.office, shop.tenant)
    own = await admin(shop, locations=[place["location_id"]])
    await put_dear_order(shop, int(other["source_id"]))

    everything = await told(shop, key)
    mine = await told(shop, own)
    fixes = (await shop.get("/v1/fixes", own)).json()["data"]
    board = (await shop.get("/v1/boards/work-in-progress", own)).json()["counters"]

    assert (everything[0]["kind"], everything[0]["name"]) == ("order", WAITING)
    assert mine
    assert weight(mine[0]) < weight(everything[0])
    for each in mine:
        if each["kind"] == "fix":
            assert each["records"] == sum(row["records"] for row in fixes if row["rule"] == each["name"])
        elif each["name"] == "late":
            assert each["records"] == board["late"]
        else:
            assert each["records"] == board[each["name"]]["count"]


async def test_moves_of_tomorrow_that_nobody_confirmed_press(mover: Front) -> None:
    key = await admin(mover)
    listed = (await mover.get("/v1/journeys?limit=200", key)).json()["data"]
    today = f"{mover.office.clock():%Y-%m-%d}"
    day = min(each["day"] for each in listed if each["day"] > today and each["state"] == "SCHEDULED")
    mover.wait(days=(date.fromisoformat(day) - mover.office.clock().date()).days - 1)

    found = await told(mover, key)
    board = (await mover.get("/v1/boards/journeys?day=tomorrow", key)).json()

    open_ = [each for each in board["journeys"] if not each["is_confirmed"] and each["state"] not in OVER]
    estimated: Counter[str | None] = Counter()
    for each in (row["estimated"] for row in open_ if row["estimated"]):
        estimated[each["currency"]] += each["amount"]
    (pressing,) = [each for each in found if each["kind"] == "journey"]
    assert (pressing["name"], pressing["records"]) == ("not_confirmed", len(open_))
    assert len(open_) == board["counters"]["not_confirmed"]
    assert estimated.total() > 0
    assert {each["currency"]: each["amount"] for each in pressing["amounts"]} == estimated
