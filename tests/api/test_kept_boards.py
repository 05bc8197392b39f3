"""Boards that are kept between requests: a change is seen at once, and nobody gets what another may see."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from daysheet.api.board_cache import BoardCache
from daysheet.operations.boards import work_in_progress
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity.access import keys, revoke_key
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.api.shop_board import BOARD, an_order, board_of, shown_in

pytestmark = pytest.mark.anyio


async def test_bytes_of_one_view_never_reach_another(shop: Front) -> None:
    for number in range(2):
        shop.simulator.put_order(an_order(shop, 2, number))
    shop.wait(seconds=1)
    await shop.sync()
    places = await locations(shop.office, shop.tenant)
    neighbour = await Tenants(shop.office.database).ensure("a neighbour of the boards")
    views = {
        "all": await shop.key("read:records"),
        "persons": await shop.key("read:records", "read:pii"),
        "theirs": await shop.key("read:records", "read:pii", tenant=neighbour),
        **{f"at {row['name']}": await shop.key("read:records", locations=[row["location_id"]]) for row in places},
    }

    for _ in range(2):
        seen = {name: await board_of(shop, key) for name, key in views.items()}

        assert seen["theirs"]["orders"] == [] != seen["all"]["orders"]
        for row in places:
            mine = seen[f"at {row['name']}"]
            assert {each["location"]["id"] for each in mine["orders"]} == {row["location_id"]}
            assert [each["location"]["id"] for each in mine["freshness"]] == [row["location_id"]]
        assert len({len(each["orders"]) for each in seen.values()}) >= 3


async def test_a_change_is_seen_at_once_and_nothing_else_is_read_twice(
    shop: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = work_in_progress.board

    async def counted(*args: Any, **more: Any) -> Any:
        made.append("board")
        return await real(*args, **more)

    monkeypatch.setattr(work_in_progress, "board", counted)
    key = await shop.key("read:records")
    first = await board_of(shop, key)
    assert await board_of(shop, key) == first
    assert len(made) == 1

    order_id = shop.simulator.put_order(an_order(shop, 2))["id"]
    await shop.sync()
    changed = await board_of(shop, key)

    assert str(order_id) in shown_in(changed)
    assert len(made) == 2
    shop.wait(minutes=1)
    later = await board_of(shop, key)
    assert later["orders"][0]["age_minutes"] == changed["orders"][0]["age_minutes"] + 1


async def test_a_key_that_is_taken_back_opens_nothing_however_many_ask_at_once(shop: Front) -> None:
    key = await shop.key("read:records")
    (made, *_) = await keys(shop.office, shop.tenant)
    before = await asyncio.gather(*(shop.get(BOARD, key) for _ in range(10)))

    await revoke_key(shop.office, shop.tenant, made["key_id"], "a test")
    after = await asyncio.gather(*(shop.get(BOARD, key) for _ in range(10)))

    assert {each.status_code for each in before} == {200}
    assert {each.status_code for each in after} == {401}


async def test_a_board_that_did_not_change_is_not_sent_again(shop: Front) -> None:
    key = await shop.key("read:records")
    first = await shop.get(BOARD, key)

    again = await shop.get(BOARD, key, if_none_match=first.headers["etag"])

    assert (again.status_code, again.content) == (304, b"")


async def test_a_cache_without_marks_would_show_what_is_over(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    real = BoardCache.board

    async def deaf(self: BoardCache, business: Any, view: Any, mark: Any, make: Any) -> bytes:
        async def always() -> str:
            return "the same"

        return await real(self, business, view, always, make)

    monkeypatch.setattr(BoardCache, "board", deaf)
    key = await shop.key("read:records")
    await board_of(shop, key)
    order_id = shop.simulator.put_order(an_order(shop, 2))["id"]
    await shop.sync()

    assert str(order_id) not in shown_in(await board_of(shop, key))


async def test_a_cache_blind_to_rights_would_show_names(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    real = BoardCache.board

    async def blind(self: BoardCache, business: Any, view: Any, mark: Any, make: Any) -> bytes:
        return await real(self, business, view[:1], mark, make)

    monkeypatch.setattr(BoardCache, "board", blind)
    open_key, closed_key = await shop.key("read:records", "read:pii"), await shop.key("read:records")

    assert await board_of(shop, open_key) == await board_of(shop, closed_key)
