"""An open board goes on by itself: what changes at the vendor or in the office is on it without anybody reloading."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import expect

from daysheet.vendors.tekmetric.simulator import Job, Labor, Order
from tests.console.browsing import Eyes, Sight, needs_chromium
from tests.console.staging import Stage, open_stage

pytestmark = [pytest.mark.anyio, needs_chromium]

IN_WORK: Final = 2
# Pages ask by themselves once a minute; whatever comes sooner came by the feed.
BY_FEED_MS: Final = 40_000


@pytest.fixture(scope="module")
async def stage(worker_database: str, database_url: str) -> AsyncIterator[Stage]:
    """A house like the demo's, whose vendors tell what happens."""
    async with open_stage(database_url) as found:
        await found.tell()
        yield found


def card_of(order_id: int) -> str:
    """Return where the card of an order is."""
    return f'article.job[id$="-{order_id}"]'


async def listen(sight: Sight, path: str) -> None:
    """Open a page and wait until it hears what changes."""
    await sight.go(path)
    await expect(sight.page.locator("body")).to_have_attribute("data-feed", "open")


async def test_a_new_order_is_on_the_open_board_by_webhook(stage: Stage, eyes: Eyes) -> None:
    simulator = stage.act("tekmetric").simulator
    async with eyes.window(stage.base_url) as sight:
        await listen(sight, "/boards/work-in-progress")
        lines = [Job(labor=[Labor(hours=1, rate_cents=16_000)])]
        order = simulator.put_order(Order(shop_id=simulator.shop_ids[0], status_id=IN_WORK, jobs=lines))
        card = sight.page.locator(card_of(order["id"]))
        assert await card.count() == 0
        await stage.deliver()

        await expect(card).to_be_visible(timeout=BY_FEED_MS)
        assert sight.troubles() == []


async def test_focus_stays_where_it_was_when_the_board_changes(stage: Stage, eyes: Eyes) -> None:
    simulator = stage.act("tekmetric").simulator
    async with eyes.window(stage.base_url) as sight:
        await listen(sight, "/boards/work-in-progress")
        first = sight.page.locator("article.job a").first
        await first.focus()
        lines = [Job(labor=[Labor(hours=1, rate_cents=16_000)])]
        order = simulator.put_order(Order(shop_id=simulator.shop_ids[0], status_id=IN_WORK, jobs=lines))
        await stage.deliver()

        await expect(sight.page.locator(card_of(order["id"]))).to_be_visible(timeout=BY_FEED_MS)
        await expect(first).to_be_focused()


async def test_what_dispatch_says_is_on_every_open_board(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as wall, eyes.window(stage.base_url) as desk:
        await listen(wall, "/boards/journeys")
        if not await wall.page.locator("li.line").count():
            await listen(wall, str(await wall.page.locator("section.empty a").get_attribute("href")))
        await desk.go(str(await wall.page.locator("li.line a").first.get_attribute("href")))
        await desk.page.get_by_label("Tags").fill("bring the piano board")
        await desk.page.get_by_role("button", name="Write down").click()
        await expect(desk.page.get_by_role("status").first).to_have_text("Written down.")

        await expect(wall.page.get_by_text("bring the piano board")).to_be_visible(timeout=BY_FEED_MS)


async def test_a_board_says_so_when_it_is_cut_off(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await listen(sight, "/boards/work-in-progress")
        await sight.page.context.set_offline(True)
        await sight.page.evaluate("document.querySelector('live-region').refresh()")

        await expect(sight.page.locator("live-region [role=alert]")).to_contain_text("No connection")
        await sight.page.context.set_offline(False)
        await sight.page.evaluate("document.querySelector('live-region').refresh()")
        await expect(sight.page.locator("live-region [role=alert]")).to_have_count(0)


async def test_a_part_that_is_gone_does_not_make_the_page_begin_again(stage: Stage, eyes: Eyes) -> None:
    pages: list[str] = []
    async with eyes.window(stage.base_url) as sight:
        await sight.page.route("**/today/pressing", lambda route: route.fulfill(status=404, body="gone"))
        sight.page.on("request", lambda each: pages.append(each.url) if each.is_navigation_request() else None)
        await sight.go("/today")

        await expect(sight.page.locator("#pressing #lost")).to_be_visible(timeout=BY_FEED_MS)
        assert pages == [f"{stage.base_url}/today"]
