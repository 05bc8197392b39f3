"""On a wall the bars of limits take no room from the cards: as many fit the screen as without them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import pytest

from daysheet.console.views.tv import CARDS_A_TURN
from daysheet.operations.boards import board_limits, tv_links
from daysheet.operations.demonstration.demo import Act
from daysheet.vendors.tekmetric.simulator import Order
from daysheet.warehouse.board_limits import LimitOf
from tests.console.browsing import Eyes, needs_chromium
from tests.console.staging import Stage, open_stage

pytestmark = [pytest.mark.anyio, needs_chromium]

ESTIMATE: Final = 1
WALL: Final = {"width": 1920, "height": 1080}


@pytest.fixture(scope="module")
async def stage(worker_database: str, database_url: str) -> AsyncIterator[Stage]:
    """A house like the demo's, in which the estimates fill their column of a wall in each of its turns."""
    async with open_stage(database_url, before=fill_estimates) as found:
        yield found


def fill_estimates(act: Act) -> None:
    """Put in as many estimates as are missing."""
    if act.vendor.name == "tekmetric":
        known = [each["repairOrderStatus"]["id"] for each in act.simulator.truth("repair_orders")].count(ESTIMATE)
        for _ in range(-known % CARDS_A_TURN or CARDS_A_TURN):
            act.simulator.put_order(Order(shop_id=act.simulator.shop_ids[0], status_id=ESTIMATE))


async def test_every_card_with_a_bar_is_whole_on_its_screen(stage: Stage, eyes: Eyes) -> None:
    by = stage.owner("a test")
    minutes = {"estimate": 240, "in_progress": 120, "work_done": 60}
    limits = {LimitOf(kind="state", word=state): each for state, each in minutes.items()}
    await board_limits.set_limits(stage.office, stage.tenant, limits, by)
    async with stage.office.database.tenant(stage.tenant.tenant_id) as connection:
        await connection.execute("update tekmetric.order_standings set state_seen_at = now() - interval '3 hours'")
    boards = [tv_links.Shown(board=tv_links.WORK), tv_links.Shown(board=tv_links.JOURNEYS)]
    new = await tv_links.make_link(stage.office, stage.tenant, name="the wall", boards=boards, by="a test")

    for scheme in ("light", "dark"):
        async with eyes.window(stage.base_url, viewport=WALL, color_scheme=scheme) as sight:
            assert await sight.go(f"/tv/{new.token}?board=work_in_progress") == 200
            cards = await sight.page.locator(".job").all()
            boxes = [await each.bounding_box() for each in cards]
            assert len(cards) > CARDS_A_TURN
            assert await sight.page.locator(".job .limit-bar").count() >= CARDS_A_TURN
            assert [box for box in boxes if box is None or box["y"] + box["height"] > WALL["height"]] == []
            assert await sight.overflow() == []
            assert sight.troubles() == []
