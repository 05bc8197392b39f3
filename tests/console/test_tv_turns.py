"""Several boards on one wall: each for its time, whole, and no other board than those that the link was made for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from daysheet.api.resources.frame_shapes import TvLinkMade
from daysheet.core.errors import SettingWrong
from daysheet.operations.boards import tv_links
from daysheet.operations.boards.tv_links import JOURNEYS, WORK, Shown
from daysheet.operations.boards.work_in_progress import board
from tests.api.shaped import fits
from tests.console.crowd import fill
from tests.console.house import Guest, House
from tests.console.screens import numbers_on

pytestmark = pytest.mark.anyio

SHOP, TOMORROW = Shown(board=WORK), Shown(board=JOURNEYS, filters={"day": "tomorrow"})


async def path_of(house: House, boards: Sequence[Shown], seconds: int = 30) -> str:
    """Make a link and return the path of its screen; the clock stands where its first board begins."""
    tenant = house.front.tenant
    new = await tv_links.make_link(
        house.front.office, tenant, name="the wall", boards=boards, turn_seconds=seconds, by="a test"
    )
    house.front.wait(seconds=-house.front.office.clock().timestamp() % (seconds * len(boards)))
    return f"/tv/{new.token}"


async def shown_on(guest: Guest, path: str) -> str:
    """Return what a screen says that it shows."""
    page = await guest.get(path)
    assert page.status_code == 200, page.text
    found = re.search(r'<h1>.*?<span class="soft">(.*?)</span></h1>', page.text)
    return found[1] if found else ""


async def first_counter_on(guest: Guest, path: str) -> str:
    """Return what the first number on a screen counts, which is another thing on each board."""
    page = await guest.get(path)
    assert page.status_code == 200, page.text
    found = re.search(r'<div class="counters">\s*<p[^>]*><span>([^<]+)(?:<br>.*?)?</span><b>\d', page.text)
    return found[1] if found else ""


async def test_a_screen_made_in_settings_shows_its_boards_in_turn(movers: House) -> None:
    owner, stranger = await movers.visitor("owner"), movers.stranger()
    form = re.search(r'id="in-turn">.*?</form>', (await owner.get("/settings/screens")).text, re.DOTALL)
    assert form is not None
    assert re.findall(r'name="turn" value="(\w+)"', form[0]) == ["today", "tomorrow"]  # A mover has no shop.
    said: Any = {"do": "make", "name": "dispatch", "turn": ["today", "tomorrow"], "seconds": "20"}

    made = await owner.send("/settings/screens", said)

    found = re.search(r"/tv/ds_tv_[A-Za-z0-9_-]+", made.text)
    assert found is not None
    listed = " ".join((await owner.get("/settings/screens")).text.split())
    assert "Trucks today, Trucks tomorrow, 20 seconds each, all locations" in listed
    movers.front.wait(seconds=-movers.front.office.clock().timestamp() % 40)
    turns = []
    for _ in range(4):
        turns.append(await shown_on(stranger, found[0]))
        movers.front.wait(seconds=20)
    assert turns == ["Trucks, today", "Trucks, tomorrow"] * 2


async def test_a_board_that_does_not_fit_is_shown_whole_over_its_turns(house: House) -> None:
    stranger = house.stranger()
    await fill(house, waiting=8, in_work=12)
    found = await board(house.front.office, house.front.tenant)
    everything = {each["number"] for each in found["orders"]}

    for seconds, steps in ((10, 20), (40, 20), (60, 20)):
        path = await path_of(house, [SHOP, TOMORROW], seconds)
        seen: set[str] = set()
        for _ in range(steps):
            at_once = await numbers_on(stranger, path)
            assert at_once < everything
            seen |= at_once
            house.front.wait(seconds=min(20, seconds))
        assert seen == everything, seconds


async def test_the_page_turns_with_scripts_and_without(house: House) -> None:
    stranger = house.stranger()
    for seconds, every, reload_every in ((30, 10, 20), (15, 5, 15), (10, 10, 10)):
        page = (await stranger.get(await path_of(house, [SHOP, TOMORROW], seconds))).text
        assert f'data-every="{every}" data-wall' in page
        assert f'<noscript><meta http-equiv="refresh" content="{reload_every}"></noscript>' in page
        assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=\"(?!runs|boards|freshness)", page)
    one = (await stranger.get(await path_of(house, [SHOP], 15))).text
    assert 'data-every="10" data-wall' in one
    assert 'content="20"></noscript>' in one


async def test_a_token_shows_no_board_and_no_filter_that_it_was_not_made_for(house: House) -> None:
    stranger = house.stranger()
    promised, other = await fill(house, in_work=2, waiting=0)
    hour_ago = f"{house.front.office.clock() - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    house.front.simulator.change_order(promised["id"], lambda order: order.update(customerTimeOut=hour_ago))
    house.front.wait(seconds=1)
    await house.front.sync()
    orders = (await board(house.front.office, house.front.tenant))["orders"]
    late = {each["number"] for each in orders if "late" in each["flags"]}
    assert late == {str(promised["repairOrderNumber"])}
    assert str(other["repairOrderNumber"]) in {each["number"] for each in orders}
    path = await path_of(house, [Shown(board=WORK, filters={"flag": "late"}), TOMORROW])

    for wrong in ("board=nonsense", "flag=ready_unpaid", "flag=", "day=today", "board=work_in_progress&day=tomorrow",
                  "by=label", "only=late_start"):  # fmt: skip
        refused = await stranger.get(f"{path}?{wrong}")
        assert refused.status_code == 404, wrong
        assert "does not show that board" in refused.text
        assert "<article" not in refused.text
    for right, board_shown, numbers in (
        ("board=journeys", "Jobs", set()),
        ("day=tomorrow", "Jobs", set()),
        ("board=work_in_progress", "In the shop", late),
        ("flag=late", "In the shop", late),
        ("", "In the shop", late),
    ):
        assert await first_counter_on(stranger, f"{path}?{right}") == board_shown, right
        assert await numbers_on(stranger, f"{path}?{right}") == numbers, right
    only_shop = await path_of(house, [SHOP])
    assert (await stranger.get(f"{only_shop}?board=journeys")).status_code == 404


async def test_silence_and_the_end_are_said_on_a_screen_of_several_boards(house: House) -> None:
    owner, stranger = await house.visitor("owner"), house.stranger()
    path = await path_of(house, [SHOP, TOMORROW], 30)
    assert "No news since" not in (await stranger.get(path)).text

    house.front.wait(hours=5)
    assert "No news since" in (await stranger.get(path)).text
    (link,) = await tv_links.links(house.front.office, house.front.tenant)
    await owner.send("/settings/screens", {"do": "revoke", "number": str(link["link_id"])})

    for _ in range(2):
        over = await stranger.get(path)
        assert over.status_code == 410
        assert "switched off" in over.text
        house.front.wait(seconds=30)


async def test_turns_that_cannot_be_are_refused(house: House) -> None:
    owner = await house.visitor("owner")
    make: dict[str, Any] = {"do": "make", "name": "x", "turn": ["shop", "today"], "seconds": "30"}
    refusals: list[dict[str, Any]] = [{"seconds": each} for each in ("9", "301", "soon")]
    for wrong in [*refusals, {"turn": []}, {"turn": ["nonsense"]}]:
        refused = await owner.send("/settings/screens", make | wrong)
        assert refused.status_code == 422, wrong
    for boards in (
        [],
        [SHOP] * 7,
        [SHOP, Shown(board="nonsense")],
        [SHOP, Shown(board=WORK, filters={"day": "today"})],
    ):
        with pytest.raises(SettingWrong):
            await path_of(house, boards)
    assert await tv_links.links(house.front.office, house.front.tenant) == []
    assert (await owner.send("/settings/screens", make)).status_code == 200


async def test_the_api_makes_and_lists_screens_of_several_boards(house: House) -> None:
    front = house.front
    key = await front.key("admin:tenant", "read:records")
    more = [{"board": "journeys", "filters": {"day": "tomorrow"}}]
    said = {"name": "wall", "board": "work_in_progress", "filters": {"by": "label"}, "more": more, "turn_seconds": 45}

    made = await front.ask("POST", "/v1/tv-links", key, said)

    assert made.status_code == 201, made.text
    assert fits(TvLinkMade, made.json())
    (link,) = (await front.get("/v1/tv-links", key)).json()["data"]
    assert {name: link[name] for name in said} == said
    audit = (await front.get("/v1/audit", key)).text
    assert "work_in_progress, journeys" in audit
    refusals: list[dict[str, Any]] = [
        {"turn_seconds": 9},
        {"turn_seconds": 301},
        {"more": more * 6},
        {"more": [{"board": "payroll"}]},
        {"more": [{"board": "journeys", "filters": {"flag": "late"}}]},
    ]
    for wrong in refusals:
        assert (await front.ask("POST", "/v1/tv-links", key, said | wrong)).status_code == 422, wrong
